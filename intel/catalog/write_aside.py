"""What a run states beside prices: service readings, withdrawals, exchange rates, rows that were not believed."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, func, select

from intel.catalog import write_rows as rows
from intel.catalog.batch import Batch, Document
from intel.catalog.write_known import Known, Snapshots
from intel.catalog.write_offers import Keys, Placement, sold_as
from intel.market.changes import subject
from intel.records import Deprecation, Event, ExchangeRate, OfferKey, Performance, Rejected
from intel.source import printable
from intel.units import to_nano

Cited = tuple[Any, Document]


def facts_of(batch: Batch, kind: type[Any]) -> list[Cited]:
    """Facts of one kind with their documents."""
    return [(fact, document) for document in batch.documents for fact in document.facts if isinstance(fact, kind)]


def write_performance(conn: Connection, batch: Batch, keys: Keys, placed: Placement, snapshots: Snapshots) -> None:
    """Store readings that differ from the one before; of two readings of an offer in one run the first counts."""
    readings: dict[int, Cited] = {}
    for fact, document in facts_of(batch, Performance):
        if (found := placed.get(keys.ours(fact.key))) is not None:
            readings.setdefault(found.id, (fact, document))
    if not readings:
        return
    last = _last_readings(conn, batch)
    made = []
    for offer_id, (fact, document) in sorted(readings.items()):
        row = {
            "window_minutes": fact.window_minutes, "uptime_millionths": _scaled(fact.uptime_ratio, 10**6),
            "latency_ms": _scaled(fact.latency_ms, 1),
            "throughput_milli": _scaled(fact.throughput_tokens_per_second, 1000),
        }  # fmt: skip
        before = last.get(offer_id)
        if before is not None and (before.observed_at == batch.at or all(getattr(before, k) == row[k] for k in row)):
            continue
        row |= {"offer_id": offer_id, "source_id": batch.source.id, "observed_at": batch.at}
        made.append(row | {"snapshot_id": snapshots.id_of(document)})
    rows.add(conn, "performance", made)


def _last_readings(conn: Connection, batch: Batch) -> dict[int, Any]:
    reading = rows.table("performance")
    newest = (
        select(reading.c.offer_id, func.max(reading.c.observed_at).label("at"))
        .where(reading.c.source_id == batch.source.id, reading.c.observed_at <= batch.at)
        .group_by(reading.c.offer_id)
        .subquery()
    )
    joined = (reading.c.offer_id == newest.c.offer_id) & (reading.c.observed_at == newest.c.at)
    query = select(reading).join(newest, joined).where(reading.c.source_id == batch.source.id)
    return {row.offer_id: row for row in conn.execute(query)}


def _scaled(value: Decimal | None, factor: int) -> int | None:
    return None if value is None else min(int(value * factor), 2**31 - 1)


def write_deprecations(
    conn: Connection, batch: Batch, keys: Keys, placed: Placement, known: Known, snapshots: Snapshots
) -> list[Event]:
    """Open, change and close a source's words on withdrawal.

    They are of the offers that this run states, or of ones that only others list: DeepSeek's page prices the old names
    nowhere, but says when they end. Such a word is on the sku, in every tier and region that its provider sells itself.
    Of an offer that nobody lists there is nothing to say.
    """
    table = rows.table("deprecation")
    stated = _stated_ends(conn, batch, keys, placed)
    source = table.c.source_id == batch.source.id
    open_rows = {r.offer_id: r for r in conn.execute(select(table).where(source, table.c.seen_to.is_(None)))}
    made, ended, events = [], [], []
    for offer_id, (key, fact, document) in sorted(stated.items()):
        row, new = open_rows.get(offer_id), (fact.deprecated_on, fact.sunset_on, fact.replacement)
        if row is not None and (row.deprecated_on, row.sunset_on, row.replacement) == new:
            continue
        ended += [] if row is None else [row]
        made.append(_deprecation(batch, offer_id, fact) | {"snapshot_id": snapshots.id_of(document)})
        if known.healthy_at:
            events.append(_announced(batch, key, fact))
    listed = {offer.id for offer in known.offers.values()}
    here = {found.id for found in placed.values()} | (open_rows.keys() - listed)
    ended += [row for offer_id, row in open_rows.items() if offer_id in here and offer_id not in stated]
    _end(conn, "deprecation", ("offer_id", "source_id", "seen_from"), ended, batch)
    rows.add(conn, "deprecation", made)
    return events


def _stated_ends(
    conn: Connection, batch: Batch, keys: Keys, placed: Placement
) -> dict[int, tuple[OfferKey, Deprecation, Document]]:
    """The run's words by offer id; of several on one offer the first."""
    said = [(keys.ours(fact.key), fact, document) for fact, document in facts_of(batch, Deprecation)]
    others = sold_as(conn, {(key.provider, key.sku) for key, _, _ in said if key not in placed})
    stated: dict[int, tuple[OfferKey, Deprecation, Document]] = {}
    for key, fact, document in said:
        here = [(key, placed[key].id)] if key in placed else others.get((key.provider, key.sku), ())
        for ours, offer_id in here:
            stated.setdefault(offer_id, (ours, fact, document))
    return stated


def _deprecation(batch: Batch, offer_id: int, fact: Deprecation) -> dict[str, Any]:
    return {
        "offer_id": offer_id, "source_id": batch.source.id, "seen_from": batch.at, "seen_to": None,
        "deprecated_on": fact.deprecated_on, "sunset_on": fact.sunset_on, "replacement": fact.replacement,
    }  # fmt: skip


def _announced(batch: Batch, key: OfferKey, fact: Deprecation) -> Event:
    days = {"deprecated_on": fact.deprecated_on, "sunset_on": fact.sunset_on}
    after: dict[str, object] = {name: day.isoformat() for name, day in days.items() if day is not None}
    after |= {"replacement": fact.replacement} if fact.replacement else {}
    return Event("deprecation_announced", f"offer {subject(key)}", batch.at, batch.source.id, None, after)


def write_exchange_rates(conn: Connection, batch: Batch, snapshots: Snapshots) -> None:
    """Store rates of days that are new; a rate that was stated for a day stands."""
    stated = {(fact.currency, fact.on): (fact, document) for fact, document in facts_of(batch, ExchangeRate)}
    if not stated:
        return
    table = rows.table("exchange_rate")
    known = {tuple(row) for row in conn.execute(select(table.c.currency, table.c.on))}
    new = [
        {
            "currency": currency,
            "on": on,
            "per_eur_nano": to_nano(fact.per_eur),
            "snapshot_id": snapshots.id_of(document),
        }
        for (currency, on), (fact, document) in sorted(stated.items())
        if (currency, on) not in known
    ]
    rows.add(conn, "exchange_rate", new)


def write_rejected(conn: Connection, batch: Batch, rejected: Collection[Rejected]) -> None:
    """Keep what was not believed for as long as it is stated; an incomplete run ends none."""
    table = rows.table("rejected")
    source = table.c.source_id == batch.source.id
    open_rows = {(r.key, r.reason): r for r in conn.execute(select(table).where(source, table.c.seen_to.is_(None)))}
    stated = {(printable(r.key) or "?", printable(r.reason)): printable(r.excerpt) for r in rejected}
    if batch.complete:
        _end(
            conn, "rejected", ("source_id", "key", "reason", "seen_from"),
            [row for key, row in open_rows.items() if key not in stated], batch,
        )  # fmt: skip
    rows.add(conn, "rejected", [
        {
            "source_id": batch.source.id, "key": key, "reason": reason, "excerpt": excerpt, "seen_from": batch.at,
            "seen_to": None,
        }
        for (key, reason), excerpt in sorted(stated.items())
        if (key, reason) not in open_rows
    ])  # fmt: skip


def _end(conn: Connection, name: str, key: tuple[str, ...], ended: Iterable[Any], batch: Batch) -> None:
    """Close rows at this run; what was opened at this very time held for no time at all and is removed."""
    closing, table = [], rows.table(name)
    for row in ended:
        if row.seen_from >= batch.at:
            statement = delete(table)
            for column in key:
                statement = statement.where(table.c[column] == getattr(row, column))
            conn.execute(statement)
        else:
            closing.append({column: getattr(row, column) for column in key} | {"seen_to": batch.at})
    rows.change(conn, name, key, closing)
