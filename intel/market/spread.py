"""How far the comparable hosts of one model lie apart, and how that sits against its closed peers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median

from intel.market.alike import shown
from intel.market.comparable import comparable
from intel.market.cost import CHAT, Workload, blended
from intel.rates import Meter
from intel.views import OfferView

_TIMES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Range:
    """USD per million tokens over the comparable hosts; the median of an even count is the middle pair's mean."""

    min: Decimal
    median: Decimal
    max: Decimal


@dataclass(frozen=True, slots=True)
class PeerPrice:
    """A closed model's own list price: its lab's first-party offer. All None when no such price is known."""

    model: str
    offer: OfferView | None
    input: Decimal | None
    output: Decimal | None
    blended: Decimal | None
    times_median: Decimal | None
    """Its blended price as a multiple of the median host's; above 1 the open model is cheaper."""
    times_min: Decimal | None
    """The same against the cheapest host."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The offers of one model, like for like. The ranges are None when it has no comparable host."""

    model: str
    workload: Workload
    offers: tuple[OfferView, ...]
    """One per host, cheapest first for the workload."""
    input: Range | None
    output: Range | None
    blended: Range | None
    common: tuple[Decimal, Decimal] | None
    """The (input, output) pair that most hosts ask, as prices are shown; None when no two agree. Ties: the cheaper."""
    common_hosts: int
    peers: tuple[PeerPrice, ...]

    @property
    def hosts(self) -> int:
        """Comparable hosts."""
        return len(self.offers)


def spread(
    model: str,
    offers: Iterable[OfferView],
    workload: Workload = CHAT,
    *,
    peers: Mapping[str, Sequence[OfferView]] | None = None,
    at: datetime | None = None,
) -> Spread:
    """The spread of ``model`` over ``offers``, against ``peers`` (closed model id → its offers, in order of show)."""
    rows = comparable(offers, workload, at)
    common, hosts = _most_common([(_amount(offer, Meter.INPUT), _amount(offer, Meter.OUTPUT)) for offer in rows])
    blend = _range([_blended(offer, workload, at) for offer in rows])
    return Spread(
        model=model,
        workload=workload,
        offers=tuple(rows),
        input=_range([_amount(offer, Meter.INPUT) for offer in rows]),
        output=_range([_amount(offer, Meter.OUTPUT) for offer in rows]),
        blended=blend,
        common=common if hosts > 1 else None,
        common_hosts=hosts if hosts > 1 else 0,
        peers=tuple(_peer(peer, theirs, workload, at, blend) for peer, theirs in (peers or {}).items()),
    )


def own_offer(
    model: str, offers: Iterable[OfferView], workload: Workload = CHAT, at: datetime | None = None
) -> OfferView | None:
    """The first-party offer of ``model`` ("lab/slug"): its lab's own, bought directly; None when there is none."""
    lab = model.partition("/")[0]
    direct = [offer for offer in offers if offer.provider.kind == "lab" and not offer.key.via]
    rows = comparable(direct, workload, at)
    return min(rows, key=lambda offer: offer.provider.id != lab, default=None)


def _peer(
    model: str, offers: Sequence[OfferView], workload: Workload, at: datetime | None, ours: Range | None
) -> PeerPrice:
    offer = own_offer(model, offers, workload, at)
    if offer is None:
        return PeerPrice(model, None, None, None, None, None, None)
    price = _blended(offer, workload, at)
    return PeerPrice(
        model=model,
        offer=offer,
        input=_amount(offer, Meter.INPUT),
        output=_amount(offer, Meter.OUTPUT),
        blended=price,
        times_median=(price / ours.median).quantize(_TIMES) if ours else None,
        times_min=(price / ours.min).quantize(_TIMES) if ours else None,
    )


def _most_common(pairs: Sequence[tuple[Decimal, Decimal]]) -> tuple[tuple[Decimal, Decimal] | None, int]:
    """What most hosts ask and how many: $4.39999 counts as $4.40, since a reader sees no difference."""
    alike = Counter((shown(one), shown(other)) for one, other in pairs)
    if not alike:
        return None, 0
    most, hosts = min(alike.items(), key=lambda item: (-item[1], item[0]))
    exact = Counter(pair for pair in pairs if (shown(pair[0]), shown(pair[1])) == most)
    return min(exact.items(), key=lambda item: (-item[1], item[0]))[0], hosts


def _range(prices: Sequence[Decimal]) -> Range | None:
    return Range(min(prices), median(prices), max(prices)) if prices else None


def _amount(offer: OfferView, meter: Meter) -> Decimal:
    """A comparable offer states input and output in USD, so the assertions below hold by construction."""
    amount = offer.usd.amount(meter) if offer.usd else None
    assert amount is not None
    return amount


def _blended(offer: OfferView, workload: Workload, at: datetime | None) -> Decimal:
    price = blended(offer.usd, workload, at)
    assert price is not None
    return price
