"""Leases: which worker runs which source, and when each is due next. The rows are the truth, and so is their clock.

Every comparison is made with the time of the database: the clocks of the workers' machines may differ by minutes. A
worker that dies loses its lease when it expires; one that was only slow, and has lost it meanwhile, cannot store
its run any more, since storing a run and giving the lease back are one transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, bindparam, case, func, or_, select, text, update

from intel.catalog import write_rows as rows
from intel.catalog.engine import writing
from intel.errors import IntelError
from intel.source import Source

EXPIRY = timedelta(seconds=90)
"""How long a lease is good for without a heartbeat."""

HEARTBEATS = 4
"""Of one expiry: a worker that misses a few in a row keeps its lease."""


class LeaseLost(IntelError):  # what it says is what happened
    """Another worker has taken the source: this run must not be stored."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run one source now."""

    source: str
    owner: str
    due_at: datetime
    taken_at: datetime
    """By the clock of the database."""
    failures: int
    rest: int
    """Followed documents that an earlier holder of this interval has left unread."""

    @property
    def waited(self) -> timedelta:
        """How long the source was due before somebody took it."""
        return self.taken_at - self.due_at


def database_now(conn: Connection) -> datetime:
    """Aware UTC time of the database; of this machine where the catalog is a file on it."""
    if conn.dialect.name == "postgresql":
        now: datetime = conn.execute(text("SELECT clock_timestamp()")).scalar_one().astimezone(UTC)
        return now
    stated = conn.execute(text("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')")).scalar_one()
    return datetime.fromisoformat(stated).replace(tzinfo=UTC)


class Leases:
    """The leases of one catalog as one worker sees them. Safe for several threads."""

    def __init__(self, engine: Engine, owner: str, expiry: timedelta = EXPIRY) -> None:
        self._engine = engine
        self._owner = owner
        self._expiry = expiry

    @property
    def heartbeat_every(self) -> timedelta:
        """How often ``renew`` should be called."""
        return self._expiry / HEARTBEATS

    def enrol(self, sources: Sequence[Source]) -> None:
        """Make a row for every source that has none: due a cadence after its newest healthy run, or at once."""
        lease, run = rows.table("lease"), rows.table("run")
        with self._engine.connect() as conn:
            known = set(conn.execute(select(lease.c.source_id)).scalars())
        new = [source for source in sources if source.id not in known]
        if not new:
            return
        newest = select(run.c.source_id, func.max(run.c.at)).where(run.c.healthy).group_by(run.c.source_id)
        with writing(self._engine) as conn:
            now, healthy = database_now(conn), dict(map(tuple, conn.execute(newest).all()))
            for source in new:
                due = max(now, healthy[source.id] + source.cadence) if source.id in healthy else now
                rows.add_once(conn, "lease", {
                    "source_id": source.id, "next_due_at": due, "owner": "", "expires_at": None, "heartbeat_at": None,
                    "failures": 0, "rest": 0,
                })  # fmt: skip

    def take(self, sources: Sequence[str]) -> Lease | None:
        """Take the first of ``sources`` that is due and free; None when there is none.

        One that this very worker holds counts as free: it could not give it back while the catalog was away.
        """
        with writing(self._engine) as conn:
            now = database_now(conn)
            row = conn.execute(_first_due(tuple(sources)), {"now": now, "me": self._owner}).first()
            if row is None:
                return None
            times = {"expires_at": now + self._expiry, "heartbeat_at": now}
            whoever_had_it = rows.table("lease").c.owner == row.owner
            conn.execute(_of(row.source_id, whoever_had_it).values(owner=self._owner, **times))
        return Lease(row.source_id, self._owner, row.next_due_at, now, row.failures, row.rest)

    def renew(self) -> None:
        """The heartbeat: what this worker holds is good for another expiry."""
        lease = rows.table("lease")
        with self._engine.connect() as conn:
            mine = conn.execute(select(lease.c.source_id).where(lease.c.owner == self._owner)).first()
        if mine is not None:
            with writing(self._engine) as conn:
                now = database_now(conn)
                values = {"expires_at": now + self._expiry, "heartbeat_at": now}
                conn.execute(update(lease).where(lease.c.owner == self._owner).values(values))

    def keep(self, conn: Connection, lease: Lease, rest: int) -> None:
        """Note how much of the interval is left; ``LeaseLost`` when somebody else has the source."""
        expires_at = database_now(conn) + self._expiry
        self._change(conn, lease, {"rest": rest, "expires_at": expires_at})

    def settle(self, conn: Connection, lease: Lease, after: timedelta, failures: int) -> None:
        """Give the source back, due again ``after`` that time; ``LeaseLost`` when somebody else has it.

        In the transaction that stores the run, so that an interval is run and settled, or neither.
        """
        due = database_now(conn) + after
        self._change(conn, lease, _FREE | {"next_due_at": due, "failures": failures, "rest": 0})

    def settle_alone(self, lease: Lease, after: timedelta, failures: int) -> bool:
        """Give back a source whose run could not be stored; False when it is not ours any more."""
        try:
            with writing(self._engine) as conn:
                self.settle(conn, lease, after, failures)
        except LeaseLost:
            return False
        return True

    def hand_back(self) -> list[str]:
        """Give back all that this worker holds, as due as it was; returns the sources."""
        lease = rows.table("lease")
        with writing(self._engine) as conn:
            held = conn.execute(select(lease.c.source_id).where(lease.c.owner == self._owner)).scalars().all()
            conn.execute(update(lease).where(lease.c.owner == self._owner).values(_FREE))
        return list(held)

    def hasten(self, sources: Iterable[str]) -> None:
        """Make free sources due at once."""
        lease = rows.table("lease")
        with writing(self._engine) as conn:
            now = database_now(conn)
            free = or_(lease.c.owner == "", lease.c.expires_at <= now) & (lease.c.next_due_at > now)
            chosen = lease.c.source_id.in_(list(sources))
            conn.execute(update(lease).where(chosen, free).values(next_due_at=now))

    def _change(self, conn: Connection, lease: Lease, values: Mapping[str, Any]) -> None:
        table = rows.table("lease")
        changed = conn.execute(_of(lease.source, table.c.owner == lease.owner).values(values))
        if changed.rowcount != 1:
            raise LeaseLost(f"another worker has taken {lease.source} meanwhile; nothing of this run was stored")


_FREE: dict[str, Any] = {"owner": "", "expires_at": None, "heartbeat_at": None}


@lru_cache(maxsize=8)
def _first_due(sources: tuple[str, ...]) -> Select[Any]:
    """The first of ``sources`` that is due and free, locked where the engine locks rows; built once for each list."""
    lease = rows.table("lease")
    now = bindparam("now", type_=lease.c.next_due_at.type)
    free = or_(lease.c.owner == "", lease.c.owner == bindparam("me"), lease.c.expires_at <= now)
    query = select(lease).where(lease.c.source_id.in_(sources), lease.c.next_due_at <= now, free)
    first = case({name: place for place, name in enumerate(sources)}, value=lease.c.source_id)
    return query.order_by(first).limit(1).with_for_update(skip_locked=True)


def _of(source: str, condition: ColumnElement[bool]) -> Any:
    lease = rows.table("lease")
    return update(lease).where(lease.c.source_id == source, condition)
