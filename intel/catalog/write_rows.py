"""Core statements in bulk: tables by name, inserts that return ids, updates by key, and reads in slices."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from intel.catalog import tables as _declared

SLICE = 5_000
"""Most values in one IN list; SQLite takes 32,766, PostgreSQL 65,535."""

Row = Mapping[str, Any]


def table(name: str) -> Table:
    """The Core table of that name."""
    assert _declared  # the declarations fill the metadata
    return SQLModel.metadata.tables[name]


def add(conn: Connection, name: str, rows: Sequence[Row]) -> None:
    """Insert rows; nothing happens for none."""
    if rows:
        conn.execute(insert(table(name)), list(rows))


def add_with_ids(conn: Connection, name: str, rows: Sequence[Row]) -> list[int]:
    """Insert rows and return their new ids in the order of ``rows``."""
    if not rows:
        return []
    target = table(name)
    made = insert(target).returning(target.c.id, sort_by_parameter_order=True)
    return [int(i) for i in conn.execute(made, list(rows)).scalars()]


def add_once(conn: Connection, name: str, row: Row) -> None:
    """Insert a row unless its key is there already, made by somebody who was quicker."""
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    conn.execute(dialect.insert(table(name)).values(dict(row)).on_conflict_do_nothing())


def change(conn: Connection, name: str, key: Sequence[str], rows: Sequence[Row]) -> None:
    """Update by ``key``; every row holds the key columns and the same columns to set."""
    if not rows:
        return
    target = table(name)
    statement = update(target).values({c: bindparam(f"new_{c}") for c in rows[0] if c not in key})
    for column in key:
        statement = statement.where(target.c[column] == bindparam(f"old_{column}"))
    conn.execute(statement, [{f"{'old' if c in key else 'new'}_{c}": v for c, v in row.items()} for row in rows])


def slices(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Sorted distinct values in lists short enough for one IN."""
    ordered = sorted(set(values))
    for start in range(0, len(ordered), SLICE):
        yield ordered[start : start + SLICE]
