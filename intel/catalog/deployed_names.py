"""What the catalog knows of every name that a gateway's file may hold."""

from datetime import datetime
from functools import cache

from sqlalchemy import Connection, select

from intel.catalog import curated, queries
from intel.catalog import write_rows as rows
from intel.catalog.identity_store import load_resolver
from intel.catalog.overriding import overrides_of
from intel.catalog.routing_facts import fees
from intel.catalog.tables import KEY_COLUMNS
from intel.records import Limits, OfferKey
from intel.routing.dialects.known import Known
from intel.views import OfferView


def known_names_on(conn: Connection, *, at: datetime, as_of: datetime | None = None) -> Known:
    """Every offer that is listed at ``at``, those that once were, and what gateways call their sellers."""
    live = queries.all_offers(conn, now=at, as_of=as_of)
    resolver = cache(lambda: load_resolver(conn))  # most files hold no name that has to be read
    return Known(
        at.date(), live, _gone(conn, {offer.id for offer in live}), curated.provider_names(),
        overrides_of(conn, as_of).with_fees(fees(conn), at), lambda name: resolver().resolve("", name).model,
    )  # fmt: skip


def _gone(conn: Connection, listed: set[int]) -> list[OfferView]:
    offer, providers = rows.table("offer"), {view.id: view for view in queries.provider_views(conn)}
    key = [offer.c[column] for column in KEY_COLUMNS]
    return [
        OfferView(number, OfferKey(*parts), providers[parts[0]], model, "", Limits(), "", (), "")
        for number, model, *parts in conn.execute(select(offer.c.id, offer.c.model_id, *key).order_by(*key))
        if number not in listed and parts[0] in providers
    ]
