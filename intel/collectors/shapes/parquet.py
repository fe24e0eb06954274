"""Parquet tables by pyarrow, which comes with the extra ``scores``: a source that needs it is skipped without."""

import io
from collections.abc import Sequence
from typing import Any

from intel.errors import SourceError
from intel.source import Snapshot, printable

_MAGIC = b"PAR1"


def parquet_rows(snapshot: Snapshot, columns: Sequence[str]) -> list[dict[str, Any]]:
    """The rows as plain values, only ``columns``, of which each must be there.

    Raises ``SourceError`` for what is no whole Parquet file, lacks a column, or has no row.
    """
    if snapshot.body[:4] != _MAGIC or snapshot.body[-4:] != _MAGIC:
        raise SourceError(f"{snapshot.url}: expected a whole Parquet file, got {len(snapshot.body):,} other bytes")
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        table = ParquetFile(io.BytesIO(snapshot.body)).read(list(columns))
    except (ArrowException, OSError, ValueError) as error:
        raise SourceError(f"{snapshot.url}: not a Parquet file: {printable(str(error), 120)}") from None
    missing = [column for column in columns if column not in table.column_names]
    if missing:
        raise SourceError(f"{snapshot.url}: no column {', '.join(missing)}")
    rows: list[dict[str, Any]] = table.to_pylist()
    if not rows:
        raise SourceError(f"{snapshot.url}: the table has no row")
    return rows
