"""What the catalog answers of GLM 5.2, and one more price of it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, select

from intel.catalog import queries, tables
from intel.catalog.write_rows import table
from intel.records import UNKNOWN_START
from intel.units import to_nano
from intel.views import OfferView, Statement
from tests.factories import NOON, a_card
from tests.rows import put

DAY = timedelta(days=1)


def answer(
    engine: Engine, now: datetime = NOON, as_of: datetime | None = None, model: str = "zai/glm-5.2"
) -> list[OfferView]:
    with engine.connect() as conn:
        return queries.offers(conn, model, now=now, as_of=as_of)


def only(engine: Engine, now: datetime = NOON, as_of: datetime | None = None) -> OfferView:
    (offer,) = answer(engine, now, as_of)
    return offer


def the_statement(engine: Engine, now: datetime = NOON, as_of: datetime | None = None) -> Statement:
    (statement,) = only(engine, now, as_of).statements
    return statement


def one_more_price(conn: Connection, offer: OfferView, stated: str, **changed: Any) -> None:
    """One more price of an offer, beside that of the factories."""
    card = a_card(stated)
    put(conn, tables.RateCardRow(id=5000, digest=card.digest, currency="USD"))
    amounts = [(rate.meter, to_nano(rate.amount)) for rate in card.rates]
    put(conn, *(tables.RateRow(rate_card_id=5000, meter=meter, amount_nano=nano) for meter, nano in amounts))
    row: dict[str, Any] = {"offer_id": offer.id, "rate_card_id": 5000, "snapshot_id": a_snapshot(conn)}
    row |= {"seen_from": NOON, "effective_from": UNKNOWN_START, "source_id": "models.dev"}
    put(conn, tables.PriceRow(**row | changed))


def a_snapshot(conn: Connection) -> int:
    """Id of a document that facts can cite."""
    return int(conn.execute(select(table("snapshot").c.id)).scalars().all()[0])
