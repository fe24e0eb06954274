"""Prices of a run against those believed before: what closes, what opens, what waits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from intel.catalog import write_rows as rows
from intel.catalog.batch import Batch, Proposal, RowGuard, Verdict
from intel.catalog.cards import cards_by_digest, rate_cards
from intel.catalog.write_cards import card_ids
from intel.catalog.write_known import Known, OpenPrice, Snapshots
from intel.catalog.write_offers import Placed, Placement
from intel.market.changes import PriceChange, price_events, subject
from intel.rates import RateCard
from intel.records import Event, Price


@dataclass(frozen=True, slots=True)
class Move:
    """An offer whose stated prices are not those believed."""

    placed: Placed
    stated: tuple[tuple[Price, str], ...]
    """With the digest of each rate card, by ``effective_from``."""
    opened: tuple[tuple[Price, str], ...]
    closed: tuple[OpenPrice, ...]
    before: tuple[OpenPrice, ...]


@dataclass(slots=True)
class Moved:
    """What became of the moves of a run."""

    applied: list[Move] = field(default_factory=list)
    held: int = 0
    events: list[Event] = field(default_factory=list)


def stated_prices(placed: Placed) -> tuple[tuple[Price, str], ...]:
    """Prices of an offer with their digests, by ``effective_from``."""
    prices = placed.offer.prices
    if len(prices) > 1:
        prices = tuple(sorted(prices, key=lambda p: p.effective_from))
    return tuple([(price, price.card.digest) for price in prices])


def find_move(placed: Placed, before: Sequence[OpenPrice]) -> Move | None:
    """What must close and open so that the open rows say what is stated; None when they say it already."""
    if not before and not placed.offer.prices:
        return None
    stated = stated_prices(placed)
    if len(stated) == len(before) and all(map(_same, stated, before)):
        return None
    now = {_content(price, digest) for price, digest in stated}
    was = {_content(price, price.digest) for price in before}
    opened = tuple(s for s in stated if _content(*s) not in was)
    closed = tuple(p for p in before if _content(p, p.digest) not in now)
    return Move(placed, stated, opened, closed, tuple(before))


def _same(stated: tuple[Price, str], before: OpenPrice) -> bool:
    return stated[1] == before.digest and _content(stated[0], "") == _content(before, "")


def _content(price: Price | OpenPrice, digest: str) -> tuple[object, ...]:
    return price.effective_from, price.effective_to, price.basis, digest


def write_prices(
    conn: Connection, batch: Batch, placed: Placement, known: Known, snapshots: Snapshots, guard: RowGuard
) -> Moved:
    """Judge and store every price that differs from the believed one; settle what waited and is no longer stated."""
    moves, moved = [], Moved()
    settled: list[tuple[int, str]] = []
    for found in placed.values():
        move = find_move(found, known.prices.get(found.id, ()))
        if move is not None:
            moves.append(move)
        else:
            settled += [(held.id, "superseded") for held in known.held.get(found.id, ())]
    if moves:
        _judge(conn, batch, moves, known, guard, moved, settled)
        _apply(conn, batch, moved.applied, snapshots)
    _settle(conn, batch, settled)
    return moved


def _judge(
    conn: Connection, batch: Batch, moves: Sequence[Move], known: Known, guard: RowGuard, moved: Moved,
    settled: list[tuple[int, str]],
) -> None:  # fmt: skip
    cards = cards_by_digest(conn, {price.card_id: price.digest for move in moves for price in move.before})
    witnesses = _witnesses(conn, batch, [m.placed.id for m in moves if m.opened and m.before])
    for move in moves:
        held = tuple(known.held.get(move.placed.id, ()))
        believed = tuple(Price(cards[p.card_id], p.effective_from, p.effective_to, p.basis) for p in move.before)
        stated, opened = tuple(p for p, _ in move.stated), tuple(p for p, _ in move.opened)
        proposal = Proposal(
            batch.source, move.placed.key, batch.at, move.placed.document.sha256, stated, opened, believed, held,
            witnesses.get(move.placed.id, ()),
        )  # fmt: skip
        verdict = guard(proposal) if opened else Verdict()
        if verdict.reasons and not verdict.released:
            _hold(conn, proposal, move.placed.id, verdict, settled, moved)
            continue
        settled += [(h.id, "released" if verdict.released else "superseded") for h in held]
        moved.applied.append(move)
        if known.healthy_at and move.placed.before is not None:
            document = move.placed.document
            change = PriceChange(
                batch.source.id, move.placed.key, batch.at, believed, stated, document.sha256, document.url
            )
            moved.events += price_events(change)


def _hold(
    conn: Connection, proposal: Proposal, offer_id: int, verdict: Verdict, settled: list[tuple[int, str]], moved: Moved
) -> None:
    """Put prices in quarantine; nothing is written for what waits there already or was rejected by hand."""
    waits = {(h.effective_from, h.stated) for h in proposal.held}
    new = {p.effective_from: stated_text(p.card) for p in proposal.opened if p.effective_from in verdict.reasons}
    if not waits and set(new.items()) <= _refused(conn, proposal.source.id, offer_id):
        return
    moved.held += 1
    if waits == set(new.items()):
        return
    settled += [(held.id, "superseded") for held in proposal.held]
    made = [
        {
            "source_id": proposal.source.id, "offer_id": offer_id, "effective_from": start,
            "reason": verdict.reasons[start], "held_at": proposal.at, "sha256": proposal.sha256, "stated": text,
            "outcome": "held", "settled_at": None,
        }
        for start, text in sorted(new.items())
    ]  # fmt: skip
    rows.add(conn, "quarantined", made)
    what = f"price {subject(proposal.key)}"
    moved.events += [
        Event(
            "quarantined", what, proposal.at, proposal.source.id, None, {"stated": row["stated"]},
            {"reason": row["reason"], "sha256": proposal.sha256},
        )
        for row in made
    ]  # fmt: skip


def _refused(conn: Connection, source: str, offer_id: int) -> set[tuple[datetime, str]]:
    """Prices of an offer that the owner rejected: repetition alone does not bring them back."""
    table = rows.table("quarantined")
    query = select(table.c.effective_from, table.c.stated)
    query = query.where(table.c.source_id == source, table.c.offer_id == offer_id, table.c.outcome == "rejected")
    return {(start, text) for start, text in conn.execute(query)}


def stated_text(card: RateCard) -> str:
    """A rate card as the quarantine keeps it: "USD input=14;output=4.4"."""
    return f"{card.currency} {card.text()}"


def _witnesses(conn: Connection, batch: Batch, offers: Iterable[int]) -> dict[int, tuple[RateCard, ...]]:
    """Open rate cards of sources that do not copy this one, by offer, for the prices in force or to come."""
    price, source = rows.table("price"), rows.table("source")
    query = (
        select(price.c.offer_id, price.c.rate_card_id, source.c.id, source.c.derived_from)
        .join(source, source.c.id == price.c.source_id)
        .where(price.c.seen_to.is_(None), source.c.id != batch.source.id)
    )
    found: dict[int, list[int]] = {}
    for part in rows.slices(offers):
        for offer_id, card_id, other, copied in conn.execute(query.where(price.c.offer_id.in_(part))):
            if other not in batch.source.derived_from and batch.source.id not in copied.split("+"):
                found.setdefault(offer_id, []).append(card_id)
    cards = rate_cards(conn, (card for ids in found.values() for card in ids))
    return {offer: tuple(cards[i] for i in sorted(ids)) for offer, ids in found.items()}


def _apply(conn: Connection, batch: Batch, moves: Sequence[Move], snapshots: Snapshots) -> None:
    close(conn, batch, (price for move in moves for price in move.closed))
    ids = card_ids(conn, {digest: price.card for move in moves for price, digest in move.opened})
    rows.add(conn, "price", [
        {
            "offer_id": move.placed.id, "source_id": batch.source.id, "rate_card_id": ids[digest],
            "effective_from": price.effective_from, "effective_to": price.effective_to, "basis": price.basis,
            "seen_from": batch.at, "seen_to": None, "rounded": price.rounded,
            "snapshot_id": snapshots.id_of(move.placed.document),
        }
        for move in moves
        for price, digest in move.opened
    ])  # fmt: skip


def close(conn: Connection, batch: Batch, prices: Iterable[OpenPrice]) -> None:
    """End open rows at this run. What was opened at this very time held for no time at all and is removed."""
    price = rows.table("price")
    for part in rows.slices(p.id for p in prices):
        conn.execute(delete(price).where(price.c.id.in_(part), price.c.seen_from >= batch.at))
        conn.execute(update(price).where(price.c.id.in_(part)).values(seen_to=batch.at))


def _settle(conn: Connection, batch: Batch, settled: Sequence[tuple[int, str]]) -> None:
    done = [{"id": held, "outcome": outcome, "settled_at": batch.at} for held, outcome in settled]
    rows.change(conn, "quarantined", ("id",), done)
