from datetime import date

import pytest

from intel.identity.dates import NameDate, split_date

OPUS = date(2025, 11, 24)


@pytest.mark.parametrize(
    "text", ["glm-5.2", "qwen-3-235b-a22b", "gpt-oss-120b", "phi-3-9999", "model-1350", "x-2024-13-40"]
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert split_date(text) == (text, None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kimi-k2-0905", NameDate(None, 9, 5)),
        ("qwen-3-235b-a22b-2507", NameDate(2025, 7, None)),
        ("gemini-2.5-pro-preview-05-06", NameDate(None, 5, 6)),
        ("gemini-2.5-flash-preview-09-2025", NameDate(2025, 9, None)),
    ],
)
def test_four_digits_are_month_and_day_where_they_can_be(text: str, found: NameDate) -> None:
    assert split_date(text)[1] == found


@pytest.mark.parametrize(
    ("stated", "released_on", "fits"),
    [
        (NameDate(2025, 11, 1), OPUS, True),
        (NameDate(2025, 1, 31), date(2024, 12, 20), True),
        (NameDate(2025, 5, 6), date(2025, 6, 17), False),
        (NameDate(2024, 11, 20), date(2024, 5, 13), False),
        (NameDate(None, 9, 5), date(2025, 7, 11), False),
        (NameDate(None, 7, 9), date(2025, 7, 9), True),
        (NameDate(2025, 7, None), date(2025, 4, 28), False),
        (NameDate(2025, 6, None), date(2025, 6, 17), True),
        (NameDate(None, 2, 29), date(2025, 2, 28), False),
        (NameDate(2025, 11, 1), None, False),
    ],
)
def test_a_date_may_be_left_out_only_near_the_launch(stated: NameDate, released_on: date | None, fits: bool) -> None:
    assert stated.fits(released_on) is fits


def test_dates_that_say_the_same_as_far_as_they_go_are_the_same() -> None:
    assert NameDate(2026, 8, 13).same(NameDate(None, 8, 13))
    assert NameDate(2025, 7, None).same(NameDate(2025, 7, 21))
    assert not NameDate(2025, 7, 21).same(NameDate(2026, 7, 21))
    assert not NameDate(None, 8, 13).same(NameDate(None, 8, 14))
