"""Fireworks' serverless price page: display names with three prices, per tier since mid-2026, and batch by a rule.

"Batch inference is billed at 50% of serverless pricing on both input and output" makes batch offers of input and
output; the rule says nothing of cached input. Prices by parameter count are of no model and are not read.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

from intel.collectors.shapes.markdown_table import Row, Table, tables
from intel.collectors.shapes.page_money import NOTHING, notes
from intel.collectors.shapes.page_offers import Line, Reading, stated
from intel.collectors.shapes.page_periods import Dated
from intel.errors import RowError, SourceError
from intel.rates import Meter
from intel.source import Authority, Parsed, Snapshot, Source

SOURCE = Source(
    id="fireworks-page",
    title="Fireworks serverless price page",
    url="https://docs.fireworks.ai/serverless/pricing.md",
    cadence=timedelta(hours=12),
    authority=Authority.FIRST_PARTY,
    licence="facts of a public price page; terms at https://fireworks.ai/terms-of-service",
    redistributable=True,
    min_records=5,
    homepage="https://docs.fireworks.ai/serverless/pricing",
)

_COLUMNS = {"input": Meter.INPUT, "cached input": Meter.CACHE_READ, "output": Meter.OUTPUT}
_TIERS = {"standard", "priority"}
_UNIT = re.compile(r"per 1 ?(?:million|M) tokens", re.IGNORECASE)
_ORDER = re.compile(r"input / cached input / output", re.IGNORECASE)
_BATCH = re.compile(
    r"batch inference\W+is billed at\W+(\d+)% of serverless pricing\W+on both input and output", re.IGNORECASE
)
_FAST = re.compile(r"\bfast\b", re.IGNORECASE)
_ULTRAFAST = re.compile(r"\bultra-?fast\b", re.IGNORECASE)
_PREVIEW = re.compile(r"\bpreview\b|\bbeta\b", re.IGNORECASE)
_API_ID = re.compile(r"/models/(?P<account>[\w-]+)/(?P<slug>[\w.-]+)/?$")


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per printed name and tier: USD per million tokens.

    Raises:
        SourceError: the page does not say "per 1 million tokens", or prices no model.
    """
    text = snapshot.text()
    page, reading = tables(snapshot), Reading()
    if not _UNIT.search(text):
        raise SourceError(f"{snapshot.url}: the page does not state its unit; it has changed or is another one")
    batch = _BATCH.search(text)
    for table in page:
        _read(reading, table, Decimal(batch[1]) / 100 if batch else None)
    if not any(line.rates for line in reading.lines):
        raise SourceError(f"{snapshot.url}: no prices of models; the page has changed or is another one")
    yield from reading.facts("fireworks")


def _read(reading: Reading, table: Table, batch: Decimal | None) -> None:
    headers = [notes(header)[0].lower() for header in table.headers]
    if headers[0] != "model" or "$" not in "".join(cell for row in table.rows for cell in row):
        return
    if set(headers[1:]) <= _COLUMNS.keys():
        by_tier = False
    elif set(headers[1:]) <= _TIERS and _ORDER.search(table.before):
        by_tier = True
    else:
        reading.reject(table.heading, f"a price table of unknown columns: {' | '.join(table.headers)}")
        return
    for row in table.rows:
        reading.read(row[0], row, partial(_lines, table, row, headers, by_tier, batch))


def _lines(table: Table, row: Row, headers: list[str], by_tier: bool, batch: Decimal | None) -> Iterator[Line]:
    table.cells(row)
    sku = notes(row[0])[0]
    link = _API_ID.search(dict(table.links).get(row[0], ""))
    plain = Line(
        sku,
        (),
        "fast" if _FAST.search(sku) or _ULTRAFAST.search(sku) else "standard",
        "ultrafast" if _ULTRAFAST.search(sku) else "",
        "beta" if _PREVIEW.search(sku) else "",
        printed_id=False,
        api_id=f"accounts/{link['account']}/models/{link['slug']}" if link else "",
    )
    for tier, rates in _by_tier(headers, row) if by_tier else [("standard", _by_meter(headers, row))]:
        yield replace(plain, rates=rates) if tier == "standard" else replace(plain, rates=rates, tier=tier)
        if tier == "standard" and batch is not None:
            yield replace(plain, rates=tuple(_discounted(rates, batch)), tier="batch", tag="")


def _by_meter(headers: list[str], row: Row) -> tuple[Dated, ...]:
    return tuple(
        rate for header, cell in zip(headers[1:], row[1:], strict=True) for rate in stated(cell, _COLUMNS[header])
    )


def _by_tier(headers: list[str], row: Row) -> Iterator[tuple[str, tuple[Dated, ...]]]:
    """Each tier that is sold with its "$0.95 / $0.16 / $4.00"; a dash says that the tier is not."""
    for tier, cell in zip(headers[1:], row[1:], strict=True):
        parts = [part.strip() for part in re.split(r"\s/\s", cell)]
        if cell.strip().lower() in NOTHING:
            continue
        if len(parts) != len(_COLUMNS):
            raise RowError(f"not input / cached input / output: {cell[:60]!r}")
        prices = zip(_COLUMNS.values(), parts, strict=True)
        yield tier, tuple(rate for meter, part in prices for rate in stated(part, meter))


def _discounted(rates: tuple[Dated, ...], share: Decimal) -> Iterator[Dated]:
    for dated in rates:
        if dated.rate.meter in (Meter.INPUT, Meter.OUTPUT):
            yield replace(dated, rate=replace(dated.rate, amount=(dated.rate.amount * share).normalize()))
