"""Which closed models are as good as an open one at a task, and what both cost. Pure.

The rule: two models are *equal* at a task where neither is the better one with a probability of ``CLEAR`` or more, by
the stored estimates. Each is taken as normal on the logit scale between the bounds of its 90 % interval, and the two as
independent; docs/quality.md says how far that is from the joint posterior, which is not stored. A model that fewer than
two independent sources judge is equal to nothing: its interval says too little.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from statistics import median

from intel.market.cost import Workload
from intel.market.spread import PeerPrice, Spread, own_offer, spread
from intel.market.thresholds import probability_better
from intel.views import EstimateView, OfferView

CLEAR = 0.75
"""From this probability on one of two models is the better one: three to one."""
NO_HOST, NO_EQUAL, NO_PRICE = "no host to compare", "no closed equal", "no known price of an equal"


@dataclass(frozen=True, slots=True)
class Match:
    """A model that is not closed, with the closed models that are as good as it at the task."""

    estimate: EstimateView
    spread: Spread
    """Its hosts; its peers are the equals, cheapest list price first, those without a known price last."""
    odds: Mapping[str, float]
    """By equal: P(this model is the better one)."""

    @property
    def asked(self) -> tuple[Decimal, ...]:
        """The known list prices of the equals, cheapest first: USD per million tokens of the workload."""
        return tuple(peer.blended for peer in self.spread.peers if peer.blended is not None)

    @property
    def cheapest(self) -> PeerPrice | None:
        """The equal with the lowest known list price."""
        return self.spread.peers[0] if self.asked else None

    @property
    def median(self) -> Decimal | None:
        """The middle of the equals' list prices."""
        return median(self.asked) if self.asked else None

    @property
    def times(self) -> Decimal | None:
        """The median equal as a multiple of the median host: above 1 the model is cheaper; None with no price there."""
        return self.median / self.spread.blended.median if self.median and self.spread.blended else None

    @property
    def undercuts(self) -> bool:
        """Whether its cheapest host asks less than every equal."""
        return bool(self.asked and self.spread.blended and self.spread.blended.min < self.asked[0])

    @property
    def word(self) -> str:
        """Why there is no multiple; '' where there is one."""
        if not self.spread.offers:
            return NO_HOST
        if not self.spread.peers:
            return NO_EQUAL
        return "" if self.asked else NO_PRICE


def are_equal(one: EstimateView, other: EstimateView) -> bool:
    """Whether neither is clearly the better one; never with a provisional estimate or across tasks."""
    if one.task != other.task or one.provisional or other.provisional:
        return False
    return 1 - CLEAR < probability_better(one, other) < CLEAR


def matches(
    estimates: Iterable[EstimateView],
    offers: Mapping[str, Sequence[OfferView]],
    workload: Workload,
    at: datetime | None = None,
) -> list[Match]:
    """Every surely judged model whose weights are open, or whose licence is unknown, by falling quality.

    ``estimates`` are those of one task, rolled up to models. Only models known to be closed are taken for equals.
    """
    sure = sorted((e for e in estimates if not e.provisional), key=lambda e: (-e.share, e.model))
    closed = [one for one in sure if one.open_weights is False]
    own = {one.model: own_offer(one.model, offers.get(one.model, ()), workload, at) for one in closed}
    listed = {model: [offer] if offer else [] for model, offer in own.items()}
    found = []
    for one in sure:
        if one.open_weights is not False:
            odds = {other.model: probability_better(one, other) for other in closed if are_equal(one, other)}
            theirs = {model: listed[model] for model in odds}
            hosts = spread(one.model, offers.get(one.model, ()), workload, peers=theirs, at=at)
            found.append(Match(one, replace(hosts, peers=tuple(sorted(hosts.peers, key=_by_price))), odds))
    return found


def _by_price(peer: PeerPrice) -> tuple[bool, Decimal, str]:
    return peer.blended is None, peer.blended or Decimal(0), peer.model
