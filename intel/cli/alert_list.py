"""``intel alerts list``: what became of telling, what needs a look first."""

from typing import Any

from sqlalchemy import Engine, Row

from intel.alerts.backlog import STATES, counts, listed
from intel.alerts.events import Happened
from intel.alerts.happened import happened
from intel.alerts.sayings import said
from intel.cli import out
from intel.errors import UsageError

SHOWN = 50
"""Deliveries that are shown where no limit is stated."""


def listing(engine: Engine, state: str, limit: int, json: bool) -> None:
    """The deliveries in that state, '' for all, at most ``limit`` of them; how many there are goes to stderr."""
    if state and state not in STATES:
        raise UsageError(f"--state {state!r} is none of {', '.join(STATES)}.")
    with engine.connect() as conn:
        found, total = listed(conn, state, limit)
        events = {one.id: one for one in happened(conn, [row.event_id for row in found])}
        dead = counts(conn).get("dead", 0)
    if json:
        out.document([_row(row, events[row.event_id]) for row in found])
    elif found:
        columns = [
            out.Column("no.", number=True),
            *map(out.Column, ("state", "due", "rule", "channel", "what", "error")),
        ]
        out.table(columns, [_cells(row, events[row.event_id]) for row in found])
    else:
        out.line(f"Nothing is {state}." if state else "Nothing was to be told yet.")
    if len(found) < total:
        shown_dead = sum(row.state == "dead" for row in found)
        hidden = f", {dead - shown_dead:,} that were given up among the rest" if not state and shown_dead < dead else ""
        out.say(f"{len(found):,} of {total:,}{hidden}: --limit {total} shows all.")


def _cells(row: Row[Any], one: Happened) -> list[str]:
    tried = f"{row.error} ({row.attempts}×)" if row.error else ""
    return [str(row.id), row.state, f"{row.due_at:%m-%d %H:%M}", row.rule, row.channel, said(one).what, tried]


def _row(row: Row[Any], one: Happened) -> dict[str, Any]:
    return {
        "id": row.id, "event": row.event_id, "kind": one.kind, "subject": one.subject, "what": said(one).what,
        "rule": row.rule, "channel": row.channel, "severity": row.severity, "digest": row.digest, "state": row.state,
        "key": row.key or None, "attempts": row.attempts, "error": row.error or None, "due_at": out.iso(row.due_at),
        "settled_at": out.iso(row.settled_at),
    }  # fmt: skip
