"""Dates that pages print beside prices, and rates of several periods made into dated prices.

A page's day begins and ends at midnight UTC where it names no zone (none of the pages does for a day); "through
August 31" includes that day, "starting September 1" begins with it, "until 2026/05/31 15:59 UTC" ends at that minute.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from intel.errors import RowError
from intel.rates import Rate, rate_card
from intel.records import UNKNOWN_START, Price

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDED = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
_WORDED_PARTS = re.compile(r"([A-Z][a-z]{2})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
DAY = rf"(?:{_WORDED}|\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}})"
"""A regular expression for one printed day."""

THROUGH = re.compile(rf"\b(?:through|until the end of|valid through)\s+(?P<day>{DAY})", re.IGNORECASE)
STARTING = re.compile(rf"\b(?:starting|beginning|effective|as of|from)(?:\s+on)?\s+(?P<day>{DAY})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open, aware UTC; None is open on that side."""

    start: datetime | None = None
    end: datetime | None = None


OPEN = Period()


@dataclass(frozen=True, slots=True)
class Dated:
    """A rate and the period for which the page states it."""

    rate: Rate
    rounded: bool = False
    period: Period = OPEN
    currency: str = "USD"


def day(text: str) -> datetime:
    """Midnight UTC of "August 31, 2026" or "2026/08/31"; ``RowError`` for what is no day."""
    worded = _WORDED_PARTS.search(text)
    try:
        if worded:
            return datetime(int(worded[3]), _MONTHS.index(worded[1].lower()) + 1, int(worded[2]), tzinfo=UTC)
        year, month, of_month = (int(part) for part in re.split(r"[-/]", text.strip()))
        return datetime(year, month, of_month, tzinfo=UTC)
    except ValueError:
        raise RowError(f"no day: {text[:40]!r}") from None


def period(text: str) -> tuple[Period, str]:
    """(the period that a text names, the text without it); an open one where it names none."""
    through, starting = THROUGH.search(text), STARTING.search(text)
    end = day(through["day"]) + timedelta(days=1) if through else None
    start = day(starting["day"]) if starting else None
    return Period(start, end), STARTING.sub("", THROUGH.sub("", text))


def dated_prices(stated: Sequence[Dated]) -> tuple[Price, ...]:
    """One price per stretch of time in which the same rates hold, oldest first; empty for no rate.

    A rate without a period holds in every stretch. A stretch in which nothing is stated gives no price.

    Raises:
        RowError: one meter and condition has two amounts at one time, or the rates are in two currencies.
    """
    currencies = {item.currency for item in stated}
    if len(currencies) > 1:
        raise RowError(f"two currencies: {', '.join(sorted(currencies))}")
    edges = sorted({edge for item in stated for edge in (item.period.start, item.period.end) if edge is not None})
    made = []
    for start, end in zip([None, *edges], [*edges, None], strict=True):
        here = [item for item in stated if _covers(item.period, start, end)]
        if not here:
            continue
        card = rate_card((item.rate for item in here), here[0].currency)
        rounded = any(item.rounded for item in here)
        made.append(Price(card, start or UNKNOWN_START, end, "stated" if edges else "observed", rounded))
    return tuple(made)


def _covers(stated: Period, start: datetime | None, end: datetime | None) -> bool:
    begun = stated.start is None or (start is not None and stated.start <= start)
    return begun and (stated.end is None or (end is not None and end <= stated.end))
