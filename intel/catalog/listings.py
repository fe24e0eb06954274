"""How sources describe offers: one description out of several, the surest source's word first."""

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, bindparam, cast, select, true

from intel.catalog import write_rows as rows
from intel.catalog.moments import moment, stored
from intel.catalog.scope import AT, Scope, within
from intel.catalog.source_state import Sources
from intel.records import Limits


@dataclass(frozen=True, slots=True)
class Described:
    """An offer in words. Each field is that of the first source that states it."""

    title: str
    status: str
    limits: Limits
    trains_on_prompts: bool | None
    retains_prompts: bool | None


def descriptions(
    conn: Connection,
    sources: Sources,
    scope: Scope,
    as_of: datetime | None,
    priced: Container[int],
) -> dict[int, Described]:
    """What the sources that still list an offer say of it, by offer id; an offer that all gave up is left out.

    With ``as_of``, only those that were listed by then or had a price (``priced``):
    what a source said earlier may be learned later.
    """
    found: dict[int, list[Any]] = defaultdict(list)
    for row in conn.execute(_query(scope.kind, as_of is not None), {**scope.values, AT: as_of}).all():
        if (row[-1] or row[0] in priced) and not sources.gone(row[0], row[1]):
            found[row[0]].append(row)
    rank = _rank(sources)
    return {offer: _merged(listed, rank) for offer, listed in found.items()}


def _rank(sources: Sources) -> dict[str, tuple[int, str]]:
    return {name: (-state.authority, name) for name, state in sources.by_id.items()}


class Listings:
    """``descriptions`` on one day after another, of listings that are read once."""

    def __init__(self, conn: Connection, scope: Scope) -> None:
        read = conn.execute(_dated(scope.kind), scope.values).all()
        self._rows = [(row, moment(row[-1])) for row in read]
        self._merged: dict[int, tuple[tuple[str, ...], Described]] = {}

    def at(self, sources: Sources, at: datetime, priced: Container[int]) -> dict[int, Described]:
        """``descriptions`` of the past, as of ``at``; ``sources`` are those of that moment."""
        found: dict[int, list[Any]] = defaultdict(list)
        for row, since in self._rows:
            if (since <= at or row[0] in priced) and not sources.gone(row[0], row[1]):
                found[row[0]].append(row)
        rank = _rank(sources)
        return {offer: self._described(offer, listed, rank) for offer, listed in found.items()}

    def _described(self, offer: int, listed: list[Any], rank: dict[str, tuple[int, str]]) -> Described:
        who = tuple(row[1] for row in listed)
        known = self._merged.get(offer)
        if known is None or known[0] != who:
            known = self._merged[offer] = who, _merged(listed, rank)
        return known[1]


def printed(conn: Connection, scope: Scope) -> set[int]:
    """Offers whose sku is a name printed on a page, for all of their sources, not an id that a caller could send."""
    return set(conn.execute(_printed(scope.kind), scope.values).scalars())


@cache
def _printed(kind: str) -> Select[Any]:
    listing = rows.table("listing")
    other = listing.alias()
    word = '%"display_name"%'
    sent = (other.c.offer_id == listing.c.offer_id) & cast(other.c.evidence, Text).not_like(word)
    query = within(kind, select(listing.c.offer_id), listing.c.offer_id)
    return query.where(cast(listing.c.evidence, Text).like(word), ~select(other.c.offer_id).where(sent).exists())


@cache
def _query(kind: str, past: bool) -> Select[Any]:
    listing = rows.table("listing")
    return _words_with(listing.c.first_seen_at <= bindparam(AT) if past else true(), kind)


@cache
def _dated(kind: str) -> Select[Any]:
    return _words_with(stored(rows.table("listing").c.first_seen_at), kind)


def _words_with(last: ColumnElement[Any], kind: str) -> Select[Any]:
    listing = rows.table("listing")
    query = select(
        listing.c.offer_id, listing.c.source_id, listing.c.title, listing.c.status, listing.c.context_tokens,
        listing.c.max_output_tokens, listing.c.input_modalities, listing.c.output_modalities,
        listing.c.capabilities, listing.c.trains_on_prompts, listing.c.retains_prompts, last,
    )  # fmt: skip
    return within(kind, query, listing.c.offer_id)


def _merged(listed: list[Any], rank: dict[str, tuple[int, str]]) -> Described:
    if len(listed) == 1:
        fields: Sequence[Any] = listed[0][2:-1]
    else:
        listed.sort(key=lambda row: rank[row[1]])
        fields = [_first(column) for column in list(zip(*listed, strict=True))[2:-1]]
    return _described(*fields)


def _first(stated: tuple[Any, ...]) -> Any:
    return next((value for value in stated if value not in (None, "")), stated[0])


@lru_cache(maxsize=50_000)
def _described(
    title: str, status: str, context: int | None, output: int | None, takes: str, gives: str, can: str,
    trains: bool | None, retains: bool | None,
) -> Described:  # fmt: skip
    return Described(title, status, limits(context, output, takes, gives, can), trains, retains)


@lru_cache(maxsize=20_000)
def limits(context: int | None, output: int | None, takes: str, gives: str, can: str) -> Limits:
    """Limits out of their stored form, in which words are joined by "+"."""
    return Limits(context, output, _words(takes), _words(gives), _words(can))


def _words(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("+")) if joined else ()
