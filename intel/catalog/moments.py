"""Times out of the catalog as they are stored: read fast, since one moment stands in thousands of rows."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, or_, type_coerce
from sqlalchemy.types import NULLTYPE


def stored(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column without conversion; give what comes out to ``moment``."""
    return type_coerce(column, NULLTYPE)


@lru_cache(maxsize=50_000)
def moment(value: Any) -> datetime:
    """Aware UTC time of a stored one: text on SQLite, a datetime on PostgreSQL."""
    parsed = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(parsed, datetime):
        raise TypeError(f"not a stored time: {value!r}")
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def holds(since: ColumnElement[Any], until: ColumnElement[Any], at: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the half-open interval holds ``at``; an ``until`` of NULL is open."""
    return (since <= at) & or_(until.is_(None), until > at)
