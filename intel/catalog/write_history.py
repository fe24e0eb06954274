"""Facts older than the newest healthy run: they fill the past and leave what is believed today alone.

What a document of time t states is taken to hold until the source's next healthy run, since that is what a reader
of those days would have believed. Rows of the past are cut around that window; an open row stays the open row.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, or_, select

from intel.catalog import write_rows as rows
from intel.catalog.batch import Batch
from intel.catalog.write_cards import card_ids
from intel.catalog.write_known import Snapshots
from intel.catalog.write_offers import Placed, Placement
from intel.catalog.write_prices import stated_prices
from intel.records import Price


@dataclass(frozen=True, slots=True)
class Span:
    """One price row as a stretch of time. ``id`` 0: not stored yet."""

    id: int
    effective_from: datetime
    content: tuple[Any, ...]
    """(effective_to, basis, digest): what makes two rows say the same."""
    seen_from: datetime
    seen_to: datetime | None


@dataclass(slots=True)
class Splice:
    """Edits that put a window of the past right."""

    removed: list[Span] = field(default_factory=list)
    moved: list[Span] = field(default_factory=list)
    """Rows with new bounds."""
    copied: list[Span] = field(default_factory=list)
    """New rows with everything but the bounds of the row of the same id."""
    added: list[Span] = field(default_factory=list)
    """New rows of stated facts."""

    def __bool__(self) -> bool:
        return bool(self.removed or self.moved or self.copied or self.added)


def splice(spans: Iterable[Span], stated: Mapping[datetime, tuple[Any, ...]], at: datetime, until: datetime) -> Splice:
    """Edits after which just ``stated`` (content by ``effective_from``) holds in [at, until); nothing else moves.

    ``spans`` are the rows of one offer and source that end after ``at``.
    """
    edits = Splice()
    by_start: dict[datetime, list[Span]] = defaultdict(list)
    for span in spans:
        by_start[span.effective_from].append(span)
    for start in sorted(by_start.keys() | stated.keys()):
        rows_ = sorted(by_start.get(start, ()), key=lambda s: s.seen_from)
        content = stated.get(start)
        here = next((s for s in rows_ if s.seen_from <= at), None)
        later = next((s for s in rows_ if s.seen_from > at), None)
        if here is not None and here.content == content:
            continue
        bound = here.seen_to if here is not None else later.seen_from if later is not None else None
        end = until if bound is None else min(until, bound)
        if here is not None:
            _cut(edits, here, at, end)
        if content is not None:
            _put(edits, Span(0, start, content, at, end), later)
    return edits


def _cut(edits: Splice, span: Span, at: datetime, end: datetime) -> None:
    if span.seen_from == at and span.seen_to == end:
        edits.removed.append(span)
    elif span.seen_to == end:
        edits.moved.append(replace(span, seen_to=at))
    else:
        edits.moved.append(replace(span, seen_from=end))
        if span.seen_from < at:
            edits.copied.append(replace(span, seen_to=at))


def _put(edits: Splice, span: Span, later: Span | None) -> None:
    if later is not None and later.seen_from == span.seen_to and later.content == span.content:
        edits.moved.append(replace(later, seen_from=span.seen_from))
    else:
        edits.added.append(span)


def write_past(
    conn: Connection, batch: Batch, placed: Placement, healthy_at: Iterable[datetime], snapshots: Snapshots
) -> int:
    """Fill the past with what is stated; returns the number of offers whose past changed."""
    until = min(t for t in healthy_at if t > batch.at)
    stored = _spans(conn, batch, {found.id for found in placed.values()})
    edits: list[Splice] = []
    added: list[tuple[Span, Placed, Price]] = []
    for found in placed.values():
        prices = {p.effective_from: (p, digest) for p, digest in stated_prices(found)}
        contents = {start: (p.effective_to, p.basis, digest) for start, (p, digest) in prices.items()}
        edit = splice(stored.get(found.id, ()), contents, batch.at, until)
        if edit:
            edits.append(edit)
            added += [(span, found, prices[span.effective_from][0]) for span in edit.added]
    _store(conn, edits)
    cards = card_ids(conn, {span.content[2]: price.card for span, _, price in added})
    rows.add(conn, "price", [
        {
            "offer_id": found.id, "source_id": batch.source.id, "rate_card_id": cards[span.content[2]],
            "effective_from": span.effective_from, "effective_to": price.effective_to, "basis": price.basis,
            "seen_from": span.seen_from, "seen_to": span.seen_to, "rounded": price.rounded,
            "snapshot_id": snapshots.id_of(found.document),
        }
        for span, found, price in added
    ])  # fmt: skip
    return len(edits)


def _spans(conn: Connection, batch: Batch, offers: set[int]) -> dict[int, list[Span]]:
    price, card = rows.table("price"), rows.table("rate_card")
    query = (
        select(
            price.c.offer_id, price.c.id, price.c.effective_from, price.c.effective_to, price.c.basis, card.c.digest,
            price.c.seen_from, price.c.seen_to,
        )
        .join(card, card.c.id == price.c.rate_card_id)
        .where(price.c.source_id == batch.source.id, or_(price.c.seen_to.is_(None), price.c.seen_to > batch.at))
    )  # fmt: skip
    found: dict[int, list[Span]] = defaultdict(list)
    for offer_id, row_id, start, end, basis, digest, seen_from, seen_to in conn.execute(query):
        if offer_id in offers:
            found[offer_id].append(Span(row_id, start, (end, basis, digest), seen_from, seen_to))
    return found


def _store(conn: Connection, edits: Iterable[Splice]) -> None:
    price = rows.table("price")
    removed = [span.id for edit in edits for span in edit.removed]
    copied = {span.id: span for edit in edits for span in edit.copied}
    moved = [span for edit in edits for span in edit.moved]
    for part in rows.slices(removed):
        conn.execute(delete(price).where(price.c.id.in_(part)))
    originals: list[RowMapping] = []
    for part in rows.slices(copied):
        originals += conn.execute(select(price).where(price.c.id.in_(part))).mappings().all()
    bounds = [{"id": span.id, "seen_from": span.seen_from, "seen_to": span.seen_to} for span in moved]
    rows.change(conn, "price", ("id",), bounds)
    copies = [dict(row) | {"seen_to": copied[row["id"]].seen_to} for row in originals]
    for copy in copies:
        del copy["id"]
    rows.add(conn, "price", copies)
