"""The past of a model's prices, out of the intervals that sources filled."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from intel.catalog import write_rows as rows
from intel.catalog.cards import Exchange, rate_cards
from intel.catalog.moments import moment, stored
from intel.catalog.tables import KEY_COLUMNS, KEY_PARTS
from intel.market.history import Change, Interval, changes
from intel.records import OfferKey


def history(conn: Connection, model_id: str, *, now: datetime, provider: str = "") -> list[Change]:
    """Every change of every source's price of a model's offers, oldest first, then by offer and source.

    ``provider`` is a provider's id; '' for all of them.
    """
    keys = _keys(conn, model_id, provider)
    gone = _gone(conn, list(keys))
    found: list[Change] = []
    for (offer_id, source), intervals in _intervals(conn, list(keys)).items():
        found += changes(keys[offer_id], source, intervals, now=now, gone_at=gone.get((offer_id, source)))
    return sorted(found, key=lambda c: (c.at, *(getattr(c.key, name) for name in KEY_PARTS), c.source))


def first_known(conn: Connection) -> datetime | None:
    """When the oldest healthy run saw its reply; None in a catalog that has seen nothing."""
    run = rows.table("run")
    oldest = conn.execute(select(func.min(run.c.at)).where(run.c.healthy)).scalar()
    return None if oldest is None else moment(oldest)


def boundaries(
    conn: Connection, models: Sequence[str], since: datetime, until: datetime, providers: Sequence[str] = ()
) -> list[datetime]:
    """The times between ``since`` and ``until`` at which some price of these models begins or ends, sorted.

    ``providers`` are ids, none of them for all.
    """
    price, offer = rows.table("price"), rows.table("offer")
    found: set[datetime] = set()
    for column in (price.c.seen_from, price.c.seen_to, price.c.effective_from, price.c.effective_to):
        query = select(column).distinct().join(offer, offer.c.id == price.c.offer_id)
        query = query.where(offer.c.provider_id.in_(providers)) if providers else query
        for part in rows.slices(models):
            among = query.where(offer.c.model_id.in_(part), column > since, column < until)
            found.update(map(moment, conn.execute(among).scalars()))
    return sorted(found)


def history_in_usd(conn: Connection, model_id: str, *, now: datetime) -> list[Change]:
    """``history`` with every card in USD by the newest exchange rates; a card without a rate is None, unknown."""
    exchange = Exchange(conn, now)
    return [
        replace(
            change,
            before=exchange.usd(change.before) if change.before else None,
            after=exchange.usd(change.after) if change.after else None,
        )
        for change in history(conn, model_id, now=now)
    ]


def _keys(conn: Connection, model_id: str, provider: str) -> dict[int, OfferKey]:
    offer = rows.table("offer")
    query = select(offer.c.id, *(offer.c[column] for column in KEY_COLUMNS)).where(offer.c.model_id == model_id)
    query = query.where(offer.c.provider_id == provider) if provider else query
    return {row[0]: OfferKey(*row[1:]) for row in conn.execute(query).all()}


def _intervals(conn: Connection, offers: list[int]) -> dict[tuple[int, str], list[Interval]]:
    price, snapshot = rows.table("price"), rows.table("snapshot")
    columns = (
        price.c.offer_id, price.c.source_id, price.c.rate_card_id, stored(price.c.effective_from),
        stored(price.c.effective_to), price.c.basis, stored(price.c.seen_from), stored(price.c.seen_to),
        snapshot.c.sha256, snapshot.c.url,
    )  # fmt: skip
    query = select(*columns).join(snapshot, snapshot.c.id == price.c.snapshot_id)
    read: list[Any] = [
        row for part in rows.slices(offers) for row in conn.execute(query.where(price.c.offer_id.in_(part))).all()
    ]
    cards = rate_cards(conn, {row[2] for row in read})
    found: dict[tuple[int, str], list[Interval]] = defaultdict(list)
    for offer_id, source, card, since, until, basis, seen, unseen, sha256, url in read:
        found[offer_id, source].append(
            Interval(cards[card], moment(since), _end(until), basis, moment(seen), _end(unseen), sha256, url)
        )
    return found


def _end(value: Any) -> datetime | None:
    return None if value is None else moment(value)


def _gone(conn: Connection, offers: list[int]) -> dict[tuple[int, str], datetime]:
    stone = rows.table("tombstone")
    query = select(stone.c.offer_id, stone.c.source_id, stored(stone.c.gone_at)).where(stone.c.gone_at.is_not(None))
    return {
        (row[0], row[1]): moment(row[2])
        for part in rows.slices(offers)
        for row in conn.execute(query.where(stone.c.offer_id.in_(part))).all()
    }
