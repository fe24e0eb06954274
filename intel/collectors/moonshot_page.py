"""Moonshot's price pages: an overview, which at times holds the prices and at times only leads to a page per family.

Cached input stands before input there. A cache write without a stated lifetime is the one of five minutes. Prices in
yuan (platform.kimi.com) are of another seller's page and are refused.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from intel.collectors.shapes.doc_tables import doc_tables
from intel.collectors.shapes.markdown_table import Table
from intel.collectors.shapes.model_table import PER_MILLION, Cells, Layout
from intel.collectors.shapes.page_money import notes
from intel.collectors.shapes.page_offers import Line, Reading
from intel.collectors.shapes.page_tables import is_html, page_tables
from intel.collectors.shapes.rsc_payload import pushed
from intel.errors import RowError, SourceError
from intel.rates import Condition, Meter
from intel.records import Follow
from intel.source import Authority, Parsed, Snapshot, Source

_SITE = "https://platform.kimi.ai/docs/pricing/"
SOURCE = Source(
    id="moonshot-page",
    title="Moonshot (Kimi) price pages",
    url=f"{_SITE}chat.md",
    cadence=timedelta(hours=12),
    authority=Authority.FIRST_PARTY,
    licence="facts of a public price page; terms at https://platform.kimi.ai/docs/agreement/modeluse",
    redistributable=True,
    min_records=3,
    homepage=f"{_SITE}chat",
)

_READ = (Meter.CACHE_READ, ())
_LAYOUT = Layout(
    frozenset({"model"}),
    {
        "cache write price (ttl 5min)": (Meter.CACHE_WRITE, (Condition(), Condition(cache_ttl="5m"))),
        "cache write price (ttl 1h)": (Meter.CACHE_WRITE, (Condition(cache_ttl="1h"),)),
        "cached input price": _READ,
        "cached input": _READ,
        "input price (cache hit)": _READ,
        "input (cache hit)": _READ,
        "input price (cache miss)": (Meter.INPUT, ()),
        "input (cache miss)": (Meter.INPUT, ()),
        "input price": (Meter.INPUT, ()),
        "input": (Meter.INPUT, ()),
        "output price": (Meter.OUTPUT, ()),
        "output": (Meter.OUTPUT, ()),
    },
    frozenset({"unit", "context window", "context length", "context"}),
)
_MODEL = re.compile(r"^(?P<name>[a-z0-9][\w.-]*)(?:\s*\((?P<tier>batch)\))?$", re.IGNORECASE)
_UNIT = re.compile(r"^1\s?m tokens$|^1,000,000 tokens$", re.IGNORECASE)
_FAMILY = re.compile(r"\((?:https://platform\.kimi\.ai)?(?:/docs)?/pricing/(chat-[\w-]+|batch)(?:\.md)?[#)]")


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model id (USD per million tokens) and, from the overview, its pages by family.

    Raises:
        SourceError: the page holds neither prices nor, as Markdown, the addresses of such pages.
    """
    reading = Reading()
    tables, text = page_tables(snapshot)
    source = pushed(snapshot) if is_html(snapshot) else text
    for table in [*tables, *doc_tables(source, snapshot.url)]:
        _read(reading, table, bool(PER_MILLION.search(text)))
    first = snapshot.key == "" and not is_html(snapshot)
    families = sorted(set(_FAMILY.findall(text))) if first else []
    if not any(line.rates for line in reading.lines) and not families:
        raise SourceError(f"{snapshot.url}: no prices of models; the page has changed or is another one")
    yield from (Follow(f"{_SITE}{family}.md", family) for family in families)
    yield from reading.facts("moonshot")


def _read(reading: Reading, table: Table, per_million: bool) -> None:
    """Without a column "Unit" a price must print its own, unless the page states it for the table."""
    lowered = [text.lower() for text in table.headers]
    units = (
        {row[lowered.index("unit")] for row in table.rows if len(row) == len(lowered)} if "unit" in lowered else None
    )
    if units is not None and not all(map(_UNIT.match, units)):
        reading.reject(table.heading, f"prices of an unknown unit: {', '.join(sorted(units))}"[:200])
        return
    _LAYOUT.read(reading, table, partial(_line, units is None and not per_million))


def _line(in_cell: bool, cell: str, cells: Cells) -> Iterator[Line]:
    found = _MODEL.match(notes(cell)[0])
    if not found:
        raise RowError(f"not the id of a model: {cell[:60]!r}")
    yield Line(found["name"], _LAYOUT.rates(cells, in_cell=in_cell), "batch" if found["tier"] else "standard")
