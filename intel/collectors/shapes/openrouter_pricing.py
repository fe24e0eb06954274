"""The ``pricing`` object of OpenRouter, which other gateways and hosts have copied.

Amounts are decimal strings in USD per token; ``request``, ``web_search`` and a per-image ``image`` are USD per
item. ``discount`` is already in the amounts (captures of 2026-08) and must not be applied again.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from intel.collectors.shapes.fields import mapping, rows
from intel.collectors.shapes.prices import money
from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter, Rate, rate_card
from intel.records import Price
from intel.units import Scale, number

_METERS: dict[str, tuple[Meter, str]] = {
    "prompt": (Meter.INPUT, ""),
    "completion": (Meter.OUTPUT, ""),
    "input_cache_read": (Meter.CACHE_READ, ""),
    "input_cache_write": (Meter.CACHE_WRITE, ""),
    "input_cache_write_1h": (Meter.CACHE_WRITE, "1h"),
    "internal_reasoning": (Meter.REASONING, ""),
    "image": (Meter.INPUT_IMAGE, ""),
    "image_token": (Meter.INPUT_IMAGE_TOKENS, ""),
    "image_output": (Meter.OUTPUT_IMAGE_TOKENS, ""),
    "audio": (Meter.INPUT_AUDIO, ""),
    "audio_output": (Meter.OUTPUT_AUDIO, ""),
    "input_audio_cache": (Meter.CACHE_READ_AUDIO, ""),
    "request": (Meter.REQUEST, ""),
    "web_search": (Meter.WEB_SEARCH, ""),
}
"""Price key → meter and cache lifetime, in the order in which they are read: a later one wins a shared meter."""

_NO_PRICE = frozenset({"discount", "overrides"})
_MAIN = ("prompt", "completion")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"^([01]\d|2[0-3])([0-5]\d)$")
_IMAGE_OF_FEWEST_TOKENS = 100
_DEAREST_TOKEN = Decimal("0.0005")

Amount = tuple[Decimal, bool]
"""USD per million units, and whether digits were dropped."""

Rates = dict[tuple[Meter, str, Condition], Amount]
"""Amount by meter, cache lifetime and condition (the lifetime not repeated in the condition)."""


def prices(pricing: dict[str, Any]) -> tuple[Price, ...]:
    """The price that a ``pricing`` object states, or none when it is unknown (``-1``: varies by request).

    Raises:
        RowError: an amount is not a price.
    """
    if any(_varies(key, pricing.get(key)) for key in _MAIN):
        return ()
    stated = _stated(pricing)
    meters = _METERS | _images(stated)
    found: Rates = {(*meters[key], ALWAYS): _paid(key, value) for key, value in stated.items()}
    found |= {(Meter.REQUEST, "", Condition(unknown=key)): _paid(key, pricing[key]) for key in _unnamed(pricing)}
    for entry in rows(pricing.get("overrides") or [], "overrides"):
        override = mapping(entry, "override")
        condition = _condition(override)
        for key, value in _stated(override).items():
            _override(found, meters[key], condition, _paid(key, value))
    rates = [Rate(m, a, replace(c, cache_ttl=ttl) if ttl else c) for (m, ttl, c), (a, _) in found.items()]
    return (Price(rate_card(rates), rounded=any(cut for _, cut in found.values())),) if rates else ()


def _paid(key: str, value: object) -> Amount:
    try:
        return money(value, Scale.PER_UNIT)
    except RowError as error:
        raise RowError(f"{key}: {error}") from None


def _unnamed(pricing: dict[str, Any]) -> list[str]:
    """Unknown keys with an amount: kept under an unknown condition, so never used and never lost."""
    return [key for key in unread_keys(pricing) if _is_amount(pricing[key])]


def _is_amount(value: object) -> bool:
    try:
        return number(value) > 0
    except RowError:
        return False


def unread_keys(pricing: Iterable[str]) -> set[str]:
    """Keys of a ``pricing`` object that this module does not know."""
    return {key for key in pricing if key not in _METERS and key not in _NO_PRICE}


def _varies(key: str, value: object) -> bool:
    try:
        return value is not None and number(value) == -1
    except RowError as error:
        raise RowError(f"{key}: {error}") from None


def _stated(pricing: dict[str, Any]) -> dict[str, Any]:
    """The priced keys in reading order, without nulls, ``-1`` and fillers.

    Until early 2026 every unused key was written "0"; a side meter at 0 beside a paid prompt is such a filler,
    not a free cache or search. Beside a prompt that is itself 0 it is taken at its word.
    """
    known = {key: pricing[key] for key in _METERS if pricing.get(key) is not None and not _varies(key, pricing[key])}
    paid = "prompt" in known and number(known["prompt"]) != 0
    return {key: value for key, value in known.items() if key in _MAIN or not paid or number(value) != 0}


def _images(stated: dict[str, Any]) -> dict[str, tuple[Meter, str]]:
    """What ``image`` and ``image_output`` are a price of in this object.

    Both are documented as USD per image. Yet on token-billed models ``image`` repeats the prompt's price (48 of
    55 endpoints of 2026-08-08, shown as "/M tokens" on the site; 2.25 times at most), while true prices per image
    were 250 prompt tokens and more. ``image_output`` is per token throughout (0.00012 is $120 per million).
    """
    meters = {}
    prompt = number(stated["prompt"]) if "prompt" in stated else Decimal(0)
    if "image" in stated and number(stated["image"]) < prompt * _IMAGE_OF_FEWEST_TOKENS:
        meters["image"] = (Meter.INPUT_IMAGE_TOKENS, "")
    if "image_output" in stated and number(stated["image_output"]) > _DEAREST_TOKEN:
        meters["image_output"] = (Meter.OUTPUT_IMAGE, "")
    return meters


def _condition(override: dict[str, Any]) -> Condition:
    """When an override applies: ``min_prompt_tokens`` must be exceeded, hours are half-open and may wrap.

    A condition that we cannot read makes the rate unknown rather than unconditional.
    """
    rest = {k: v for k, v in override.items() if k not in _METERS and v is not None}
    over, start, end = rest.pop("min_prompt_tokens", None), rest.pop("utc_start", None), rest.pop("utc_end", None)
    days = _days(rest.pop("utc_days", []))
    window = _window(start, end)
    if over is not None and (isinstance(over, bool) or not isinstance(over, int)):
        rest["min_prompt_tokens"], over = over, None
    if days is None:
        rest["utc_days"], days = override["utc_days"], ""
    if window is None:
        rest |= {"utc_start": start, "utc_end": end}
    unknown = " ".join(f"{key}={rest[key]}" for key in sorted(rest))
    return Condition(over_tokens=over, window=window or "", days=days, unknown=unknown)


def _window(start: object, end: object) -> str | None:
    """Window "HH:MM-HH:MM" of two HHMM clocks, '' when there is no window, None when it cannot be read."""
    if start is None and end is None:
        return ""
    clocks = [_CLOCK.match(str(clock).zfill(4)) for clock in (start, end)]
    return "-".join(f"{c[1]}:{c[2]}" for c in clocks if c) if all(clocks) else None


def _days(stated: object) -> str | None:
    """Weekday names joined by "+", None when they are not names (numbers do not say where the week starts)."""
    if not isinstance(stated, list) or not all(isinstance(day, str) and day[:3].lower() in _DAYS for day in stated):
        return None
    return "+".join(sorted({day[:3].lower() for day in stated}, key=_DAYS.index))


def _override(found: Rates, meter: tuple[Meter, str], condition: Condition, paid: Amount) -> None:
    """Add one overriding rate: a later override wins wherever it and an earlier rate both hold."""
    found_before = [c for m, ttl, c in found if (m, ttl) == meter]
    found[(*meter, condition)] = paid
    if condition.unknown:
        return
    for earlier in found_before:
        if not earlier.unknown and (both := _both(earlier, condition)) is not None:
            found[(*meter, both)] = paid


def _both(one: Condition, other: Condition) -> Condition | None:
    """The condition under which both hold; None when their windows or days differ and it has no single form."""
    if (one.window and other.window and one.window != other.window) or (
        one.days and other.days and one.days != other.days
    ):
        return None
    over = max((c.over_tokens for c in (one, other) if c.over_tokens is not None), default=None)
    return Condition(over_tokens=over, window=one.window or other.window, days=one.days or other.days)
