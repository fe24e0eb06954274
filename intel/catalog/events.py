"""Events as they are stored. Every function works in its caller's transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.records import Event


def store_events(conn: Connection, events: Sequence[Event], run_id: int | None = None) -> None:
    """Write events of a run, or of a fit, an owner's act or the clock, which belong to none."""
    rows.add(conn, "event", [
        {
            "kind": e.kind, "subject": e.subject, "at": e.at, "source_id": e.source, "run_id": run_id,
            "before": e.before, "after": e.after, "evidence": e.evidence,
        }
        for e in events
    ])  # fmt: skip


def recent_events(conn: Connection, since: datetime, kinds: Collection[str]) -> list[Event]:
    """Events of these kinds that happened after ``since``, the newest first."""
    table = rows.table("event")
    columns = (
        table.c.kind, table.c.subject, table.c.at, table.c.source_id, table.c.before, table.c.after, table.c.evidence,
    )  # fmt: skip
    query = select(*columns).where(table.c.at > since, table.c.kind.in_(sorted(kinds)))
    return [Event(*row) for row in conn.execute(query.order_by(table.c.at.desc(), table.c.id.desc()))]
