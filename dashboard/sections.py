"""What is set beside what on the page Open vs closed: peer groups that have a price on both sides. Pure."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal

from intel.market.cost import Workload
from intel.market.peers import PeerGroup
from intel.market.spread import PeerPrice, Range, Spread


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed model with a known list price; the price is blended, in USD per million tokens."""

    peer: PeerPrice
    price: Decimal


@dataclass(frozen=True, slots=True)
class Opened:
    """An open model with at least one comparable host, and the range of its blended prices."""

    spread: Spread
    price: Range


@dataclass(frozen=True, slots=True)
class Section:
    """One peer group with a price on both sides."""

    closed: tuple[Closed, ...]
    """In the order of the group: the one to show first in front."""
    opened: tuple[Opened, ...]
    """Dearest median host first."""


def section(group: PeerGroup, sold: Collection[str], spread_of: Callable[[str], Spread]) -> Section | None:
    """The models of the group that are ``sold`` at a price; None when one side has none."""
    spreads = [spread_of(model) for model in group.open if model in sold]
    opened = [Opened(one, one.blended) for one in spreads if one.blended]
    peers = opened[0].spread.peers if opened else ()
    closed = tuple(Closed(peer, peer.blended) for peer in peers if peer.blended and peer.model in sold)
    opened.sort(key=lambda one: (-one.price.median, one.spread.model))
    return Section(closed, tuple(opened)) if closed else None


@dataclass(frozen=True, slots=True)
class Moving:
    """Monthly bills in USD: the closed model's list price, the open model's median host and its cheapest."""

    now: Decimal
    median: Decimal
    cheapest: Decimal


def moving(closed: Closed, opened: Opened, workload: Workload, requests: int) -> Moving:
    """What ``requests`` requests of the workload cost in each place, the same tokens assumed everywhere."""
    millions = Decimal(workload.tokens * requests) / 1_000_000
    return Moving(closed.price * millions, opened.price.median * millions, opened.price.min * millions)
