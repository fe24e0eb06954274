"""Pricing many requests by one rate card: the rules of ``cost``, made ready once, in exact integers.

An amount is whole nano-USD per million units and a quantity is a whole number, so their product is whole
``UNIT``s of 10⁻¹⁵ USD: sums need no rounding at all. ``cost`` remains for whom a breakdown is worth the time.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Context, Decimal

from intel.market.cost import PROMPT, holding_order, holds, rate_for, waits_for_ttl
from intel.rates import ALWAYS, Condition, Meter, RateCard
from intel.units import to_nano

PLACES = 15
"""Decimal places of a ``UNIT`` in the card's currency."""
_WIDE = Context(prec=60)


class Pricer:
    """One rate card, ready. Equal to ``cost(card, …).total`` to the last digit."""

    __slots__ = ("_always", "_card", "_sorted")

    def __init__(self, card: RateCard) -> None:
        self._card = card
        self._sorted = {meter: ordered(card, meter) for meter in {rate.meter for rate in card.rates}}
        self._always = {
            meter: rates[0][1]
            for meter, rates in self._sorted.items()
            if len(rates) == 1 and rates[0][0] == ALWAYS and not waits_for_ttl(meter)
        }

    def units(
        self,
        usage: Mapping[Meter, int],
        at: datetime | None = None,
        prompt_tokens: int | None = None,
        cache_ttl: str = "",
    ) -> int:
        """What ``usage`` costs, in units of 10⁻¹⁵ of the card's currency; arguments and errors as of ``cost``."""
        always, total = self._always, 0
        for meter, quantity in usage.items():
            if quantity:
                nano = always.get(meter)
                if nano is None:
                    if prompt_tokens is None:
                        prompt_tokens = sum(usage.get(part, 0) for part in PROMPT)
                    nano = self._nano(meter, at, prompt_tokens, cache_ttl)
                total += nano * quantity
        return total

    def _nano(self, meter: Meter, at: datetime | None, prompt_tokens: int, cache_ttl: str) -> int:
        ttl = cache_ttl if waits_for_ttl(meter) else ""
        for condition, nano in self._sorted.get(meter, ()):
            if holds(condition, at, prompt_tokens, ttl):
                return nano
        return to_nano(rate_for(self._card, meter, at=at, prompt_tokens=prompt_tokens, cache_ttl=cache_ttl).amount)


def ordered(card: RateCard, meter: Meter) -> tuple[tuple[Condition, int], ...]:
    """The rates of ``meter`` as (condition, nano per million): the first that holds is the one that counts."""
    rates = sorted((r for r in card.rates if r.meter is meter), key=holding_order, reverse=True)
    return tuple((rate.condition, to_nano(rate.amount)) for rate in rates)


def amount(units: int) -> Decimal:
    """Units of 10⁻¹⁵ as an exact amount of the currency."""
    return _WIDE.scaleb(Decimal(units), -PLACES)
