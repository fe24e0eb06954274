from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intel.errors import UnpricedError
from intel.market.cost import CHAT, HOLIDAYS, NO_CACHE_PRICE, Workload, blended, cost, rate_for, workload_cost
from intel.rates import Meter
from tests.market.made import card

TIERED = card("input=1;input{>200000}=2;output=4;output{>200000}=6")
NIGHT = card("input=1;input{utc 16:30-00:30}=0.5;output=4")


def test_a_request_is_the_sum_of_its_meters() -> None:
    sum_ = cost(
        card("input=1.4;output=4.4;cache_read=0.26"), {Meter.INPUT: 1000, Meter.OUTPUT: 500, Meter.CACHE_READ: 10_000}
    )
    assert sum_.total == Decimal("0.0062")
    assert [(line.meter, line.quantity, line.total) for line in sum_.lines] == [
        (Meter.INPUT, 1000, Decimal("0.0014")),
        (Meter.OUTPUT, 500, Decimal("0.0022")),
        (Meter.CACHE_READ, 10_000, Decimal("0.0026")),
    ]


def test_a_meter_without_a_price_is_an_error_that_names_it() -> None:
    with pytest.raises(UnpricedError, match="web_search"):
        cost(card("input=1;output=4"), {Meter.INPUT: 1, Meter.WEB_SEARCH: 2})


def test_a_meter_that_is_not_used_needs_no_price() -> None:
    assert cost(card("input=1"), {Meter.INPUT: 1_000_000, Meter.OUTPUT: 0}).total == 1


def test_a_stated_zero_is_free() -> None:
    assert cost(card("input=0;output=0"), {Meter.INPUT: 5, Meter.OUTPUT: 5}).total == 0


@pytest.mark.parametrize(("prompt", "amount"), [(200_000, 1), (200_001, 2)])
def test_a_boundary_printed_as_above_begins_behind_it(prompt: int, amount: int) -> None:
    assert rate_for(TIERED, Meter.INPUT, prompt_tokens=prompt).amount == amount


@pytest.mark.parametrize(("prompt", "amount"), [(199_999, 1), (200_000, 2)])
def test_a_boundary_printed_as_at_least_begins_on_it(prompt: int, amount: int) -> None:
    assert rate_for(card("input=1;input{>=200000}=2"), Meter.INPUT, prompt_tokens=prompt).amount == amount


def test_the_highest_boundary_passed_prices_the_whole_request() -> None:
    tiers = card("input=1;input{>1000}=2;input{>10000}=3;output=1")
    assert cost(tiers, {Meter.INPUT: 20_000}).total == Decimal("0.06")


def test_cached_tokens_count_towards_the_boundary() -> None:
    tiers = card("input=1;input{>200000}=2;cache_read=0.1")
    spent = cost(tiers, {Meter.INPUT: 1_000, Meter.CACHE_READ: 200_000})
    assert spent.lines[0].amount == 2


def test_the_output_of_a_long_prompt_pays_its_tier_too() -> None:
    assert cost(TIERED, {Meter.INPUT: 300_000, Meter.OUTPUT: 1}).lines[1].amount == 6


@pytest.mark.parametrize(
    ("clock", "amount"),
    [("16:29", "1"), ("16:30", "0.5"), ("23:59", "0.5"), ("00:00", "0.5"), ("00:29", "0.5"), ("00:30", "1")],
)
def test_hours_that_wrap_past_midnight_hold_on_both_sides_of_it(clock: str, amount: str) -> None:
    at = datetime.fromisoformat(f"2026-07-02T{clock}:00+00:00")
    assert rate_for(NIGHT, Meter.INPUT, at=at).amount == Decimal(amount)


def test_hours_are_utc_whatever_zone_the_request_is_told_in() -> None:
    at = datetime.fromisoformat("2026-07-02T10:00:00-07:00")
    assert rate_for(NIGHT, Meter.INPUT, at=at).amount == Decimal("0.5")


def test_without_a_time_no_price_bound_to_a_time_is_used() -> None:
    assert rate_for(NIGHT, Meter.INPUT).amount == 1


def test_days_of_the_week_are_days_of_the_request() -> None:
    weekend = card("input=1;input{days sat+sun}=0.4")
    assert rate_for(weekend, Meter.INPUT, at=datetime(2026, 7, 4, 12, tzinfo=UTC)).amount == Decimal("0.4")
    assert rate_for(weekend, Meter.INPUT, at=datetime(2026, 7, 6, 12, tzinfo=UTC)).amount == 1


def test_a_promotion_ends_at_its_moment() -> None:
    promo = card("input=1;input{until 2026-07-31T00:00:00Z}=0.2")
    assert rate_for(promo, Meter.INPUT, at=datetime(2026, 7, 30, 23, 59, tzinfo=UTC)).amount == Decimal("0.2")
    assert rate_for(promo, Meter.INPUT, at=datetime(2026, 7, 31, tzinfo=UTC)).amount == 1


def test_a_price_that_leaves_out_holidays_holds_in_its_hours_and_says_so() -> None:
    peak = card("input=1;input{utc 01:00-04:00,days mon+tue+wed+thu+fri,except cn}=2")
    spent = cost(peak, {Meter.INPUT: 10}, at=datetime(2026, 7, 2, 2, tzinfo=UTC))
    assert spent.lines[0].amount == 2
    assert spent.notes == (f"{HOLIDAYS} (cn)",)
    assert cost(peak, {Meter.INPUT: 10}, at=datetime(2026, 7, 4, 2, tzinfo=UTC)).notes == ()


def test_an_unknown_condition_is_never_used_and_the_error_shows_it() -> None:
    with pytest.raises(UnpricedError, match="cache_read.*thinking"):
        cost(card("input=1;cache_read{? thinking}=0.1"), {Meter.CACHE_READ: 5})


def test_a_written_cache_costs_what_its_lifetime_costs() -> None:
    writes = card("input=5;cache_write=6.25;cache_write{ttl 1h}=10")
    usage = {Meter.INPUT: 0, Meter.CACHE_WRITE: 1_000_000}
    assert cost(writes, usage).total == Decimal("6.25")
    assert cost(writes, usage, cache_ttl="1h").total == 10


def test_a_lifetime_that_is_not_priced_is_an_error() -> None:
    with pytest.raises(UnpricedError, match="cache_write"):
        cost(card("input=5;cache_write=6.25"), {Meter.CACHE_WRITE: 5}, cache_ttl="1h")


def test_a_lifetime_does_not_disturb_the_other_meters() -> None:
    spent = cost(card("input=5;cache_write{ttl 1h}=10"), {Meter.INPUT: 10, Meter.CACHE_WRITE: 10}, cache_ttl="1h")
    assert [line.amount for line in spent.lines] == [5, 10]


def test_the_sum_keeps_the_currency_of_the_card() -> None:
    assert cost(card("input=1"), {Meter.INPUT: 1}).currency == "USD"


def test_chat_is_three_to_one() -> None:
    assert blended(card("input=1.4;output=4.4")) == Decimal("2.15")


def test_a_workload_without_a_cache_price_pays_input_for_it_and_says_so() -> None:
    half = Workload("half", 1000, Decimal("0.5"), 0)
    spent = workload_cost(card("input=2;output=4"), half)
    assert spent.total == Decimal("0.002")
    assert spent.notes == (NO_CACHE_PRICE,)
    assert workload_cost(card("input=2;output=4;cache_read=0.2"), half).notes == ()


def test_a_cached_share_over_the_boundary_borrows_the_input_price_of_that_tier() -> None:
    long = Workload("long", 300_000, Decimal("0.5"), 0)
    assert workload_cost(TIERED, long).total == Decimal("0.6")


def test_a_price_per_request_is_part_of_every_workload() -> None:
    per_call = card("input=1;output=4;request=5000")
    assert blended(per_call, CHAT) == Decimal("1.75") + Decimal("1.25")


@pytest.mark.parametrize("rates", ["input=1", "output=1", "input{>5000}=1;output=1"])
def test_a_workload_that_cannot_be_priced_has_no_blended_price(rates: str) -> None:
    assert blended(card(rates)) is None


def test_no_card_has_no_blended_price() -> None:
    assert blended(None) is None


@given(
    st.decimals(min_value="0.001", max_value="100", places=3), st.decimals(min_value="0.001", max_value="100", places=3)
)
def test_a_blended_price_lies_between_the_prices_it_blends(reading: Decimal, writing: Decimal) -> None:
    price = blended(card(f"input={reading:f};output={writing:f}"))
    assert price is not None
    assert min(reading, writing) <= price <= max(reading, writing)
