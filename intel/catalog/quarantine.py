"""What waits in quarantine, and what an owner's word makes of it. Every function works in its caller's transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, select, update

from intel.catalog import write_rows as rows
from intel.catalog.cards import rate_cards
from intel.catalog.tables import KEY_COLUMNS
from intel.catalog.write_cards import card_ids
from intel.errors import UsageError
from intel.market.changes import PriceChange, price_events, subject
from intel.rates import RateCard, parse_rate_card
from intel.records import UNKNOWN_START, Event, OfferKey, Price


@dataclass(frozen=True, slots=True)
class HeldState:
    """A price of one offer, or a whole run, that waits."""

    id: int
    source: str
    key: OfferKey | None
    """None: a whole run."""
    model: str | None
    effective_from: datetime | None
    """Of a price; ``UNKNOWN_START`` when nobody dates it."""
    reason: str
    held_at: datetime
    sha256: str
    """Of the document that stated it first."""
    stated: str
    """"USD input=14;output=4.4"; '' for a run."""

    @property
    def subject(self) -> str:
        """What it is about, as events say it."""
        return f"source {self.source}" if self.key is None else f"price {subject(self.key)}"


def held_states(conn: Connection, source: str = "") -> list[HeldState]:
    """Everything that waits, of one source or of all, in the order in which it was held."""
    waiting = rows.table("quarantined").c
    query = _query().where(waiting.outcome == "held").order_by(waiting.id)
    return [_state(row) for row in conn.execute(query.where(waiting.source_id == source) if source else query)]


def held_state(conn: Connection, number: int) -> HeldState:
    """What waits under that number; ``UsageError`` when nothing does."""
    waiting = rows.table("quarantined").c
    row = conn.execute(_query().where(waiting.outcome == "held", waiting.id == number)).first()
    if row is None:
        raise UsageError(f"Nothing waits under number {number}: `intel quarantine list` shows what does.")
    return _state(row)


def _query() -> Select[Any]:
    waiting, offer = rows.table("quarantined"), rows.table("offer")
    columns = (
        waiting.c.id, waiting.c.source_id, waiting.c.offer_id, offer.c.model_id, waiting.c.effective_from,
        waiting.c.reason, waiting.c.held_at, waiting.c.sha256, waiting.c.stated,
    )  # fmt: skip
    key = [offer.c[column] for column in KEY_COLUMNS]
    return select(*columns, *key).outerjoin(offer, offer.c.id == waiting.c.offer_id)


def _state(row: Any) -> HeldState:
    number, source, offer_id, model, start, reason, held_at, sha256, stated, *parts = row
    key = None if offer_id is None else OfferKey(*parts)
    return HeldState(number, source, key, model, start, reason, held_at, sha256, stated)


def settle(conn: Connection, held: HeldState, outcome: str, now: datetime) -> None:
    """Say what became of it: accepted or rejected."""
    waiting = rows.table("quarantined")
    conn.execute(update(waiting).where(waiting.c.id == held.id).values(outcome=outcome, settled_at=now))


def believe_held(conn: Connection, held: HeldState, now: datetime) -> list[Event]:
    """Make a held price what its source is believed to state since ``now``; the events this gives."""
    if held.key is None or held.effective_from is None:
        raise UsageError(f"Number {held.id} is a whole run, not a price.")
    offer_id = _offer_of(conn, held)
    believed, replaced = _open(conn, held, offer_id)
    currency, _, rates = held.stated.partition(" ")
    new = Price(
        parse_rate_card(rates, currency), held.effective_from,
        basis="observed" if held.effective_from == UNKNOWN_START else "stated",
    )  # fmt: skip
    price = rows.table("price")
    conn.execute(delete(price).where(price.c.id.in_(replaced), price.c.seen_from >= now))
    conn.execute(update(price).where(price.c.id.in_(replaced)).values(seen_to=now))
    url = _url(conn, held, offer_id)
    _store(conn, held, offer_id, new, _snapshot(conn, held, url), now)
    kept = tuple(p for p in believed if p.effective_from != held.effective_from)
    return list(price_events(PriceChange(held.source, held.key, now, believed, (*kept, new), held.sha256, url)))


def _offer_of(conn: Connection, held: HeldState) -> int:
    waiting = rows.table("quarantined")
    return int(conn.execute(select(waiting.c.offer_id).where(waiting.c.id == held.id)).scalar_one())


def _open(conn: Connection, held: HeldState, offer_id: int) -> tuple[tuple[Price, ...], list[int]]:
    """What the source is believed to state of the offer, and the ids of the rows that the held price replaces."""
    price = rows.table("price")
    here = (price.c.offer_id == offer_id, price.c.source_id == held.source, price.c.seen_to.is_(None))
    found = conn.execute(select(price).where(*here).order_by(price.c.effective_from)).all()
    cards: dict[int, RateCard] = rate_cards(conn, {row.rate_card_id for row in found})
    believed = tuple(Price(cards[r.rate_card_id], r.effective_from, r.effective_to, r.basis) for r in found)
    return believed, [row.id for row in found if row.effective_from == held.effective_from]


def _store(conn: Connection, held: HeldState, offer_id: int, new: Price, snapshot: int, now: datetime) -> None:
    digest = new.card.digest
    row = {
        "offer_id": offer_id, "source_id": held.source, "rate_card_id": card_ids(conn, {digest: new.card})[digest],
        "effective_from": new.effective_from, "effective_to": None, "basis": new.basis, "seen_from": now,
        "seen_to": None, "rounded": False, "snapshot_id": snapshot,
    }  # fmt: skip
    rows.add(conn, "price", [row])


def _url(conn: Connection, held: HeldState, offer_id: int) -> str:
    """The document that describes the offer: the one that states its price too."""
    listing, snapshot, source = (rows.table(name) for name in ("listing", "snapshot", "source"))
    described = select(snapshot.c.url).join(listing, listing.c.snapshot_id == snapshot.c.id)
    described = described.where(listing.c.offer_id == offer_id, listing.c.source_id == held.source)
    first = select(source.c.url).where(source.c.id == held.source)
    return str(conn.execute(described).scalar() or conn.execute(first).scalar_one())


def _snapshot(conn: Connection, held: HeldState, url: str) -> int:
    table = rows.table("snapshot")
    same = (table.c.source_id == held.source, table.c.sha256 == held.sha256, table.c.url == url)
    found = conn.execute(select(table.c.id).where(*same).order_by(table.c.at.desc())).scalar()
    row = {"source_id": held.source, "url": url, "sha256": held.sha256, "at": held.held_at}
    return int(found) if found is not None else rows.add_with_ids(conn, "snapshot", [row])[0]
