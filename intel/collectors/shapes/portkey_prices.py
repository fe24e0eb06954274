"""``pricing_config`` and ``custom_pricing`` of one model in Portkey's files, by service tier, in US cents."""

from dataclasses import replace
from typing import Any

from intel.collectors.shapes.fields import mapping
from intel.collectors.shapes.listing import sold
from intel.collectors.shapes.prices import Stated
from intel.collectors.shapes.variants import service_tier
from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter
from intel.records import TIERS
from intel.units import Scale

USD = (None, "USD")
SCALE = Scale.CENTS_PER_UNIT
METERS: dict[str, tuple[Meter, Condition]] = {
    "request_token": (Meter.INPUT, ALWAYS),
    "response_token": (Meter.OUTPUT, ALWAYS),
    "cache_read_input_token": (Meter.CACHE_READ, ALWAYS),
    "cache_write_input_token": (Meter.CACHE_WRITE, ALWAYS),
    "request_audio_token": (Meter.INPUT_AUDIO, ALWAYS),
    "response_audio_token": (Meter.OUTPUT_AUDIO, ALWAYS),
    "cache_read_audio_input_token": (Meter.CACHE_READ_AUDIO, ALWAYS),
    "reasoning_token": (Meter.REASONING, ALWAYS),
}
UNITS = {
    "cache_write_1h": (Meter.CACHE_WRITE, Condition(cache_ttl="1h")),
    "web_search": (Meter.WEB_SEARCH, ALWAYS),
}
"""Read under ``additional_units``."""


def tiers_of(sku: str, row: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What a model states for each service tier; ``RowError`` when it is in another currency than the dollar."""
    config = mapping(row.get("pricing_config"), "pricing_config")
    if config.get("currency") not in USD:
        raise RowError(f"currency {str(config['currency'])[:40]!r}")
    tiers = _modes(row) | {service_tier(sku): config.get("pay_as_you_go")}
    if config.get("batch_config"):
        tiers["batch"] = config["batch_config"]
    return {tier: mapping(stated or {}, tier) for tier, stated in tiers.items()}


def _modes(row: dict[str, Any]) -> dict[str, Any]:
    """What is stated for other service tiers under ``custom_pricing``; of the standard tier it repeats the price."""
    found: Any = row
    for part in ("custom_pricing", "regions", "default", "execution_modes"):
        found = mapping(found.get(part) or {}, part)
    stated = {mode: mapping(given, mode).get("pricing_config") for mode, given in found.items()}
    return {
        mode: mapping(config, mode).get("pay_as_you_go")
        for mode, config in stated.items()
        if mode in TIERS and mode != "standard"
    }


def rates_of(stated: dict[str, Any], over: int, free: bool) -> list[Stated]:
    """The prices of one tier, for prompts over so many tokens; a 0 counts only where the tier is ``free``."""
    extra = mapping(stated.get("additional_units") or {}, "additional_units")
    found: list[Stated] = [(key, *METERS[key], _amount(stated, key)) for key in METERS]
    found += [(key, *UNITS[key], _amount(extra, key)) for key in UNITS]
    kept = found[:2] if free else sold(found)
    return [(key, meter, replace(c, over_tokens=over), value) for key, meter, c, value in kept] if over else kept


def _amount(stated: dict[str, Any], key: str) -> object:
    return mapping(stated[key], key).get("price") if stated.get(key) is not None else None
