"""Rows of Anthropic's price tables: which table is which, and what is sold under a printed name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from intel.collectors.shapes.markdown_table import Row, Table
from intel.collectors.shapes.page_money import notes
from intel.collectors.shapes.page_offers import Line, Reading, stated
from intel.collectors.shapes.page_periods import DAY, Dated, Period, day, period
from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter

_LAB = "Claude "
_STATUS = {"deprecated": "deprecated", "retired": "retired", "limited availability": "", "research preview": "beta"}
_PREVIEW = ("preview", "beta")
_NOTE = re.compile(r"^(?P<name>[^()]+?)\s*\((?P<note>[^()]*)\)$")
_ENDS = re.compile(rf"\b(?:retired?|retires|retiring|until)\s+(?:on\s+)?(?P<day>{DAY})", re.IGNORECASE)
_OTHER_PRICE = re.compile(r"\d|token|context|region|input|output", re.IGNORECASE)
_PER_MILLION = re.compile(r"/\s*MTok", re.IGNORECASE)
_BOUNDARY = re.compile(r"^(?P<sign>≤|<=|>|≥|>=|<)\s*(?P<thousands>\d+)K input tokens$", re.IGNORECASE)
_LABELLED = re.compile(r"^(?P<meter>input|output)\s*:\s*(?P<price>.+)$", re.IGNORECASE)
_METERS = {"input": Meter.INPUT, "output": Meter.OUTPUT}


def column(header: str) -> str:
    """A header without what drifts: case, "&" for "and", spaces, footnotes."""
    return " ".join(notes(header)[0].lower().replace("&", " and ").split())


def kind(table: Table) -> str:
    """One of models, batch, fast, long context; unknown for other prices per million tokens; else ''."""
    headers = [column(header) for header in table.headers]
    if not any(_PER_MILLION.search(cell) for row in table.rows for cell in row):
        return ""
    if any("cache" in header for header in headers):
        return "models"
    if any(header.startswith("batch") for header in headers):
        return "batch"
    if any("fast" in heading.lower() for heading in table.headings):
        return "fast"
    return "long context" if any(_BOUNDARY.match(header) for header in table.headers) else "unknown"


@dataclass(frozen=True, slots=True)
class Sold:
    """What a cell of the column "Model" names."""

    name: str
    period: Period
    status: str
    sunset_on: date | None = None


def sold(cell: str) -> Sold:
    """Name, period and status in "Claude Sonnet 5 through August 31, 2026" or "Claude Opus 3 (deprecated)".

    A note that is no status stays in the name, so that it never passes for the plain model; one that speaks of
    tokens or numbers would make another price of it: ``RowError``.
    """
    bare = notes(cell)[0]
    found = _NOTE.match(bare)
    held, rest = period(found["name"] if found else bare)
    label, note = rest.strip(), found["note"].strip() if found else ""
    if not label.startswith(_LAB):
        raise RowError(f"not the name of a model: {cell[:60]!r}")
    word = note.lower().split(",")[0].strip()
    if word in _STATUS:
        ends = _ENDS.search(note)
        return Sold(label, held, _STATUS[word], day(ends["day"]).date() if ends else None)
    if word in _PREVIEW:
        return Sold(label, held, "beta")
    if _OTHER_PRICE.search(note):
        raise RowError(f"a note that may change the price: {cell[:80]!r}")
    return Sold(f"{label} ({note})" if note else label, held, "")


def names(cell: str, known: Iterable[str]) -> list[str]:
    """The models of "Claude Opus 5 / Claude Opus 4.8" or "Claude Sonnet 4.5 / 4"; each must be ``known``."""
    parts = [part.strip() for part in re.split(r"\s+/\s+|,\s*(?:and\s+)?|\s+and\s+", cell) if part.strip()]
    first = parts[0] if parts else ""
    whole = [part if part.startswith(_LAB) else _completed(first, part) for part in parts]
    listed = set(known)
    if not whole or not listed.issuperset(whole):
        raise RowError(f"not models of the model table: {cell[:80]!r}")
    return whole


def _completed(first: str, part: str) -> str:
    """The model of "4" after "Claude Sonnet 4.5" (Claude Sonnet 4), and of "Opus 4.6" (Claude Opus 4.6)."""
    return f"{first.rpartition(' ')[0]} {part}" if part[:1].isdigit() else f"{_LAB}{part}"


def _named_in_prose(before: str, known: Iterable[str]) -> list[str]:
    """The models after the last "supported on" before the table, which says whose prices follow."""
    found = re.search(r"supported on ([^:\n]+?)\s*:?\s*$", before.strip())
    if not found:
        raise RowError("the table does not say of which model it is")
    return names(found[1], known)


def read_fast(reading: Reading, table: Table, known: set[str]) -> None:
    """Prices of fast mode: by model, or of the model named in the sentence before, maybe by prompt length."""
    headers = [column(header) for header in table.headers]
    if not set(headers) <= {"model", "context window", "input", "output"} or not {"input", "output"} <= set(headers):
        reading.reject(table.heading, f"a price table of unknown columns: {' | '.join(table.headers)}")
        return
    for row in table.rows:
        reading.read(f"fast {row[0]}", row, partial(_fast, table, headers, row, known))


def _fast(table: Table, headers: list[str], row: Row, known: set[str]) -> Iterator[Line]:
    table.cells(row)
    cells = dict(zip(headers, row, strict=True))
    sold_here = names(sold(cells["model"]).name, known) if "model" in cells else _named_in_prose(table.before, known)
    condition = _condition(cells["context window"]) if "context window" in cells else ALWAYS
    rates = tuple(rate for word in _METERS for rate in stated(cells[word], _METERS[word], condition))
    for name in sold_here:
        yield Line(name, rates, "fast", printed_id=False)


def _condition(header: str) -> Condition:
    """A header such as "> 200K input tokens" as a condition; "≤ 200K" is the base price, hence no condition."""
    found = _BOUNDARY.match(header.strip())
    if not found or found["sign"] == "<":
        raise RowError(f"not a length of prompts: {header[:60]!r}")
    if found["sign"] in ("≤", "<="):
        return ALWAYS
    return Condition(over_tokens=int(found["thousands"]) * 1000, inclusive=found["sign"] in ("≥", ">="))


def read_long_context(reading: Reading, table: Table, known: set[str]) -> None:
    """Prices of prompts beyond a length, as "Input: $6 / MTok"; a blank first cell belongs to the model above."""
    above = ""
    for row in table.rows:
        above = row[0] if column(table.headers[0]) == "model" and row[0] else above
        reading.read(f"long context {above}", row, partial(_long, table, row, above, known))


def _long(table: Table, row: Row, above: str, known: set[str]) -> Iterator[Line]:
    cells = table.cells(row)
    sold_here = names(sold(above).name, known) if above else names(table.heading, known)
    rates: list[Dated] = []
    for header, cell in cells.items():
        if column(header) == "model":
            continue
        labelled = _LABELLED.match(cell)
        if not labelled:
            raise RowError(f"no price of input or output: {cell[:60]!r}")
        rates += stated(labelled["price"], _METERS[labelled["meter"].lower()], _condition(header))
    for name in sold_here:
        yield Line(name, tuple(rates), printed_id=False)
