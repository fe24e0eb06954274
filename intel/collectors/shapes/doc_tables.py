"""``<DocTable columns={…} rows={…} />`` of MDX pages, as written or compiled into a call."""

import re
from typing import Any

from intel.collectors.shapes.js_literal import literal, words
from intel.collectors.shapes.markdown_table import Row, Table, plain
from intel.errors import SourceError

_WRITTEN = re.compile(r"<DocTable\s+columns=\{")
_ROWS = re.compile(r"\s*\}\s*rows=\{")
_COMPILED = re.compile(r"\bDocTable,\s*(?=\{)")
_HEADING = re.compile(r"^#{1,6}\s+(.+)$", re.MULTILINE)


def doc_tables(text: str, url: str) -> list[Table]:
    """All such tables in a text, in order, each under the nearest Markdown heading before it.

    Raises:
        SourceError: a table is cut short or is not written in literals.
    """
    made = []
    try:
        for found in _WRITTEN.finditer(text):
            columns, at = literal(text, found.end())
            between = _ROWS.match(text, at)
            if between is None:
                raise ValueError("no rows behind the columns")
            rows, _ = literal(text, between.end())
            made.append(_table(columns, rows, text[: found.start()]))
        for found in _COMPILED.finditer(text):
            properties, _ = literal(text, found.end())
            made.append(_table(properties.get("columns"), properties.get("rows"), text[: found.start()]))
    except ValueError as error:
        raise SourceError(f"{url}: a table that cannot be read: {error}") from None
    return made


def _table(columns: Any, rows: Any, above: str) -> Table:
    if not isinstance(columns, list) or not isinstance(rows, list) or not columns:
        raise ValueError("columns or rows are no list")
    headers = tuple(plain(words(each.get("title", "")) if isinstance(each, dict) else words(each)) for each in columns)
    headings = _HEADING.findall(above)
    return Table(headers, tuple(_row(row) for row in rows), (plain(headings[-1]),) if headings else (), "")


def _row(row: Any) -> Row:
    return tuple(plain(words(cell)) for cell in row) if isinstance(row, list) else (plain(words(row)),)
