"""Events as they are stored. Every function works in its caller's transaction."""

from collections.abc import Sequence

from sqlalchemy import Connection

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
