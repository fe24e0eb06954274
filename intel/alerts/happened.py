"""Stored events with what they are about: models, hosts, tasks, and an address that bears them out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from intel.alerts.events import Happened, about_event
from intel.catalog import write_rows as rows
from intel.catalog.subjects import offers_named
from intel.routing.exporters import native
from intel.routing.moves import Document, places

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What events are understood by, read once for many of them."""

    table: Document
    """The routing table that was published last; empty where there is none."""
    used_for: Mapping[str, Sequence[str]]
    """Tasks for which it uses a model."""
    is_open: Mapping[str, bool | None]
    urls: Mapping[str, str]
    """First document of each source."""


def surroundings(conn: Connection) -> Surroundings:
    """The surroundings as they are now."""
    published, model, source = (rows.table(name) for name in ("routing_table", "model", "source"))
    text = conn.execute(select(published.c.body).order_by(published.c.id.desc()).limit(1)).scalar()
    table = native.parsed(text) if text else {}
    return Surroundings(
        table, {name: [place.task for place in where] for name, where in places(table).items()},
        dict(map(tuple, conn.execute(select(model.c.id, model.c.open_weights)).all())),
        dict(map(tuple, conn.execute(select(source.c.id, source.c.url)).all())),
    )  # fmt: skip


def happened(conn: Connection, ids: Collection[int], around: Surroundings | None = None) -> list[Happened]:
    """Those events, by number."""
    event = rows.table("event")
    found = [row for part in rows.slices(ids) for row in conn.execute(select(event).where(event.c.id.in_(part)))]
    return _understood(conn, sorted(found, key=lambda row: int(row.id)), around)


def happened_since(
    conn: Connection, number: int, kinds: Collection[str], around: Surroundings | None = None
) -> tuple[list[Happened], int]:
    """Events of these kinds after that number, some hundreds at a time; and the number of the last one looked at."""
    event = rows.table("event")
    query = select(event).where(event.c.id > number).order_by(event.c.id).limit(_BATCH)
    found = conn.execute(query).all()
    wanted = [row for row in found if row.kind in kinds]
    return _understood(conn, wanted, around), found[-1].id if found else number


def _understood(conn: Connection, found: Sequence[Any], around: Surroundings | None) -> list[Happened]:
    if not found:
        return []
    known, named = around or surroundings(conn), offers_named(conn, {row.subject for row in found})
    made = []
    for row in found:
        before, after, evidence = row.before or {}, row.after or {}, row.evidence or {}
        offer = named.get(row.subject)
        sold = (offer.model, offer.key.provider) if offer is not None else None
        about = about_event(row.kind, row.subject, before, after, sold, known.used_for, known.is_open)
        link = str(evidence.get("url") or known.urls.get(row.source_id, "")) or _score_link(conn, row, about.models)
        made.append(
            Happened(row.id, row.kind, row.subject, row.at, row.source_id, before, after, evidence, about, link)
        )  # fmt: skip
    return made


def _score_link(conn: Connection, row: Any, models: Sequence[str]) -> str:
    """Of what the estimates say: the newest document that judges the model."""
    if not models or row.source_id:
        return ""
    score, known, snapshot = rows.table("score"), rows.table("resolution"), rows.table("snapshot")
    same = (known.c.source_id == score.c.source_id) & (known.c.name == score.c.name)
    query = select(score.c.url, snapshot.c.url.label("document")).join(known, same)
    query = query.join(snapshot, snapshot.c.id == score.c.snapshot_id)
    query = query.where(known.c.model_id == models[0], score.c.seen_to.is_(None))
    newest = conn.execute(query.order_by(score.c.seen_from.desc(), score.c.id.desc()).limit(1)).first()
    return str(newest.url or newest.document) if newest is not None else ""


def as_json(one: Happened) -> Mapping[str, object]:
    """An event for a program."""
    about = one.about
    return {
        "id": one.id, "kind": one.kind, "subject": one.subject, "at": f"{one.at:%Y-%m-%dT%H:%M:%SZ}",
        "source": one.source, "models": list(about.models), "providers": list(about.providers),
        "tasks": list(about.tasks), "before": dict(one.before) or None, "after": dict(one.after) or None,
        "evidence": dict(one.evidence), "link": one.link or None,
    }  # fmt: skip
