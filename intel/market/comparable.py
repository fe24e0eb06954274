"""Which offers of a model may stand side by side, and the word that sets the others apart."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from intel.market.cost import CHAT, Workload, blended
from intel.rates import Meter
from intel.views import OfferView

DEARER_SKU = "dearer sku"
"""Word for a comparable offer of a provider that sells the same model cheaper under another sku."""

_KINDS = {"plan": "plan", "local": "local"}
_LATE_KINDS = {"gateway": "gateway", "unknown": "unknown kind", "": "unknown kind"}


def word(offer: OfferView, on: date | None = None) -> str:
    """'' for a comparable offer, else the one word that sets it apart from the comparable ones.

    Comparable: tier standard, input and output stated and above zero in USD, and a provider that is neither
    gateway, plan nor local. ``on`` is the day to judge a withdrawal by; by default the day its price was last
    confirmed. A subscription's $0 is a "plan", never a price.
    """
    if _retired(offer, on):
        return "retired"
    if offer.provider.kind in _KINDS:
        return _KINDS[offer.provider.kind]
    if offer.key.service_tier != "standard":
        return offer.key.service_tier
    money = _money_word(offer)
    if money == "free":
        return money
    return _LATE_KINDS.get(offer.provider.kind, "") or money


def comparable(offers: Iterable[OfferView], workload: Workload = CHAT, at: datetime | None = None) -> list[OfferView]:
    """One offer per provider, its cheapest comparable one for ``workload``; cheapest provider first, ties by sku.

    ``at`` lets prices bound to hours or promotions count; without it only prices that hold at any time do.
    """
    best: dict[str, tuple[tuple[Decimal, str, int], OfferView]] = {}
    for offer in offers:
        price = None if word(offer) else blended(offer.usd, workload, at)
        if price is None:
            continue
        rank = (price, offer.key.sku, offer.id)
        if offer.provider.id not in best or rank < best[offer.provider.id][0]:
            best[offer.provider.id] = (rank, offer)
    return [offer for _, offer in sorted(best.values(), key=lambda item: (item[0][0], item[1].provider.id))]


def listed(
    offers: Iterable[OfferView], workload: Workload = CHAT, at: datetime | None = None
) -> list[tuple[OfferView, str]]:
    """Every offer with its word, as a list for people shows them.

    The comparable ones first (as ``comparable`` orders them), then the others by word and price, unknown last.
    """
    everything = list(offers)
    first = comparable(everything, workload, at)
    shown = {offer.id for offer in first}
    rest = [(offer, word(offer) or DEARER_SKU) for offer in everything if offer.id not in shown]
    rest.sort(key=lambda item: (item[1], *_by_price(item[0], workload, at)))
    return [(offer, "") for offer in first] + rest


def _by_price(offer: OfferView, workload: Workload, at: datetime | None) -> tuple[bool, Decimal, str, str, int]:
    price = blended(offer.usd, workload, at)
    return price is None, price or Decimal(0), offer.provider.id, offer.key.sku, offer.id


def hosts(offers: Iterable[OfferView]) -> int:
    """How many providers have a comparable offer: ``len(comparable(offers))`` without pricing anything."""
    return len({offer.provider.id for offer in offers if not word(offer)})


def _retired(offer: OfferView, on: date | None) -> bool:
    if offer.status == "retired":
        return True
    if offer.sunset_on is None:
        return False
    day = on or max((s.checked_at.date() for s in offer.statements), default=None)
    return day is not None and offer.sunset_on <= day


def _money_word(offer: OfferView) -> str:
    if not offer.statements:
        return "unknown price"
    stated = offer.statements[0].card
    amounts = (stated.amount(Meter.INPUT), stated.amount(Meter.OUTPUT))
    if None in amounts:
        return "unknown price"
    if not all(amounts):
        return "partly free" if any(amounts) else "free"
    return "" if offer.usd is not None else "no exchange rate"
