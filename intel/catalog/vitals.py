"""The catalog in numbers for whoever watches it: runs, records, ages, leases, messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from intel.catalog import write_rows as rows


@dataclass(frozen=True, slots=True)
class RunTotals:
    """All runs of one source with one outcome."""

    source: str
    outcome: str
    runs: int
    records: int
    rejected: int


@dataclass(frozen=True, slots=True)
class LeaseState:
    """One source's lease."""

    source: str
    next_due_at: datetime
    held: bool
    expires_at: datetime | None
    failures: int


@dataclass(frozen=True, slots=True)
class Vitals:
    """Everything at one moment."""

    at: datetime
    """By the clock of the database."""
    runs: tuple[RunTotals, ...]
    healthy_at: Mapping[str, datetime]
    """Newest healthy run by source; a source that never had one is absent."""
    held: Mapping[str, int]
    """States that wait in quarantine, by source."""
    leases: tuple[LeaseState, ...]
    deliveries: Mapping[str, int]
    """Messages by state: waiting, sent or dead."""


def vitals(conn: Connection, at: datetime) -> Vitals:
    """Read them; totals are over all runs that the catalog remembers."""
    run, held = rows.table("run"), rows.table("quarantined")
    totals = select(
        run.c.source_id, run.c.outcome, func.count(), func.sum(run.c.records), func.sum(run.c.rejected)
    ).group_by(run.c.source_id, run.c.outcome)
    newest = select(run.c.source_id, func.max(run.c.at)).where(run.c.healthy).group_by(run.c.source_id)
    waiting = select(held.c.source_id, func.count()).where(held.c.outcome == "held").group_by(held.c.source_id)
    delivery = rows.table("delivery")
    sent = select(delivery.c.state, func.count()).group_by(delivery.c.state)
    return Vitals(
        at,
        tuple(RunTotals(row[0], row[1], row[2], int(row[3] or 0), int(row[4] or 0)) for row in conn.execute(totals)),
        {row[0]: row[1] for row in conn.execute(newest)},
        {row[0]: row[1] for row in conn.execute(waiting)},
        _leases(conn),
        {row[0]: row[1] for row in conn.execute(sent)},
    )


def _leases(conn: Connection) -> tuple[LeaseState, ...]:
    lease = rows.table("lease")
    found = conn.execute(select(lease).order_by(lease.c.source_id))
    return tuple(
        LeaseState(row.source_id, row.next_due_at, row.owner != "", row.expires_at, row.failures) for row in found
    )
