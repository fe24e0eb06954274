"""Rates in their canonical text: what is written is read again, and nothing else is."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter, Rate, parse_condition, parse_rate_card, rate_card

WHOLE = Condition(
    over_tokens=200_000, inclusive=True, cache_ttl="1h", window="16:30-00:30", days="sat+sun", calendar="cn",
    until=datetime(2026, 9, 1, 12, tzinfo=UTC), unknown="with, a {brace}; and = more",
)  # fmt: skip


@pytest.mark.parametrize("condition", [ALWAYS, WHOLE, Condition(over_tokens=0), Condition(unknown="?")])
def test_a_condition_is_read_as_it_was_written(condition: Condition) -> None:
    assert parse_condition(condition.text()) == condition


def test_a_card_is_read_as_it_was_written_whatever_the_order_of_its_rates() -> None:
    rates = [Rate(Meter.OUTPUT, Decimal("4.40")), Rate(Meter.INPUT, Decimal(3), WHOLE), Rate(Meter.INPUT, Decimal(0))]
    card = rate_card(rates, "CNY")
    assert card.text().startswith("input=0;input{>=200000,ttl 1h,utc 16:30-00:30,days sat+sun,except cn,until 2026-")
    assert parse_rate_card(card.text(), "CNY") == card == rate_card(reversed(rates), "CNY")
    assert parse_rate_card(card.text(), "USD").digest != card.digest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a rate: ''"),
        ("input", "not a rate: 'input'"),
        ("inputs=1", "not a rate: 'inputs=1'"),
        ("input=1.2.3", "not a rate: 'input=1.2.3'"),
        ("input=.", "not a rate: 'input=.'"),
        ("input=-1", "not a rate: 'input=-1'"),
        ("input{until soon}=1", "not the end of a promotion: 'soon'"),
        (f"input{{>{'9' * 5000}}}=1", "unknown condition '>999"),
        ("input{at night}=1", "unknown condition 'at night'"),
        ("input=1;input=2", "two amounts for input"),
    ],
)
def test_anything_else_is_a_row_that_cannot_be_believed(text: str, said: str) -> None:
    with pytest.raises(RowError) as error:
        parse_rate_card(text)
    assert str(error.value).startswith(said)
