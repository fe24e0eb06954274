"""Price cells: one amount, its unit and its struck price, or an error."""

from decimal import Decimal

import pytest

from intel.collectors.shapes.page_money import Printed, amounts, price_cell, split_amounts
from intel.errors import RowError
from intel.rates import Meter


@pytest.mark.parametrize(
    ("cell", "meter", "per_million"),
    [
        ("$5 / MTok", Meter.INPUT, "5"),
        ("$0.0028", Meter.INPUT, "0.0028"),
        ("$.5", Meter.INPUT, "0.5"),
        ("1$", Meter.INPUT, "1"),
        ("US$1,250.50 per 1K tokens", Meter.INPUT, "1250500"),
        ("$0.04/Mt", Meter.INPUT, "0.04"),
        ("$2 per million tokens", Meter.OUTPUT, "2"),
        ("$0.000002 per token", Meter.OUTPUT, "2"),
        ("$15.00 / 1M characters", Meter.INPUT_CHARACTER, "15"),
        ("$0.06 / minute", Meter.INPUT_SECOND, "1000"),
        ("$10.00 / 1k calls", Meter.REQUEST, "10000"),
        ("$0.039 per image*", Meter.OUTPUT_IMAGE, "39000"),
        ("Free", Meter.OUTPUT_IMAGE, "0"),
        ("$0.20 / MTok<sup>1</sup>", Meter.CACHE_READ, "0.2"),
    ],
)
def test_an_amount_is_priced_per_million_of_the_units_that_stand_beside_it(
    cell: str, meter: Meter, per_million: str
) -> None:
    charged = price_cell(cell).charged
    assert charged is not None
    assert charged.rate(meter)[0].amount == Decimal(per_million)


@pytest.mark.parametrize("cell", ["", "-", "—", "——", "\\", "N/A", "Not available"])
def test_a_dash_is_no_price(cell: str) -> None:
    assert price_cell(cell).charged is None


def test_the_struck_price_is_the_list_price_wherever_it_stands() -> None:
    for cell in ("$0.30 / M tokens (50% off<sup>(3)</sup>) ~~$0.60~~", "~~$0.60~~ $0.30 / M tokens<sup>(3)</sup>"):
        read = price_cell(cell)
        assert (read.charged, read.listed, read.notes) == (
            Printed("0.30", unit="token"),
            Printed("0.60", unit="token"),
            ("3",),
        )


@pytest.mark.parametrize(
    "cell",
    ["5", "$$2.25", "$2 $3", "$2 or more", "from $2", "$1,25", "$0,125", "$2 / fortnight", "€5", "about free",
     "$1 ~~$0.50~~", "~~$1~~", "$0.10 (10M / $1)", "$1 / 1,000,000 tokens per hour", "-$1", "$1e3"],
)  # fmt: skip
def test_what_is_not_understood_is_an_error(cell: str) -> None:
    with pytest.raises(RowError):
        price_cell(cell)


def test_a_price_per_image_is_no_price_of_tokens() -> None:
    with pytest.raises(RowError, match="per image"):
        Printed("1", unit="image", per=1).rate(Meter.INPUT)


def test_currencies_are_told_apart() -> None:
    assert [(p.digits, p.currency) for p in amounts("$1.5 / 1.25€, 7元, ¥8, £9")] == [
        ("1.5", "USD"), ("1.25", "EUR"), ("7", "CNY"), ("8", "CNY"), ("9", "GBP"),
    ]  # fmt: skip
    assert price_cell("0.02元", "CNY").charged == Printed("0.02", "CNY")


def test_amounts_are_split_with_the_words_behind_each() -> None:
    assert split_amounts("from $1 (text), $2.50 (audio)") == (
        "from ",
        [(Printed("1"), " (text), "), (Printed("2.50"), " (audio)")],
    )
    assert split_amounts("nothing") == ("nothing", [])
