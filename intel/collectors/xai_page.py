"""xAI's price page in three layouts: base prices alone, a row per length of prompt, or short and long side by side.

A request whose prompt reaches the boundary is billed at the long rate as a whole. Batch offers come from the printed
discount of the models it lists, since it "applies to all token types". Not read: priority ("2x", of models that are
not named), the endpoint in the US ("1.1x"), and the fast variant that is sold only inside of other products.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from intel.collectors.shapes.markdown_table import Row, Table
from intel.collectors.shapes.model_table import PER_MILLION, Cells, Layout, header, price, prompt_length
from intel.collectors.shapes.page_offers import Line, Reading
from intel.collectors.shapes.page_periods import Dated
from intel.collectors.shapes.page_tables import page_tables
from intel.collectors.shapes.xai_batch import discounted
from intel.errors import RowError, SourceError
from intel.rates import ALWAYS, Condition, Meter
from intel.source import Authority, Parsed, Snapshot, Source

SOURCE = Source(
    id="xai-page",
    title="xAI price page",
    url="https://docs.x.ai/developers/pricing.md",
    cadence=timedelta(hours=12),
    authority=Authority.FIRST_PARTY,
    licence="facts of a public price page; terms at https://x.ai/legal/terms-of-service-enterprise",
    redistributable=True,
    min_records=3,
    homepage="https://docs.x.ai/developers/pricing",
)

_METERS = {"input": Meter.INPUT, "cached": Meter.CACHE_READ, "cached input": Meter.CACHE_READ, "output": Meter.OUTPUT}
_LAYOUT = Layout(
    frozenset({"model"}),
    {f"{name}{unit}": (meter, ()) for name, meter in _METERS.items() for unit in ("", " / 1m tokens")},
    frozenset({"context", ""}),
)
_PAIR = ["short context", "long context"]
_MODEL = re.compile(r"^(?P<name>[a-z0-9][a-z0-9.\-]*)\s*(?P<length>\(.+\)|Long context .+)?$")
_LENGTH = re.compile(r"^(?:\((?P<row>\S+ \S+ (?:prompt |input )?tokens)\)|Long context (?P<long>\S+ \S+ tokens))$")
_ALL_TYPES = "batch discount applies to all token types"


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model id and tier: USD per million tokens.

    Raises:
        SourceError: the page does not say "per million tokens", or prices no model.
    """
    reading = Reading()
    tables, text = page_tables(snapshot)
    if not PER_MILLION.search(text):
        raise SourceError(f"{snapshot.url}: the page does not state its unit; it has changed or is another one")
    for table in tables:
        if sorted({header(name) for name in table.headers} & set(_PAIR)) == sorted(_PAIR):
            _side_by_side(reading, table)
        else:
            _LAYOUT.read(reading, table, _by_row)
    if not any(line.rates for line in reading.lines):
        raise SourceError(f"{snapshot.url}: no prices of models; the page has changed or is another one")
    if _ALL_TYPES in " ".join(text.lower().split()):
        discounted(reading, tables, text)
    yield from reading.facts("xai")


def _named(cell: str) -> tuple[str, Condition]:
    """(id, boundary) of "grok-9 (≥ 200k prompt tokens)" or "grok-9 Long context ≥ 200k tokens"."""
    found = _MODEL.match(cell)
    if not found:
        raise RowError(f"not the id of a model: {cell[:60]!r}")
    length = _LENGTH.match(found["length"] or "")
    if found["length"] and not length:
        raise RowError(f"not a length of prompts: {cell[:80]!r}")
    return found["name"], prompt_length(length[0]) if length else ALWAYS


def _by_row(cell: str, cells: Cells) -> Iterator[Line]:
    name, condition = _named(cell)
    yield Line(name, _LAYOUT.rates(cells, condition))


def _side_by_side(reading: Reading, table: Table) -> None:
    """A table whose first row names the columns under "Short context" and "Long context"; a render drops its blanks."""
    under = [header(cell) for cell in table.rows[0]] if table.rows else []
    half = len(under[-6:]) // 2
    short, long = under[-6:][:half], under[-6:][half:]
    if (
        short != long
        or len(set(short)) != 3
        or not set(short) <= _METERS.keys()
        or set(under[:-6]) - {"model", "context"}
    ):
        reading.reject(table.heading, f"short and long context of unknown columns: {' | '.join(under)}"[:200])
        return
    for row in table.rows[1:]:
        reading.read(row[0], row, partial(_pair, row, short))


def _pair(row: Row, names: list[str]) -> Iterator[Line]:
    if len(row) != 8:
        raise RowError(f"{len(row)} cells instead of 8")
    name, condition = _named(row[0])
    rates: list[Dated] = []
    for at, column in enumerate(names):
        rates += price(row[2 + at], _METERS[column])
        beyond = price(row[5 + at], _METERS[column], condition)
        if beyond and condition == ALWAYS:
            raise RowError(f"prices of long prompts without their length: {row[0][:60]!r}")
        rates += beyond
    yield Line(name, tuple(rates))
