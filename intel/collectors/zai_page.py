"""Z.ai's price page, as Markdown or as HTML: five columns, of which the storage of cached input is free for now.

The page prints names in capitals; ids are the same in lower case ("GLM-5.2" is called as ``glm-5.2``). Pictures,
videos and tools are priced per piece and not read; "\\" and "-" state no price, "Free" is 0.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from intel.collectors.shapes.markdown_table import Table
from intel.collectors.shapes.model_table import PER_MILLION, Cells, Layout
from intel.collectors.shapes.page_money import notes
from intel.collectors.shapes.page_offers import Line, Reading
from intel.collectors.shapes.page_tables import page_tables
from intel.errors import RowError, SourceError
from intel.rates import Meter
from intel.source import Authority, Parsed, Snapshot, Source

SOURCE = Source(
    id="zai-page",
    title="Z.ai price page",
    url="https://docs.z.ai/guides/overview/pricing.md",
    cadence=timedelta(hours=12),
    authority=Authority.FIRST_PARTY,
    licence="facts of a public price page; terms at https://docs.z.ai/legal-agreement/terms-of-use",
    redistributable=True,
    min_records=5,
    homepage="https://docs.z.ai/guides/overview/pricing",
)

_STORAGE = "cached input storage"
_LAYOUT = Layout(
    frozenset({"model"}),
    {
        "input": (Meter.INPUT, ()),
        "cached input": (Meter.CACHE_READ, ()),
        _STORAGE: (Meter.CACHE_STORAGE, ()),
        "output": (Meter.OUTPUT, ()),
    },
)
_NO_METER = ("model", "price")
"""Headers of tables whose one price is per piece, or per token of no stated direction."""


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model: USD per million tokens.

    Raises:
        SourceError: the page prices no model per million tokens.
    """
    reading = Reading()
    for table in page_tables(snapshot)[0]:
        in_cell = not PER_MILLION.search(table.before)
        if not _LAYOUT.read(reading, table, partial(_line, reading, in_cell)):
            _other(reading, table)
    if not any(line.rates for line in reading.lines):
        raise SourceError(f"{snapshot.url}: no prices of models per million tokens; the page has changed")
    yield from reading.facts("zai")


def _line(reading: Reading, in_cell: bool, name: str, cells: Cells) -> Iterator[Line]:
    name = notes(name)[0]
    storage = {_STORAGE: cells.pop(_STORAGE)} if _STORAGE in cells else {}
    rates = _LAYOUT.rates(cells, in_cell=in_cell)
    try:
        rates += _LAYOUT.rates(storage, in_cell=True)
    except RowError as error:  # of storage the page states no unit: other prices of the row stand
        reading.reject(f"{name} {_STORAGE}", str(error), storage)
    yield Line(name.lower(), rates, title=name)


def _other(reading: Reading, table: Table) -> None:
    if tuple(text.lower() for text in table.headers) == _NO_METER:
        for row in table.rows:
            if PER_MILLION.search(row[-1]):
                reading.reject(row[0], "a price of tokens that are neither input nor output", row)
