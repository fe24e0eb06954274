"""The page History: any models and hosts together, as they stood on any day."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest

from dashboard import derived, past
from dashboard.past import Series
from dashboard.words import usd
from intel.market.cost import Workload, blended
from intel.market.timeline import Moment
from tests.dashboard.conftest import LATELY, OpenPage, a_market, texts
from tests.factories import NOON, a_card, a_model, an_offer

LATER = NOON + timedelta(days=30)
TITLES = {"novita": "Novita AI"}


def series(word: str = "glm-5.2", *prices: str) -> Series:
    moments = [
        Moment(NOON + timedelta(days=10 * place), Decimal(price) if price else None, "novita", "models.dev")
        for place, price in enumerate(prices)
    ]
    return Series(word, word.upper(), moments)


def test_the_page_follows_the_cheapest_host_of_each_model(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="history")
    assert not app.exception
    table = app.dataframe[0].value
    assert dict(zip(table["Series"], table["Price"], strict=True)) == {"GLM-5.2": 0.875, "GPT-5.5": 11.25}
    assert "No price moved from" in texts(app)


def test_hosts_of_the_address_stand_in_place_of_their_model(open_page: OpenPage) -> None:
    query = {"models": "glm-5.2", "hosts": "glm-5.2@novita,glm-5.2@zai", "price": "output"}
    app = open_page(*a_market(), page="history", query=query)
    assert not app.exception
    table = app.dataframe[0].value
    assert dict(zip(table["Series"], table["Price"], strict=True)) == {"GLM-5.2 · Novita": 4.4, "GLM-5.2 · Zai": 5.5}


def test_on_a_day_before_the_first_price_nothing_is_known_and_it_says_so(open_page: OpenPage) -> None:
    day = (LATELY - timedelta(days=1)).date().isoformat()
    app = open_page(*a_market(), page="history", query={"as_of": day})
    assert not app.exception
    assert "to a later day" in texts(app)
    assert app.dataframe[0].value["Price"].isna().all()


def test_a_model_is_added_by_typing_and_taken_away_by_a_click_on_its_pill(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="history", query={"models": "glm-5.2"})
    next(box for box in app.selectbox if box.label == "Models").set_value("claude-opus-4.8").run()
    assert app.query_params["models"] == "glm-5.2,claude-opus-4.8"
    assert list(app.dataframe[0].value["Series"]) == ["GLM-5.2", "CLAUDE-OPUS-4.8"]
    next(group for group in app.button_group if group.key == "models").set_value(["claude-opus-4.8"]).run()
    assert app.query_params["models"] == "claude-opus-4.8"
    assert not app.exception


@pytest.mark.parametrize("wrong", ["nonsense", "2026-13-40", ""])
def test_a_day_that_is_none_is_today(wrong: str, open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="history", query={"as_of": wrong, "models": "no-such-model"})
    assert not app.exception
    assert str(app.slider[0].value) >= LATELY.date().isoformat()
    said = texts(app).replace("\\", "")
    assert "Models: “no-such-model” is no choice here" in said
    assert ("is no day from" in said) == bool(wrong)


def test_the_claim_names_what_moved_most_until_the_day() -> None:
    found = [series("glm", "2", "1"), series("gpt", "4", "5")]
    assert past.claim(found, LATER) == "GLM: −50% since 2 Jul 2026, the most of these; 2 changes in all"
    assert past.claim(found, NOON) == "No price moved from 2 Jul 2026 to 2 Jul 2026"
    back = series("glm", "2", "1", "2")
    assert past.claim([back], LATER) == "The same on 1 Aug 2026 as at first, after 2 changes"
    assert past.claim([series("glm")], NOON) == "None of these had a known price on 2 Jul 2026"


def test_every_change_says_before_after_and_by_whose_word() -> None:
    rows = past.change_cells([series("glm", "2", "1", "")], LATER, TITLES)
    assert [(row["Before"], row["After"], row["Change"], row["Host"]) for row in rows] == [
        (1.0, None, "gone", "Novita AI"), (2.0, 1.0, "−50%", "Novita AI"), (None, 2.0, "first seen", "Novita AI"),
    ]  # fmt: skip
    (row,) = past.cells([series("glm", "2", "2")], LATER)
    assert (row["Change"], row["Lowest"], row["Highest"]) == ("unchanged", 2.0, 2.0)


def test_a_cache_price_that_becomes_known_is_no_cut_and_one_that_is_stated_no_more_no_rise() -> None:
    agentic = Workload("agentic", 20_000, Decimal("0.8"), 1000)
    rates = ("input=3;output=15", "input=3;output=15;cache_read=0.3", "input=3;output=15", "input=2.7;output=13.5")
    moments = [
        Moment(NOON + timedelta(days=place), blended(a_card(rate), agentic), "baseten", "litellm", None, a_card(rate))
        for place, rate in enumerate(rates)
    ]
    one = Series("kimi", "Kimi", moments, pricing=derived.pricing(agentic))
    assert past.claim([one], moments[2].at) == "No price moved from 2 Jul 2026 to 4 Jul 2026"
    assert past.claim([one], LATER) == "Kimi: −10% since 2 Jul 2026; 1 change in all"
    assert (past.cells([one], LATER)[0]["Change"], past.cells([one], LATER)[0]["Changes"]) == ("−10%", 1)
    told = [row["Change"] for row in past.change_cells([one], LATER, TITLES)]
    assert told == ["−10%", "rate not stated", "rate now known", "first seen"]
    (line,) = past.lines([one], LATER, TITLES)
    assert [step.learned for step in line.steps] == [False, True, True, False]
    assert past.hollow([line]) == f" Hollow: {past.RATE_ONLY}."
    assert past.hollow(past.lines([series("glm", "2", "1")], LATER, TITLES)) == ""


def test_the_same_price_converted_by_another_source_is_no_change() -> None:
    one = series("glm", "0.525", "0.5250175")
    assert (past.cells([one], LATER)[0]["Changes"], past.change_cells([one], LATER, TITLES)[0]["Change"]) == (
        0, "the same",
    )  # fmt: skip


def test_half_a_tenth_of_a_cent_goes_up_in_the_table_as_it_does_elsewhere() -> None:
    assert past.cells([series("glm", "0.4875")], LATER)[0]["Price"] == 0.488
    assert usd(Decimal("0.4875")) == "$0.488"


def test_a_price_that_is_not_believed_is_told_and_not_drawn() -> None:
    slipped = Moment(NOON, None, "novita", "litellm", Decimal(26250))
    one = Series("glm", "GLM", [slipped, Moment(LATER, Decimal(2), "novita", "page")])
    (line,) = past.lines([one], LATER, TITLES)
    assert [step.price for step in line.steps] == [None, 2.0]
    assert past.slips_note([one], LATER, TITLES) == (
        " Stated and not believed, so not drawn: $26,250 at Novita AI on 2 Jul 2026, by litellm."
    )
    assert past.slips_note([series("glm", "2")], LATER, TITLES) == ""
    assert [row["Change"] for row in past.change_cells([one], LATER, TITLES)] == ["first seen", "$26,250: not believed"]
    assert past.cells([one], LATER)[0]["Changes"] == 0
    assert next(csv.DictReader(io.StringIO(past.csv([one]))))["not_believed_usd_per_mtok"] == "26250.00"


def test_the_download_holds_every_step_and_leaves_the_unknown_empty() -> None:
    rows = list(csv.DictReader(io.StringIO(past.csv([series("glm", "2", "")]))))
    assert [row["usd_per_mtok"] for row in rows] == ["2.00", ""]


def test_releases_and_the_end_at_the_lab_or_the_shown_host_are_marked() -> None:
    model = a_model("zai/glm-5.2", released_on=date(2026, 6, 13), title="GLM-5.2")
    offers = {model.id: [an_offer("zai", sunset_on=date(2026, 12, 1)), an_offer("novita", sunset_on=date(2026, 11, 1))]}
    marked = past.marks([series("glm-5.2", "1")], {"glm-5.2": model}, offers)
    assert [(mark.at.date(), mark.mark) for mark in marked] == [
        (date(2026, 6, 13), "GLM-5.2 out"), (date(2026, 12, 1), "GLM-5.2 ends"),
    ]  # fmt: skip
    host = past.marks([series("glm-5.2@novita", "1")], {"glm-5.2": model}, offers)
    assert [mark.at.date() for mark in host] == [date(2026, 6, 13), date(2026, 11, 1)]
