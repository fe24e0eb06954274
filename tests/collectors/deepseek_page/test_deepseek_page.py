"""DeepSeek's price page: models as columns, promotions that end, peak hours in UTC."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from intel.collectors import deepseek_page
from intel.collectors.shapes.deepseek_names import endings
from intel.collectors.shapes.deepseek_table import peak_conditions
from intel.errors import SourceError
from intel.rates import Condition, Meter, RateCard
from intel.records import UNKNOWN_START, Deprecation, Fact, Offer, OfferKey, Rejected
from tests.collectors import truths
from tests.collectors.golden import check, parse, reply

HERE = Path(__file__).parent
WEEK = "mon+tue+wed+thu+fri"
MORNING = Condition(window="01:00-04:00", days=WEEK, calendar="cn")
NOON = Condition(window="06:00-10:00", days=WEEK, calendar="cn")
END = datetime(2027, 5, 31, 15, 59, tzinfo=UTC)


def listed() -> list[Fact]:
    return reply(deepseek_page, HERE)


def offer(sku: str) -> Offer:
    (found,) = [fact for fact in listed() if isinstance(fact, Offer) and fact.key.sku == sku]
    return found


def amount(card: RateCard, meter: Meter, condition: Condition) -> Decimal:
    (found,) = [rate.amount for rate in card.rates if (rate.meter, rate.condition) == (meter, condition)]
    return found


def test_the_recorded_page_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_off_peak_is_the_base_price_and_peak_holds_in_the_printed_hours() -> None:
    (price,) = offer("deepseek-quick").prices
    assert [price.card.amount(m) for m in (Meter.INPUT, Meter.OUTPUT, Meter.CACHE_READ)] == [
        Decimal("0.15"),
        Decimal("0.6"),
        Decimal("0.0028"),
    ]
    for hours in (MORNING, NOON):
        assert amount(price.card, Meter.INPUT, hours) == Decimal("0.3")
        assert amount(price.card, Meter.CACHE_READ, hours) == Decimal("0.0056")


def test_a_promotion_with_an_end_is_followed_by_the_struck_price() -> None:
    charged, after = offer("deepseek-deep").prices
    assert (charged.effective_from, charged.effective_to, after.effective_from) == (UNKNOWN_START, END, END)
    assert (charged.basis, after.basis) == ("stated", "stated")
    assert charged.card.amount(Meter.CACHE_READ) == Decimal("0.003625")
    assert after.card.amount(Meter.CACHE_READ) == Decimal("0.0145")
    assert amount(after.card, Meter.CACHE_READ, NOON) == Decimal("0.029")


def test_old_names_are_said_to_end_and_who_answers_to_them() -> None:
    said = [fact for fact in listed() if isinstance(fact, Deprecation)]
    assert said == [
        Deprecation(OfferKey("deepseek", name), replacement="deepseek-quick")
        for name in ("deepseek-old", "deepseek-older")
    ]


@pytest.mark.parametrize(
    ("footnote", "said"),
    [
        ("The model name a-old will be deprecated on 2026/07/24 15:59 (UTC Time).", [("a-old", date(2026, 7, 24), "")]),
        ("The model name a-old will be deprecated on 2026/07/24. It corresponds to b-1.", [("a-old", None, "b-1")]),
        ("a-old 模型名将于北京时间 2026/07/25 07:59 弃用，对应 b-1 或 b-2。", [("a-old", date(2026, 7, 24), "")]),
        ("The model name b-1 will be deprecated in the future.", []),
        ("An older name is served by this model.", []),
    ],
)
def test_a_last_day_is_one_of_utc_and_a_successor_the_only_one_named(
    footnote: str, said: list[tuple[str, date | None, str]]
) -> None:
    found = endings({"1": footnote}, ("b-1", "b-2"))
    assert [(fact.key.sku, fact.sunset_on, fact.replacement) for fact in found] == said


def test_a_struck_price_whose_return_is_not_dated_is_kept_and_never_used() -> None:
    for price in offer("deepseek-deep").prices:
        assert price.card.amount(Meter.INPUT) == Decimal("0.66")
        assert amount(price.card, Meter.INPUT, Condition(unknown="list price")) == Decimal("1.32")


def test_a_model_with_one_price_that_is_not_understood_is_rejected_whole() -> None:
    (rejected,) = [fact for fact in listed() if isinstance(fact, Rejected)]
    assert (rejected.key, rejected.reason) == (
        "deepseek-odd",
        "words that are not understood beside a price: '$4 and more'",
    )


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("Peak hours are 01:00 - 04:00 UTC.", (Condition(window="01:00-04:00"),)),
        ("Peak hours are 1:00–4:30 UTC, Monday through Friday.", (Condition(window="01:00-04:30", days=WEEK),)),
        ("北京时间周一至周五（不含法定节假日）9:00 - 12:00、14:00 - 18:00 为高峰时段；其余为空闲。", (MORNING, NOON)),
        ("北京时间 2:00 - 12:00 为高峰时段。", ()),
        ("Peak hours are 01:00 - 04:00 local time.", ()),
        ("Peak hours are in the morning.", ()),
    ],
)
def test_peak_hours_are_read_in_utc_or_not_at_all(said: str, hours: tuple[Condition, ...]) -> None:
    assert peak_conditions(said) == hours


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Peak hours are", "Peak times vary:", "peak prices without hours"),
        ("1M OUTPUT TOKENS", "1M OUTPUT TOKENS (FAST)", "a label that is not understood"),
        ("<td>$0.6</td>", "<td>0.6元</td>", "no one currency"),
        ("</html>", "", "cut short"),
        ('<td colspan="3">MODEL</td>', '<td colspan="3">NAME</td>', "0 tables of models"),
    ],
)
def test_a_page_that_has_changed_fails_the_run(old: str, new: str, reason: str) -> None:
    text = (HERE / "reply.html").read_text()
    assert old in text
    with pytest.raises(SourceError, match=reason):
        parse(deepseek_page, text.replace(old, new).encode())


@pytest.mark.captures
@pytest.mark.parametrize("page", ["deepseek/2026-05-08.html", "_synthetic/deepseek/2026-09-30.html"])
def test_every_price_of_a_captured_page_comes_out_right(captures: Path, page: str) -> None:
    facts = truths.check(deepseek_page, captures / "pages" / page, HERE)
    ending = {f.key.sku: f.replacement for f in facts if isinstance(f, Deprecation)}
    old = "_synthetic" not in page
    assert ending == ({"deepseek-chat": "deepseek-v4-flash", "deepseek-reasoner": "deepseek-v4-flash"} if old else {})
    assert not [fact for fact in facts if isinstance(fact, Rejected)]


@pytest.mark.captures
def test_a_page_without_prices_fails_the_run(captures: Path) -> None:
    truths.check_negatives(deepseek_page, captures)
