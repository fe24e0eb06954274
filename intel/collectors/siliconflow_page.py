"""SiliconFlow's price page, a page of loose boxes: one cell a line, from a reader's render or out of the HTML.

A row runs from a name to its link "Details". Two prices are input and output, three have cached input between them;
the section must end by saying that they are per million tokens. Display names only.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from intel.collectors.shapes.html_table import document
from intel.collectors.shapes.markdown_table import plain
from intel.collectors.shapes.model_table import price
from intel.collectors.shapes.page_offers import Line, Reading
from intel.collectors.shapes.page_tables import is_html
from intel.errors import RowError, SourceError
from intel.rates import Meter
from intel.source import Authority, Parsed, Snapshot, Source

SOURCE = Source(
    id="siliconflow-page",
    title="SiliconFlow price page",
    url="https://www.siliconflow.com/pricing",
    cadence=timedelta(hours=12),
    authority=Authority.FIRST_PARTY,
    licence="facts of a public price page; terms at https://docs.siliconflow.com/en/legals/terms-of-service",
    redistributable=True,
    min_records=10,
    homepage="https://www.siliconflow.com/pricing",
)

_HEAD = ["Model Name", "Context Length", "Input", "Cached Input", "Output", "Actions"]
_METERS = {2: (Meter.INPUT, Meter.OUTPUT), 3: (Meter.INPUT, Meter.CACHE_READ, Meter.OUTPUT)}
_DETAILS = "Details"
_UNIT = re.compile(r"^Prices shown are per (?P<unit>.+?)\.?$")
_PER_MILLION = "1 million tokens"
_CONTEXT = re.compile(r"^\d+(?:\.\d+)?[KM]$")


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per display name: USD per million tokens.

    Raises:
        SourceError: no section of models ends with its unit.
    """
    reading, lines, at = Reading(), _lines(snapshot), 0
    while at < len(lines):
        if lines[at : at + len(_HEAD)] == _HEAD:
            end = next((n for n in range(at, len(lines)) if _UNIT.match(lines[n])), len(lines))
            _section(reading, lines[at + len(_HEAD) : end], lines[end] if end < len(lines) else "")
            at = end
        elif lines[at] == _HEAD[0] and "Input" in lines[at : at + len(_HEAD)]:
            reading.reject(" | ".join(lines[at : at + len(_HEAD)]), "a section of unknown columns")
        at += 1
    if not any(line.rates for line in reading.lines):
        raise SourceError(f"{snapshot.url}: no prices of models; the page has changed or is another one")
    yield from reading.facts("siliconflow")


def _lines(snapshot: Snapshot) -> list[str]:
    if is_html(snapshot):
        return [" ".join(text.split()) for text in document(snapshot).stripped_strings]
    return [line for line in map(plain, snapshot.text().splitlines()) if line]


def _section(reading: Reading, cells: list[str], unit: str) -> None:
    """Rows between the headers and the sentence with the unit; what stands behind the last "Details" is no row."""
    found = _UNIT.match(unit)
    if not found or found["unit"] != _PER_MILLION:
        reading.reject(" ".join(cells[:1]), f"prices of an unknown unit: {unit[:60]!r}")
        return
    row: list[str] = []
    for cell in cells:
        if cell != _DETAILS:
            row.append(cell)
            continue
        reading.read(row[0] if row else _DETAILS, row, partial(_line, row))
        row = []


def _line(row: list[str]) -> Iterator[Line]:
    """A row: name, context, then "$" and a number for each price."""
    joined = re.sub(r"\$ (?=\d)", "$", " ".join(row[2:])).split()
    if len(row) < 3 or not _CONTEXT.match(row[1]) or len(joined) not in _METERS:
        raise RowError(f"not a name, a context and two or three prices: {' | '.join(row)[:120]!r}")
    rates = [rate for meter, cell in zip(_METERS[len(joined)], joined, strict=True) for rate in price(cell, meter)]
    yield Line(row[0], tuple(rates), printed_id=False)
