"""Batch offers of xAI's price page: the standard rates less the discount that it prints for each model."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from intel.collectors.shapes.markdown_table import Table, plain
from intel.collectors.shapes.model_table import header
from intel.collectors.shapes.page_offers import Reading
from intel.collectors.shapes.page_periods import Dated

_OFF = re.compile(r"^\**(?P<share>\d{1,2})%(?: off)?(?: standard rates)?\**$", re.IGNORECASE)
_LIST = re.compile(r"^(\*\*\d+% off[^\n*]*\*\*)\s*\n((?:\s*\n|[ \t]*[-*]\s+\S[^\n]*\n)+)", re.MULTILINE | re.IGNORECASE)


def discounted(reading: Reading, tables: list[Table], text: str) -> None:
    """Add a batch line for every standard line of a model with a discount; a range of discounts is rejected."""
    sold = {line.sku for line in reading.lines}
    for label, items in _listed(tables, text, sold):
        found = _OFF.match(label.strip())
        if not found:
            reading.reject(f"batch {label}", "not a discount in percent", items)
            continue
        share = 1 - Decimal(found["share"]) / 100
        for line in [line for line in reading.lines if line.sku in items and line.tier == "standard"]:
            reading.lines.append(replace(line, tier="batch", rates=tuple(_times(share, rate) for rate in line.rates)))


def _listed(tables: list[Table], text: str, sold: set[str]) -> Iterator[tuple[str, list[str]]]:
    """(discount as printed, ids): from lists under "20% off standard rates" and tables of models by discount."""
    for label, items in _LIST.findall(text):
        yield plain(label), [plain(item.strip().lstrip("-* ")) for item in items.splitlines()]
    joined = re.compile("|".join(sorted(map(re.escape, sold), key=len, reverse=True)))
    for table in tables:
        if [header(name) for name in table.headers] == ["model", "batch discount"]:
            for cell, label in (row for row in table.rows if len(row) == 2):
                if not joined.sub("", cell).strip(" ,"):
                    yield label, joined.findall(cell)


def _times(share: Decimal, dated: Dated) -> Dated:
    return replace(dated, rate=replace(dated.rate, amount=(dated.rate.amount * share).normalize()))
