"""What the pages show of an offer: one frozen row each, built from the catalog's answers. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dashboard.words import count, plain
from intel.market.comparable import listed
from intel.market.cost import Workload, blended
from intel.rates import Meter, RateCard
from intel.views import ModelView, OfferView, Statement

UNSTATED = "unstated"
"""Precision of an offer whose quantization nobody states."""


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One offer under one workload. Prices are USD per million tokens; None is unknown, as is a plan's $0."""

    host: str
    word: str
    """'' for a comparable offer, else what sets it apart."""
    blended: Decimal | None
    ratio: Decimal | None
    """``blended`` divided by that of the cheapest comparable offer."""
    input: Decimal | None
    output: Decimal | None
    cache_read: Decimal | None
    context_tokens: int | None
    precision: str
    tier: str
    region: str
    via: str
    sku: str
    kind: str
    source: str
    checked_at: datetime | None
    """When its source was last seen to state it."""
    stale: bool
    agreement: str
    held: bool
    """A newer price waits in quarantine."""
    retires_on: str
    """ISO date of the announced withdrawal; '' when none is announced."""
    replaced_by: str
    url: str
    sha256: str
    """Of the archived bytes that stated the price."""
    uptime_ratio: Decimal | None
    latency_ms: int | None
    """To the first token."""
    tokens_per_second: Decimal | None
    address: str
    """What tells the offer apart in the page's address."""


def address(offer: OfferView) -> str:
    """Provider, sku and whatever else tells it apart, as in "deepinfra zai-org/GLM-5.2 via openrouter fp8"."""
    key = offer.key
    via = f"via {key.via}" if key.via else ""
    tier = "" if key.service_tier == "standard" else key.service_tier
    return plain(" ".join(filter(None, (key.provider, key.sku, via, key.region, key.quantization, tier, key.tag))), 400)


def offer_rows(offers: Iterable[OfferView], workload: Workload, at: datetime) -> list[OfferRow]:
    """Comparable offers first, one per host, cheapest first; then the others by word and price."""
    ranked = [(offer, word, blended(offer.usd, workload, at)) for offer, word in listed(offers, workload, at)]
    cheapest = next((price for _, word, price in ranked if not word and price), None)
    return [_row(offer, word, price, cheapest) for offer, word, price in ranked]


def _row(offer: OfferView, word: str, price: Decimal | None, cheapest: Decimal | None) -> OfferRow:
    believed, key = offer.believed, offer.key
    card = None if word == "plan" and not price else offer.usd
    return OfferRow(
        host=host_name(offer),
        word=word,
        blended=price if card else None,
        ratio=price / cheapest if price is not None and cheapest and card else None,
        input=_amount(card, Meter.INPUT),
        output=_amount(card, Meter.OUTPUT),
        cache_read=_amount(card, Meter.CACHE_READ),
        context_tokens=offer.limits.context_tokens,
        precision=precision(offer),
        tier=key.service_tier,
        region=plain(key.region), via=plain(key.via), sku=plain(key.sku),
        kind=offer.provider.kind,
        source=believed.source if believed else "",
        checked_at=believed.checked_at if believed else None,
        stale=believed is not None and believed.stale,
        agreement=offer.agreement,
        held=offer.held,
        retires_on=offer.sunset_on.isoformat() if offer.sunset_on else "",
        replaced_by=plain(offer.replacement, 120),
        url=believed.url if believed else "",
        sha256=believed.sha256 if believed else "",
        uptime_ratio=offer.uptime_ratio,
        latency_ms=offer.latency_ms,
        tokens_per_second=offer.throughput_tokens_per_second,
        address=address(offer),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """What one source says of an offer that sources disagree about. USD per million tokens."""

    host: str
    sku: str
    source: str
    input: Decimal | None
    output: Decimal | None
    checked_at: datetime
    believed: bool


def dispute_rows(offers: Iterable[OfferView]) -> list[DisputeRow]:
    """Every statement on every disputed offer; offers in the order given, the believed statement first."""
    return [
        DisputeRow(
            host=host_name(offer),
            sku=plain(offer.key.sku),
            source=stated.source,
            input=_amount(stated.usd, Meter.INPUT),
            output=_amount(stated.usd, Meter.OUTPUT),
            checked_at=stated.checked_at,
            believed=stated is offer.believed,
        )
        for offer in offers
        if offer.agreement == "disputed"
        for stated in offer.statements
    ]


def apart_word(word: str) -> str:
    """What sets an offer apart, for people who do not know what a sku is."""
    return word.replace("sku", "offer")


def precision(offer: OfferView) -> str:
    """Its quantization, or the word for one that nobody states."""
    return offer.key.quantization or UNSTATED


def of_precision(offers: Iterable[OfferView], wanted: Sequence[str]) -> list[OfferView]:
    """The offers in one of the ``wanted`` precisions; none wanted keeps all."""
    return [offer for offer in offers if not wanted or precision(offer) in wanted]


def witnesses(offers: Iterable[OfferView]) -> list[Statement]:
    """Of each source whose price is believed for some offer, the statement confirmed last; by source."""
    newest: dict[str, Statement] = {}
    for offer in offers:
        stated = offer.believed
        if stated and (stated.source not in newest or stated.checked_at > newest[stated.source].checked_at):
            newest[stated.source] = stated
    return [newest[source] for source in sorted(newest)]


def host_name(offer: OfferView) -> str:
    """The provider as one line of text."""
    return plain(offer.provider.title or offer.provider.id)


def model_label(model: ModelView, word: str) -> str:
    """Title and host count, and the address word where the title does not say it: people search for either."""
    parts = [plain(model.title, 40), count(model.hosts, "host"), word]
    return " · ".join(parts if model.title.lower() != word else parts[:2])


def _amount(card: RateCard | None, meter: Meter) -> Decimal | None:
    return card.amount(meter) if card else None
