"""What the catalog already holds of one source: its offers, its open prices, its held states."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, not_, select

from intel.catalog import write_rows as rows
from intel.catalog.batch import Document, Held
from intel.catalog.tables import KEY_COLUMNS
from intel.records import UNKNOWN_START, OfferKey


class KnownOffer(NamedTuple):
    """An offer that the source has listed before."""

    id: int
    digest: str
    """Of its description."""
    url: str
    """Document that described it last."""


class OpenPrice(NamedTuple):
    """A price that the source is believed to state."""

    id: int
    offer_id: int
    card_id: int
    digest: str
    """Of its rate card."""
    effective_from: datetime = UNKNOWN_START
    effective_to: datetime | None = None
    basis: str = "observed"


@dataclass(slots=True)
class Known:
    """State of one source before a run."""

    offers: dict[OfferKey, KnownOffer]
    prices: dict[int, list[OpenPrice]]
    """Open prices by offer id."""
    held: dict[int, list[Held]] = field(default_factory=dict)
    """Waiting prices by offer id."""
    held_runs: tuple[Held, ...] = ()
    healthy_at: tuple[datetime, ...] = ()
    """Times of its newest healthy run and of all those later than this one, oldest first; empty before the first."""
    gone: frozenset[int] = frozenset()
    """Offers already given up."""


def load(conn: Connection, source: str, at: datetime) -> Known:
    """Read the state of a source before a run at ``at``."""
    held: dict[int, list[Held]] = defaultdict(list)
    held_runs = []
    waiting = rows.table("quarantined")
    for row in conn.execute(
        select(waiting).where(waiting.c.source_id == source, waiting.c.outcome == "held").order_by(waiting.c.id)
    ):
        if row.offer_id is None:
            held_runs.append(Held(row.id, row.held_at, row.reason, row.held_at, row.sha256))
        else:
            held[row.offer_id].append(Held(row.id, row.effective_from, row.stated, row.held_at, row.sha256))
    tombstone = rows.table("tombstone")
    gone = conn.execute(
        select(tombstone.c.offer_id).where(tombstone.c.source_id == source, tombstone.c.gone_at.is_not(None))
    ).scalars()
    return Known(
        _offers(conn, source),
        open_prices(conn, source),
        held,
        tuple(held_runs),
        _healthy_at(conn, source, at),
        frozenset(gone),
    )


def _healthy_at(conn: Connection, source: str, at: datetime) -> tuple[datetime, ...]:
    run = rows.table("run")
    here = (run.c.source_id == source, run.c.healthy)
    newest = conn.execute(select(run.c.at).where(*here).order_by(run.c.at.desc()).limit(1)).scalar()
    if newest is None:
        return ()
    later = select(run.c.at).where(*here, run.c.at >= min(at, newest)).distinct().order_by(run.c.at)
    return tuple(conn.execute(later).scalars())


def _offers(conn: Connection, source: str) -> dict[OfferKey, KnownOffer]:
    offer, listing, snapshot = rows.table("offer"), rows.table("listing"), rows.table("snapshot")
    described = select(listing.c.snapshot_id).where(listing.c.source_id == source)
    cited = select(snapshot.c.id, snapshot.c.url).where(snapshot.c.id.in_(described))
    urls = {row.id: row.url for row in conn.execute(cited).all()}
    query = (
        select(*(offer.c[column] for column in KEY_COLUMNS), offer.c.id, listing.c.digest, listing.c.snapshot_id)
        .join(listing, listing.c.offer_id == offer.c.id)
        .where(listing.c.source_id == source)
    )
    return {OfferKey(*row[:7]): KnownOffer(row[7], row[8], urls[row[9]]) for row in conn.execute(query).all()}


def open_prices(conn: Connection, source: str) -> dict[int, list[OpenPrice]]:
    """Open prices of a source by offer id, each list by ``effective_from``.

    Nearly all rows are undated; reading those without their times halves the cost of an unchanged run.
    """
    price, card = rows.table("price"), rows.table("rate_card")
    columns = (price.c.id, price.c.offer_id, price.c.rate_card_id, card.c.digest)
    times = (price.c.effective_from, price.c.effective_to, price.c.basis)
    here = (price.c.source_id == source, price.c.seen_to.is_(None))
    undated = and_(times[0] == UNKNOWN_START, times[1].is_(None), times[2] == "observed")
    joined = card.c.id == price.c.rate_card_id
    found: dict[int, list[OpenPrice]] = defaultdict(list)
    for row in conn.execute(select(*columns).join(card, joined).where(*here, undated)).all():
        found[row[1]].append(OpenPrice(*row))
    for dated in conn.execute(select(*columns, *times).join(card, joined).where(*here, not_(undated))).all():
        found[dated[1]].append(OpenPrice(*dated))
    for prices in found.values():
        if len(prices) > 1:
            prices.sort(key=lambda p: p.effective_from)
    return found


class Snapshots:
    """Ids of snapshot rows, made when the first fact cites them."""

    def __init__(self, conn: Connection, source: str) -> None:
        self._conn = conn
        self._source = source
        self._ids: dict[tuple[str, str, datetime], int] = {}

    def id_of(self, document: Document) -> int:
        """The row that stands for this document."""
        key = (document.url, document.sha256, document.at)
        if key not in self._ids:
            self._ids[key] = self._find(document) or self._make(document)
        return self._ids[key]

    def _find(self, document: Document) -> int | None:
        snapshot = rows.table("snapshot")
        found = self._conn.execute(
            select(snapshot.c.id).where(
                snapshot.c.source_id == self._source,
                snapshot.c.sha256 == document.sha256,
                snapshot.c.url == document.url,
                snapshot.c.at == document.at,
            )
        ).scalar()
        return None if found is None else int(found)

    def _make(self, document: Document) -> int:
        row = {"source_id": self._source, "url": document.url, "sha256": document.sha256, "at": document.at}
        return rows.add_with_ids(self._conn, "snapshot", [row])[0]
