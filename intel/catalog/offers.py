"""Offers with every source's word on their price: the read that all others stand on."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, select

from intel.catalog import write_rows as rows
from intel.catalog.listings import descriptions, printed
from intel.catalog.overriding import overrides_of
from intel.catalog.scope import EVERYTHING, NAMED, Scope, clause, of_model, of_models, of_sku
from intel.catalog.service import NOT_WITHDRAWN, UNREAD, readings, waiting, withdrawals
from intel.catalog.source_state import Sources
from intel.catalog.statements import statements
from intel.catalog.tables import KEY_COLUMNS
from intel.market.belief import believe
from intel.market.printed import join_printed
from intel.records import OfferKey
from intel.views import OfferView, ProviderView


def offers(conn: Connection, model_id: str, *, now: datetime, as_of: datetime | None = None) -> list[OfferView]:
    """Every offer of a model, sorted by key: what is believed now, or what was believed as of then.

    A price counts when it was seen to be stated at that time and is effective then. Offers that their sources have
    given up are left out; an offer without a statement has an unknown price. What a page states under a printed name
    counts for the offers that have a sku.
    """
    return _read(conn, of_model(model_id), now, as_of)


def offers_by_model(
    conn: Connection, *, now: datetime, as_of: datetime | None = None, models: Collection[str] | None = None
) -> dict[str, list[OfferView]]:
    """``offers`` of several models, by model id; of all when ``models`` is None. A model without offers is absent."""
    found: dict[str, list[OfferView]] = defaultdict(list)
    for view in _read(conn, NAMED if models is None else of_models(models), now, as_of):
        found[str(view.model)].append(view)
    return dict(found)


def all_offers(conn: Connection, *, now: datetime, as_of: datetime | None = None) -> list[OfferView]:
    """``offers`` of the whole catalog, those whose model is unresolved included."""
    return _read(conn, EVERYTHING, now, as_of)


def offer_at(
    conn: Connection, provider: str, sku: str, *, now: datetime, as_of: datetime | None = None
) -> list[OfferView]:
    """What a provider sells under one sku: one offer for each region, tier, quantization, gateway and tag."""
    found = _read(conn, of_sku(provider, sku), now, as_of)
    models = {offer.model for offer in found if offer.model is not None}
    if not models:
        return found
    whole = {offer.id: offer for offer in _read(conn, of_models(models), now, as_of)}
    return [whole.get(offer.id, offer) for offer in found]


def provider_views(conn: Connection) -> list[ProviderView]:
    """Every provider, by id."""
    return _providers(conn, EVERYTHING)


def _read(conn: Connection, scope: Scope, now: datetime, as_of: datetime | None) -> list[OfferView]:
    at = as_of or now
    sources = Sources(conn, at, scope)
    stated = statements(conn, sources, scope, at, as_of)
    described = descriptions(conn, sources, scope, as_of, stated)
    read, withdrawn = readings(conn, scope, at), withdrawals(conn, scope, at, as_of, sources)
    held = waiting(conn, at, as_of)
    ours = overrides_of(conn, as_of)
    providers = {provider.id: ours.provider(provider, at) for provider in _providers(conn, scope)}
    made = []
    for offer_id, model, *key in conn.execute(_query(scope.kind), scope.values).all():
        words = described.get(offer_id)
        if words is None:
            continue
        ordered, agreement = believe(stated.get(offer_id, ()))
        service, end = read.get(offer_id, UNREAD), withdrawn.get(offer_id, NOT_WITHDRAWN)
        made.append(
            OfferView(
                offer_id, OfferKey(*key), providers[key[0]], model, words.title, words.limits, words.status, ordered,
                agreement, offer_id in held, service.uptime_ratio, service.latency_ms,
                service.throughput_tokens_per_second, end.deprecated_on, end.sunset_on, end.replacement,
                words.trains_on_prompts, words.retains_prompts,
            )
        )  # fmt: skip
    joined = join_printed(made, printed(conn, scope))
    return [ours.offer(offer, at) for offer in joined] if ours.prices else joined


def _providers(conn: Connection, scope: Scope) -> list[ProviderView]:
    return [ProviderView(*row) for row in conn.execute(_sellers(scope.kind), scope.values)]


@cache
def _sellers(kind: str) -> Select[Any]:
    table, offer, chosen = rows.table("provider"), rows.table("offer"), clause(kind)
    query = select(table.c.id, table.c.title, table.c.kind, table.c.homepage, table.c.headquarters).order_by(table.c.id)
    return query if chosen is None else query.where(table.c.id.in_(select(offer.c.provider_id).where(chosen)))


@cache
def _query(kind: str) -> Select[Any]:
    offer, chosen = rows.table("offer"), clause(kind)
    key = [offer.c[column] for column in KEY_COLUMNS]
    query = select(offer.c.id, offer.c.model_id, *key).order_by(*key)
    return query if chosen is None else query.where(chosen)
