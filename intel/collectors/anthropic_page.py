"""Anthropic's price page: prompt prices with two cache lifetimes, batch, fast mode and, early in 2026, long context.

The page prints display names and no ids, so the SKU is the name ("Claude Opus 4.1"). A cache write without a stated
lifetime is the five-minute one ("5-minute (default)"). Premiums that the page words as multipliers (US-only
inference, cache prices of long and fast requests) are in nobody's row and are not computed.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from intel.collectors.shapes import anthropic_rows as shape
from intel.collectors.shapes.markdown_table import Row, Table, tables
from intel.collectors.shapes.page_offers import Line, Reading, stated
from intel.errors import SourceError
from intel.rates import Condition, Meter
from intel.source import Authority, Parsed, Snapshot, Source

SOURCE = Source(
    id="anthropic-page",
    title="Anthropic price page",
    url="https://platform.claude.com/docs/en/about-claude/pricing.md",
    cadence=timedelta(hours=12),
    authority=Authority.FIRST_PARTY,
    licence="facts of a public price page; terms at https://www.anthropic.com/legal/commercial-terms",
    redistributable=True,
    min_records=4,
    homepage="https://platform.claude.com/docs/en/about-claude/pricing",
)

Columns = dict[str, tuple[Meter, tuple[Condition, ...]]]
"""Header → meter and the conditions under which the column's price holds (none: always)."""

_COLUMNS: Columns = {
    "base input tokens": (Meter.INPUT, ()),
    "5m cache writes": (Meter.CACHE_WRITE, (Condition(), Condition(cache_ttl="5m"))),
    "1h cache writes": (Meter.CACHE_WRITE, (Condition(cache_ttl="1h"),)),
    "cache hits and refreshes": (Meter.CACHE_READ, ()),
    "output tokens": (Meter.OUTPUT, ()),
}
_BATCH: Columns = {
    "batch input": (Meter.INPUT, ()),
    "batch output": (Meter.OUTPUT, ()),
}


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per display name and tier: USD per million tokens.

    Raises:
        SourceError: the page has no model table or no batch table, or one of them has other columns.
    """
    page, reading = tables(snapshot), Reading()
    kinds = [(shape.kind(table), table) for table in page]
    for kind, columns, tier in (("models", _COLUMNS, "standard"), ("batch", _BATCH, "batch")):
        found = [table for what, table in kinds if what == kind]
        if not found:
            raise SourceError(f"{snapshot.url}: no table of {kind} prices; the page has changed or is another one")
        for table in found:
            _priced(reading, snapshot.url, table, columns, tier)
    known = {line.sku for line in reading.lines}
    for kind, table in kinds:
        _other(reading, kind, table, known)
    yield from reading.facts("anthropic")


def _priced(reading: Reading, url: str, table: Table, columns: Columns, tier: str) -> None:
    headers = [shape.column(header) for header in table.headers]
    if headers[0] != "model" or sorted(headers[1:]) != sorted(columns):
        raise SourceError(f"{url}: unknown columns of the table {table.heading!r}: {' | '.join(table.headers)}"[:300])
    for row in table.rows:
        reading.read(f"{tier} {row[0]}", row, partial(_line, table, row, headers, columns, tier))


def _line(
    table: Table,
    row: Row,
    headers: list[str],
    columns: Columns,
    tier: str,
) -> Iterator[Line]:
    table.cells(row)
    sold = shape.sold(row[0])
    rates = tuple(
        rate
        for header, cell in zip(headers[1:], row[1:], strict=True)
        for rate in stated(cell, columns[header][0], *columns[header][1], period=sold.period)
    )
    yield Line(sold.name, rates, tier, status=sold.status, printed_id=False, sunset_on=sold.sunset_on)


def _other(reading: Reading, kind: str, table: Table, known: set[str]) -> None:
    if kind == "fast":
        shape.read_fast(reading, table, known)
    elif kind == "long context":
        shape.read_long_context(reading, table, known)
    elif kind == "unknown":
        reading.reject(table.heading, f"a price table of unknown columns: {' | '.join(table.headers)}")
