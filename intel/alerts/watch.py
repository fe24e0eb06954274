"""What only time brings about: a source that has fallen silent, an offer whose end is near."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from intel.catalog import queries
from intel.catalog import write_rows as rows
from intel.catalog.source_state import STALE_CADENCES
from intel.catalog.tables import KEY_COLUMNS
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
    read = select(run.c.source_id, func.max(run.c.started_at)).where(
        run.c.healthy, run.c.outcome.not_in(("seeded", "history"))
    )
    collected = dict(map(tuple, conn.execute(read.group_by(run.c.source_id)).all()))
    return [
        _stale(view, now)
        for view in queries.sources(conn, now=now, known=[source for source in known if source.id in collected])
        if view.stale and view.last_healthy_at is not None and _silent(view, collected[view.id], now)
        and told.get(f"source {view.id}", view.last_healthy_at) <= view.last_healthy_at
    ]  # fmt: skip


def _silent(view: SourceView, spoke_at: datetime, now: datetime) -> bool:
    """Whether a source has not spoken lately: what an installed package stands in for is old, and yet was read today.

    A run that began after ``now`` says nothing about it.
    """
    return not timedelta(0) <= now - spoke_at <= timedelta(seconds=STALE_CADENCES * view.cadence_seconds)


def _stale(view: SourceView, now: datetime) -> Event:
    healthy = view.last_healthy_at.isoformat() if view.last_healthy_at else None
    before: dict[str, object] = {"last_healthy_at": healthy, "offers": view.offers}
    after: dict[str, object] = {
        "age_seconds": view.age_seconds, "cadence_seconds": view.cadence_seconds, "last_outcome": view.last_outcome,
        "message": view.message,
    }  # fmt: skip
    return Event("source_stale", f"source {view.id}", now, view.id, before, after, {"url": view.url})


def sunset_events(conn: Connection, now: datetime) -> list[Event]:
    """One ``sunset_near`` for what a provider sells of a model and each date, from ``NEAR_DAYS`` before it on.

    Of several sources the surest one's word counts; of several skus the event names the first.
    """
    told = _told_sunsets(conn)
    ending: dict[tuple[str, str, str], list[Any]] = {}
    for row in _ending(conn, now.date()):
        ending.setdefault((row.provider_id, row.model_id or row.sku, row.sunset_on.isoformat()), []).append(row)
    return [_sunset(rows_of, now) for what, rows_of in sorted(ending.items()) if what not in told]


def _ending(conn: Connection, today: date) -> list[Any]:
    end, offer, source, stone = (rows.table(name) for name in ("deprecation", "offer", "source", "tombstone"))
    gone = select(stone.c.offer_id).where(
        stone.c.offer_id == end.c.offer_id, stone.c.source_id == end.c.source_id, stone.c.gone_at.is_not(None)
    )
    key = [offer.c[name] for name in KEY_COLUMNS]
    columns = (end.c.offer_id, end.c.sunset_on, end.c.deprecated_on, end.c.replacement, end.c.source_id, source.c.url)
    query = (
        select(*columns, offer.c.model_id, *key)
        .join(offer, offer.c.id == end.c.offer_id)
        .join(source, source.c.id == end.c.source_id)
        .where(end.c.seen_to.is_(None), end.c.sunset_on.is_not(None), ~gone.exists())
        .order_by(source.c.authority, source.c.id.desc())
    )
    surest = {row.offer_id: row for row in conn.execute(query)}
    until = today + timedelta(days=NEAR_DAYS)
    return sorted((row for row in surest.values() if today < row.sunset_on <= until), key=lambda row: row[7:])


def _told_sunsets(conn: Connection) -> set[tuple[str, str, str]]:
    event = rows.table("event")
    told = conn.execute(select(event.c.after).where(event.c.kind == "sunset_near")).scalars()
    return {(facts["provider"], facts["model"] or facts["sku"], facts["sunset_on"]) for facts in told}


def _sunset(ending: Sequence[Any], now: datetime) -> Event:
    first = ending[0]
    key = OfferKey(*first[7:])
    before: dict[str, object] | None = None
    if first.deprecated_on is not None:
        before = {"deprecated_on": first.deprecated_on.isoformat()}
    after: dict[str, object] = {
        "model": first.model_id, "provider": key.provider, "sku": key.sku, "skus": len(ending),
        "sunset_on": first.sunset_on.isoformat(), "days": (first.sunset_on - now.date()).days,
    }  # fmt: skip
    after |= {"replacement": first.replacement} if first.replacement else {}
    return Event("sunset_near", f"offer {subject(key)}", now, first.source_id, before, after, {"url": first.url})
