"""MiniMax's pay-as-you-go page: struck list prices before the charged ones, tabs of tiers, lengths of prompts in names.

Standard and Priority are tables of one shape: their tab, or in a reader's render the bullets above them, tells which
is which. Each price prints its unit. Audio, video, music and pictures are priced by other things and not read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from intel.collectors.shapes.markdown_table import Table, plain, tables
from intel.collectors.shapes.model_table import Cells, Layout, header, prompt_length
from intel.collectors.shapes.page_offers import Line, Reading
from intel.errors import RowError, SourceError
from intel.rates import ALWAYS, Meter
from intel.records import TIERS
from intel.source import Authority, Parsed, Snapshot, Source

SOURCE = Source(
    id="minimax-page",
    title="MiniMax price page",
    url="https://platform.minimax.io/docs/guides/pricing-paygo.md",
    cadence=timedelta(hours=12),
    authority=Authority.FIRST_PARTY,
    licence="facts of a public price page; terms at https://platform.minimax.io/protocol/terms-of-service",
    redistributable=True,
    min_records=3,
    homepage="https://platform.minimax.io/docs/guides/pricing-paygo",
)

_LAYOUT = Layout(
    frozenset({"model", "model / api"}),
    {
        "input": (Meter.INPUT, ()),
        "input price": (Meter.INPUT, ()),
        "output": (Meter.OUTPUT, ()),
        "output price": (Meter.OUTPUT, ()),
        "prompt caching read": (Meter.CACHE_READ, ()),
        "prompt caching write": (Meter.CACHE_WRITE, ()),
    },
)
_MODEL = re.compile(
    r"^(?P<name>[A-Za-z][\w.-]*)(?:\s+(?P<length>\S+ \S+ input tokens)\*?)?(?:\s+(?:[A-Za-z-]+ )*\d{1,2}% off)?$"
)
_TAB = re.compile(r"<Tab title=\"([^\"]*)\"|(</Tabs?>)")
_BULLET = re.compile(r"^\s*[*-]\s+(\S+)\s*$")


@dataclass(slots=True)
class _Tabs:
    """Which tier the next table is of."""

    waiting: list[str] = field(default_factory=list)
    """Tiers that bullets named and that still wait for their tables."""

    def tier(self, table: Table) -> str:
        """The tier of a table, "standard" outside of tabs.

        Raises:
            RowError: a tab of no known tier, or bullets that are not followed by a table each.
        """
        tabs = list(_TAB.finditer(table.before))
        if tabs:
            self.waiting.clear()
            return "standard" if tabs[-1][2] else _tier(tabs[-1][1])
        if bullets := _bullets(table.before):
            self.waiting = bullets
        elif self.waiting and table.before:
            self.waiting.clear()
            raise RowError("fewer tables than the tabs above them")
        return _tier(self.waiting.pop(0)) if self.waiting else "standard"


def _bullets(before: str) -> list[str]:
    """The words of the list that stands right above the table, when it is a list of single words."""
    lines = [line for line in before.splitlines() if line.strip()]
    named: list[str] = []
    while lines and (found := _BULLET.match(lines.pop())):
        named.insert(0, found[1])
    return named


def _tier(label: str) -> str:
    word = plain(label).rstrip("*").strip().lower()
    if word not in TIERS:
        raise RowError(f"a tab of no known tier: {label[:40]!r}")
    return word


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model id and tier: USD per million tokens, list prices under an unknown condition.

    Raises:
        SourceError: the page prices no model per million tokens.
    """
    reading, tabs = Reading(), _Tabs()
    for table in tables(snapshot):
        try:
            tier = tabs.tier(table)
        except RowError as error:
            reading.reject(table.heading, str(error), table.rows[:1])
            continue
        if not _LAYOUT.read(reading, table, partial(_line, tier)) and table.heading == "LLM":
            reading.reject("LLM", f"a table of unknown columns: {' | '.join(map(header, table.headers))}"[:200])
    if not any(line.rates for line in reading.lines):
        raise SourceError(f"{snapshot.url}: no prices of models per million tokens; the page has changed")
    yield from reading.facts("minimax")


def _line(tier: str, cell: str, cells: Cells) -> Iterator[Line]:
    found = _MODEL.match(cell)
    if not found:
        raise RowError(f"not a model with a length of prompts: {cell[:80]!r}")
    condition = prompt_length(found["length"]) if found["length"] else ALWAYS
    yield Line(found["name"], _LAYOUT.rates(cells, condition, in_cell=True), tier)
