"""Cerebras' price page: a table in the data of its scripts (or on the page), names with a logo before and stars behind.

Stars lead to footnotes: models in preview, and models that "will be deprecated on" a day. Display names only.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from intel.collectors.shapes.markdown_table import Table, plain
from intel.collectors.shapes.model_table import Cells, Layout
from intel.collectors.shapes.page_offers import Line, Reading
from intel.collectors.shapes.page_periods import DAY, day
from intel.collectors.shapes.page_tables import page_tables
from intel.collectors.shapes.rsc_payload import objects, pushed, rows, text
from intel.errors import RowError, SourceError
from intel.rates import Meter
from intel.source import Authority, Parsed, Snapshot, Source

SOURCE = Source(
    id="cerebras-page",
    title="Cerebras price page",
    url="https://www.cerebras.ai/pricing",
    cadence=timedelta(hours=12),
    authority=Authority.FIRST_PARTY,
    licence="facts of a public price page; terms at https://www.cerebras.ai/terms-of-service",
    redistributable=True,
    min_records=1,
    homepage="https://www.cerebras.ai/pricing",
)

_LAYOUT = Layout(
    frozenset({"model"}),
    {
        "input": (Meter.INPUT, ()),
        "input price": (Meter.INPUT, ()),
        "cached input": (Meter.CACHE_READ, ()),
        "output": (Meter.OUTPUT, ()),
        "output price": (Meter.OUTPUT, ()),
    },
    frozenset({"speed", "context", "context length", ""}),
)
_NAME = re.compile(r"^(?:\[[A-Za-z0-9 .]+\])?\s*(?P<name>[^*\[\]$]+?)\s*(?P<stars>\*{0,3})$")
_FOOTNOTE = re.compile(r"(?<![*\w])(?P<stars>\*{1,3})(?!\*)\s*(?P<words>[A-Z][^*]+)")
_ENDS = re.compile(rf"deprecated on (?P<day>{DAY})")


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per display name: USD per million tokens, each price with its unit beside it.

    Raises:
        SourceError: the page prices no model.
    """
    reading = Reading()
    values = list(rows(pushed(snapshot)))
    tables, prose = page_tables(snapshot)
    held = [_table(found) for value in values for found in objects(value, "rows")]
    footnotes = _footnotes([prose, *(text(found["text"]) for value in values for found in objects(value, "text"))])
    for table in [*tables, *(table for table in held if table)]:
        _LAYOUT.read(reading, table, partial(_line, footnotes))
    if not any(line.rates for line in reading.lines):
        raise SourceError(f"{snapshot.url}: no prices of models; the page has changed or is another one")
    yield from reading.facts("cerebras")


def _table(found: dict[str, Any]) -> Table | None:
    cells = [row.get("cells") for row in found["rows"] if isinstance(row, dict)] if found["rows"] else []
    lines = [tuple(text(cell).strip() for cell in row) for row in cells if isinstance(row, list) and row]
    return Table(tuple(map(plain, lines[0])), tuple(lines[1:]), ("",), "") if lines else None


def _footnotes(texts: list[str]) -> dict[str, tuple[str, date | None]]:
    """(status, day of withdrawal) by stars."""
    said: dict[str, tuple[str, date | None]] = {}
    for found in (found for each in texts for found in _FOOTNOTE.finditer(each)):
        ends = _ENDS.search(found["words"])
        if ends:
            said[found["stars"]] = ("deprecated", day(ends["day"]).date())
        elif found["words"].startswith("Preview"):
            said[found["stars"]] = ("beta", None)
    return said


def _line(footnotes: dict[str, tuple[str, date | None]], cell: str, cells: Cells) -> Iterator[Line]:
    found = _NAME.match(cell)
    if not found:
        raise RowError(f"not the name of a model: {cell[:60]!r}")
    status, sunset_on = footnotes.get(found["stars"], ("", None))
    rates = _LAYOUT.rates(cells, in_cell=True)
    yield Line(found["name"], rates, status=status, printed_id=False, sunset_on=sunset_on)
