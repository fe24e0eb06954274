"""Dates at the end of model names, and whether one may be left out."""

import re
from dataclasses import dataclass
from datetime import date

_EARLIER_DAYS, _LATER_DAYS = 30, 45
"""How far a snapshot's name may lie from its launch: claude-opus-4.5 is named 23 days before, o3-mini 42 after.

Six weeks before is another snapshot: gemini-2.5-pro of 2025-06-17 is not its preview of 2025-05-06.
"""
_SHORT_DAYS = 10

_LONG = re.compile(r"[-@](20[2-3]\d)[-.]?([01]\d)[-.]?([0-3]\d)$")
_SHORT_YEAR = re.compile(r"-(2[3-9])([01]\d)([0-3]\d)$")
_FOUR = re.compile(r"-(\d\d)(\d\d)$")
_MONTH_DAY = re.compile(r"-([01]\d)[-/]([0-3]\d)$")
_MONTH_YEAR = re.compile(r"-([01]\d)-(20[2-3]\d)$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(rf"-({'|'.join(_MONTHS)})[a-z]*-(20[2-3]\d)$")


@dataclass(frozen=True, slots=True)
class NameDate:
    """What a name says about its date; None is unsaid. The month is always said."""

    year: int | None
    month: int
    day: int | None

    def __str__(self) -> str:
        year = "????" if self.year is None else f"{self.year:04}"
        return f"{year}-{self.month:02}" + ("" if self.day is None else f"-{self.day:02}")

    def same(self, other: "NameDate") -> bool:
        """Whether nothing that both say differs, the month included."""
        return (
            self.month == other.month
            and (self.year is None or other.year is None or self.year == other.year)
            and (self.day is None or other.day is None or self.day == other.day)
        )

    def fits(self, released_on: date | None) -> bool:
        """Whether it can be the first snapshot of a model released that day; an unknown release fits nothing.

        Later dates are not left out: "kimi-k2-0905" and "gpt-4o-2024-11-20" are other weights than the first ones.
        """
        if released_on is None:
            return False
        if self.day is None:
            return self.month == released_on.month and self.year in (None, released_on.year)
        if self.year is None:
            return abs(_days_after(self, released_on.year, released_on)) <= _SHORT_DAYS
        return -_EARLIER_DAYS <= _days_after(self, self.year, released_on) <= _LATER_DAYS


def _days_after(stated: NameDate, year: int, released_on: date) -> int:
    try:
        return (date(year, stated.month, stated.day or 1) - released_on).days
    except ValueError:
        return 10_000


def split_date(text: str) -> tuple[str, NameDate | None]:
    """A spelled text without the date at its end, and that date; None when it does not end in one.

    Reads 20250929, 2024-08-06, @20250929, 250715, 2507 (year and month), 0905 and 05/28 (month and day),
    08-2024 and "april-2025".
    """
    if not text[-1:].isdigit():
        return text, None
    for pattern, order in _FORMS:
        match = pattern.search(text)
        if match and (found := _date(dict(zip(order, match.groups(), strict=True)))):
            return text[: match.start()], found
    return text, None


_FORMS = (
    (_LONG, ("year", "month", "day")),
    (_MONTH_YEAR, ("month", "year")),
    (_NAMED, ("month", "year")),
    (_SHORT_YEAR, ("year", "month", "day")),
    (_MONTH_DAY, ("month", "day")),
    (_FOUR, ("month", "day")),
    (_FOUR, ("year", "month")),
)


def _date(parts: dict[str, str]) -> NameDate | None:
    month = _MONTHS.index(parts["month"]) + 1 if parts["month"] in _MONTHS else int(parts["month"])
    year = int(parts["year"]) if "year" in parts else None
    if year is not None and year < 100:
        year = year + 2000 if year >= 23 else 0
    day = int(parts["day"]) if "day" in parts else None
    if not 1 <= month <= 12 or year == 0 or (day is not None and not 1 <= day <= 31):
        return None
    return NameDate(year, month, day)
