"""Tables of a page that comes as Markdown on one day and as HTML on another: both as ``markdown_table.Table``."""

from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from intel.collectors.shapes.html_table import document, grid, words
from intel.collectors.shapes.markdown_table import Table, tables
from intel.source import Snapshot

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_UNSEEN = ("script", "style", "template", "svg", "head")


def is_html(snapshot: Snapshot) -> bool:
    """Whether the reply looks like an HTML document."""
    return snapshot.text().lstrip("\ufeff \n\t")[:200].lower().startswith(("<!doctype html", "<html"))


def page_tables(snapshot: Snapshot) -> tuple[list[Table], str]:
    """(all tables in order, the text of the page: raw Markdown, or the visible words of HTML).

    A table of HTML has its first row as headers and cells that span repeated. Text struck by a class of its
    style (``line-through``) counts as struck.

    Raises:
        SourceError: the reply is blank, cut short, or no text.
    """
    if not is_html(snapshot):
        return tables(snapshot), snapshot.text()
    page = document(snapshot)
    for struck in page.select('[class*="line-through"]'):
        struck.name = "del"
    return list(_tables(page)), words(page)


def _tables(page: BeautifulSoup) -> Iterator[Table]:
    headings: list[str] = []
    before: list[str] = []
    for node in page.descendants:
        if isinstance(node, Tag) and node.name in _LEVELS:
            level = _LEVELS[node.name]
            del headings[level - 1 :]
            headings.extend([""] * (level - 1 - len(headings)))
            headings.append(words(node))
            before.clear()
        elif isinstance(node, Tag) and node.name == "table" and node.find("table") is None:
            rows = [tuple(row) for row in grid(node) if row]
            if rows:
                yield Table(rows[0], tuple(rows[1:]), tuple(headings), " ".join(before).strip())
            before.clear()
        elif isinstance(node, NavigableString) and _is_prose(node):
            before.append(str(node).strip())


def _is_prose(node: NavigableString) -> bool:
    if isinstance(node, PreformattedString) or not node.strip():
        return False
    return node.find_parent((*_UNSEEN, *_LEVELS, "table")) is None
