"""Deliveries as an owner sees them: how many are in which state, and what was given up made due again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from intel.alerts.claims import DEAD, WAITING
from intel.catalog import write_rows as rows


def revive(conn: Connection, now: datetime, numbers: Sequence[int] = ()) -> int:
    """Make dead deliveries due again, all or those of these numbers, with all their attempts before them; how many."""
    delivery = rows.table("delivery")
    dead = update(delivery).where(delivery.c.state == DEAD)
    dead = dead.where(delivery.c.id.in_(numbers)) if numbers else dead
    fresh = {"state": WAITING, "due_at": now, "attempts": 0, "settled_at": None}
    return int(conn.execute(dead.values(fresh)).rowcount)


def counts(conn: Connection) -> dict[str, int]:
    """Deliveries by state."""
    delivery = rows.table("delivery")
    found = conn.execute(select(delivery.c.state, func.count()).group_by(delivery.c.state))
    return dict(map(tuple, found))
