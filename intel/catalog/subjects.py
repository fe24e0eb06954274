"""From the subject of an event back to the offer that it is about."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.catalog.tables import KEY_COLUMNS
from intel.market.changes import subject
from intel.records import OfferKey

PRICE, OFFER = "price ", "offer "
"""What the subject of an event of an offer begins with."""


class Named(NamedTuple):
    """An offer as an event names it."""

    id: int
    key: OfferKey
    model: str | None


def offers_named(conn: Connection, subjects: Iterable[str]) -> dict[str, Named]:
    """Offers by the subjects that name them; subjects of anything else are left out."""
    wanted = {text: text[len(PRICE) :] for text in subjects if text.startswith((PRICE, OFFER))}
    if not wanted:
        return {}
    offer, providers = rows.table("offer"), {name.partition(" ")[0] for name in wanted.values()}
    query = select(offer.c.id, offer.c.model_id, *(offer.c[column] for column in KEY_COLUMNS))
    found: dict[str, Named] = {}
    for part in rows.slices(providers):
        for number, model, *parts in conn.execute(query.where(offer.c.provider_id.in_(part)).order_by(offer.c.id)):
            key = OfferKey(*parts)
            found.setdefault(subject(key), Named(number, key, model))
    return {text: found[name] for text, name in wanted.items() if name in found}
