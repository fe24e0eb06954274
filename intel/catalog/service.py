"""What else is known of offers: how they perform, whether they are being withdrawn, whether a price waits."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from intel.catalog import write_rows as rows
from intel.catalog.moments import holds

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


def readings(conn: Connection, chosen: ColumnElement[bool] | None, at: datetime) -> dict[int, Reading]:
    """The newest reading at or before ``at`` by offer id; of several sources the newest, then by source id."""
    seen = rows.table("performance")
    newest = _of(
        select(seen.c.offer_id, seen.c.source_id, func.max(seen.c.observed_at).label("at")), seen, chosen
    ).where(seen.c.observed_at <= at)
    last = newest.group_by(seen.c.offer_id, seen.c.source_id).subquery()
    same = and_(
        seen.c.offer_id == last.c.offer_id, seen.c.source_id == last.c.source_id, seen.c.observed_at == last.c.at
    )
    columns = (seen.c.offer_id, seen.c.uptime_millionths, seen.c.latency_ms, seen.c.throughput_milli)
    query = select(*columns).join(last, same).order_by(seen.c.observed_at, seen.c.source_id)
    return {
        offer: Reading(_ratio(uptime, _MILLION), latency, _ratio(throughput, _THOUSAND))
        for offer, uptime, latency, throughput in conn.execute(query)
    }


def withdrawals(
    conn: Connection, chosen: ColumnElement[bool] | None, at: datetime, as_of: datetime | None
) -> dict[int, Withdrawal]:
    """What is stated now, or was as of then, by offer id; of several sources the surest one's word."""
    table, source = rows.table("deprecation"), rows.table("source")
    columns = (table.c.offer_id, table.c.deprecated_on, table.c.sunset_on, table.c.replacement)
    query = _of(select(*columns), table, chosen).join(source, source.c.id == table.c.source_id)
    query = query.where(table.c.seen_to.is_(None) if as_of is None else holds(table.c.seen_from, table.c.seen_to, at))
    query = query.order_by(source.c.authority, source.c.id.desc())
    return {offer: Withdrawal(*stated) for offer, *stated in conn.execute(query)}


def waiting(conn: Connection, at: datetime, as_of: datetime | None) -> set[int]:
    """Offers of which a newer price waits in quarantine."""
    held = rows.table("quarantined")
    query = select(held.c.offer_id).where(held.c.offer_id.is_not(None))
    if as_of is None:
        query = query.where(held.c.outcome == "held")
    else:
        query = query.where(held.c.held_at <= at, or_(held.c.settled_at.is_(None), held.c.settled_at > at))
    return set(conn.execute(query).scalars())


def _of(query: Any, table: Any, chosen: ColumnElement[bool] | None) -> Any:
    offer = rows.table("offer")
    return query if chosen is None else query.join(offer, offer.c.id == table.c.offer_id).where(chosen)


def _ratio(stored_count: int | None, unit: Decimal) -> Decimal | None:
    return None if stored_count is None else Decimal(stored_count) / unit
