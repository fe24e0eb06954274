"""Reading one field of a JSON row, so that absent, of the wrong kind, and zero stay three things."""

from decimal import Decimal
from typing import Any

from intel.errors import RowError
from intel.records import name


def mapping(value: object, what: str) -> dict[str, Any]:
    """The JSON object in ``value``; ``RowError`` naming ``what`` when it is anything else."""
    if not isinstance(value, dict):
        raise RowError(f"{what} is not an object")
    return value


def rows(value: object, what: str) -> list[Any]:
    """The JSON array in ``value``; ``RowError`` naming ``what`` when it is anything else."""
    if not isinstance(value, list):
        raise RowError(f"{what} is not a list")
    return value


def tokens(value: object) -> int | None:
    """A whole number of tokens above zero. None for null, 0 and all else: sources write 0 for "not stated"."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    return int(value) if value > 0 else None


def words(value: object) -> tuple[str, ...]:
    """The distinct strings of a list, sorted; empty when there is no list."""
    return tuple(sorted({word for word in value if isinstance(word, str)})) if isinstance(value, list) else ()


def optional_name(value: object) -> str:
    """``records.name`` of ``value``, or '' when it is null or blank."""
    return name(value.strip()) if isinstance(value, str) and value.strip() else ""
