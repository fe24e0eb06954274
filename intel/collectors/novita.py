"""Novita's own list. Its integers are 1/10,000 USD per million tokens: 1500 is $0.15.

Beside each integer stands the same price as a decimal; where both are stated they must agree, or the row is rejected
(a list in another currency would show there). ``origin_*`` is the price before a discount that is already off.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from intel.collectors.shapes.context_steps import closed
from intel.collectors.shapes.fields import mapping, optional_name, rows, tokens, words
from intel.collectors.shapes.listing import able, is_zero, keyed, listed, unread
from intel.collectors.shapes.prices import Stated, prices
from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter
from intel.records import Limits, Offer, OfferKey, name
from intel.source import Authority, Parsed, Snapshot, Source, each
from intel.units import Scale, amount

SOURCE = Source(
    id="novita",
    title="Novita model list",
    url="https://api.novita.ai/v3/openai/models",
    cadence=timedelta(hours=6),
    authority=Authority.FIRST_PARTY,
    licence="none stated; terms at https://novita.ai/legal/terms-of-service",
    redistributable=False,
    min_records=30,
    homepage="https://novita.ai/models",
)

_SCALE = Scale.PER_MILLION
_INTEGERS = Scale.TEN_THOUSANDTHS_PER_MILLION
_METERS = {
    "prompt": Meter.INPUT,
    "completion": Meter.OUTPUT,
    "input_cache_read": Meter.CACHE_READ,
    "input_cache_write": Meter.CACHE_WRITE,
}
_CAPABILITIES = {"function-calling": "tools", "reasoning": "reasoning", "structured-outputs": "structured_output"}
_SERVED = 1
"""``status`` of a model that can be called; what is not served has no price that anybody pays."""


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per SKU; "-p" and "-dst" twins of a model are SKUs of their own."""
    models = listed(snapshot, "pricing")
    yield from each(keyed(models), _offer)
    yield from unread(((key, row.get("pricing")) for key, row in keyed(models) if isinstance(row, dict)), _METERS)


def _offer(_: str, item: object) -> Iterator[Offer]:
    row = mapping(item, "model")
    sku = name(row.get("id"))
    yield Offer(
        key=OfferKey("novita", sku),
        name=sku,
        prices=prices(_stated(row), _SCALE) if row.get("status") in (_SERVED, None) else (),
        title=optional_name(row.get("display_name")),
        limits=Limits(
            context_tokens=tokens(row.get("context_size")),
            max_output_tokens=tokens(row.get("max_output_tokens")),
            input_modalities=words(row.get("input_modalities")),
            output_modalities=words(row.get("output_modalities")),
            capabilities=able(_CAPABILITIES, words(row.get("features"))),
        ),
    )


def _stated(row: dict[str, Any]) -> Iterator[Stated]:
    """With tiers only they are read: the flat prices of a tiered model are 0 or those of its first tier."""
    tiers = rows(row.get("tiered_billing_configs") or [], "tiered_billing_configs")
    if tiers:
        steps = [mapping(tier, "tier") for tier in tiers]
        for step, condition in zip(steps, closed(steps), strict=True):
            yield from _block(mapping(step.get("pricing"), "pricing of a tier"), condition)
    elif row.get("is_tiered_billing"):
        raise RowError("billed by tiers that are not listed")
    elif pricing := mapping(row.get("pricing") or {}, "pricing"):
        yield from _block(pricing, ALWAYS)
    else:
        yield from _flat(row)


def _block(pricing: dict[str, Any], condition: Condition) -> Iterator[Stated]:
    for key, meter in _METERS.items():
        if pricing.get(key) is not None:
            yield key, meter, condition, _price(key, mapping(pricing[key], key))


def _price(key: str, stated: dict[str, Any]) -> object:
    decimal, integer = stated.get("price_per_m_decimal"), stated.get("price_per_m")
    if integer is None:
        return decimal
    counted = amount(integer, _INTEGERS)
    if decimal is not None and amount(decimal, _SCALE) != counted:
        raise RowError(f"{key}: {str(integer)[:40]} ten-thousandths are not {str(decimal)[:40]}")
    return counted


def _flat(row: dict[str, Any]) -> Iterator[Stated]:
    """The two integers of a row without ``pricing``; a 0 among them means that there is no such price."""
    for key, meter in (("input_token_price_per_m", Meter.INPUT), ("output_token_price_per_m", Meter.OUTPUT)):
        stated = row.get(key)
        if stated is not None and not is_zero(stated):
            yield key, meter, ALWAYS, amount(stated, _INTEGERS)
