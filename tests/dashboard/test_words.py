"""How numbers, ages and names read."""

from datetime import timedelta
from decimal import Decimal

import pytest

from dashboard.words import (
    age,
    ago,
    bill,
    cell,
    count,
    escaped,
    listing,
    percents,
    plain,
    rates,
    telling_places,
    times,
    titled,
    tokens,
    usd,
)
from intel.cli.leaders import percent as percent_there
from intel.cli.out import usd as cli_usd
from tests.factories import NOON


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (None, "–"), ("0", "$0"), ("0.0028", "$0.0028"), ("0.019", "$0.019"), ("0.206", "$0.206"), ("0.5", "$0.50"),
        ("0.9525", "$0.953"), ("1.4", "$1.40"), ("120", "$120.00"), ("1234.5", "$1,235"),
    ],
)  # fmt: skip
def test_unknown_free_small_and_large_amounts_read_apart(amount: str | None, text: str) -> None:
    assert usd(None if amount is None else Decimal(amount)) == text


def test_prices_as_they_are_stated_are_told_as_people_read_them() -> None:
    assert rates("USD input=0.13;output=0.52;cache_read=0") == "input $0.13, output $0.52, cache read $0"
    assert rates("glm says input=4;output=16 CNY; so") == "glm says input 4 CNY, output 16 CNY; so"
    assert rates("nothing = nothing") == "nothing = nothing"


def test_a_sentence_has_titles_in_place_of_the_ids_that_are_known() -> None:
    names = {"zai": "Z.ai", "zai/glm-5.2": "GLM-5.2", "tool-use": "tool use", "one": "One AI"}
    assert titled("zai sells zai/glm-5.2, no. 1 of 1 host", names) == "Z.ai sells GLM-5.2, no. 1 of 1 host"
    assert titled("tool-use: zai/glm-5.2 at zai, effort max", names) == "tool use: GLM-5.2 at Z.ai, effort max"
    assert titled("$0.02 at zai.", names) == "$0.02 at Z.ai."
    assert titled("one source; x/y stays", names) == "one source; x/y stays"


def test_bills_of_a_hundred_dollars_and_more_have_no_cents() -> None:
    assert [bill(Decimal(amount)) for amount in ("99.5", "4500.4")] == ["$99.50", "$4,500"]


def test_ratios_counts_and_tokens_are_short() -> None:
    assert [times(Decimal("3.57")), times(Decimal(250)), times(None)] == ["3.6×", "250×", "–"]
    assert [count(1, "host"), count(1200, "host")] == ["1 host", "1,200 hosts"]
    assert [tokens(n) for n in (None, 512, 131_072, 1_048_576, 2_000_000_000)] == ["–", "512", "131K", "1M", "2B"]


def test_ages_are_whole_and_never_negative() -> None:
    assert [age(NOON - timedelta(**back), NOON) for back in ({"days": 3}, {"hours": 5}, {"minutes": 7})] == [
        "3 days", "5 hours", "7 minutes",
    ]  # fmt: skip
    assert age(NOON + timedelta(days=1), NOON) == "now"
    assert [ago(NOON - timedelta(**back), NOON) for back in ({"days": 1}, {"seconds": 5})] == ["1 day ago", "just now"]


def test_long_lists_end_in_a_count() -> None:
    assert listing([]) == ""
    assert listing(["a", "b"]) == "a and b"
    assert listing(list("abcdef")) == "a, b, c and 3 more"


def test_names_lose_what_cannot_be_seen_and_are_cut() -> None:
    assert plain("a\u202eb\n c\u200f") == "ab c"
    assert plain("x" * 500, 60) == "x" * 59 + "…"


@pytest.mark.parametrize(
    "name", ["![x](http://h/x)", ":red[x]", "$a$", "`b`", "**c**", ":smile:", "www.x.com", "a@b.co"]
)
def test_markdown_in_a_name_is_disarmed(name: str) -> None:
    marked = escaped(name)
    assert marked.replace("\\", "").replace("\u2060", "") == name, "nothing is lost"
    assert not any(live in marked for live in ("![", "](", ":red", "$a$", "`b`", "**", ":smile:", "www.", "@b"))


def test_prices_that_differ_are_shown_with_the_digits_that_tell_them_apart() -> None:
    assert telling_places([Decimal(3), Decimal("2.99999"), None]) == 5
    assert telling_places([Decimal(3), Decimal("2.5")]) == 2


def test_a_half_goes_up_in_cells_words_and_commands_alike() -> None:
    half = Decimal("0.4875")
    assert (cell(half), usd(half), cli_usd(Decimal("0.48765"), 4)) == (0.488, "$0.488", "0.4877")


def test_a_share_is_rounded_as_the_command_line_rounds_it() -> None:
    assert str(percents(0.753512)) == percent_there(round(0.753512, 4)) == "75.3"
