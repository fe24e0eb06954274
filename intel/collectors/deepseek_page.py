"""DeepSeek's price page in US dollars: cache hits and misses, promotions with their end, peak hours.

Off-peak is the base price; a peak price holds in the printed hours of UTC, on the printed days, except the holidays of
the calendar "cn". Legacy names that a footnote says are served by another model get no offer: it prices them nowhere.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from intel.collectors.shapes import deepseek_table as shape
from intel.collectors.shapes.html_table import Grid, document, grids, words
from intel.collectors.shapes.page_offers import Line, Reading
from intel.errors import RowError, SourceError
from intel.rates import Condition, Meter
from intel.source import Authority, Parsed, Snapshot, Source

SOURCE = Source(
    id="deepseek-page",
    title="DeepSeek price page",
    url="https://api-docs.deepseek.com/quick_start/pricing/",
    cadence=timedelta(hours=12),
    authority=Authority.FIRST_PARTY,
    licence="facts of a public price page; terms at https://cdn.deepseek.com/policies/en-US/deepseek-terms-of-use.html",
    redistributable=True,
    min_records=1,
    homepage="https://api-docs.deepseek.com/quick_start/pricing/",
)


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model id, USD per million tokens; prices in yuan are offers tagged "cny".

    Raises:
        SourceError: no price table, or one whose peak hours, labels or currency are not understood at all.
    """
    page = document(snapshot)
    tables = [(grid, shape.models(grid)) for grid in grids(page)]
    found = [(grid, names) for grid, names in tables if names and list(shape.priced_rows(grid, len(names)))]
    if len(found) != 1:
        raise SourceError(f"{snapshot.url}: {len(found)} price tables instead of one; the page has changed")
    reading = Reading()
    try:
        _read(reading, *found[0], words(page))
    except RowError as error:
        raise SourceError(f"{snapshot.url}: {error}") from None
    if not any(line.rates for line in reading.lines):
        raise SourceError(f"{snapshot.url}: the price table holds no price that is understood")
    yield from reading.facts("deepseek")


def _read(reading: Reading, grid: Grid, names: tuple[str, ...], prose: str) -> None:
    rows = [(label, *shape.read_label(label), cells) for label, cells in shape.priced_rows(grid, len(names))]
    money = shape.currency([cell for *_, cells in rows for cell in cells])
    at_peak = shape.peak_conditions(prose)
    said = shape.footnotes(prose)
    for label, meter, peak, cells in rows:
        conditions = shape.hours(peak, at_peak)
        for name, cell in zip(names, cells, strict=True):
            reading.read(f"{name} {label}", cell, partial(_line, name, cell, meter, conditions, money, said))


def _line(
    name: str, cell: str, meter: Meter, conditions: tuple[Condition, ...], money: str, said: dict[str, str]
) -> Iterator[Line]:
    rates = tuple(shape.rates(cell, meter, conditions, money, said))
    yield Line(name, rates, tag="" if money == "USD" else money.lower())
