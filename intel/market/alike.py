"""When two prices are the same, and two rate cards compared like with like. Pure.

What one source does not state is unknown, never a change: a cache price that is stated for the first time is no cut,
and one that is stated no more is no rise.
"""

from decimal import ROUND_HALF_UP, Decimal

from intel.rates import Condition, Meter, RateCard

UNMOVED = Decimal("0.001")
"""A price that moves by less is shown as the same, so it has not moved: hosts that sell in units of their own
(Databricks' DBU) are at $0.30 in one database and at $0.30002 in another."""


def same_price(one: Decimal, other: Decimal) -> bool:
    """Whether two amounts lie less than ``UNMOVED`` of the larger one apart; what is free is only like what is free."""
    return one == other or abs(one - other) < UNMOVED * max(abs(one), abs(other))


def rounded(amount: Decimal, places: int) -> Decimal:
    """Halves go up."""
    return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def shown(amount: Decimal) -> Decimal:
    """Dollars as they are shown: to cents, to a tenth of a cent below one dollar, to two digits below ten cents."""
    if amount >= 1 or not amount:
        return rounded(amount, 0 if amount >= 1000 else 2)
    return rounded(amount, 3 if amount >= Decimal("0.1") else 1 - amount.adjusted())


def like_with_like(before: RateCard, after: RateCard) -> tuple[RateCard, RateCard]:
    """Both cards with the rates (meter and condition) that both state; as they are where those are the same."""
    old, new = ({(rate.meter, rate.condition) for rate in card.rates} for card in (before, after))
    if old == new:
        return before, after
    kept = old & new
    return _only(before, kept), _only(after, kept)


def _only(card: RateCard, kept: set[tuple[Meter, Condition]]) -> RateCard:
    return RateCard(tuple(rate for rate in card.rates if (rate.meter, rate.condition) in kept), card.currency)
