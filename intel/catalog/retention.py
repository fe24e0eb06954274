"""What must be kept of the raw replies, and the thinning of old performance readings. Nothing else is ever removed."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, select

from intel.catalog import write_rows as rows


def needed_bodies(conn: Connection) -> set[str]:
    """sha256 of every archived body that something still cites.

    The evidence of a fact (``snapshot``), the copy that a conditional request is answered with (``document``), what
    waits in quarantine, and the newest healthy reply of each source.
    """
    snapshot, document, held, run = (rows.table(name) for name in ("snapshot", "document", "quarantined", "run"))
    last = select(func.max(run.c.id)).where(run.c.healthy).group_by(run.c.source_id)
    queries = (
        select(snapshot.c.sha256),
        select(document.c.sha256),
        select(held.c.sha256).where(held.c.outcome == "held"),
        select(run.c.sha256).where(run.c.id.in_(last)),
    )
    return {sha256 for query in queries for sha256 in conn.execute(query.distinct()).scalars()}


def count_thinned(conn: Connection, before: datetime) -> int:
    """How many readings ``thin_readings`` would remove."""
    seen = rows.table("performance")
    return int(conn.execute(select(func.count()).select_from(seen).where(_thinned(before))).scalar_one())


def thin_readings(conn: Connection, before: datetime) -> int:
    """Of readings older than ``before`` keep the last one of each day, offer and source; the number removed."""
    return int(conn.execute(delete(rows.table("performance")).where(_thinned(before))).rowcount)


def _thinned(before: datetime) -> ColumnElement[bool]:
    seen = rows.table("performance")
    later = seen.alias("later")
    same = (later.c.offer_id == seen.c.offer_id) & (later.c.source_id == seen.c.source_id)
    that_day = (later.c.observed_at > seen.c.observed_at) & (
        func.date(later.c.observed_at) == func.date(seen.c.observed_at)
    )
    return (seen.c.observed_at < before) & select(later.c.offer_id).where(same, that_day).correlate(seen).exists()
