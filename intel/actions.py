"""What an owner may do with the catalog, one transaction each, for the command line and the dashboard alike."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, Engine, func, insert, select

from intel import __version__
from intel.catalog import curated, drafts, identity_review
from intel.catalog.batch import Batch, Document
from intel.catalog.consequences import with_consequences
from intel.catalog.engine import writing
from intel.catalog.events import store_events
from intel.catalog.evidence import evidence_on
from intel.catalog.garbage import without_cycles
from intel.catalog.published import last_choices, last_published
from intel.catalog.quarantine import HeldState, believe_held, held_state, settle
from intel.catalog.routing_facts import facts_for, known_policy
from intel.catalog.tables import RoutingTableRow, RunRow
from intel.catalog.writer import RunFacts, record_run, take_turn, write
from intel.errors import CatalogError, UsageError
from intel.ingest.archive import Archive
from intel.ingest.documents import parse
from intel.ingest.guards import guard_row
from intel.market.tasks import Tasks
from intel.records import Event, Follow
from intel.routing.build import build
from intel.routing.diff import Change, differences
from intel.routing.exporters import native
from intel.routing.moves import Document as Native
from intel.routing.moves import moves
from intel.routing.policy import RoutingPolicy
from intel.routing.policy_file import parse_policy
from intel.routing.pricing import Shared
from intel.routing.table import RoutingTable
from intel.source import Collector, Observer, Snapshot, Source


@dataclass(frozen=True, slots=True)
class Published:
    """A routing table as it was written."""

    table: RoutingTable
    text: str
    path: Path
    changed: bool
    """False: the catalog had published this very document last."""

    @property
    def unrouted(self) -> Sequence[str]:
        """Tasks without a primary."""
        return self.table.unrouted


def catalog_time(connection: Connection, as_of: datetime | None = None) -> datetime:
    """Time of the newest healthy run, at or before ``as_of``; ``CatalogError`` when there is none."""
    newest = select(func.max(RunRow.at)).where(RunRow.healthy)  # type: ignore[arg-type]
    if as_of is not None:
        newest = newest.where(RunRow.at <= as_of)  # type: ignore[arg-type]
    found: datetime | None = connection.scalar(newest)
    if found is None:
        when = f" before {as_of:%Y-%m-%d %H:%M} UTC" if as_of else ""
        raise CatalogError(f"The catalog holds nothing that was seen{when}: run `intel init` or `intel collect`.")
    return found


def routing_table(
    connection: Connection, policy: RoutingPolicy | None = None, *, as_of: datetime | None = None,
    tasks: Tasks | None = None,
) -> RoutingTable:  # fmt: skip
    """The table that the catalog gives by ``policy``, by default the ready one called balanced.

    Prices are judged at the time of the catalog's newest healthy run, or at ``as_of``, and never by the clock: the
    same catalog gives the same table tomorrow. ``UsageError`` on a name in the policy that the catalog does not know.
    """
    known = tasks or curated.tasks()
    wishes = known_policy(connection, policy or curated.policy(known=known))
    newest = catalog_time(connection, as_of)
    with without_cycles():
        facts = facts_for(connection, wishes, known, at=as_of or newest, as_of=as_of, confirmed_at=newest)
        before = last_choices(connection, wishes, as_of)
        return build(wishes, facts, package_version=__version__, before=before)


@dataclass(frozen=True, slots=True)
class Draft:
    """A routing table that nobody has published, and what it changes."""

    table: RoutingTable
    published: Native | None
    """The document published last, of any policy."""
    changes: Sequence[Change]
    """Against that one; empty where there is none."""


def ready_policies() -> Mapping[str, str]:
    """The YAML of every policy that comes with Intel, by its name."""
    return {name: curated.policy_text(name) for name in curated.POLICIES}


def draft_ground(engine: Engine, *, tasks: Tasks) -> Shared:
    """What every draft of one state of the catalog stands on, read once: a page tries many policies on it."""
    with engine.connect() as connection:
        return drafts.ground(connection, tasks, at=catalog_time(connection))


def draft_routing_table(engine: Engine, policy: str, ground: Shared) -> Draft:
    """The table that the YAML text ``policy`` gives; ``UsageError`` names the line and the key of a mistake in it."""
    wishes = parse_policy(policy, tasks=list(ground.facts.tasks.by_name))
    with engine.connect() as connection:
        table, old = drafts.table_on(connection, wishes, ground), last_published(connection)
        if old is None:
            return Draft(table, None, ())
        evidence = evidence_on(connection, old, table, at=table.catalog_at)
    return Draft(table, old, differences(old, table, evidence))


def publish_routing_table(
    engine: Engine, path: Path, *, now: datetime, policy: RoutingPolicy | None = None, tasks: Tasks | None = None,
    observers: Sequence[Observer] = (),
) -> Published:  # fmt: skip
    """Write the native table to ``path`` and keep it in the catalog; the same document again is kept once.

    Where it sends a task elsewhere than the one before, ``observers`` hear of a ``routing_table_changed``.
    """
    with writing(engine) as connection:
        take_turn(connection)
        table = routing_table(connection, policy, tasks=tasks)
        text = native.render(table)
        events = _moved(connection, table, now)
        changed = _keep(connection, table, text, now)
        store_events(connection, events)
        for observer in observers if events else ():
            observer(events, connection)
        write_file(path, text)
    return Published(table, text, path, changed)


def write_file(path: Path, text: str) -> None:
    """Replace ``path`` in one step, so that a reader sees the old document or the new one.

    ``OSError`` names ``path``, never the file beside it that is written first.
    """
    try:
        _replace(path, text)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def reject_held(engine: Engine, number: int, *, now: datetime) -> HeldState:
    """Turn down what waits under that number: what was believed before stays, and an event says so.

    A rejected price waits no more however often it is repeated; only an independent source that states it too lets it
    in. A rejected run counts for nothing when the next one like it is judged.
    """
    with writing(engine) as connection:
        take_turn(connection)
        held = held_state(connection, number)
        settle(connection, held, "rejected", now)
        store_events(connection, [_by_hand("quarantine_rejected", held, now)])
    return held


def accept_held(
    engine: Engine, number: int, *, now: datetime, archive: Archive, collectors: Sequence[Collector]
) -> HeldState:
    """Believe what waits under that number from ``now`` on, with the events that this gives.

    A whole run is read again from its archived bytes: its facts are written as if its guards had let it in.
    ``UsageError`` when the run read several documents: only the first is known, so it must be collected again.
    """
    with writing(engine) as connection:
        take_turn(connection)
        held = held_state(connection, number)
        settle(connection, held, "accepted", now)
        if held.key is None:
            _write_held_run(connection, held, now, archive, collectors)
        else:
            events = believe_held(connection, held, now)
            store_events(connection, with_consequences(connection, events, now, held.source))
        store_events(connection, [_by_hand("quarantine_accepted", held, now)])
    return held


def accept_held_from(engine: Engine, number: int, *, now: datetime, archive_dir: Path) -> HeldState:
    """``accept_held`` with every collector there is and the archive in that folder."""
    from intel.collectors import COLLECTORS

    return accept_held(engine, number, now=now, archive=Archive(archive_dir), collectors=COLLECTORS)


def known_sources() -> Sequence[Source]:
    """What every collector says of its source, in their order, whether it was ever asked or not."""
    from intel.collectors import COLLECTORS

    return [collector.SOURCE for collector in COLLECTORS]


def accept_name(engine: Engine, source: str, name: str, model: str, *, now: datetime) -> str | None:
    """From ``now`` on a source's ``name`` means ``model``: a curated alias, and every name is read again by it.

    Returns what it meant before, None for nothing. ``UsageError`` when the source uses no such name or there is no such
    model.
    """
    with writing(engine) as connection:
        take_turn(connection)
        before = identity_review.accept(connection, source, name, model, now)
        _name_event(connection, "name_accepted", source, name, {"model": before}, {"model": model}, now)
    return before


def reject_name(engine: Engine, source: str, name: str, model: str = "", *, now: datetime) -> str | None:
    """A source's ``name`` does not mean ``model``, '' being any: it stays unresolved and out of the list.

    Returns what it meant before, None for nothing. ``UsageError`` when the source uses no such name.
    """
    with writing(engine) as connection:
        take_turn(connection)
        before = identity_review.refuse(connection, source, name, model, now)
        _name_event(connection, "name_rejected", source, name, {"model": before}, {"not": model or None}, now)
    return before


def _name_event(
    connection: Connection, kind: str, source: str, name: str, before: dict[str, object], after: dict[str, object],
    now: datetime,
) -> None:  # fmt: skip
    store_events(connection, [Event(kind, f"name {source} {name}", now, source, before, after)])


def _write_held_run(
    connection: Connection, held: HeldState, now: datetime, archive: Archive, collectors: Sequence[Collector]
) -> None:
    collector = next((c for c in collectors if held.source == c.SOURCE.id), None)
    if collector is None:
        raise UsageError(f"There is no source {held.source!r} any more, so its run cannot be read.")
    source = collector.SOURCE
    facts = parse(collector, Snapshot(source.url, archive.read(held.sha256), held.held_at))
    stated = [fact for fact in facts if not isinstance(fact, Follow)]
    if len(stated) != len(facts):
        raise UsageError(f"The run of {source.id} read several documents: `intel collect {source.id}` reads them anew.")
    batch = Batch(source, held.held_at, (Document(source.url, held.sha256, held.held_at, stated),))
    written = write(connection, batch, row_guard=guard_row)
    facts_of_run = RunFacts(
        source.id, held.held_at, now, now, "history" if written.history else "done", True, held.sha256, 1,
        f"accepted by hand, {held.reason}",
    )  # fmt: skip
    record_run(connection, facts_of_run, written)


def _by_hand(kind: str, held: HeldState, now: datetime) -> Event:
    after: dict[str, object] | None = {"stated": held.stated} if held.stated else None
    evidence: dict[str, object] = {"reason": held.reason, "sha256": held.sha256, "held_at": held.held_at.isoformat()}
    return Event(kind, held.subject, now, held.source, None, after, evidence)


def _moved(connection: Connection, table: RoutingTable, now: datetime) -> list[Event]:
    """The event of a table that routes otherwise than the one published last; none for the first table."""
    newest = select(RoutingTableRow.body).order_by(RoutingTableRow.id.desc()).limit(1)  # type: ignore[call-overload,union-attr]
    last = connection.scalar(newest)
    if last is None:
        return []
    before, after = moves(native.parsed(last), native.document(table))
    if not after:
        return []
    evidence: dict[str, object] = {"policy_hash": table.policy_hash, "catalog_at": table.catalog_at.isoformat()}
    return [Event("routing_table_changed", "routing table", now, "", before, after, evidence)]


def _keep(connection: Connection, table: RoutingTable, text: str, now: datetime) -> bool:
    digest = sha256(text.encode()).hexdigest()
    last = select(RoutingTableRow.digest).order_by(RoutingTableRow.id.desc()).limit(1)  # type: ignore[call-overload,union-attr]
    if connection.scalar(last) == digest:
        return False
    row = {
        "published_at": now, "catalog_at": table.catalog_at, "policy_hash": table.policy_hash,
        "digest": digest, "body": text,
    }  # fmt: skip
    connection.execute(insert(RoutingTableRow).values(row))
    return True
