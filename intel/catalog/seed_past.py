"""The past that the seeds hold of a source: earlier prices, offers that are gone, and the runs that saw them.

``prices.csv`` names with ``seen_from`` and ``seen_to`` when a price was believed to be stated ('' is the source's last
run, and still), ``offers.csv`` with ``gone_at`` what is no longer listed, ``runs.csv`` the runs before the last.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, update

from intel.catalog import write_rows as rows
from intel.catalog.batch import Document
from intel.catalog.seed_files import Row, read_table, time
from intel.catalog.seed_shapes import PRICES, RUNS, SNAPSHOTS, card_of, key_of
from intel.catalog.tables import KEY_COLUMNS
from intel.catalog.write_cards import card_ids
from intel.catalog.write_known import Snapshots
from intel.records import UNKNOWN_START, OfferKey


def load_past(conn: Connection, folder: Path, source: str, at: datetime, gone: Mapping[OfferKey, datetime]) -> None:
    """Fill in what was before ``at``, the source's last run; its offers and their present prices are there already."""
    ids, snapshots = _offer_ids(conn, source), _snapshots(conn, folder, source)
    stated = [row for row in read_table(folder, "prices", PRICES) if row["seen_from"] or row["seen_to"]]
    _add_closed(conn, source, at, [row for row in stated if row["seen_to"]], ids, snapshots)
    _move_open(conn, source, [row for row in stated if not row["seen_to"]], ids, snapshots)
    _bury(conn, source, {ids[key]: gone_at for key, gone_at in gone.items()})
    _add_runs(conn, folder, source)
    _first_seen(conn, source)


def _offer_ids(conn: Connection, source: str) -> dict[OfferKey, int]:
    offer, listing = rows.table("offer"), rows.table("listing")
    query = (
        select(offer.c.id, *(offer.c[column] for column in KEY_COLUMNS))
        .join(listing, listing.c.offer_id == offer.c.id)
        .where(listing.c.source_id == source)
    )
    return {OfferKey(*key): number for number, *key in conn.execute(query)}


def _snapshots(conn: Connection, folder: Path, source: str) -> dict[str, int]:
    known = Snapshots(conn, source)
    return {
        row["snapshot"]: known.id_of(Document(row["url"], row["sha256"], datetime.fromisoformat(row["at"]), []))
        for row in read_table(folder, "snapshots", SNAPSHOTS)
    }


def _add_closed(
    conn: Connection, source: str, at: datetime, stated: list[Row], ids: Mapping[OfferKey, int],
    snapshots: Mapping[str, int],
) -> None:  # fmt: skip
    stated = [row for row in stated if key_of(row) in ids]
    cards = {(card := card_of(row)).digest: card for row in stated}
    numbers = card_ids(conn, cards)
    rows.add(conn, "price", [
        {
            "offer_id": ids[key_of(row)], "source_id": source, "rate_card_id": numbers[card_of(row).digest],
            "effective_from": time(row["effective_from"]) or UNKNOWN_START, "effective_to": time(row["effective_to"]),
            "basis": row["basis"], "seen_from": time(row["seen_from"]) or at, "seen_to": time(row["seen_to"]),
            "rounded": row["rounded"] == "yes", "snapshot_id": snapshots[row["snapshot"]],
        }
        for row in stated
    ])  # fmt: skip


def _move_open(
    conn: Connection, source: str, stated: list[Row], ids: Mapping[OfferKey, int], snapshots: Mapping[str, int]
) -> None:
    price = rows.table("price")
    query = select(price.c.id, price.c.offer_id, price.c.effective_from)
    open_ = query.where(price.c.source_id == source, price.c.seen_to.is_(None))
    numbers = {(row.offer_id, row.effective_from): row.id for row in conn.execute(open_)}
    rows.change(conn, "price", ("id",), [
        {
            "id": numbers[ids[key_of(row)], time(row["effective_from"]) or UNKNOWN_START],
            "seen_from": time(row["seen_from"]), "snapshot_id": snapshots[row["snapshot"]],
        }
        for row in stated
    ])  # fmt: skip


def _bury(conn: Connection, source: str, gone: Mapping[int, datetime]) -> None:
    rows.change(conn, "tombstone", ("offer_id", "source_id"), [
        {"offer_id": offer, "source_id": source, "missed_runs": 3, "first_missed_at": at, "gone_at": at}
        for offer, at in sorted(gone.items())
    ])  # fmt: skip


def _add_runs(conn: Connection, folder: Path, source: str) -> None:
    made: list[dict[str, Any]] = []
    for row in read_table(folder, "runs", RUNS):
        at = datetime.fromisoformat(row["at"])
        made.append({
            "source_id": source, "at": at, "started_at": at, "finished_at": at, "outcome": "seeded", "healthy": True,
            "sha256": row["sha256"], "documents": 1, "records": 0, "offers": 0, "added": 0, "changed": 0,
            "rejected": 0, "quarantined": 0, "unresolved": 0, "message": "",
        })  # fmt: skip
    rows.add(conn, "run", made)


def _first_seen(conn: Connection, source: str) -> None:
    """An offer is part of the past from its first price on.

    One statement: PostgreSQL would plan one for each row while the table is empty, and go on reading all of it.
    """
    price, listing = rows.table("price"), rows.table("listing")
    seen = select(price.c.offer_id, func.min(price.c.seen_from).label("at")).where(price.c.source_id == source)
    first = seen.group_by(price.c.offer_id).subquery()
    mine = (listing.c.source_id == source, listing.c.offer_id == first.c.offer_id)
    conn.execute(update(listing).where(*mine).values(first_seen_at=first.c.at))
