"""What sources state as the price of offers, as it holds at one moment."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, or_, select, true, tuple_

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
    found = in_force(_rows(conn, scope, at, as_of))
    cards = cards_by_digest(conn, {row[2]: row[9] for row in found})
    cited = _snapshots(conn, sources, {row[8] for row in found})
    exchange = Exchange(conn, at)
    made: dict[int, list[Statement]] = defaultdict(list)
    for row in found:
        confirmed = sources.confirmed(row[0], row[1], moment(row[6]), cited[row[8]].fetched_at)
        made[row[0]].append(_statement(row, cards[row[2]], exchange, cited[row[8]], sources, confirmed))
    return made


def in_force(found: Iterable[Any]) -> list[Any]:
    """Of the rows that hold, one for each offer and source: that of the period which began last."""
    chosen: dict[tuple[int, str], Any] = {}
    for row in found:
        before = chosen.get((row[0], row[1]))
        if before is None or before[3] < row[3]:
            chosen[row[0], row[1]] = row
    return list(chosen.values())


class Intervals:
    """``statements`` on one day after another, of intervals that are read once.

    What a source states on, in the same words, confirmed at the same time, is the very same object as the day before.
    """

    def __init__(self, conn: Connection, sources: Sources, scope: Scope, first: datetime, last: datetime) -> None:
        """Read what holds at some time from ``first`` to ``last``; ``sources`` are those of any moment."""
        self._conn = conn
        read = conn.execute(_between(scope.kind), {**scope.values, "first": first, "last": last}).all()
        self._rows = [(row, moment(row[6]), _end(row[10]), moment(row[3]), _end(row[4])) for row in read]
        self._cards = cards_by_digest(conn, {row[2]: row[9] for row in read})
        self._cited = _snapshots(conn, sources, {row[8] for row in read})
        self._made: dict[int, tuple[tuple[datetime, bool], Statement]] = {}

    def at(self, sources: Sources, at: datetime) -> dict[int, list[Statement]]:
        """``statements`` of the past, as of ``at``; ``sources`` are those of that moment."""
        exchange, found = Exchange(self._conn, at), defaultdict[int, list[Statement]](list)
        holding = (
            row for row, seen, unseen, since, until in self._rows
            if seen <= at and (unseen is None or unseen > at) and since <= at and (until is None or until > at)
        )  # fmt: skip
        for row in in_force(holding):
            found[row[0]].append(self._statement(row, exchange, sources))
        return found

    def _statement(self, row: Any, exchange: Exchange, sources: Sources) -> Statement:
        card, cited = self._cards[row[2]], self._cited[row[8]]
        confirmed = sources.confirmed(row[0], row[1], moment(row[6]), cited.fetched_at)
        known = self._made.get(row[11])
        if known is not None and known[0] == confirmed and card.currency == "USD":
            return known[1]
        made = _statement(row, card, exchange, cited, sources, confirmed)
        self._made[row[11]] = confirmed, made
        return made


def _end(value: Any) -> datetime | None:
    return None if value is None else moment(value)


def _rows(conn: Connection, scope: Scope, at: datetime, as_of: datetime | None) -> Iterator[Any]:
    """The rows that hold; of a few offers in the past, each is looked up, however deep their history is."""
    if as_of is None or scope.kind in ("all", "named"):
        yield from conn.execute(_query(scope.kind, as_of is not None), {**scope.values, AT: at}).all()
        return
    newest = conn.execute(_newest_until(scope.kind), {**scope.values, AT: at}).scalars()
    for part in rows.slices(row_id for row_id in newest if row_id is not None):
        yield from conn.execute(_query("ids", True), {"ids": part, AT: at}).all()


def _columns() -> tuple[ColumnElement[Any], ...]:
    price, card = rows.table("price"), rows.table("rate_card")
    return (
        price.c.offer_id, price.c.source_id, price.c.rate_card_id, stored(price.c.effective_from),
        stored(price.c.effective_to), price.c.basis, stored(price.c.seen_from), price.c.rounded, price.c.snapshot_id,
        card.c.digest,
    )  # fmt: skip


@cache
def _between(kind: str) -> Select[Any]:
    """With ``seen_to`` and the row's id behind the columns of all."""
    price, card = rows.table("price"), rows.table("rate_card")
    query = select(*_columns(), stored(price.c.seen_to), price.c.id).join(card, card.c.id == price.c.rate_card_id)
    seen = (price.c.seen_from <= bindparam("last")) & or_(
        price.c.seen_to.is_(None), price.c.seen_to > bindparam("first")
    )
    return within(kind, query, price.c.offer_id).where(seen)


@cache
def _query(kind: str, past: bool) -> Select[Any]:
    price, card = rows.table("price"), rows.table("rate_card")
    at: ColumnElement[Any] = bindparam(AT)
    query: Select[Any] = select(*_columns()).join(card, card.c.id == price.c.rate_card_id)
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


def _statement(
    row: Any, card: RateCard, exchange: Exchange, cited: _Cited, sources: Sources, confirmed: tuple[datetime, bool]
) -> Statement:
    source, since, until, basis, seen, rounded = row[1], row[3], row[4], row[5], row[6], row[7]
    state = sources.by_id[source]
    return Statement(
        source, state.authority, state.derived_from, state.redistributable, card, exchange.usd(card), moment(since),
        None if until is None else moment(until), basis, moment(seen), *confirmed, cited.sha256, cited.url, rounded,
    )  # fmt: skip
