"""The page Today: what changed until the newest price, who leads, and what nearly as good costs."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Engine

from dashboard import changed, leading, standings, worthwhile
from intel.catalog.engine import writing
from intel.catalog.events import recent_events, store_events
from intel.market.cost import CHAT
from intel.market.leaders import leader_first
from intel.market.moves import Host, Move, Moves
from intel.market.value import Worth
from intel.records import Event
from intel.views import LeaderView
from tests.dashboard.conftest import OpenPage, a_fit, a_market, texts
from tests.dashboard.test_leaders import TASK, judged
from tests.factories import NOON, an_offer

TITLES = {"zai/glm-5.2": "GLM-5.2"}


def a_move(before: str, after: str, provider: str = "novita") -> Move:
    return Move("zai/glm-5.2", an_offer(provider), Decimal(before), Decimal(after), NOON)


def test_the_default_page_tells_what_changed_and_who_leads(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="today", fit=a_fit())
    assert not app.exception
    said = texts(app).replace("\\", "")
    assert app.title[0].value == "Today"
    assert re.search(r"Prices last confirmed \d+ \w+ \d+, (1 hour ago|just now|\d+ minutes? ago)\. ", said)
    assert "The one task ends in a tie; 95% as good costs from 4% of the leader’s price" in said
    table = next(frame.value for frame in app.dataframe if "Task" in frame.value)
    coding = table[table["Task"] == "Coding"].iloc[0]
    assert (coding["Leader"], coding["Best open"], coding["95% as good"], coding["At"]) == (
        "GPT-5.5 and CLAUDE-OPUS-4.8", "GLM-5.2", "GLM-5.2", "Deepinfra",
    )  # fmt: skip


def test_an_old_link_to_a_model_leads_to_its_hosts(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="today", query={"model": "gpt-5.5"})
    assert not app.exception
    assert (app.title[0].value, app.selectbox[0].value) == ("Hosts", "gpt-5.5")


def test_what_nobody_moved_is_said_with_the_way_to_look_further(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="today")
    assert "No host changed its price in the week to" in texts(app)
    assert "Choose a longer time under Since" in texts(app)
    assert "No quality estimated yet" in texts(app)
    assert "intel estimate" in texts(app)


def test_the_widest_move_is_named_and_cuts_and_rises_are_counted() -> None:
    found = Moves((a_move("4", "1"), a_move("1", "1.1", "together")), (), ())
    claim = changed.moves_claim(found, TITLES, changed.window("week", NOON))
    assert claim == "1 cut and 1 rise in the week to 2 Jul 2026, the widest GLM-5.2 at Novita: −75%"
    assert changed.moves_claim(Moves((), (), ()), TITLES, "the day") == "No host changed its price in the day"


def test_changes_read_as_percent_and_as_multiples_from_threefold_on() -> None:
    ratios = ("0.5", "1.12", "0.996", "6.4")
    assert [changed.change(Decimal(ratio)) for ratio in ratios] == ["−50%", "+12%", "−0.4%", "6.4×"]


def test_hosts_that_came_stand_by_model_with_their_cheapest_price() -> None:
    hosts = [Host("zai/glm-5.2", an_offer(name), Decimal(price), True) for name, price in (("a", "2"), ("b", "1"))]
    (row,) = changed.host_cells(hosts, TITLES)
    assert (row["Model"], row["Hosts"], row["Which"], row["From"], row["News"]) == (
        "GLM-5.2", 2, "A and B", 1.0, "new on sale",
    )  # fmt: skip
    assert changed.hosts_claim(hosts, TITLES, "the week") == "2 hosts new at 1 model, 1 of them new on sale"
    rows = list(csv.DictReader(io.StringIO(changed.hosts_csv(hosts, "chat"))))
    assert [(row["provider"], row["blended_usd_per_mtok"]) for row in rows] == [("a", "2.00"), ("b", "1.00")]


def test_only_ends_that_are_still_to_come_are_ahead_and_the_past_ones_stand_last_as_ended() -> None:
    ends = [("zai/glm-5.2", an_offer("a", sunset_on=date(2026, month, 1))) for month in (6, 8)]
    today = date(2026, 7, 2)
    assert [offer.sunset_on for _, offer in changed.ahead(ends, today)] == [date(2026, 8, 1)]
    assert changed.ending_claim(ends, today) == (
        "1 model will end at some host within 90 days, the next on 1 Aug 2026; 1 ended lately"
    )
    rows = changed.ending_cells(ends, TITLES, today)
    assert [(row["Ends on"], row["State"]) for row in rows] == [
        (date(2026, 8, 1), "ahead"), (date(2026, 6, 1), "ended"),
    ]  # fmt: skip


def test_a_new_leader_is_a_sentence(engine: Engine) -> None:
    crowned = Event("new_leader", "task coding", NOON, "", None, {"models": [{"model": "zai/glm-5.2"}]}, {})
    with writing(engine) as connection:
        store_events(
            connection, [crowned, replace(crowned, kind="price_changed"), replace(crowned, at=NOON.replace(2025))]
        )
        found = recent_events(connection, NOON - timedelta(days=7), ["new_leader"])
    assert changed.leader_lines(found, {}) == ["2 Jul 2026: zai/glm-5.2 now leads coding"]
    titles = {"zai/glm-5.2": "GLM-5.2", "coding": "coding"}
    assert changed.leader_lines(found, titles) == ["2 Jul 2026: GLM-5.2 now leads coding"]


def test_nearly_as_good_is_the_cheapest_that_clears_and_has_a_price() -> None:
    dear, cheap, weak = judged("a/dear", 0.8, open_weights=False), judged("a/cheap", 0.78), judged("a/weak", 0.2)
    ranked = [
        Worth(cheap, 0.6, True, an_offer("novita"), Decimal(1)), Worth(dear, 1.0, True, an_offer("lab"), Decimal(8)),
        Worth(weak, 0.0, False, an_offer("novita"), Decimal("0.1")),
    ]  # fmt: skip
    led = LeaderView("coding", "all", "leader", ("a/dear",), (0.95,), 0.95, NOON)
    found = standings.standing(TASK, led, [dear, cheap, weak], ranked)
    assert (found.tied, found.saving, found.cheapest) == (("A/DEAR",), Decimal("0.125"), ranked[0])
    assert found.best_open is cheap
    assert (
        standings.claim([found]) == "1 of 1 task has one clear leader; 95% as good costs from 12% of the leader’s price"
    )
    row = next(csv.DictReader(io.StringIO(standings.csv([found]))))
    assert (row["leaders"], row["host"], row["blended_usd_per_mtok"]) == ("A/DEAR", "novita", "1.00")


def test_of_those_that_are_tied_every_page_and_command_calls_the_same_one_the_leader() -> None:
    sure = judged("a/sure", 0.8, ratio_quantiles=(1.0, 1.0))
    likely = judged("a/likely", 0.81, ratio_quantiles=(0.9, 1.1))
    led = LeaderView("coding", "all", "tie", ("a/likely", "a/sure"), (0.4, 0.3), None, NOON)
    prices = [Worth(one, 1.0, True, an_offer("lab"), Decimal(price)) for one, price in ((likely, 1), (sure, 8))]
    found = standings.standing(TASK, led, [likely, sure], prices)
    assert (found.tied, found.share, found.leader_price) == (("A/SURE", "A/LIKELY"), 0.8, Decimal(8))
    rows, _ = leading.rows([likely, sure], led, open_only=False)
    assert leading.claim(TASK, rows, led, open_only=False).endswith(": A/SURE and A/LIKELY")
    priced = worthwhile.priced(prices, CHAT)
    said = worthwhile.claim(priced, {"a/sure": "Sure", "a/likely": "Likely"})
    assert said.startswith("Likely solves 101% of what Sure does")
    assert leader_first(led.models, [likely, sure]) == ["a/sure", "a/likely"]


def test_a_task_nobody_is_judged_at_is_unknown_not_zero() -> None:
    row = standings.cells(standings.standing(TASK, None, [], []), "Coding")
    assert {row[key] for key in row if key != "Task"} == {None}
    assert standings.left_out(["Value"]).startswith(" Value is one task more, without a leader by quality")
    assert standings.claim([]) == "No task has a model that two independent sources judge"
