"""Who sends which message: claims with an end, so that several workers may deliver and one that dies holds nothing up.

A message is all deliveries of one key: one event of a rule, or all that a digest had gathered when it fell due.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, or_, select, text, update

from intel.alerts.events import SEVERITIES
from intel.alerts.times import wait
from intel.catalog import write_rows as rows
from intel.catalog.engine import writing

CLAIM = timedelta(minutes=5)
"""After so long without a result another worker may send a message that one has claimed."""

WAITING, SENT, DEAD = "waiting", "sent", "dead"
_LOCK = 7_263_501_185
"""Of PostgreSQL's advisory locks: claims follow one another. Each takes milliseconds, and none waits for a sending."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """The deliveries of one message, and the right to send it."""

    key: str
    rule: str
    channel: str
    severity: str
    digest: str
    due_at: datetime
    attempts: int
    """Before this one."""
    events: tuple[int, ...]
    """Ids, in the order in which they were written."""


def due_channels(conn: Connection, now: datetime) -> list[str]:
    """Channels for which something is due, by name."""
    delivery = rows.table("delivery")
    query = select(delivery.c.channel).where(delivery.c.state == WAITING, delivery.c.due_at <= now).distinct()
    return sorted(conn.execute(query).scalars())


def claim(engine: Engine, channel: str, owner: str, now: datetime) -> Claimed | None:
    """Take the message of a channel that has been due for longest and is free; None when there is none."""
    delivery = rows.table("delivery")
    waiting = (delivery.c.channel == channel, delivery.c.state == WAITING)
    with writing(engine) as conn:
        _take_turn(conn)
        _close_digests(conn, channel, now)
        free = or_(delivery.c.expires_at.is_(None), delivery.c.expires_at <= now)
        first = select(delivery.c.key).where(*waiting, delivery.c.key != "", delivery.c.due_at <= now, free)
        key = conn.execute(first.order_by(delivery.c.due_at, delivery.c.id).limit(1)).scalar()
        if key is None:
            return None
        mine = (*waiting, delivery.c.key == key)
        conn.execute(update(delivery).where(*mine).values(owner=owner, expires_at=now + CLAIM))
        return claimed_of(conn.execute(select(delivery).where(*mine)).all())


def claimed_of(found: Sequence[Any]) -> Claimed:
    """The message that these deliveries of one key make."""
    one = found[0]
    worst = max((row.severity for row in found), key=SEVERITIES.index)
    events = tuple(sorted({row.event_id for row in found}))
    return Claimed(one.key, one.rule, one.channel, worst, one.digest, one.due_at, one.attempts, events)


def _take_turn(conn: Connection) -> None:
    if conn.dialect.name == "postgresql":
        conn.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


def _close_digests(conn: Connection, channel: str, now: datetime) -> None:
    """Give what each digest has gathered its key: what comes later is for the next one."""
    delivery = rows.table("delivery")
    query = select(delivery.c.rule, delivery.c.id).where(
        delivery.c.channel == channel, delivery.c.state == WAITING, delivery.c.key == "", delivery.c.due_at <= now
    )
    gathered: dict[str, list[int]] = {}
    for rule, number in conn.execute(query.order_by(delivery.c.id)):
        gathered.setdefault(rule, []).append(number)
    for rule, numbers in gathered.items():
        key = sha256(f"{rule} {now.isoformat()} {numbers}".encode()).hexdigest()[:32]
        for part in rows.slices(numbers):
            conn.execute(update(delivery).where(delivery.c.id.in_(part)).values(key=key))


def settle_sent(engine: Engine, claimed: Claimed, now: datetime) -> None:
    """It has arrived: nobody sends it again."""
    _change(engine, claimed, {"state": SENT, "settled_at": now, "error": "", **_FREE}, "")


def settle_failed(
    engine: Engine, claimed: Claimed, owner: str, now: datetime, error: str, *, final: bool, after: timedelta | None
) -> None:
    """It has not arrived: it is tried again ``after`` that time, or is dead.

    A worker whose claim has ended meanwhile changes nothing.
    """
    values: dict[str, Any] = {"attempts": claimed.attempts + 1, "error": error[:300], **_FREE}
    if final:
        values |= {"state": DEAD, "settled_at": now}
    else:
        values |= {"due_at": now + max(after or timedelta(0), wait(claimed.attempts + 1))}
    _change(engine, claimed, values, owner)


_FREE: dict[str, Any] = {"owner": "", "expires_at": None}


def _change(engine: Engine, claimed: Claimed, values: dict[str, Any], owner: str) -> None:
    delivery = rows.table("delivery")
    mine = [delivery.c.key == claimed.key, delivery.c.rule == claimed.rule, delivery.c.state == WAITING]
    if owner:
        mine.append(delivery.c.owner == owner)
    values = values | ({"attempts": claimed.attempts + 1} if "attempts" not in values else {})
    with writing(engine) as conn:
        conn.execute(update(delivery).where(*mine).values(values))
