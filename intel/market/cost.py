"""What a rate card makes of a use: USD with its breakdown, and one comparable price per workload.

Which rate of a meter holds is decided here and nowhere else: the highest context boundary that the prompt passes
prices the whole request; a price that is bound to a time holds only when that time is given; one that leaves out the
holidays of a country is used on those too, and the line says so; a rate under a condition that nobody can judge is
never used; a meter that is not stated is an error that names it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache

from intel.errors import UnpricedError
from intel.rates import ALWAYS, Condition, Meter, Rate, RateCard

MILLION = Decimal(10**6)
NO_CACHE_PRICE = "no cache price: input rate used"
"""Note on a line whose cached tokens are billed as plain input, as hosts without a cache discount do."""
HOLIDAYS = "price of these hours on a working day; a public holiday pays the price of the other hours"
"""Note on a line whose rate leaves out the days of a holiday calendar, which is not consulted."""

_ORDER = {meter: place for place, meter in enumerate(Meter)}
_EXACT = Context(prec=40, rounding=ROUND_HALF_EVEN)
_NANO = Decimal("1e-9")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PROMPT = (Meter.INPUT, Meter.CACHE_READ, Meter.CACHE_WRITE)
"""The meters whose tokens make up the prompt, which context tiers look at."""
_WRITES = (Meter.CACHE_WRITE, Meter.CACHE_WRITE_AUDIO, Meter.CACHE_STORAGE)


@dataclass(frozen=True, slots=True)
class Workload:
    """One kind of request, and how many of them a month. Tokens are per request."""

    name: str
    input_tokens: int
    """The whole prompt, cached part included."""
    cached_ratio: Decimal
    """Share of the prompt that is read from the cache, 0-1. Writing it is not counted."""
    output_tokens: int
    requests: int = 1
    """A month, for sums; a price per million tokens does not depend on it."""
    title: str = ""

    @property
    def tokens(self) -> int:
        """Tokens of one request, in and out."""
        return self.input_tokens + self.output_tokens

    def usage(self) -> dict[Meter, int]:
        """Units of each meter in one request; meters that are not used are left out."""
        return dict(_usage(self.input_tokens, self.cached_ratio, self.output_tokens))


@lru_cache(maxsize=1_000)
def _usage(input_tokens: int, cached_ratio: Decimal, output_tokens: int) -> Mapping[Meter, int]:
    cached = int((input_tokens * cached_ratio).to_integral_value())
    used = {Meter.INPUT: input_tokens - cached, Meter.CACHE_READ: cached, Meter.OUTPUT: output_tokens}
    return {meter: quantity for meter, quantity in used.items() if quantity}


CHAT = Workload("chat", 3000, Decimal(0), 1000, 100_000, "Chat: three tokens in for each token out, nothing cached")
"""The default: the 3:1 blend that price comparisons commonly use. ``seeds/workloads.toml`` states the same."""


@dataclass(frozen=True, slots=True)
class CostLine:
    """``quantity`` units of ``meter`` at ``amount`` per million, which came to ``total``."""

    meter: Meter
    quantity: int
    amount: Decimal
    condition: str
    """Canonical text of the condition under which the amount holds; '' is always."""
    total: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """A sum in the card's currency and the lines that add up to it, in the order of ``Meter``."""

    total: Decimal
    lines: tuple[CostLine, ...]
    currency: str = "USD"

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader has to know about the sum, each thing once."""
        return tuple(dict.fromkeys(line.note for line in self.lines if line.note))


def cost(
    card: RateCard,
    usage: Mapping[Meter, int],
    *,
    at: datetime | None = None,
    prompt_tokens: int | None = None,
    cache_ttl: str = "",
) -> Cost:
    """Price ``usage`` (units per meter, one request) by ``card``, in the card's currency.

    Args:
        card: the rates, per million units of each meter.
        usage: units of each meter; a quantity of 0 costs nothing and needs no rate.
        at: aware time of the request. None: rates bound to hours, days or a promotion are not used.
        prompt_tokens: what context boundaries are held against; by default input + cache read + cache write.
        cache_ttl: lifetime of the cache writes, as "1h"; '' is the provider's default.

    Raises:
        UnpricedError: a used meter has no rate, or none that holds; the sentence names the meter.
    """
    prompt = prompt_tokens if prompt_tokens is not None else sum(usage.get(meter, 0) for meter in PROMPT)
    lines = []
    for meter in sorted(usage, key=_ORDER.__getitem__):
        if usage[meter]:
            rate = rate_for(card, meter, at=at, prompt_tokens=prompt, cache_ttl=cache_ttl)
            lines.append(_line(meter, usage[meter], rate))
    return Cost(sum((line.total for line in lines), Decimal(0)), tuple(lines), card.currency)


def workload_cost(card: RateCard, workload: Workload, *, at: datetime | None = None) -> Cost:
    """Price one request of ``workload``; ``UnpricedError`` when input or output has no rate.

    Where the card states no cache price the cached share is billed at the input rate, which is what a host
    without a cache discount does; the line says so. A stated price per request is added, an absent one is not
    missing: hardly any host has one.
    """
    usage = workload.usage()
    if card.amount(Meter.REQUEST):
        usage[Meter.REQUEST] = 1
    prompt = workload.input_tokens
    if Meter.CACHE_READ not in usage or _candidates(card, Meter.CACHE_READ, at, prompt, ""):
        return cost(card, usage, at=at, prompt_tokens=prompt)
    cached = usage.pop(Meter.CACHE_READ)
    priced = cost(card, usage, at=at, prompt_tokens=prompt)
    line = _line(Meter.CACHE_READ, cached, rate_for(card, Meter.INPUT, at=at, prompt_tokens=prompt), NO_CACHE_PRICE)
    return Cost(priced.total + line.total, (*priced.lines, line), card.currency)


def blended(card: RateCard | None, workload: Workload = CHAT, at: datetime | None = None) -> Decimal | None:
    """Price per million tokens of ``workload``, rounded to a billionth; None when it is unknown."""
    if card is None or not workload.tokens:
        return None
    try:
        total = workload_cost(card, workload, at=at).total
    except UnpricedError:
        return None
    return _EXACT.divide(total * MILLION, Decimal(workload.tokens)).quantize(_NANO, context=_EXACT)


def rate_for(
    card: RateCard, meter: Meter, *, at: datetime | None = None, prompt_tokens: int = 0, cache_ttl: str = ""
) -> Rate:
    """The one rate of ``meter`` that holds: highest context boundary, then the most conditions, then the dearest.

    Raises ``UnpricedError`` that names the meter, and the conditions of its rates when there are some.
    """
    holding = _candidates(card, meter, at, prompt_tokens, cache_ttl)
    if not holding:
        raise UnpricedError(_unpriced(card, meter))
    return holding[0] if len(holding) == 1 else max(holding, key=holding_order)


def _line(meter: Meter, quantity: int, rate: Rate, note: str = "") -> CostLine:
    when = "" if rate.condition is ALWAYS else rate.condition.text()
    if rate.condition.calendar:
        note = note or f"{HOLIDAYS} ({rate.condition.calendar})"
    return CostLine(meter, quantity, rate.amount, when, _EXACT.divide(rate.amount * quantity, MILLION), note)


def _candidates(card: RateCard, meter: Meter, at: datetime | None, prompt_tokens: int, cache_ttl: str) -> list[Rate]:
    ttl = cache_ttl if waits_for_ttl(meter) else ""
    return [r for r in card.rates if r.meter is meter and holds(r.condition, at, prompt_tokens, ttl)]


def timeless(card: RateCard) -> bool:
    """Whether the card prices the same use the same at any time."""
    return all(
        rate.condition is ALWAYS
        or not (rate.condition.window or rate.condition.days or rate.condition.calendar or rate.condition.until)
        for rate in card.rates
    )


def waits_for_ttl(meter: Meter) -> bool:
    """Whether the lifetime of the cache decides its price."""
    return meter in _WRITES


def holds(condition: Condition, at: datetime | None, prompt_tokens: int, cache_ttl: str) -> bool:
    """Whether a rate under ``condition`` is used for such a request; never where nobody can judge it."""
    if condition is ALWAYS:
        return not cache_ttl
    if condition.unknown or condition.cache_ttl != cache_ttl:
        return False
    boundary = condition.over_tokens
    if boundary is not None and not (prompt_tokens > boundary or (condition.inclusive and prompt_tokens == boundary)):
        return False
    return _holds_at(condition, at)


def _holds_at(condition: Condition, at: datetime | None) -> bool:
    if not (condition.window or condition.days or condition.until):
        return True
    if at is None:
        return False
    moment = at.astimezone(UTC)
    if condition.until is not None and moment >= condition.until:
        return False
    if condition.days and _WEEKDAYS[moment.weekday()] not in condition.days.split("+"):
        return False
    return not condition.window or _within(condition.window, f"{moment:%H:%M}")


def _within(window: str, clock: str) -> bool:
    """Whether "HH:MM" lies in the half-open window, which may wrap past midnight."""
    start, _, end = window.partition("-")
    return start <= clock < end if start < end else clock >= start or clock < end


def holding_order(rate: Rate) -> tuple[int, bool, int, Decimal]:
    """Of the rates of a meter that hold, the greatest counts: boundary, then number of conditions, then price."""
    condition = rate.condition
    boundary = -1 if condition.over_tokens is None else condition.over_tokens
    parts = sum(map(bool, (condition.window, condition.days, condition.until)))
    return boundary, not condition.inclusive, parts, rate.amount


def _unpriced(card: RateCard, meter: Meter) -> str:
    conditions = [f"{{{r.condition.text()}}}" for r in card.rates if r.meter is meter]
    if conditions:
        return f"No {meter} price holds for this use: it is stated only for {', '.join(conditions)}."
    return f"No price is stated for {meter}, and an absent price is not zero."
