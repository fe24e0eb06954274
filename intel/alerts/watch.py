"""What only time brings about: a source that has fallen silent, an offer whose end is near."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from intel.catalog import queries
from intel.catalog import write_rows as rows
from intel.catalog.scope import EVERYTHING
from intel.catalog.service import Withdrawal, withdrawals
from intel.catalog.source_state import STALE_CADENCES, Sources
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
    ending: dict[tuple[str, str, str], list[_Ending]] = {}
    for one in _near(conn, now):
        what = (one.key.provider, one.model or one.key.sku, str(one.end.sunset_on))
        ending.setdefault(what, []).append(one)
    return [_sunset(found, now) for what, found in sorted(ending.items()) if what not in told]


class _Ending(NamedTuple):
    key: OfferKey
    model: str | None
    end: Withdrawal
    url: str


def _near(conn: Connection, now: datetime) -> list[_Ending]:
    """Offers that somebody still lists and that end within ``NEAR_DAYS``, by key."""
    today, sources = now.date(), Sources(conn, now, EVERYTHING)
    stated = withdrawals(conn, EVERYTHING, now, None, sources)
    last = today + timedelta(days=NEAR_DAYS)
    near = {offer: end for offer, end in stated.items() if end.sunset_on and today < end.sunset_on <= last}
    offer, listing, stone = (rows.table(name) for name in ("offer", "listing", "tombstone"))
    buried = (stone.c.offer_id == listing.c.offer_id) & (stone.c.source_id == listing.c.source_id)
    given_up = select(stone.c.offer_id).where(buried, stone.c.gone_at.is_not(None)).exists()
    listed = select(listing.c.offer_id).where(listing.c.offer_id == offer.c.id, ~given_up).exists()
    query = select(offer.c.id, offer.c.model_id, *(offer.c[name] for name in KEY_COLUMNS)).where(listed)
    found = [
        _Ending(OfferKey(*key), model, near[number], sources.by_id[near[number].source].url)
        for part in rows.slices(near)
        for number, model, *key in conn.execute(query.where(offer.c.id.in_(part)))
    ]
    return sorted(found, key=lambda one: subject(one.key))


def _told_sunsets(conn: Connection) -> set[tuple[str, str, str]]:
    event = rows.table("event")
    told = conn.execute(select(event.c.after).where(event.c.kind == "sunset_near")).scalars()
    return {(facts["provider"], facts["model"] or facts["sku"], facts["sunset_on"]) for facts in told}


def _sunset(ending: Sequence[_Ending], now: datetime) -> Event:
    first = ending[0]
    end, day = first.end, first.end.sunset_on
    assert day is not None
    before: dict[str, object] | None = None
    if end.deprecated_on is not None:
        before = {"deprecated_on": end.deprecated_on.isoformat()}
    after: dict[str, object] = {
        "model": first.model, "provider": first.key.provider, "sku": first.key.sku, "skus": len(ending),
        "sunset_on": day.isoformat(), "days": (day - now.date()).days,
    }  # fmt: skip
    after |= {"replacement": end.replacement} if end.replacement else {}
    return Event("sunset_near", f"offer {subject(first.key)}", now, end.source, before, after, {"url": first.url})
