"""What only time brings about: a source that has fallen silent, an offer whose end is near."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from intel.catalog import queries
from intel.catalog import write_rows as rows
from intel.market.changes import subject
from intel.records import Event, OfferKey
from intel.source import Source
from intel.views import SourceView

NEAR_DAYS = 30
"""So many days before an offer is withdrawn it is told of."""


def time_events(conn: Connection, now: datetime, known: Sequence[Source]) -> list[Event]:
    """What has become true by ``now`` and is not told of yet, for the caller to store in this transaction."""
    return [*stale_events(conn, now, known), *sunset_events(conn, now)]


def stale_events(conn: Connection, now: datetime, known: Sequence[Source]) -> list[Event]:
    """One ``source_stale`` for each silence of a source that was read before; what only seeds brought is not one."""
    event, run = rows.table("event"), rows.table("run")
    told_at = select(event.c.subject, func.max(event.c.at)).where(event.c.kind == "source_stale")
    told = dict(map(tuple, conn.execute(told_at.group_by(event.c.subject)).all()))
    read = select(run.c.source_id).where(run.c.healthy, run.c.outcome.not_in(("seeded", "history"))).distinct()
    collected = set(conn.execute(read).scalars())
    return [
        _stale(view, now)
        for view in queries.sources(conn, now=now, known=[source for source in known if source.id in collected])
        if view.stale and view.last_healthy_at is not None
        and told.get(f"source {view.id}", view.last_healthy_at) <= view.last_healthy_at
    ]  # fmt: skip


def _stale(view: SourceView, now: datetime) -> Event:
    healthy = view.last_healthy_at.isoformat() if view.last_healthy_at else None
    before: dict[str, object] = {"last_healthy_at": healthy, "offers": view.offers}
    after: dict[str, object] = {
        "age_seconds": view.age_seconds, "cadence_seconds": view.cadence_seconds, "last_outcome": view.last_outcome,
        "message": view.message,
    }  # fmt: skip
    return Event("source_stale", f"source {view.id}", now, view.id, before, after, {"url": view.url})


def sunset_events(conn: Connection, now: datetime) -> list[Event]:
    """One ``sunset_near`` for each offer and date, from ``NEAR_DAYS`` before it on; the surest source's word counts."""
    told = _told_sunsets(conn)
    events = []
    for key, stated in _ending(conn, now.date()).items():
        what = f"offer {subject(key)}"
        if (what, stated.sunset_on.isoformat()) not in told:
            events.append(_sunset(what, stated, now))
    return events


def _ending(conn: Connection, today: date) -> dict[OfferKey, Any]:
    end, offer, source, stone = (rows.table(name) for name in ("deprecation", "offer", "source", "tombstone"))
    gone = select(stone.c.offer_id).where(
        stone.c.offer_id == end.c.offer_id, stone.c.source_id == end.c.source_id, stone.c.gone_at.is_not(None)
    )
    key = [offer.c[name] for name in ("provider_id", "sku", "via", "region", "quantization", "service_tier", "tag")]
    query = (
        select(end.c.sunset_on, end.c.deprecated_on, end.c.replacement, source.c.id, source.c.url, *key)
        .join(offer, offer.c.id == end.c.offer_id)
        .join(source, source.c.id == end.c.source_id)
        .where(end.c.seen_to.is_(None), end.c.sunset_on > today, end.c.sunset_on <= today + timedelta(days=NEAR_DAYS))
        .where(~gone.exists())
        .order_by(source.c.authority, source.c.id.desc())
    )
    return {OfferKey(*row[5:]): row for row in conn.execute(query)}


def _told_sunsets(conn: Connection) -> set[tuple[str, str]]:
    event = rows.table("event")
    query = select(event.c.subject, event.c.after).where(event.c.kind == "sunset_near")
    return {(what, str((after or {}).get("sunset_on"))) for what, after in conn.execute(query)}


def _sunset(what: str, stated: Any, now: datetime) -> Event:
    before = {"deprecated_on": stated.deprecated_on.isoformat()} if stated.deprecated_on else None
    after: dict[str, object] = {
        "sunset_on": stated.sunset_on.isoformat(),
        "days": (stated.sunset_on - now.date()).days,
    }
    after |= {"replacement": stated.replacement} if stated.replacement else {}
    return Event("sunset_near", what, now, stated.id, dict(before) if before else None, after, {"url": stated.url})
