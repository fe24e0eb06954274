"""Tables of a Markdown page, each with the headings above it and the prose before it.

Cells keep two marks that prices depend on: ``~~struck~~`` text and ``<sup>1</sup>`` footnotes (however they were
written); links become their text, and emphasis, escapes, zero-width characters and other tags go.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from intel.errors import RowError, SourceError
from intel.source import Snapshot

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table as printed; cells are ``plain`` text."""

    headers: Row
    rows: tuple[Row, ...]
    headings: tuple[str, ...]
    """Headings above it, outermost first; '' for a level that was skipped."""
    before: str
    """Raw Markdown between the heading or table before it and this table."""
    above: str = ""
    """Raw Markdown from the table before it down to its nearest heading, headings included: tab labels stand there."""
    links: tuple[tuple[str, str], ...] = ()
    """(text of the first cell, address of its first link) of the rows whose first cell holds one."""

    @property
    def heading(self) -> str:
        """The nearest heading; '' when there is none."""
        return self.headings[-1] if self.headings else ""

    def cells(self, row: Row) -> dict[str, str]:
        """Cell by header; ``RowError`` when the row has another number of cells or a header is repeated."""
        if len(row) != len(self.headers):
            raise RowError(f"{len(row)} cells under {len(self.headers)} headers")
        if len(set(self.headers)) != len(self.headers):
            raise RowError(f"a header is repeated: {' | '.join(self.headers)}"[:200])
        return dict(zip(self.headers, row, strict=True))


_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_RULE = re.compile(r"^\|?(\s*:?-+:?\s*\|)+\s*(:?-+:?)?\s*$")
_FENCE = re.compile(r"^\s*(```|~~~)")
_PIPE = re.compile(r"(?<!\\)\|")


_LEAST = 3
"""Lines of a table with one row."""


def tables(snapshot: Snapshot) -> list[Table]:
    """All tables outside of code fences, in order.

    Raises:
        SourceError: the reply is an HTML document, is blank, or ends in the middle of a table's row or head.
    """
    text = snapshot.text().replace("\r\n", "\n")
    if not text.strip():
        raise SourceError(f"{snapshot.url}: expected Markdown, got an empty reply")
    if text.lstrip("\ufeff \n\t")[:200].lower().startswith(("<!doctype html", "<html")):
        raise SourceError(f"{snapshot.url}: expected Markdown, got HTML")
    lines = _outside_fences(text.rstrip())
    last = next((at for at in range(len(lines), 0, -1) if not lines[at - 1].strip().startswith("|")), 0)
    if 0 < len(lines) - last < _LEAST:
        raise SourceError(f"{snapshot.url}: the page is cut short in the head of a table")
    return list(_tables(lines, snapshot.url))


def _outside_fences(text: str) -> list[str]:
    fenced, lines = False, []
    for line in text.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            lines.append(line)
    return lines


def _tables(lines: list[str], url: str) -> Iterator[Table]:
    headings: list[str] = []
    before: list[str] = []
    above: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if heading := _HEADING.match(line):
            _enter(headings, len(heading[1]), plain(heading[2]))
            above, before = [*above, *before, line], []
        elif line.startswith("|") and at + 1 < len(lines) and _RULE.match(lines[at + 1].strip()):
            end = _end(lines, at)
            rows = [_cells(lines[n].strip(), url) for n in range(at, end) if n != at + 1]
            links = tuple(link for n in range(at + 2, end) if (link := _link(lines[n].strip())))
            yield Table(rows[0], tuple(rows[1:]), tuple(headings), _joined(before), _joined(above), links)
            before, above, at = [], [], end
            continue
        else:
            before.append(lines[at])
        at += 1


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip()


def _enter(headings: list[str], level: int, title: str) -> None:
    del headings[level - 1 :]
    headings.extend([""] * (level - 1 - len(headings)))
    headings.append(title)


def _end(lines: list[str], at: int) -> int:
    while at < len(lines) and lines[at].strip().startswith("|"):
        at += 1
    return at


def _cells(line: str, url: str) -> Row:
    if not line.endswith("|") or line.endswith("\\|") or len(line) < 2:
        raise SourceError(f"{url}: a table row is cut short: {line[:60]!r}")
    return tuple(plain(cell) for cell in _PIPE.split(line[1:-1]))


def _link(line: str) -> tuple[str, str] | None:
    first = _PIPE.split(line[1:])[0]
    found = _TARGET.search(first)
    return (plain(first), found[1]) if found else None


_TARGET = re.compile(r"\]\(([^()\s]+)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)")
_NOTE = re.compile(r"\^((?:\\?\*)+|\d+)\^")
_KEPT_TAG = re.compile(r"<(?!/?sup\b)/?[a-zA-Z][^<>]*>")
_SPACE = re.compile(r"[\s\u00a0\u2009\u202f]+")
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>$~&=^'\"/:,;?@%])")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.*?\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_]*[^\s*_])\1(?![\w*])")
_CODE = re.compile(r"`+([^`]*)`+")


def plain(markdown: str) -> str:
    """The words of a line of Markdown, in single spaces; struck text and footnote marks stay marked."""
    text = _UNSEEN.sub("", markdown)
    text = _NOTE.sub(lambda m: f"<sup>{m[1]}</sup>", text)
    for _ in range(2):  # an image inside of a link
        text = _LINK.sub(r"\1", text)
    text = _CODE.sub(r"\1", text)
    text = _KEPT_TAG.sub(" ", text)
    text = _STRONG.sub(r"\2", text)
    text = _EMPHASIS.sub(r"\2", text)
    return _SPACE.sub(" ", html.unescape(_ESCAPE.sub(r"\1", text))).strip()
