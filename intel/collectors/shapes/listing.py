"""What the model lists of hosts and gateways have in common: rows with an id, a price, and zeros that mean nothing."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from intel.collectors.shapes.documents import json_array
from intel.collectors.shapes.prices import Stated
from intel.errors import RowError, SourceError
from intel.records import Rejected
from intel.source import Snapshot, printable
from intel.units import counted, number

_MILLISECONDS = 10**11
"""Above it a Unix time counts milliseconds: as seconds it would be the year 5138."""


def listed(snapshot: Snapshot, field: str, member: str = "data") -> list[Any]:
    """The rows of a reply, where at least one states ``field``; '' as ``member`` is a bare array.

    Raises:
        SourceError: no list, an empty one, or one in which nothing states ``field``: a list of models without any
            price is another page, not a world in which nothing is sold.
    """
    rows = json_array(snapshot, member)
    if not any(isinstance(row, dict) and row.get(field) is not None for row in rows):
        raise SourceError(f"{snapshot.url}: none of {len(rows):,} rows states {field}")
    return rows


def keyed(rows: Iterable[Any], field: str = "id") -> Iterator[tuple[str, Any]]:
    """(what names the row to a person, row)."""
    return ((str(row.get(field)) if isinstance(row, dict) else "row", row) for row in rows)


def unread(found: Iterable[tuple[str, object]], known: Collection[str], where: str = "pricing") -> Iterator[Rejected]:
    """One reject per key of the (row id, price object) pairs that is not ``known``: a new meter must not stop the run.

    Null and zero are no price that anyone could miss.
    """
    new: dict[str, list[str]] = {}
    for row, pricing in found:
        for key, value in pricing.items() if isinstance(pricing, dict) else ():
            if key not in known and not _nothing(value):
                new.setdefault(key, []).append(row)
    for key, ids in sorted(new.items()):
        yield Rejected(
            printable(f"{where}.{key}"), f"unknown price key on {counted(len(ids), 'row')}", printable(min(ids))
        )


def _nothing(value: object) -> bool:
    try:
        return value is None or value is False or value in ("", [], {}) or number(value) == 0
    except RowError:
        return False


def sold(stated: Iterable[Stated]) -> list[Stated]:
    """``stated`` without nulls and zeros, for lists that write 0 for "not sold by this meter"."""
    return [entry for entry in stated if entry[3] is not None and not is_zero(entry[3])]


def is_zero(value: object) -> bool:
    """Whether a stated number is 0; null is not. ``RowError`` for what is no number."""
    return value is not None and number(value) == 0


def able(flags: Mapping[str, str], stated: Collection[str]) -> tuple[str, ...]:
    """The capabilities, sorted, whose flag is among ``stated``."""
    return tuple(sorted({word for flag, word in flags.items() if flag in stated}))


def unix_day(stated: object) -> date | None:
    """The UTC day of a Unix time in seconds or milliseconds; None when it is absent or no time."""
    if isinstance(stated, bool) or not isinstance(stated, int) or not 0 < stated < 10**14:
        return None
    seconds = stated // 1000 if stated > _MILLISECONDS else stated
    return datetime.fromtimestamp(seconds, UTC).date()
