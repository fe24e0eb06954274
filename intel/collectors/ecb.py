"""The European Central Bank's reference rates: what one euro costs in thirty currencies, each working day.

``/eurofxref-daily.xml`` has one day; the bank's longer files have the same form with several, and are read alike.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bs4 import BeautifulSoup, Tag

from intel.errors import RowError, SourceError
from intel.records import ExchangeRate
from intel.source import Authority, Parsed, Snapshot, Source, each
from intel.units import Scale, amount

SOURCE = Source(
    id="ecb",
    title="ECB euro foreign exchange reference rates",
    url="https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml",
    cadence=timedelta(hours=12),
    authority=Authority.FIRST_PARTY,
    licence="free reuse with the ECB cited as the source, https://www.ecb.europa.eu/services/disclaimer/html/index.en.html",
    redistributable=True,
    min_records=20,
    homepage="https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html",
)

_END = "</gesmes:Envelope>"
_CURRENCY = re.compile(r"[A-Z]{3}")


def parse(snapshot: Snapshot) -> Parsed:
    """Yield the rates of every day in the document.

    Raises:
        SourceError: the envelope is not closed (a reply cut short), or there is no day with a rate in it.
    """
    text = snapshot.text()
    if not text.rstrip().endswith(_END):
        raise SourceError(f"{snapshot.url}: no reference rates, or cut short: it does not end with {_END}")
    stated = list(_cubes(text[text.find("<Cube") :]))
    if not stated:
        raise SourceError(f"{snapshot.url}: no day with a rate")
    yield from each(stated, _rate)


def _cubes(text: str) -> Iterator[tuple[str, tuple[str, Tag]]]:
    """(words that name the rate, (its day, its element)); the parser gives tags in small letters."""
    for day in BeautifulSoup(text, "html.parser").find_all("cube", attrs={"time": True}):
        for cube in day.find_all("cube"):
            yield f"{cube.get('currency')} {day.get('time')}", (str(day.get("time")), cube)


def _rate(_: str, stated: tuple[str, Tag]) -> Iterator[ExchangeRate]:
    day, cube = stated
    currency = str(cube.get("currency"))
    if not _CURRENCY.fullmatch(currency):
        raise RowError("no currency of three letters")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise RowError(f"no day: {day[:40]!r}") from None
    per_eur = amount(cube.get("rate"), Scale.PER_MILLION)
    if not per_eur:
        raise RowError("a rate of 0")
    yield ExchangeRate(currency, on, per_eur)
