"""Sources as a reader needs them at one moment: whom to believe, and when each last confirmed what it states."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from intel.catalog import write_rows as rows
from intel.catalog.moments import moment, stored
from intel.catalog.scope import AT, Scope, within

STALE_CADENCES = 3
"""A source that has not confirmed a fact for longer than this many of its cadences is stale."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source at one moment."""

    authority: int
    redistributable: bool
    derived_from: tuple[str, ...]
    """All it copies, directly or through others."""
    patience: timedelta
    """Age from which on it is stale."""
    url: str
    """Its first document."""
    healthy_at: datetime | None
    """Its newest healthy run; None: never."""


def patience(conn: Connection) -> dict[str, timedelta]:
    """How long each source may stay silent before it is stale."""
    source = rows.table("source")
    found = conn.execute(select(source.c.id, source.c.cadence_seconds))
    return {name: timedelta(seconds=seconds * STALE_CADENCES) for name, seconds in found}


class Sources:
    """All sources at ``at``, and what they miss of the offers that are asked for."""

    def __init__(self, conn: Connection, at: datetime, scope: Scope) -> None:
        self._conn = conn
        self._at = at
        self._before: dict[tuple[str, datetime], datetime | None] = {}
        self.by_id = self._load()
        """State by source id."""
        self._missing = self._tombstones(scope)

    def confirmed(
        self, offer: int, source: str, seen_from: datetime, fetched: datetime | None
    ) -> tuple[datetime, bool]:
        """When the source last confirmed what it states of the offer, and whether that is stale.

        The newest healthy run; or ``fetched``, the last time its document was read, where runs read only some of
        them; or, for an offer that is no longer listed, the last healthy run that still had it. Never before
        ``seen_from``.
        """
        state = self.by_id[source]
        missed = self._missing.get((offer, source))
        checked = state.healthy_at if missed is None else self._run_before(source, missed[0])
        if fetched is not None and checked is not None and fetched < checked:
            checked = fetched
        if checked is None or checked < seen_from:
            checked = seen_from
        return checked, self._at - checked > state.patience

    def gone(self, offer: int, source: str) -> bool:
        """Whether the source has given the offer up: it was missing from several healthy runs."""
        missed = self._missing.get((offer, source))
        return missed is not None and missed[1]

    def _load(self) -> dict[str, SourceState]:
        found = {row.id: row for row in self._conn.execute(_sources(), {AT: self._at})}
        copied = {name: tuple(filter(None, row.derived_from.split("+"))) for name, row in found.items()}
        return {
            name: SourceState(
                row.authority, row.redistributable, tuple(sorted(_all_origins(name, copied))),
                timedelta(seconds=row.cadence_seconds * STALE_CADENCES), row.url, row.healthy_at,
            )
            for name, row in found.items()
        }  # fmt: skip

    def _run_before(self, source: str, at: datetime) -> datetime | None:
        if (source, at) not in self._before:
            run = rows.table("run")
            newest = select(func.max(run.c.at)).where(run.c.source_id == source, run.c.healthy, run.c.at < at)
            self._before[source, at] = self._conn.execute(newest).scalar()
        return self._before[source, at]

    def _tombstones(self, scope: Scope) -> dict[tuple[int, str], tuple[datetime, bool]]:
        return {
            (offer_id, source): (moment(missed), gone is not None and moment(gone) <= self._at)
            for offer_id, source, missed, gone in self._conn.execute(
                _missed(scope.kind), {**scope.values, AT: self._at}
            )
        }


@cache
def _sources() -> Select[Any]:
    source, run = rows.table("source"), rows.table("run")
    newest = select(run.c.at).where(run.c.source_id == source.c.id, run.c.healthy, run.c.at <= bindparam(AT))
    newest = newest.order_by(run.c.at.desc()).limit(1)  # reads one row of the index, however many runs there are
    return select(*source.c, newest.scalar_subquery().label("healthy_at")).order_by(source.c.id)


@cache
def _missed(kind: str) -> Select[Any]:
    stone = rows.table("tombstone")
    columns = (stone.c.offer_id, stone.c.source_id, stored(stone.c.first_missed_at), stored(stone.c.gone_at))
    query = select(*columns).where(stone.c.first_missed_at <= bindparam(AT))
    return within(kind, query, stone.c.offer_id)


def _all_origins(source: str, copied: dict[str, tuple[str, ...]]) -> set[str]:
    """What a source copies, through however many others."""
    found: set[str] = set()
    ahead: Iterable[str] = copied.get(source, ())
    while fresh := set(ahead) - found:
        found |= fresh
        ahead = [origin for name in fresh for origin in copied.get(name, ())]
    return found - {source}
