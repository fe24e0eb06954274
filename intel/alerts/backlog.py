"""Deliveries as an owner sees them: how many are in which state, and what was given up made due again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, case, func, select, true, update

from intel.alerts.claims import DEAD, WAITING
from intel.catalog import write_rows as rows


def revive(conn: Connection, now: datetime, numbers: Sequence[int] = ()) -> int:
    """Make dead deliveries due again, all or those of these numbers, with all their attempts before them; how many."""
    delivery = rows.table("delivery")
    dead = update(delivery).where(delivery.c.state == DEAD)
    dead = dead.where(delivery.c.id.in_(numbers)) if numbers else dead
    fresh = {"state": WAITING, "due_at": now, "attempts": 0, "settled_at": None}
    return int(conn.execute(dead.values(fresh)).rowcount)


STATES: Mapping[str, str] = {
    "dead": "given up", "failing": "tried in vain, and to be tried again", "waiting": "not told yet", "sent": "told"
}  # fmt: skip
"""What an owner may ask for, what needs a look first; those that fail wait too."""


def listed(conn: Connection, state: str = "", limit: int = 50) -> tuple[Sequence[Row[Any]], int]:
    """The deliveries in a state, '' for all, and how many there are.

    Dead ones come first, then those that fail, those that wait, and what was sent; the newest first of each.
    """
    delivery = rows.table("delivery")
    failing = (delivery.c.state == WAITING) & (delivery.c.error != "")
    chosen = failing if state == "failing" else delivery.c.state == state if state else true()
    order = case((delivery.c.state == DEAD, 0), (failing, 1), (delivery.c.state == WAITING, 2), else_=3)
    found = conn.execute(select(delivery).where(chosen).order_by(order, delivery.c.id.desc()).limit(limit)).all()
    return found, conn.execute(select(func.count()).select_from(delivery).where(chosen)).scalar_one()


def counts(conn: Connection) -> dict[str, int]:
    """Deliveries by state."""
    delivery = rows.table("delivery")
    found = conn.execute(select(delivery.c.state, func.count()).group_by(delivery.c.state))
    return dict(map(tuple, found))
