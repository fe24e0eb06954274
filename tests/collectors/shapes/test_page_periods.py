"""Dates beside prices, and rates of several periods made into dated prices."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from intel.collectors.shapes.page_periods import OPEN, Dated, Period, dated_prices, day, period
from intel.errors import RowError
from intel.rates import Meter, Rate
from intel.records import UNKNOWN_START

SEPTEMBER = datetime(2026, 9, 1, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 1, tzinfo=UTC)


def rate(meter: Meter, amount: str, held: Period = OPEN, currency: str = "USD") -> Dated:
    return Dated(Rate(meter, Decimal(amount)), False, held, currency)


@pytest.mark.parametrize("text", ["September 1, 2026", "Sep 1 2026", "2026/9/1", "2026-09-01", "Sept. 1st, 2026"])
def test_a_day_begins_at_midnight_utc(text: str) -> None:
    assert day(text) == SEPTEMBER


@pytest.mark.parametrize("text", ["Smarch 13, 2026", "2026/13/1", "February 30, 2026", "tomorrow"])
def test_what_is_no_day_is_an_error(text: str) -> None:
    with pytest.raises(RowError, match="no day"):
        day(text)


def test_through_a_day_includes_it_and_starting_begins_with_it() -> None:
    assert period("$2 through August 31, 2026.") == (Period(None, SEPTEMBER), "$2 .")
    assert period("$3 starting September 1, 2026") == (Period(SEPTEMBER, None), "$3 ")
    assert period("$3") == (OPEN, "$3")


def test_a_rate_without_a_period_holds_in_every_stretch() -> None:
    stated = [
        rate(Meter.INPUT, "2", Period(None, SEPTEMBER)),
        rate(Meter.INPUT, "3", Period(SEPTEMBER, None)),
        rate(Meter.OUTPUT, "9"),
    ]
    assert [(p.effective_from, p.effective_to, p.card.text()) for p in dated_prices(stated)] == [
        (UNKNOWN_START, SEPTEMBER, "input=2;output=9"),
        (SEPTEMBER, None, "input=3;output=9"),
    ]


def test_a_gap_between_two_periods_has_no_price() -> None:
    stated = [rate(Meter.INPUT, "2", Period(None, SEPTEMBER)), rate(Meter.INPUT, "3", Period(OCTOBER, None))]
    periods = [(p.effective_from, p.effective_to) for p in dated_prices(stated)]
    assert periods == [(UNKNOWN_START, SEPTEMBER), (OCTOBER, None)]


def test_a_price_without_a_date_is_observed_and_a_dated_one_stated() -> None:
    (price,) = dated_prices([rate(Meter.INPUT, "2", currency="CNY")])
    assert (price.basis, price.card.currency) == ("observed", "CNY")
    assert {p.basis for p in dated_prices([rate(Meter.INPUT, "2", Period(None, SEPTEMBER))])} == {"stated"}


@pytest.mark.parametrize(
    "rates",
    [
        [rate(Meter.INPUT, "2", Period(None, OCTOBER)), rate(Meter.INPUT, "3", Period(SEPTEMBER, None))],
        [rate(Meter.INPUT, "2"), rate(Meter.OUTPUT, "3", currency="CNY")],
    ],
)
def test_two_amounts_at_one_time_and_two_currencies_are_errors(rates: list[Dated]) -> None:
    with pytest.raises(RowError, match="two"):
        dated_prices(rates)


def test_no_rate_is_no_price() -> None:
    assert dated_prices([]) == ()
