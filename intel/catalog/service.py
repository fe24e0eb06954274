"""What else is known of offers: how they perform, whether they are being withdrawn, whether a price waits."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from intel.catalog import write_rows as rows
from intel.catalog.moments import holds
from intel.catalog.scope import AT, Scope, within

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


UNREAD, NOT_WITHDRAWN = Reading(), Withdrawal()


def readings(conn: Connection, scope: Scope, at: datetime) -> dict[int, Reading]:
    """The newest reading at or before ``at`` by offer id; of several sources the newest, then by source id."""
    found = conn.execute(_newest_readings(scope.kind), {**scope.values, AT: at})
    return {
        offer: Reading(_ratio(uptime, _MILLION), latency, _ratio(throughput, _THOUSAND))
        for offer, uptime, latency, throughput in found
    }


def withdrawals(conn: Connection, scope: Scope, at: datetime, as_of: datetime | None) -> dict[int, Withdrawal]:
    """What is stated now, or was as of then, by offer id; of several sources the surest one's word.

    What the surest leaves unsaid, the next one fills: DeepSeek's page names the successor, a database the day.
    """
    found: dict[int, Withdrawal] = {}
    for offer, *stated in conn.execute(_withdrawn(scope.kind, as_of is not None), {**scope.values, AT: at}):
        less = found.get(offer, NOT_WITHDRAWN)
        deprecated, sunset, replacement = stated
        found[offer] = Withdrawal(
            deprecated or less.deprecated_on, sunset or less.sunset_on, replacement or less.replacement
        )
    return found


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
    columns = (table.c.offer_id, table.c.deprecated_on, table.c.sunset_on, table.c.replacement)
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
