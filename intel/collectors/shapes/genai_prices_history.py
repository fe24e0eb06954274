"""When the prices of genai-prices hold: dated entries, hours of the day, and variants by service tier.

``prices`` is one object or a list of ``{constraint?, prices}`` of which the last whose constraint is met applies,
and the first where none is met (``ModelInfo.get_prices`` of genai-prices 0.2.3); so the first one's own
constraint never matters. ``price_variants`` lay ``{when, prices, constraint?}`` over it, key by key, the first
match winning; before its start date a variant is not stated.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from intel.collectors.shapes.fields import mapping, rows
from intel.collectors.shapes.genai_prices_card import Card, card
from intel.errors import RowError
from intel.rates import rate_card
from intel.records import TIERS, UNKNOWN_START, Price

STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class _Entry:
    """Rates, the day from which they hold (midnight UTC), and the hours "HH:MM-HH:MM" in which they do."""

    card: Card
    start: datetime = UNKNOWN_START
    window: str = ""
    tier: str = STANDARD
    unknown: str = ""
    """A variant's ``when`` that is no service tier, as "route=mistral/eu"."""


def histories(model: dict[str, Any]) -> dict[str, tuple[Price, ...]]:
    """Prices by service tier, oldest first, half-open and without gaps; no prices where none is stated.

    Raises:
        RowError: an amount, date or constraint cannot be read.
    """
    entries, variants = _entries(model.get("prices")), _variants(model.get("price_variants"))
    tiers = {STANDARD: [v for v in variants if v.unknown]}
    for variant in variants:
        if not variant.unknown:
            tiers.setdefault(variant.tier, []).append(variant)
    return {tier: _history(entries, laid_over, tier) for tier, laid_over in tiers.items()}


def _entries(stated: object) -> list[_Entry]:
    if not isinstance(stated, list):
        return [_Entry(card(stated) if stated is not None else {})]
    listed = [mapping(item, "prices") for item in stated]
    first, *later = [_Entry(card(item.get("prices")), *_constraint(item.get("constraint"))) for item in listed] or [
        _Entry({})
    ]
    return [replace(first, start=UNKNOWN_START, window=""), *later]


def _variants(stated: object) -> list[_Entry]:
    entries = []
    for item in rows(stated or [], "price_variants"):
        variant = mapping(item, "price variant")
        start, window = _constraint(variant.get("constraint"))
        when = mapping(variant.get("when"), "when")
        tier = _tier(when)
        if not tier or window:
            text = " ".join(f"{key}={when[key]}" for key in sorted(when))
            entries.append(_Entry(card(variant.get("prices")), start, unknown=f"{text} {window}".strip()))
        elif tier != STANDARD:
            entries.append(_Entry(card(variant.get("prices")), start, tier=tier))
    return entries


def _tier(when: dict[str, Any]) -> str:
    """The service tier that a request context selects; '' when it selects something else."""
    if len(when) != 1:
        return ""
    ((key, value),) = when.items()
    if (key, value) == ("service_tier", "default"):
        return STANDARD
    return value if key in ("service_tier", "processing", "speed") and value in TIERS else ""


def _constraint(stated: object) -> tuple[datetime, str]:
    """(start, window) of a constraint; the unknown start and '' without one."""
    if stated is None:
        return UNKNOWN_START, ""
    constraint = mapping(stated, "constraint")
    try:
        if set(constraint) == {"start_date"}:
            return datetime.combine(date.fromisoformat(constraint["start_date"]), time(), UTC), ""
        if set(constraint) == {"start_time", "end_time"}:
            return UNKNOWN_START, f"{_clock(constraint['start_time'])}-{_clock(constraint['end_time'])}"
    except (TypeError, ValueError):
        raise RowError(f"constraint with a date or time that cannot be read: {str(constraint)[:80]}") from None
    raise RowError(f"unknown constraint {', '.join(sorted(constraint))[:80]}")


def _clock(text: str) -> str:
    """ISO time of day as UTC "HH:MM"; a time without an offset is UTC."""
    clock = time.fromisoformat(text)
    moment = datetime.combine(date(1970, 1, 2), clock if clock.tzinfo else clock.replace(tzinfo=UTC))
    return f"{moment.astimezone(UTC):%H:%M}"


def _history(entries: list[_Entry], laid_over: list[_Entry], tier: str) -> tuple[Price, ...]:
    starts = sorted({entry.start for entry in (*entries, *laid_over)} | {UNKNOWN_START})
    prices: list[Price] = []
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        active = [entry for entry in laid_over if entry.start <= start]
        if tier != STANDARD and not active:
            continue
        paid = [rate for rates in _at(entries, active, start).values() for rate in rates]
        if paid:
            dated = "stated" if len(starts) > 1 else "observed"
            cut = any(was_cut for _, was_cut in paid)
            prices.append(Price(rate_card(rate for rate, _ in paid), start, end, dated, cut))
    return tuple(prices)


def _at(entries: list[_Entry], laid_over: list[_Entry], start: datetime) -> Card:
    """The rates that hold from ``start`` on: entries in order, then the variants, the first of these winning."""
    holding: Card = {}
    for entry in entries:
        if entry.start <= start:
            holding = _in_window(holding, entry) if entry.window else dict(entry.card)
    for variant in reversed(laid_over):
        holding |= _unjudged(variant) if variant.unknown else variant.card
    return holding


def _in_window(holding: Card, entry: _Entry) -> Card:
    """Add rates that hold in some hours only.

    An entry replaces the whole card in its hours, so it must state what the card states: a price that it leaves
    out is unknown in those hours, and no condition can say "not in those hours".
    """
    everywhere = {(key, r.condition) for key, rates in holding.items() for r, _ in rates if not r.condition.window}
    here = {(key, rate.condition) for key, rates in entry.card.items() for rate, _ in rates}
    if missing := {key for key, _ in everywhere - here}:
        raise RowError(f"the hours {entry.window} leave out {', '.join(sorted(missing))}")
    added = {
        key: tuple((replace(rate, condition=replace(rate.condition, window=entry.window)), cut) for rate, cut in rates)
        for key, rates in entry.card.items()
    }
    return holding | {key: (*holding.get(key, ()), *rates) for key, rates in added.items()}


def _unjudged(variant: _Entry) -> Card:
    """The variant's rates under its own words, beside those of the card: stored, never used."""
    return {
        f"{key} {variant.unknown}": tuple(
            (replace(rate, condition=replace(rate.condition, unknown=variant.unknown)), cut) for rate, cut in rates
        )
        for key, rates in variant.card.items()
    }
