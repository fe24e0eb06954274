"""CSV tables: every row by its column names, and an error where a table is cut short or lacks a column."""

import csv
from collections.abc import Iterator, Sequence

from intel.errors import RowError, SourceError
from intel.source import Snapshot, printable

Row = dict[str, str]


def csv_rows(snapshot: Snapshot, needed: Sequence[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """(where it stands, header, cells) of every row that is not blank, cells stripped.

    Raises ``SourceError`` where the text does not end with its last line, as a cut reply does, where a column of
    ``needed`` is missing, and where there is no row.
    """
    text = snapshot.text()
    if text.lstrip().startswith("<"):
        raise SourceError(f"{snapshot.url}: expected CSV, got HTML")
    if not text.endswith("\n"):
        raise SourceError(f"{snapshot.url}: CSV cut short, its last line has no end")
    try:
        table = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines(keepends=True), strict=True)]
    except csv.Error as error:
        raise SourceError(f"{snapshot.url}: not CSV: {error}") from None
    header = table[0] if table else []
    missing = [column for column in needed if column not in header]
    if missing:
        raise SourceError(f"{snapshot.url}: no column {', '.join(missing)} in {printable(','.join(header), 120)!r}")
    rows = [(f"row {at}", header, cells) for at, cells in enumerate(table[1:], 2) if any(cells)]
    if not rows:
        raise SourceError(f"{snapshot.url}: the table has no row")
    yield from rows


def by_column(header: Sequence[str], cells: Sequence[str]) -> Row:
    """The cells by column name; ``RowError`` where the row has more or fewer than the header."""
    if len(cells) != len(header):
        raise RowError(f"{len(cells)} cells under {len(header)} columns")
    return dict(zip(header, cells, strict=True))
