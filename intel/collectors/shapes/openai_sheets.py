"""OpenAI's price page as sheets, from either of its forms: the vendor's Markdown, or the HTML with Astro islands.

The HTML shows three flagship models per tab; the others are only in the islands' data, which in turn lacks the
long-context prices of the three, so both are read.
"""

import re
from collections.abc import Iterator

from bs4.element import Tag

from intel.collectors.shapes.astro_islands import Props, cell, islands
from intel.collectors.shapes.html_table import document, grid
from intel.collectors.shapes.markdown_table import Table, plain, tables
from intel.collectors.shapes.model_table import PER_MILLION
from intel.collectors.shapes.openai_rows import Sheet, named_tier
from intel.errors import SourceError
from intel.source import Snapshot

_SHORT = ("Model", "Input", "Cached input", "Output")
_WITH_WRITES = ("Model", "Input", "Cached input", "Cache writes", "Output")
_OTHER_COUNT = re.compile(r"\bper\s+(?:1k|1,000|1000|thousand|100k)\s+tokens", re.IGNORECASE)
_OTHER_SIGN = re.compile(r"[€£¥￥]\s?\d")
_PANE = "data-content-switcher-pane"


def sheets(snapshot: Snapshot) -> list[Sheet]:
    """All price tables.

    Raises:
        SourceError: the flagship models' standard prices are not among them; or the page does not say that prices are
            per million tokens, says another count too, or prints a sign beside the dollar: its data are bare numbers.
    """
    text = snapshot.text()
    if not PER_MILLION.search(text) or _OTHER_COUNT.search(text) or _OTHER_SIGN.search(text):
        raise SourceError(f"{snapshot.url}: the page does not price in dollars per million tokens, or not only")
    if snapshot.text().lstrip()[:200].lower().startswith(("<!doctype", "<html")):
        found = list(_from_islands(snapshot))
    else:
        found = [_from_markdown(table) for table in tables(snapshot)]
    if not any(sheet.title == "standard" for sheet in found):
        raise SourceError(f"{snapshot.url}: no table of standard prices; the page has changed or is another one")
    return found


def _from_markdown(table: Table) -> Sheet:
    heading = table.heading.lower()
    named = named_tier(heading.removesuffix(" pricing data"))
    if named and heading.endswith(" pricing data"):
        title = "standard" if named == ("standard", "") else heading
    else:
        title = plain(table.heading)
        prose = f"{table.above}\n{table.before}".splitlines()
        named = next(filter(None, (named_tier(line) for line in reversed(prose))), ("standard", ""))
    return Sheet(title, named[0], table.headers, table.rows, named[1])


def _from_islands(snapshot: Snapshot) -> Iterator[Sheet]:
    for component, props, element in islands(document(snapshot)):
        if component == "TextTokenPricingTables":
            yield from _flagships(props, element)
        elif component == "GroupedPricingTable":
            yield _grouped(props, element)


def _flagships(props: Props, element: Tag) -> Iterator[Sheet]:
    tier, tag = named_tier(str(props.get("tier"))) or (str(props.get("tier")), "")
    rows = [tuple(cell(value) for value in row) for row in props.get("rows") or [] if isinstance(row, list)]
    for known in (_SHORT, _WITH_WRITES):
        yield Sheet(tier, tier, known, tuple(row for row in rows if len(row) == len(known)), tag)
    odd = tuple(row for row in rows if len(row) not in (len(_SHORT), len(_WITH_WRITES)))
    if odd:
        yield Sheet(tier, tier, ("Model", f"{len(odd[0])} unnamed columns"), odd, tag)
    for table in element.find_all("table"):
        over, under, *body = grid(table)
        headers = tuple(f"{group} {name}".strip() for group, name in zip(over, under, strict=False))
        yield Sheet(tier, tier, headers, tuple(tuple(row) for row in body), tag)


def _grouped(props: Props, element: Tag) -> Sheet:
    pane = element.find_parent(attrs={_PANE: True})
    tier, tag = named_tier(str(pane.get("data-value")) if pane else "standard") or ("unknown", "")
    rows = []
    for group in props.get("groups") or []:
        inner = group.get("rows") if isinstance(group, dict) else None
        rows += [(cell(group.get("model")), *map(cell, row)) for row in inner or [] if isinstance(row, list)]
    headers = tuple(cell(heading) for heading in props.get("headings") or [])
    return Sheet("grouped", tier, headers, tuple(rows), tag)
