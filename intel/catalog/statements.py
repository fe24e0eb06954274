"""What sources state as the price of offers, as it holds at one moment."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, select, true, tuple_

from intel.catalog import write_rows as rows
from intel.catalog.cards import Exchange, cards_by_digest
from intel.catalog.moments import holds, moment, stored
from intel.catalog.scope import AT, Scope, clause, within
from intel.catalog.source_state import Sources
from intel.rates import RateCard
from intel.views import Statement


class _Cited(NamedTuple):
    """The document that stated a price."""

    sha256: str
    url: str
    fetched_at: datetime | None
    """When it was read last, of a document that not every run reads."""


def statements(
    conn: Connection, sources: Sources, scope: Scope, at: datetime, as_of: datetime | None
) -> dict[int, list[Statement]]:
    """One statement for each offer and source whose price holds at ``at``, by offer id, in no order.

    With ``as_of``, what was believed to be stated then; without it, what is open now. Of two periods that overlap
    the one that began later counts.
    """
    found: dict[tuple[int, str], Any] = {}
    for row in _rows(conn, scope, at, as_of):
        before = found.get((row[0], row[1]))
        if before is None or before[3] < row[3]:
            found[row[0], row[1]] = row
    cards = cards_by_digest(conn, {row[2]: row[9] for row in found.values()})
    cited = _snapshots(conn, sources, {row[8] for row in found.values()})
    exchange = Exchange(conn, at)
    made: dict[int, list[Statement]] = defaultdict(list)
    for row in found.values():
        made[row[0]].append(_statement(row, cards[row[2]], exchange, cited[row[8]], sources))
    return made


def _rows(conn: Connection, scope: Scope, at: datetime, as_of: datetime | None) -> Iterator[Any]:
    """The rows that hold; of a few offers in the past, each is looked up, however deep their history is."""
    if as_of is None or scope.kind in ("all", "named"):
        yield from conn.execute(_query(scope.kind, as_of is not None), {**scope.values, AT: at}).all()
        return
    newest = conn.execute(_newest_until(scope.kind), {**scope.values, AT: at}).scalars()
    for part in rows.slices(row_id for row_id in newest if row_id is not None):
        yield from conn.execute(_query("ids", True), {"ids": part, AT: at}).all()


@cache
def _query(kind: str, past: bool) -> Select[Any]:
    price, card = rows.table("price"), rows.table("rate_card")
    at: ColumnElement[Any] = bindparam(AT)
    columns = (
        price.c.offer_id, price.c.source_id, price.c.rate_card_id, stored(price.c.effective_from),
        stored(price.c.effective_to), price.c.basis, stored(price.c.seen_from), price.c.rounded, price.c.snapshot_id,
        card.c.digest,
    )  # fmt: skip
    query: Select[Any] = select(*columns).join(card, card.c.id == price.c.rate_card_id)
    if kind == "ids":
        query = query.where(price.c.id.in_(bindparam("ids", expanding=True)))
    else:
        query = within(kind, query, price.c.offer_id)
    query = query.where(holds(price.c.effective_from, price.c.effective_to, at))
    return query.where(holds(price.c.seen_from, price.c.seen_to, at) if past else price.c.seen_to.is_(None))


@cache
def _newest_until(kind: str) -> Select[Any]:
    """Ids of the rows seen last at or before a moment, one for each offer, source and ``effective_from`` of the scope.

    The rows of one such key follow each other, so no other can hold. Each key and each row is one step into the
    unique index: an offer with ten thousand intervals costs what one with three does. NULL where a key began later.
    A statement of its own, since no planner can guess how few rows it gives.
    """
    offer, chosen = rows.table("offer"), clause(kind)
    first, found, after, then = (rows.table("price").alias(name) for name in ("first", "found", "after", "then"))
    start = select(first.c.id).where(first.c.offer_id == offer.c.id).correlate(offer)
    start = start.order_by(first.c.source_id, first.c.effective_from).limit(1)
    begin = select(start.scalar_subquery().label("id")).select_from(offer)
    keys = begin.where(true() if chosen is None else chosen).cte("keys", recursive=True)
    here = found.c.id == keys.c.id
    beyond = tuple_(after.c.source_id, after.c.effective_from) > tuple_(found.c.source_id, found.c.effective_from)
    step = select(after.c.id).where(here, after.c.offer_id == found.c.offer_id, beyond).correlate(keys)
    step = step.order_by(after.c.source_id, after.c.effective_from).limit(1)
    keys = keys.union_all(select(step.scalar_subquery()).where(keys.c.id.is_not(None)))
    here = found.c.id == keys.c.id
    same = [then.c[name] == found.c[name] for name in ("offer_id", "source_id", "effective_from")]
    last = select(then.c.id).where(here, *same, then.c.seen_from <= bindparam(AT)).correlate(keys)
    return select(last.order_by(then.c.seen_from.desc()).limit(1).scalar_subquery()).where(keys.c.id.is_not(None))


@cache
def _cited_query() -> Select[Any]:
    snapshot, document = rows.table("snapshot"), rows.table("document")
    same = (document.c.source_id == snapshot.c.source_id) & (document.c.url == snapshot.c.url)
    columns = (snapshot.c.id, snapshot.c.source_id, snapshot.c.sha256, snapshot.c.url, stored(document.c.fetched_at))
    return select(*columns).outerjoin(document, same).where(snapshot.c.id.in_(bindparam("ids", expanding=True)))


def _snapshots(conn: Connection, sources: Sources, ids: set[int]) -> dict[int, _Cited]:
    found: dict[int, _Cited] = {}
    for part in rows.slices(ids):
        for i, source, sha256, url, fetched in conn.execute(_cited_query(), {"ids": part}).all():
            followed = fetched is not None and url != sources.by_id[source].url
            found[i] = _Cited(sha256, url, moment(fetched) if followed else None)
    return found


def _statement(row: Any, card: RateCard, exchange: Exchange, cited: _Cited, sources: Sources) -> Statement:
    offer, source, _, since, until, basis, seen, rounded, _, _ = row
    state, seen_from = sources.by_id[source], moment(seen)
    return Statement(
        source, state.authority, state.derived_from, state.redistributable, card, exchange.usd(card), moment(since),
        None if until is None else moment(until), basis, seen_from,
        *sources.confirmed(offer, source, seen_from, cited.fetched_at), cited.sha256, cited.url, rounded,
    )  # fmt: skip
