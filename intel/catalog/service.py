"""What else is known of offers: how they perform, whether they are being withdrawn, whether a price waits."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, func, select

from intel.catalog import write_rows as rows
from intel.catalog.moments import holds
from intel.catalog.scope import AT, Scope, within
from intel.catalog.source_state import Sources, SourceState

_MILLION, _THOUSAND = Decimal(10**6), Decimal(1000)


@dataclass(frozen=True, slots=True)
class Reading:
    """The newest reading of an offer's service."""

    uptime_ratio: Decimal | None = None
    latency_ms: int | None = None
    throughput_tokens_per_second: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What is said of an offer's end."""

    deprecated_on: date | None = None
    sunset_on: date | None = None
    replacement: str = ""
    source: str = ""
    """Whose day ``sunset_on`` is; '' without one."""


UNREAD, NOT_WITHDRAWN = Reading(), Withdrawal()


def readings(conn: Connection, scope: Scope, at: datetime) -> dict[int, Reading]:
    """The newest reading at or before ``at`` by offer id; of several sources the newest, then by source id."""
    found = conn.execute(_newest_readings(scope.kind), {**scope.values, AT: at})
    return {
        offer: Reading(_ratio(uptime, _MILLION), latency, _ratio(throughput, _THOUSAND))
        for offer, uptime, latency, throughput in found
    }


def withdrawals(
    conn: Connection, scope: Scope, at: datetime, as_of: datetime | None, sources: Sources
) -> dict[int, Withdrawal]:
    """What is stated now, or was as of then, by offer id; of several sources the surest one's word.

    What the surest leaves unsaid, the next one fills: DeepSeek's page names the successor, a database the day. A day is
    a plan that may move: a source that is stale yields to one that has named another day since (Google's page of
    September let an image model end in October, LiteLLM knew of the delay by November).
    """
    words: dict[int, list[_Word]] = defaultdict(list)
    for offer, *stated in conn.execute(_withdrawn(scope.kind, as_of is not None), {**scope.values, AT: at}):
        words[offer].append(_Word(*stated))
    return {offer: _merged(said, sources, at) for offer, said in words.items()}


class _Word(NamedTuple):
    source: str
    seen_from: datetime
    deprecated_on: date | None
    sunset_on: date | None
    replacement: str


def _merged(words: Sequence[_Word], sources: Sources, at: datetime) -> Withdrawal:
    """One answer from the words on an offer, which come least sure first."""
    words = sorted(words, key=lambda word: not _outdated(word, words, sources.by_id[word.source], at))
    found = NOT_WITHDRAWN
    for word in words:
        day, by = (found.sunset_on, found.source) if word.sunset_on is None else (word.sunset_on, word.source)
        found = Withdrawal(word.deprecated_on or found.deprecated_on, day, word.replacement or found.replacement, by)
    return found


def _outdated(word: _Word, words: Sequence[_Word], state: SourceState, at: datetime) -> bool:
    """Whether its source has been silent too long, and another has named another day since it last spoke."""
    if word.sunset_on is None or len(words) == 1:
        return False
    spoke = max(state.healthy_at or word.seen_from, word.seen_from)
    return at - spoke > state.patience and any(
        other.sunset_on not in (None, word.sunset_on) and other.seen_from > spoke for other in words
    )


def waiting(conn: Connection, at: datetime, as_of: datetime | None) -> set[int]:
    """Offers of which a newer price waits in quarantine."""
    return set(conn.execute(_held(as_of is not None), {AT: at}).scalars())


@cache
def _newest_readings(kind: str) -> Select[Any]:
    seen = rows.table("performance")
    newest = select(seen.c.offer_id, seen.c.source_id, func.max(seen.c.observed_at).label("newest"))
    newest = within(kind, newest, seen.c.offer_id).where(seen.c.observed_at <= bindparam(AT))
    last = newest.group_by(seen.c.offer_id, seen.c.source_id).subquery()
    same = (seen.c.offer_id == last.c.offer_id) & (seen.c.source_id == last.c.source_id)
    columns = (seen.c.offer_id, seen.c.uptime_millionths, seen.c.latency_ms, seen.c.throughput_milli)
    query = select(*columns).join(last, same & (seen.c.observed_at == last.c.newest))
    return query.order_by(seen.c.observed_at, seen.c.source_id)


@cache
def _withdrawn(kind: str, past: bool) -> Select[Any]:
    table, source = rows.table("deprecation"), rows.table("source")
    columns = (
        table.c.offer_id, table.c.source_id, table.c.seen_from, table.c.deprecated_on, table.c.sunset_on,
        table.c.replacement,
    )  # fmt: skip
    query = within(kind, select(*columns), table.c.offer_id).join(source, source.c.id == table.c.source_id)
    then = holds(table.c.seen_from, table.c.seen_to, bindparam(AT))
    query = query.where(then if past else table.c.seen_to.is_(None))
    return query.order_by(source.c.authority, source.c.id.desc())


@cache
def _held(past: bool) -> Select[Any]:
    held = rows.table("quarantined")
    then = holds(held.c.held_at, held.c.settled_at, bindparam(AT))
    return select(held.c.offer_id).where(held.c.offer_id.is_not(None), then if past else held.c.outcome == "held")


def _ratio(stored_count: int | None, unit: Decimal) -> Decimal | None:
    return None if stored_count is None else Decimal(stored_count) / unit
