"""The price keys of LiteLLM's cost map: 170 spellings of a meter, a condition and a service tier.

A key is a stem (what is billed) and suffixes (when): ``cache_creation_input_token_cost`` with ``_above_1hr``,
``_above_272k_tokens`` and ``_flex`` is a cache write that lives an hour, of a prompt longer than 272,000 tokens, at
the flex tier. Amounts are USD per single unit. What a suffix leaves unexplained becomes an *unknown condition*, so
that no number is lost or misused.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from intel.rates import Condition, Meter

_STEMS: dict[str, tuple[Meter, str]] = {
    "input_cost_per_token": (Meter.INPUT, ""),
    "input_cost_per_token_cache_hit": (Meter.CACHE_READ, ""),
    "output_cost_per_token": (Meter.OUTPUT, ""),
    "output_cost_per_reasoning_token": (Meter.REASONING, ""),
    "cache_read_input_token_cost": (Meter.CACHE_READ, ""),
    "explicit_cache_read_input_token_cost": (Meter.CACHE_READ, "explicit cache"),
    "cache_creation_input_token_cost": (Meter.CACHE_WRITE, ""),
    "cache_read_input_audio_token_cost": (Meter.CACHE_READ_AUDIO, ""),
    "cache_read_input_token_cost_per_audio_token": (Meter.CACHE_READ_AUDIO, ""),
    "cache_creation_input_audio_token_cost": (Meter.CACHE_WRITE_AUDIO, ""),
    "cache_read_input_image_token_cost": (Meter.CACHE_READ_IMAGE_TOKENS, ""),
    "input_cost_per_audio_token": (Meter.INPUT_AUDIO, ""),
    "output_cost_per_audio_token": (Meter.OUTPUT_AUDIO, ""),
    "input_cost_per_image_token": (Meter.INPUT_IMAGE_TOKENS, ""),
    "output_cost_per_image_token": (Meter.OUTPUT_IMAGE_TOKENS, ""),
    "input_cost_per_video_token": (Meter.INPUT_VIDEO_TOKENS, ""),
    "output_cost_per_video_token": (Meter.OUTPUT_VIDEO_TOKENS, ""),
    "input_cost_per_image": (Meter.INPUT_IMAGE, ""),
    "output_cost_per_image": (Meter.OUTPUT_IMAGE, ""),
    "input_cost_per_pixel": (Meter.INPUT_PIXEL, ""),
    "output_cost_per_pixel": (Meter.OUTPUT_PIXEL, ""),
    "input_cost_per_character": (Meter.INPUT_CHARACTER, ""),
    "output_cost_per_character": (Meter.OUTPUT_CHARACTER, ""),
    "input_cost_per_second": (Meter.INPUT_SECOND, ""),
    "input_cost_per_audio_per_second": (Meter.INPUT_SECOND, ""),
    "output_cost_per_second": (Meter.OUTPUT_SECOND, ""),
    "input_cost_per_video_per_second": (Meter.INPUT_VIDEO_SECOND, ""),
    "output_cost_per_video_per_second": (Meter.OUTPUT_VIDEO_SECOND, ""),
    "input_cost_per_query": (Meter.REQUEST, ""),
    "input_cost_per_request": (Meter.REQUEST, ""),
    "input_cost_per_text_message": (Meter.REQUEST, "text message"),
    "cost_per_second": (Meter.INPUT_SECOND, "rented"),
    "citation_cost_per_token": (Meter.INPUT, "citation"),
    "ocr_cost_per_page": (Meter.PAGE, ""),
    "ocr_cost_per_credit": (Meter.PAGE, "per credit"),
    "annotation_cost_per_page": (Meter.PAGE, "annotation"),
    "code_interpreter_cost_per_session": (Meter.CODE_SESSION, ""),
    "google_maps_grounding_cost_per_query": (Meter.WEB_SEARCH, "google maps"),
}
"""Stem → meter, and the words of a condition that the stem itself implies and that we cannot judge."""

_TIERS = {
    "batches": ("batch", ""),
    "batch_requests": ("batch", ""),
    "flex": ("flex", ""),
    "priority": ("priority", ""),
    "ultrafast": ("fast", "ultrafast"),
}
"""Suffix → service tier and tag."""

_SUFFIX = re.compile(rf"_above_(?P<over>\d+)k_tokens|_above_(?P<hours>\d+)hr|_(?P<tier>{'|'.join(_TIERS)})(?=_|$)")
_BY_LENGTH = sorted(_STEMS, key=len, reverse=True)

_OTHER_UNITS = re.compile(r"_dbu_|_multiplier")
"""``*_dbu_*`` repeats the USD price in Databricks units; ``*_uplift_multiplier*`` is a factor, not an amount."""


@dataclass(frozen=True, slots=True)
class CostKey:
    """What one price key says."""

    meter: Meter
    condition: Condition
    service_tier: str = ""
    """'' where the key names none: the tier of the entry itself."""
    tag: str = ""


def states_price(key: str) -> bool:
    """Whether the value under ``key`` is money (the structured ``…_pricing`` and ``…_per_query`` keys too)."""
    return ("cost" in key or "pric" in key) and not _OTHER_UNITS.search(key)


@lru_cache(maxsize=1024)
def cost_key(key: str) -> CostKey | None:
    """Read a price key; None when its stem is none that we know."""
    stem = next((s for s in _BY_LENGTH if key == s or key.startswith(f"{s}_")), None)
    if stem is None:
        return None
    meter, unknown = _STEMS[stem]
    suffixes = key.removeprefix(stem)
    rest = _SUFFIX.sub("", suffixes).strip("_")
    condition, tier = Condition(unknown=" ".join(filter(None, (unknown, rest)))), ("", "")
    for match in _SUFFIX.finditer(suffixes):
        if match["over"]:
            # LiteLLM bills the whole request at this rate once the prompt exceeds the number.
            condition = replace(condition, over_tokens=int(match["over"]) * 1000)
        elif match["hours"]:
            condition = replace(condition, cache_ttl=f"{match['hours']}h")
        else:
            tier = _TIERS[match["tier"]]
    return CostKey(meter, condition, *tier)
