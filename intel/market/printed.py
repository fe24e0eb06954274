"""Prices stated under a printed name, joined to the offers that a caller can name. Pure.

A price page often prints "Claude Opus 4.8" where the provider's own interface wants "claude-opus-4-8". Both are one
thing sold, so the page's word counts for every such offer instead of standing beside them as one more host.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from intel.market.belief import believe
from intel.views import OfferView, Statement

_Sold = tuple[str, str | None, str, str]


def join_printed(offers: Sequence[OfferView], printed: Collection[int]) -> list[OfferView]:
    """``offers`` without those of ``printed`` (ids) whose statements went to others of what they are.

    One goes to every offer of the same provider, model, tier and region that is bought from the provider itself. It
    stays where its model is unresolved, where the provider has no such offer, and where one source prints two prices
    for one thing, since then nobody knows which sku has which.
    """
    if not printed:
        return list(offers)
    names: dict[_Sold, list[OfferView]] = defaultdict(list)
    skus: set[_Sold] = set()
    for offer in offers:
        if offer.model is None or offer.key.via:
            continue
        if offer.id in printed:
            names[_sold(offer)].append(offer)
        else:
            skus.add(_sold(offer))
    joined = {sold: found for sold, found in names.items() if sold in skus and not _torn(found)}
    moved = {offer.id for found in joined.values() for offer in found}
    kept = (offer for offer in offers if offer.id not in moved)
    return [_with(offer, joined.get(_sold(offer), ())) if not offer.key.via else offer for offer in kept]


def _sold(offer: OfferView) -> _Sold:
    return offer.provider.id, offer.model, offer.key.service_tier, offer.key.region


def _torn(found: Sequence[OfferView]) -> bool:
    """Whether one source states two prices under these names."""
    said: dict[str, str] = {}
    return any(said.setdefault(s.source, s.card.digest) != s.card.digest for offer in found for s in offer.statements)


def _with(offer: OfferView, names: Sequence[OfferView]) -> OfferView:
    if not names:
        return offer
    own = {statement.source for statement in offer.statements}
    added: dict[str, Statement] = {s.source: s for name in names for s in name.statements if s.source not in own}
    statements, agreement = believe((*offer.statements, *added.values()))
    end = next((name for name in names if name.sunset_on or name.deprecated_on), offer)
    return replace(
        offer, statements=statements, agreement=agreement, held=offer.held or any(name.held for name in names),
        status=next((name.status for name in names if name.status), offer.status),
        deprecated_on=end.deprecated_on, sunset_on=end.sunset_on, replacement=end.replacement or offer.replacement,
    )  # fmt: skip
