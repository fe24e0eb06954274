"""Rows of JSON: the field names that scripts rely on, each built in one place.

Money is a string of USD per million tokens, null where unknown; times are ISO 8601 in UTC.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from intel.cli.out import iso
from intel.market.cost import Workload, blended
from intel.market.spread import PeerPrice, Range, Spread
from intel.rates import Meter
from intel.units import money_text
from intel.views import DemandView, ModelView, OfferView, SourceView, Statement

PRICES = (
    ("input_usd_per_mtok", Meter.INPUT),
    ("output_usd_per_mtok", Meter.OUTPUT),
    ("cache_read_usd_per_mtok", Meter.CACHE_READ),
    ("cache_write_usd_per_mtok", Meter.CACHE_WRITE),
)
"""Field name → the meter whose unconditional price it holds."""


def offer_row(offer: OfferView, word: str, workload: Workload, at: datetime | None) -> dict[str, Any]:
    """One offer; ``word`` '' makes it comparable. ``rate_card`` is the canonical text of all rates as stated."""
    believed = offer.believed
    return {
        "model": offer.model,
        "comparable": not word,
        "word": word,
        **key_row(offer),
        **{name: money_text(offer.usd.amount(meter) if offer.usd else None) for name, meter in PRICES},
        "blended_usd_per_mtok": money_text(blended(offer.usd, workload, at)),
        "workload": workload.name,
        "currency": believed.card.currency if believed else None,
        "rate_card": believed.card.text() if believed else None,
        **evidence_row(offer),
        "held": offer.held,
        "context_tokens": offer.limits.context_tokens,
        "max_output_tokens": offer.limits.max_output_tokens,
        "status": offer.status or None,
        "deprecated_on": offer.deprecated_on.isoformat() if offer.deprecated_on else None,
        "sunset_on": offer.sunset_on.isoformat() if offer.sunset_on else None,
        "replacement": offer.replacement or None,
        "statements": [statement_row(statement) for statement in offer.statements],
    }


def key_row(offer: OfferView) -> dict[str, Any]:
    """Who sells what: the natural key, '' where a part does not apply."""
    return {
        "provider": offer.provider.id,
        "provider_title": offer.provider.title,
        "provider_kind": offer.provider.kind,
        "sku": offer.key.sku,
        "via": offer.key.via,
        "region": offer.key.region,
        "quantization": offer.key.quantization,
        "service_tier": offer.key.service_tier,
        "tag": offer.key.tag,
    }


def evidence_row(offer: OfferView | None) -> dict[str, Any]:
    """Whose price is believed, how fresh it is and who agrees; null without a price."""
    believed = offer.believed if offer else None
    return {
        "source": believed.source if believed else None,
        "checked_at": iso(believed.checked_at) if believed else None,
        "stale": believed.stale if believed else None,
        "agreement": (offer.agreement or None) if offer else None,
    }


def statement_row(statement: Statement) -> dict[str, Any]:
    """What one source states of an offer's price, and where it can be looked up."""
    row: dict[str, Any] = {"source": statement.source, "authority": statement.authority}
    row |= {name: money_text(statement.usd.amount(meter) if statement.usd else None) for name, meter in PRICES}
    return row | {
        "currency": statement.card.currency,
        "rate_card": statement.card.text(),
        "basis": statement.basis,
        "effective_from": iso(statement.effective_from) if statement.effective_from.year > 1 else None,
        "effective_to": iso(statement.effective_to),
        "seen_from": iso(statement.seen_from),
        "checked_at": iso(statement.checked_at),
        "stale": statement.stale,
        "sha256": statement.sha256,
        "url": statement.url,
    }


def model_row(model: ModelView) -> dict[str, Any]:
    """One model; ``open_weights`` null where the licence is unknown, ``hosts`` counts comparable ones."""
    return {
        "id": model.id,
        "title": model.title,
        "lab": model.lab,
        "family": model.family or None,
        "open_weights": model.open_weights,
        "released_on": model.released_on.isoformat() if model.released_on else None,
        "context_tokens": model.limits.context_tokens,
        "hosts": model.hosts,
        "offers": model.offers,
        "weights_url": model.weights_url or None,
        "demand": _demand_row(model.demand) if model.demand else None,
    }


def _demand_row(demand: DemandView) -> dict[str, Any]:
    return {
        "source": demand.source,
        "on": demand.on.isoformat(),
        "tokens": demand.tokens,
        "share_ratio": f"{demand.share_ratio:f}",
    }


def source_row(source: SourceView) -> dict[str, Any]:
    """One source; ages in seconds, null where it was never believed."""
    return {
        "source": source.id,
        "title": source.title,
        "url": source.url,
        "licence": source.licence,
        "authority": source.authority,
        "redistributable": source.redistributable,
        "cadence_seconds": source.cadence_seconds,
        "last_run_at": iso(source.last_run_at),
        "last_outcome": source.last_outcome or None,
        "last_healthy_at": iso(source.last_healthy_at),
        "age_seconds": source.age_seconds,
        "stale": source.stale,
        "records": source.records,
        "offers": source.offers,
        "rejected": source.rejected,
        "quarantined": source.quarantined,
        "message": source.message or None,
    }


def spread_row(spread: Spread) -> dict[str, Any]:
    """One model's spread over its comparable hosts and its closed peers."""
    common = spread.common
    return {
        "model": spread.model,
        "workload": spread.workload.name,
        "hosts": spread.hosts,
        "input_usd_per_mtok": _range(spread.input),
        "output_usd_per_mtok": _range(spread.output),
        "blended_usd_per_mtok": _range(spread.blended),
        "most_common": {
            "input_usd_per_mtok": money_text(common[0]),
            "output_usd_per_mtok": money_text(common[1]),
            "hosts": spread.common_hosts,
        } if common else None,
        "peers": [_peer(peer) for peer in spread.peers],
    }  # fmt: skip


def _range(prices: Range | None) -> dict[str, str | None] | None:
    if prices is None:
        return None
    return {"min": money_text(prices.min), "median": money_text(prices.median), "max": money_text(prices.max)}


def _peer(peer: PeerPrice) -> dict[str, Any]:
    return {
        "model": peer.model,
        "provider": peer.offer.provider.id if peer.offer else None,
        "input_usd_per_mtok": money_text(peer.input),
        "output_usd_per_mtok": money_text(peer.output),
        "blended_usd_per_mtok": money_text(peer.blended),
        "times_median": _times(peer.times_median),
        "times_min": _times(peer.times_min),
        **evidence_row(peer.offer),
    }


def _times(ratio: Decimal | None) -> str | None:
    return None if ratio is None else f"{ratio}"
