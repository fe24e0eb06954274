"""What a source no longer lists: counted, and given up after three healthy runs."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from intel.catalog import write_rows as rows
from intel.catalog.batch import Batch
from intel.catalog.write_known import Known, OpenPrice
from intel.catalog.write_prices import close
from intel.market.changes import subject
from intel.records import Event, OfferKey

MISSED_RUNS = 3
"""Healthy runs without an offer after which it is gone."""


def write_absence(conn: Connection, batch: Batch, known: Known, stated: Collection[int]) -> list[Event]:
    """Count absences and forget those of offers that are stated again; events for what is gone or back.

    An incomplete run counts no absence. A run at the time of the newest healthy one is that run again and counts none
    either.
    """
    tombstone = rows.table("tombstone")
    marks = {r.offer_id: r for r in conn.execute(select(tombstone).where(tombstone.c.source_id == batch.source.id))}
    back = set(marks) & set(stated)
    for part in rows.slices(back):
        conn.execute(delete(tombstone).where(tombstone.c.source_id == batch.source.id, tombstone.c.offer_id.in_(part)))
    keys = {offer.id: key for key, offer in known.offers.items()}
    events = [_event("offer_back", batch, keys[i]) for i in sorted(back & known.gone) if i in keys]
    again = bool(known.healthy_at) and batch.at <= known.healthy_at[-1]
    if not batch.complete or again:
        return events
    missing = sorted(set(keys) - set(stated) - known.gone)
    made, counted = [], []
    for offer_id in missing:
        mark = marks.get(offer_id)
        if mark is None:
            made.append(_mark(batch, offer_id))
        else:
            missed = mark.missed_runs + 1
            counted.append({
                "offer_id": offer_id, "source_id": batch.source.id, "missed_runs": missed,
                "gone_at": batch.at if missed >= MISSED_RUNS else None,
            })  # fmt: skip
    rows.add(conn, "tombstone", made)
    rows.change(conn, "tombstone", ("offer_id", "source_id"), counted)
    gone = [row["offer_id"] for row in counted if row["gone_at"] is not None]
    close(conn, batch, _open(known, gone))
    return events + [_event("offer_gone", batch, keys[i]) for i in gone]


def mark_past(conn: Connection, batch: Batch, known: Known, offers: Collection[int]) -> None:
    """Offers that only the past lists are gone since the run after it: later runs already did without them."""
    until = min(t for t in known.healthy_at if t > batch.at)
    new = sorted(set(offers) - {offer.id for offer in known.offers.values()})
    rows.add(conn, "tombstone", [_mark(batch, i) | {"first_missed_at": until, "gone_at": until} for i in new])


def _mark(batch: Batch, offer_id: int) -> dict[str, object]:
    return {
        "offer_id": offer_id, "source_id": batch.source.id, "missed_runs": 1, "first_missed_at": batch.at,
        "gone_at": None,
    }  # fmt: skip


def _open(known: Known, offers: Collection[int]) -> list[OpenPrice]:
    return [price for offer_id in offers for price in known.prices.get(offer_id, ())]


def _event(kind: str, batch: Batch, key: OfferKey) -> Event:
    return Event(kind, f"offer {subject(key)}", batch.at, batch.source.id)
