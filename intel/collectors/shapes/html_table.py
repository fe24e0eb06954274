"""Tables of an HTML page as full grids: a cell that spans rows or columns stands in each place it covers.

Text keeps what prices depend on, in the notation of ``markdown_table``: ``~~struck~~`` and ``<sup>1</sup>``.
"""

import re

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from intel.errors import SourceError
from intel.source import Snapshot

Grid = list[list[str]]
_STRUCK = ("del", "s", "strike")
_UNSEEN_TAGS = ("script", "style", "template", "svg", "button")
_BLOCKS = ("br", "p", "div", "li", "ul", "ol", "td", "th", "tr")
_SPACE = re.compile(r"[\s\u00a0\u2009\u202f]+")
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_MOST_SPANNED = 200


def document(snapshot: Snapshot) -> BeautifulSoup:
    """The page, parsed.

    Raises:
        SourceError: the reply is no HTML document, or it ends before ``</html>`` (cut short).
    """
    text = snapshot.text()
    head, tail = text.lstrip()[:4000].lower(), text.rstrip()[-2000:].lower()  # hosts append a script of theirs
    if not head.startswith("<") or "<html" not in head:
        raise SourceError(f"{snapshot.url}: expected an HTML page, got {'something else' if head else 'nothing'}")
    if "</html>" not in tail:
        raise SourceError(f"{snapshot.url}: the HTML page is cut short: it does not end with </html>")
    return BeautifulSoup(text, "html.parser")


def grids(page: Tag) -> list[Grid]:
    """All tables that hold no other table, in order, as rows of cell texts."""
    return [grid(table) for table in page.find_all("table") if table.find("table") is None]


def grid(table: Tag) -> Grid:
    """One table; rows may differ in length where the page left cells out.

    ``rowspan`` and ``colspan`` repeat the text; a span is cut at 200, which no price table reaches.
    """
    rows: Grid = []
    hanging: dict[int, tuple[int, str]] = {}
    for tr in table.find_all("tr"):
        rows.append(_row(list(tr.find_all(("td", "th"), recursive=False)), hanging))
    return rows


def _row(cells: list[Tag], hanging: dict[int, tuple[int, str]]) -> list[str]:
    row: list[str] = []
    waiting = iter(cells)
    while True:
        if (held := hanging.pop(len(row), None)) is not None:
            _hang(hanging, len(row), held[0] - 1, held[1])
            row.append(held[1])
            continue
        cell = next(waiting, None)
        if cell is None:
            if not any(column > len(row) for column in hanging):
                return row
            row.append("")
            continue
        text, down = words(cell), _span(cell, "rowspan")
        for _ in range(_span(cell, "colspan")):
            _hang(hanging, len(row), down - 1, text)
            row.append(text)


def _hang(hanging: dict[int, tuple[int, str]], column: int, rows_left: int, text: str) -> None:
    if rows_left > 0:
        hanging[column] = (rows_left, text)


def _span(cell: Tag, attribute: str) -> int:
    stated = str(cell.get(attribute) or "1").strip()
    return min(max(int(stated[:9]), 1), _MOST_SPANNED) if stated.isascii() and stated.isdigit() else 1


def words(node: Tag) -> str:
    """The visible text of an element in single spaces, with struck text and footnote marks marked."""
    return _SPACE.sub(" ", _UNSEEN.sub("", "".join(_text(node)))).strip()


def _text(node: PageElement) -> list[str]:
    if isinstance(node, NavigableString):
        return [] if isinstance(node, PreformattedString) else [str(node)]  # comments and the like are Preformatted
    if not isinstance(node, Tag) or node.name in _UNSEEN_TAGS:
        return []
    inner = [piece for child in node.children for piece in _text(child)]
    if node.name in _STRUCK:
        return [" ~~", *inner, "~~ "]
    if node.name == "sup":
        return ["<sup>", *inner, "</sup>"]
    return [" ", *inner, " "] if node.name in _BLOCKS else inner
