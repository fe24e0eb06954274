"""The outbox: every event is put before the rules once, in the transaction that writes it or the next one that can.

``route`` gives each rule one delivery of an event. How far it has come stands in the catalog, so that events written
while the rules could not be read, or by something that knows no rules, are not lost: the next call takes them along.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, select, update

from intel.alerts.events import Happened
from intel.alerts.happened import happened_since, surroundings
from intel.alerts.matching import severity, wanted
from intel.alerts.rules import INSTANT, Rule, Rules
from intel.alerts.times import due_at
from intel.catalog import write_rows as rows
from intel.catalog.writer import take_turn
from intel.records import Event

READER = "rules"


def route(conn: Connection, rules: Rules, now: datetime) -> int:
    """Write the deliveries of all events that no rule has seen yet, in the caller's transaction; how many."""
    take_turn(conn)
    outbox = rows.table("outbox")
    start = conn.execute(select(outbox.c.event_id).where(outbox.c.reader == READER)).scalar()
    number, made = int(start or 0), 0
    kinds: Collection[str] = frozenset().union(*(rule.kinds for rule in rules.rules))
    around = surroundings(conn) if kinds else None
    while True:
        found, last = happened_since(conn, number, kinds, around)
        if last == number:
            break
        deliveries = [
            _delivery(rules, rule, one, now) for one in found for rule in wanted(rules.rules, one, rules.used)
        ]
        rows.add(conn, "delivery", deliveries)
        number, made = last, made + len(deliveries)
    _remember(conn, start, number)
    return made


def _remember(conn: Connection, start: int | None, number: int) -> None:
    outbox = rows.table("outbox")
    if start is None:
        rows.add(conn, "outbox", [{"reader": READER, "event_id": number}])
    elif number != start:
        conn.execute(update(outbox).where(outbox.c.reader == READER).values(event_id=number))


def _delivery(rules: Rules, rule: Rule, one: Happened, now: datetime) -> dict[str, object]:
    urgent, about = severity(rule, one.kind), one.about
    return {
        "event_id": one.id, "rule": rule.name, "channel": rule.channel, "severity": urgent, "digest": rule.digest,
        "about": {"models": list(about.models), "providers": list(about.providers), "tasks": list(about.tasks)},
        "key": message_key(rule.name, one) if rule.digest == INSTANT else "", "state": "waiting", "made_at": now,
        "due_at": due_at(rules, rule.digest, urgent, now), "attempts": 0, "owner": "", "expires_at": None,
        "error": "", "settled_at": None,
    }  # fmt: skip


def message_key(rule: str, one: Happened) -> str:
    """Names a message by what it says, so that it is the same at every attempt and after a restored backup."""
    said = [rule, one.kind, one.subject, one.at.isoformat(), one.source, one.before, one.after]
    return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()[:32]


class Routing:
    """An observer of runs: puts what they bring about before the rules, in their transaction."""

    def __init__(self, rules: Rules, now: datetime) -> None:
        self._rules = rules
        self._now = now

    def __call__(self, events: Sequence[Event], transaction: object) -> None:
        """Route what is in the catalog by now; ``transaction`` is the open connection."""
        if events and isinstance(transaction, Connection):
            route(transaction, self._rules, self._now)
