"""DeepSeek's price page in US dollars: cache hits and misses, promotions with their end, peak hours.

Off-peak is the base price; a peak price holds in the printed hours of UTC, on the printed days, except the holidays of
the calendar "cn". Old names that a footnote says are served by another model get no offer: it prices them nowhere. What
it says of their end is kept: on the offers of these names that others list.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from intel.collectors.shapes import deepseek_table as shape
from intel.collectors.shapes.deepseek_names import endings
from intel.collectors.shapes.html_table import Grid, document, grids, words
from intel.collectors.shapes.page_offers import Line, Reading
from intel.errors import RowError, SourceError
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
        SourceError: no price table, or one whose peak hours, labels or currency are not understood.
    """
    page = document(snapshot)
    reading, prose = Reading(), words(page)
    found = [(grid, names) for grid in grids(page) if (names := shape.models(grid))]
    if len(found) != 1:
        raise SourceError(f"{snapshot.url}: {len(found)} tables of models instead of one; the page has changed")
    try:
        _read(reading, *found[0], prose)
    except RowError as error:
        raise SourceError(f"{snapshot.url}: {error}") from None
    if not any(line.rates for line in reading.lines):
        raise SourceError(f"{snapshot.url}: the price table holds no price that is understood")
    yield from reading.facts("deepseek")
    yield from endings(shape.footnotes(prose), found[0][1])


def _read(reading: Reading, grid: Grid, names: tuple[str, ...], prose: str) -> None:
    rows = shape.priced_rows(grid, len(names), prose)
    money, said = shape.currency(rows), shape.footnotes(prose)
    for at, name in enumerate(names):
        column = [row.cells[at] for row in rows]
        reading.read(name, column, partial(_line, name, at, rows, money, said))


def _line(name: str, at: int, rows: list[shape.PricedRow], money: str, said: dict[str, str]) -> Iterator[Line]:
    """All or nothing: a model without its peak price would be billed off-peak all day."""
    rates = tuple(rate for row in rows for rate in shape.rates(row, at, money, said))
    yield Line(name, rates, tag="" if money == "USD" else money.lower())
