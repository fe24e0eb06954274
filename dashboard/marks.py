"""From rows and spreads to what the charts draw. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from dashboard.charts import Bar, Ladder, kind_of
from dashboard.rows import OfferRow, host_name
from dashboard.sections import Closed, Section
from dashboard.words import count, day, listing, plain, times, usd, usd_column
from intel.market.cost import blended
from intel.market.spread import PeerPrice, Spread
from intel.views import ModelView, OfferView


def host_bars(rows: Sequence[OfferRow], kind: str) -> list[Bar]:
    """Comparable offers, whose prices are known. A stale price is faint, unless all are: the page then says so."""
    fresh = any(not row.stale for row in rows)
    mixes = usd_column([row.blended for row in rows])
    return [
        _bar(row.host, kind, (row.input, row.output), mix, _stated(row), row.stale and fresh)
        for row, mix in zip(rows, mixes, strict=True)
    ]


def _stated(row: OfferRow) -> str:
    seen = f", {day(row.checked_at)}" if row.checked_at else ""
    return f"{row.source}{seen}, {row.agreement}{', stale' if row.stale else ''}"


def peer_bar(peer: PeerPrice, titles: Mapping[str, str]) -> Bar | None:
    """A closed model's list price; None when it is not known."""
    stated = peer.offer.believed if peer.offer else None
    if stated is None:
        return None
    detail = f"{stated.source}, {day(stated.checked_at)}"
    name = plain(titles.get(peer.model, peer.model))
    return _bar(name, "closed", (peer.input, peer.output), usd(peer.blended), detail, False)


def _bar(
    name: str, kind: str, prices: tuple[Decimal | None, Decimal | None], mix: str, detail: str, faint: bool
) -> Bar:
    low, high = prices
    assert low is not None
    assert high is not None
    return Bar(name, kind, float(low), float(high), usd(low), usd(high), mix, detail, faint)


def ladders(
    part: Section, models: Mapping[str, ModelView], today: Decimal, at: datetime
) -> tuple[list[Ladder], list[Ladder]]:
    """The rows of closed models, dearest first, and those of open ones; ``today`` is the price that is paid now."""
    dearest = sorted(part.closed, key=lambda one: -one.price)
    closed = [peer_ladder(one, models[one.peer.model].title, today) for one in dearest]
    return closed, [model_ladder(models[one.spread.model], one.spread, at) for one in part.opened]


def model_ladder(model: ModelView, found: Spread, at: datetime) -> Ladder:
    """A model with one point per distinct price of its hosts; it has at least one comparable host."""
    assert found.blended is not None
    hosts: dict[Decimal, list[OfferView]] = defaultdict(list)
    for offer in found.offers:
        price = blended(offer.usd, found.workload, at)
        if price is not None:
            hosts[price].append(offer)
    points = tuple((float(price), len(who), _point_text(price, who)) for price, who in sorted(hosts.items()))
    after = times(found.blended.max / found.blended.min) if found.hosts > 1 else usd(found.blended.min)
    return Ladder(
        plain(model.title), kind_of(model.open_weights), points, float(found.blended.median),
        note=count(found.hosts, "host"), before="", after=after,
    )  # fmt: skip


def peer_ladder(one: Closed, title: str, today: Decimal) -> Ladder:
    """A closed model's list price as one point, its label on the side away from the line at ``today``."""
    price, text = float(one.price), usd(one.price)
    point = f"{text} at {host_name(one.peer.offer)}" if one.peer.offer else text
    before, after = ("", text) if one.price > today else (text, "")
    return Ladder(plain(title), "closed", ((price, 1, point),), price, note="list price", before=before, after=after)


def _point_text(price: Decimal, sellers: Sequence[OfferView]) -> str:
    return f"{usd(price)} at {listing([host_name(offer) for offer in sellers], 6)}"
