"""Novita's price page: ids with two prices, and that of cached input inside the cell of input.

"$0.269 /Mt· Cache Read $0.1345 /Mt" is input and cached input; "Tiered pricing" is no price. Pictures, audio, video
and machines have tables of their own, and the batch discount is of models that the page does not name.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

from intel.collectors.shapes.model_table import Cells, Layout, price
from intel.collectors.shapes.page_money import FREE, NOTHING, notes
from intel.collectors.shapes.page_offers import Line, Reading
from intel.collectors.shapes.page_periods import Dated
from intel.collectors.shapes.page_tables import page_tables
from intel.errors import RowError, SourceError
from intel.rates import Meter
from intel.records import name
from intel.source import Authority, Parsed, Snapshot, Source

SOURCE = Source(
    id="novita-page",
    title="Novita price page",
    url="https://novita.ai/pricing",
    cadence=timedelta(hours=12),
    authority=Authority.FIRST_PARTY,
    licence="facts of a public price page; terms at https://novita.ai/legal/terms-of-service",
    redistributable=True,
    min_records=20,
    homepage="https://novita.ai/pricing",
)

_LAYOUT = Layout(
    frozenset({"model name", "model"}),
    {"input": (Meter.INPUT, ()), "output": (Meter.OUTPUT, ())},
    frozenset({"context", "actions", ""}),
)
_PARTS = {"": None, "cache read": Meter.CACHE_READ, "cache write": Meter.CACHE_WRITE}
_PART = re.compile(r"^(?P<label>[A-Za-z ]*?)\s*(?P<price>(?:US\$|[$\d-]).*|free)$", re.IGNORECASE)
_ID = re.compile(r"^[\w.-]+(?:/[\w.:-]+)+$|^[\w.:-]+$")


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per id: USD per million tokens, each price with its unit beside it.

    Raises:
        SourceError: the page prices no model per million tokens.
    """
    reading = Reading()
    for table in page_tables(snapshot)[0]:
        _LAYOUT.read(reading, table, _line)
    if not any(line.rates for line in reading.lines):
        raise SourceError(f"{snapshot.url}: no prices of models; the page has changed or is another one")
    yield from reading.facts("novita")


def _line(cell: str, cells: Cells) -> Iterator[Line]:
    sku = name(notes(cell)[0])
    if not _ID.match(sku):
        raise RowError(f"not the id of a model: {cell[:60]!r}")
    rates: list[Dated] = []
    for header, text in cells.items():
        for part in text.split("·"):
            rates += _part(part.strip(), _LAYOUT.columns[header][0])
    yield Line(sku, tuple(rates))


def _part(part: str, meter: Meter) -> list[Dated]:
    if part.lower() in NOTHING | FREE:
        return price(part, meter)
    found = _PART.match(part)
    label = found["label"].lower() if found else "?"
    if not found or label not in _PARTS or (label and meter is not Meter.INPUT):
        raise RowError(f"a price that is not understood: {part[:60]!r}")
    return price(found["price"], _PARTS[label] or meter, in_cell=True)
