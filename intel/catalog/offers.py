"""Offers with every source's word on their price: the read that all others stand on."""

from collections import defaultdict
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, select

from intel.catalog import write_rows as rows
from intel.catalog.listings import Described, descriptions, printed
from intel.catalog.overriding import overrides_of
from intel.catalog.scope import EVERYTHING, NAMED, Scope, clause, of_model, of_models, of_sku
from intel.catalog.service import NOT_WITHDRAWN, UNREAD, Reading, Withdrawal, readings, waiting, withdrawals
from intel.catalog.source_state import Sources
from intel.catalog.statements import statements
from intel.catalog.tables import KEY_COLUMNS
from intel.market.belief import believe
from intel.market.printed import join_printed
from intel.records import OfferKey
from intel.views import OfferView, ProviderView, Statement


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


def provider_views(conn: Connection, scope: Scope = EVERYTHING) -> list[ProviderView]:
    """Every provider of an offer of the scope, by id."""
    return [ProviderView(*row) for row in conn.execute(_sellers(scope.kind), scope.values)]


def _read(conn: Connection, scope: Scope, now: datetime, as_of: datetime | None) -> list[OfferView]:
    at = as_of or now
    sources = Sources(conn, at, scope)
    stated = statements(conn, sources, scope, at, as_of)
    described = descriptions(conn, sources, scope, as_of, stated)
    read, withdrawn = readings(conn, scope, at), withdrawals(conn, scope, at, as_of, sources)
    aside = Aside(read, withdrawn, waiting(conn, at, as_of))
    ours = overrides_of(conn, as_of)
    providers = {provider.id: ours.provider(provider, at) for provider in provider_views(conn, scope)}
    joined = join_printed(views(listed(conn, scope), providers, stated, described, aside), printed(conn, scope))
    return [ours.offer(offer, at) for offer in joined] if ours.prices else joined


@dataclass(frozen=True, slots=True)
class Aside:
    """What is known of offers beside words and prices, by offer id."""

    readings: Mapping[int, Reading]
    ends: Mapping[int, Withdrawal]
    held: Container[int]
    """Offers of which a newer price waits."""


Listed = Sequence[tuple[int, str | None, OfferKey]]
"""Id, model and key of offers, by key."""
Known = dict[int, tuple[object, OfferView]]
"""By offer id, the view that was made last and what it was made of."""


def views(
    offers: Listed, providers: Mapping[str, ProviderView], stated: Mapping[int, Sequence[Statement]],
    described: Mapping[int, Described], aside: Aside, known: Known | None = None,
) -> list[OfferView]:  # fmt: skip
    """One view of each offer that somebody still describes; the one of ``known`` where nothing is different."""
    made = []
    for offer_id, model, key in offers:
        words = described.get(offer_id)
        if words is None:
            continue
        said, held = stated.get(offer_id, ()), offer_id in aside.held
        service, end = aside.readings.get(offer_id, UNREAD), aside.ends.get(offer_id, NOT_WITHDRAWN)
        out_of = None if known is None else (frozenset(map(id, said)), words, service, end, held)
        if known is not None and (before := known.get(offer_id)) is not None and before[0] == out_of:
            made.append(before[1])
            continue
        ordered, agreement = believe(said)
        view = OfferView(
            offer_id, key, providers[key.provider], model, words.title, words.limits, words.status, ordered,
            agreement, held, service.uptime_ratio, service.latency_ms,
            service.throughput_tokens_per_second, end.deprecated_on, end.sunset_on, end.replacement,
            words.trains_on_prompts, words.retains_prompts,
        )  # fmt: skip
        made.append(view)
        if known is not None:
            known[offer_id] = out_of, view
    return made


def listed(conn: Connection, scope: Scope) -> Listed:
    """Every offer of the scope."""
    found = conn.execute(_query(scope.kind), scope.values).all()
    return [(offer_id, model, OfferKey(*key)) for offer_id, model, *key in found]


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
