"""The ``prices`` object of genai-prices: which key bills what, per how many units, in USD.

A price is a number or ``{base, tiers: [{start, price}]}``. A tier holds for the whole request once the prompt is
*longer than* ``start`` (``total_input_tokens > tier.start`` in ``calc_unit_price`` of genai-prices 0.2.3), so
its boundary is exclusive.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Context, Decimal
from typing import Any

from intel.collectors.shapes.fields import mapping, rows
from intel.collectors.shapes.prices import money
from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter, Rate
from intel.units import Scale, number

Paid = tuple[Rate, bool]
"""A rate, and whether digits were dropped."""

Card = dict[str, tuple[Paid, ...]]
"""Rates by price key: what an override replaces is all rates of a key."""

_MILLION, _THOUSAND, _BILLION, _HOUR = 10**6, 10**3, 10**9, 3600
_HOURLY = Condition(cache_ttl="1h")
_FIVE_MINUTES = Condition(cache_ttl="5m")

_KEYS: dict[str, tuple[Meter, int, Condition]] = {
    "input_mtok": (Meter.INPUT, _MILLION, ALWAYS),
    "output_mtok": (Meter.OUTPUT, _MILLION, ALWAYS),
    "cache_read_mtok": (Meter.CACHE_READ, _MILLION, ALWAYS),
    "cache_write_mtok": (Meter.CACHE_WRITE, _MILLION, ALWAYS),
    "cache_write_5m_mtok": (Meter.CACHE_WRITE, _MILLION, _FIVE_MINUTES),
    "cache_write_1h_mtok": (Meter.CACHE_WRITE, _MILLION, _HOURLY),
    "output_reasoning_mtok": (Meter.REASONING, _MILLION, ALWAYS),
    "output_citation_mtok": (Meter.OUTPUT, _MILLION, Condition(unknown="citation tokens")),
    "input_audio_mtok": (Meter.INPUT_AUDIO, _MILLION, ALWAYS),
    "output_audio_mtok": (Meter.OUTPUT_AUDIO, _MILLION, ALWAYS),
    "cache_audio_read_mtok": (Meter.CACHE_READ_AUDIO, _MILLION, ALWAYS),
    "cache_audio_write_mtok": (Meter.CACHE_WRITE_AUDIO, _MILLION, ALWAYS),
    "input_image_mtok": (Meter.INPUT_IMAGE_TOKENS, _MILLION, ALWAYS),
    "output_image_mtok": (Meter.OUTPUT_IMAGE_TOKENS, _MILLION, ALWAYS),
    "cache_image_read_mtok": (Meter.CACHE_READ_IMAGE_TOKENS, _MILLION, ALWAYS),
    "input_video_mtok": (Meter.INPUT_VIDEO_TOKENS, _MILLION, ALWAYS),
    "output_video_mtok": (Meter.OUTPUT_VIDEO_TOKENS, _MILLION, ALWAYS),
    "input_mchars": (Meter.INPUT_CHARACTER, _MILLION, ALWAYS),
    "input_gpixels": (Meter.INPUT_PIXEL, _BILLION, ALWAYS),
    "audio_hours": (Meter.INPUT_SECOND, _HOUR, ALWAYS),
    "input_audio_hours": (Meter.INPUT_SECOND, _HOUR, ALWAYS),
    "output_audio_hours": (Meter.OUTPUT_SECOND, _HOUR, ALWAYS),
    "input_document_kpages": (Meter.PAGE, _THOUSAND, ALWAYS),
    "input_annotated_document_kpages": (Meter.PAGE, _THOUSAND, Condition(unknown="annotated pages")),
    "requests_kcount": (Meter.REQUEST, _THOUSAND, ALWAYS),
    "rerank_searches_kcount": (Meter.REQUEST, _THOUSAND, ALWAYS),
    "input_text_messages_kcount": (Meter.REQUEST, _THOUSAND, Condition(unknown="text messages")),
    "web_searches_kcount": (Meter.WEB_SEARCH, _THOUSAND, ALWAYS),
    "social_searches_kcount": (Meter.WEB_SEARCH, _THOUSAND, Condition(unknown="social search")),
    "storage_searches_kcount": (Meter.FILE_SEARCH, _THOUSAND, ALWAYS),
    "code_executions_kcount": (Meter.CODE_SESSION, _THOUSAND, ALWAYS),
}
"""Price key → meter, units per stated amount, condition. Units as in ``data_units.py`` of genai-prices 0.2.3."""

_SCALES = {_MILLION: Scale.PER_MILLION, _THOUSAND: Scale.PER_THOUSAND}
_WIDE = Context(prec=40)


def card(prices: object) -> Card:
    """Rates by price key of one ``prices`` object; empty where it states none.

    A key that is not known keeps its amount under an unknown condition named after it: never used, never lost.

    Raises:
        RowError: an amount is not a price, or not of a known form; the sentence names the key.
    """
    found: Card = {}
    for key, value in mapping(prices, "prices").items():
        if value is not None:
            found[key] = tuple(_rates(key, value))
    return found


def _rates(key: str, value: object) -> Iterator[Paid]:
    meter, per, condition = _KEYS.get(key) or (Meter.REQUEST, _MILLION, Condition(unknown=key))
    try:
        for over, price in _steps(value):
            amount, cut = _per_million(price, per)
            yield Rate(meter, amount, condition if over is None else replace(condition, over_tokens=over)), cut
    except RowError as error:
        raise RowError(f"{key}: {error}") from None


def _steps(value: object) -> Iterator[tuple[int | None, object]]:
    """(None, base price), then (boundary, price) per tier."""
    if not isinstance(value, dict):
        yield None, value
        return
    yield None, value.get("base")
    for entry in rows(value.get("tiers"), "tiers"):
        tier: dict[str, Any] = mapping(entry, "tier")
        start = tier.get("start")
        if isinstance(start, bool) or not isinstance(start, int) or start < 0:
            raise RowError(f"tier start {str(start)[:40]!r} is not a number of tokens")
        yield start, tier.get("price")


def _per_million(price: object, per: int) -> tuple[Decimal, bool]:
    if per in _SCALES:
        return money(price if isinstance(price, Decimal | int | str) else str(price), _SCALES[per])
    return money(_WIDE.divide(number(price), Decimal(per)), Scale.PER_UNIT)
