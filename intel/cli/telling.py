"""Alerts with the owner's rules, keys and folders: what happens is put before the rules, and what is due goes out."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select

from intel.actions import write_file
from intel.alerting import unset_variables
from intel.alerts.deliver import Delivered, Delivery
from intel.alerts.feed import feeds
from intel.alerts.outbox import READER, Routing, route
from intel.alerts.rule_file import load_rules
from intel.alerts.rules import FEED, Rules
from intel.alerts.watch import time_events
from intel.catalog import write_rows as rows
from intel.catalog.engine import writing
from intel.catalog.events import store_events
from intel.catalog.override_state import met_events, override_states
from intel.catalog.overriding import overrides_of
from intel.catalog.writer import take_turn
from intel.cli import compose, out
from intel.cli.publish import unwritten
from intel.cli.senders import senders
from intel.errors import IntelError, UsageError
from intel.ingest.lease import database_now
from intel.records import Event
from intel.routing.exporters import native
from intel.routing.moves import places
from intel.source import Observer, Source

_FILE = re.compile(r"\w[\w.-]*$")


def rules() -> Rules:
    """The owner's rules, read anew; none where there is no file. ``UsageError`` says what is wrong in it."""
    file = compose.settings().alerts_path
    if file is None:
        return Rules()
    found, table = load_rules(file, [task.name for task in compose.tasks().all])
    return found if table is None else _with_used(found, table)


def _with_used(found: Rules, table: Path) -> Rules:
    try:
        document = native.parsed(table.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"The deployed routing table {table}, which the rules name, cannot be read.") from None
    return replace(found, used=frozenset(places(document)))


@cache
def _say_once(sentence: str) -> None:
    out.say(sentence)


def observers() -> Sequence[Observer]:
    """What hears of events in the transaction that writes them.

    Nothing while the rules cannot be read: a collection must not fail for that, and the events wait for the rules.
    """
    try:
        return (Routing(rules(), compose.now()),)
    except UsageError as error:
        _say_once(f"Alerts wait until their rules can be read: {error}")
        return ()


def tell(engine: Engine, write: Callable[[str], None] = out.line) -> str:
    """What the clock brings about, then everything that is due; a sentence about it, '' where nothing was.

    ``write`` prints for channels of kind stdout.
    """
    try:
        return str(told(compose.overridden(engine), rules(), write))
    except (IntelError, OSError) as error:
        return f"alerts: {unwritten(error)}"


def told(engine: Engine, owner: Rules, write: Callable[[str], None]) -> Delivered:
    """``tell`` with rules that were read: what became of the messages."""
    tick(engine, owner)
    lacking = {name: unset_variables(channel) for name, channel in owner.channels.items()}
    unready = {name: f"needs the variable {unset[0]}" for name, unset in lacking.items() if unset}
    done = Delivery(engine, owner, senders(owner, write), _clock(engine), compose.worker_name(), unready).run()
    if any(channel.kind == FEED for channel in owner.channels.values()):
        write_feeds(engine, owner)
    return done


def _clock(engine: Engine) -> Callable[[], datetime]:
    """The clock of the database, where several machines share it: claims of one must not end early for another."""
    with engine.connect() as conn:
        return compose.clock_from(database_now(conn))


def tick(engine: Engine, owner: Rules) -> list[Event]:
    """Write what time has brought about, and put everything new before the rules; the events it wrote."""
    from intel.collectors import COLLECTORS

    known, now = [collector.SOURCE for collector in COLLECTORS], compose.now()
    with engine.connect() as conn:
        if not _events(conn, now, known) and _all_routed(conn):
            return []
    with writing(engine) as conn:
        take_turn(conn)
        events = _events(conn, now, known)
        store_events(conn, events)
        route(conn, owner, now)
    return events


def _events(conn: Connection, now: datetime, known: Sequence[Source]) -> list[Event]:
    states = override_states(conn, overrides_of(conn), now)
    return [*time_events(conn, now, known), *met_events(conn, states, now)]


def _all_routed(conn: Connection) -> bool:
    event, outbox = rows.table("event"), rows.table("outbox")
    newest = conn.execute(select(func.max(event.c.id))).scalar() or 0
    seen = conn.execute(select(outbox.c.event_id).where(outbox.c.reader == READER)).scalar()
    return bool(seen is not None and newest <= seen)


def write_feeds(engine: Engine, owner: Rules) -> list[Path]:
    """Write the feeds that have changed, each in one step; all their files."""
    with engine.connect() as conn:
        made = feeds(conn, owner)
    files = []
    for name, text in made.items():
        if not _FILE.match(name):
            continue
        file = compose.settings().feeds_dir / f"{name}.xml"
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            write_file(file, text)
        files.append(file)
    return files
