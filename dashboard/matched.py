"""Open models beside the closed ones that are as good, for the page Open vs closed: claims, rows, downloads. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dashboard.charts import Ladder, kind_of
from dashboard.leading import kind_word
from dashboard.rows import host_name
from dashboard.tables import csv_text
from dashboard.words import count, listing, percents, plain, times, usd
from intel.market.cost import Workload, blended
from intel.market.equals import Match
from intel.market.spread import PeerPrice, Range

SHOWN = 12
"""Models in the chart; the table has all."""


@dataclass(frozen=True, slots=True)
class Paid:
    """A closed model with a known list price, and the hosted models that are as good, by falling quality."""

    peer: PeerPrice
    price: Decimal
    """USD per million tokens of the workload."""
    equals: tuple[Match, ...]


def paid(found: Sequence[Match]) -> dict[str, Paid]:
    """By id the closed models that may be paid today; those with the best open equal first."""
    equals: dict[str, list[Match]] = defaultdict(list)
    peers: dict[str, PeerPrice] = {}
    for one in found:
        for peer in one.spread.peers:
            if peer.blended is not None and one.spread.offers:
                peers[peer.model] = peer
                equals[peer.model].append(one)
    return {model: Paid(peer, peer.blended, tuple(equals[model])) for model, peer in peers.items() if peer.blended}


def nearest(one: Paid) -> Match:
    """The equal that is as likely better as worse."""
    return min(one.equals, key=lambda match: (abs(match.odds[one.peer.model] - 0.5), match.estimate.model))


def claim(found: Sequence[Match], what: str) -> str:
    """How many open models ask less than their closed equals, in the middle and at all."""
    compared = [one for one in found if one.times is not None and one.estimate.open_weights]
    if not compared:
        return f"No open model has a closed equal with a known price at {what}"
    cheaper = sum(one.times > 1 for one in compared if one.times is not None)
    under = sum(one.undercuts for one in compared)
    verb = "asks" if cheaper == 1 else "ask"
    least = "none undercuts" if not under else "1 undercuts" if under == 1 else f"{under} undercut"
    return (
        f"{cheaper} of {count(len(compared), 'open model')} {verb} less at the median host than the median closed "
        f"model as good at {what}; {least} all of them"
    )


def ladders(found: Sequence[Match], at: datetime) -> list[tuple[Ladder, Ladder | None]]:
    """The best models as rows of the chart, each with the row of its equals; those without a host are left out."""
    hosted = [one for one in found if one.spread.blended]
    return [(_hosts(one, one.spread.blended, at), _equals(one)) for one in hosted[:SHOWN] if one.spread.blended]


def _hosts(one: Match, price: Range, at: datetime) -> Ladder:
    asked: dict[Decimal, list[str]] = defaultdict(list)
    for offer in one.spread.offers:
        amount = blended(offer.usd, one.spread.workload, at)
        if amount is not None:
            asked[amount].append(host_name(offer))
    told = one.estimate
    ratio = times(one.times) if one.times is not None else "–"
    return Ladder(
        plain(told.title, 60), kind_of(told.open_weights), _points(asked, " at "), float(price.median),
        count(one.spread.hosts, "host"), ratio,
    )  # fmt: skip


def _equals(one: Match) -> Ladder | None:
    if one.median is None:
        return None
    asked: dict[Decimal, list[str]] = defaultdict(list)
    for peer in one.spread.peers:
        if peer.blended is not None:
            asked[peer.blended].append(slug(peer.model))
    note = f"{len(one.asked)} closed equals" if len(one.asked) > 1 else "1 closed equal"
    equals = f"Equals of {plain(one.estimate.title, 60)}"
    return Ladder("", "closed", _points(asked, ": "), float(one.median), note, "", equals)


_NEAR = Decimal("1.02")
"""Prices that differ by less are one point: a chart's dot is wider than that."""


def _points(asked: Mapping[Decimal, Sequence[str]], of: str) -> tuple[tuple[float, int, str], ...]:
    """(price, how many, price and who) by price; near ones are one, the cheapest and the dearest stand exactly."""
    near: list[list[Decimal]] = []
    for price in sorted(asked):
        if near and price <= near[-1][0] * _NEAR:
            near[-1].append(price)
        else:
            near.append([price])
    return tuple(
        _point(
            prices, [name for price in prices for name in asked[price]], of, last=prices is near[-1] and len(near) > 1
        )
        for prices in near
    )


def _point(prices: Sequence[Decimal], who: list[str], of: str, *, last: bool) -> tuple[float, int, str]:
    span = usd(prices[0]) if usd(prices[0]) == usd(prices[-1]) else f"{usd(prices[0])} to {usd(prices[-1])}"
    return float(prices[-1] if last else prices[0]), len(who), f"{span}{of}{listing(who, 6)}"


def slug(model: str) -> str:
    """A model's id without its lab."""
    return plain(model.partition("/")[2] or model, 60)


def table(found: Sequence[Match], titles: Mapping[str, str]) -> list[dict[str, object]]:
    """All rows; why there is no ratio has a column where that is so of any."""
    rows = [cells(one, titles) for one in found]
    told = any(one.word for one in found)
    return [{name: value for name, value in row.items() if told or name != "No ratio"} for row in rows]


def cells(one: Match, titles: Mapping[str, str]) -> dict[str, object]:
    """A row of the table."""
    told, price, cheapest = one.estimate, one.spread.blended, one.cheapest
    return {
        "Model": plain(told.title, 60), "Closed ÷ open": _float(one.times), "Weights": kind_word(told.open_weights),
        "Solves": percents(told.share), "Hosts": one.spread.hosts, "Cheapest": _float(price.min if price else None),
        "Median": _float(price.median if price else None), "Dearest": _float(price.max if price else None),
        "Equals": len(one.asked) or len(one.spread.peers),
        "Cheapest equal": plain(titles.get(cheapest.model, slug(cheapest.model)), 60) if cheapest else None,
        "Equal asks": _float(cheapest.blended if cheapest else None), "Median equal": _float(one.median),
        "Cheapest host": host_name(one.spread.offers[0]) if one.spread.offers else None,
        "No ratio": one.word or None,
    }  # fmt: skip


def _float(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


HEADER = (
    "task", "model", "title", "weights", "share", "lower", "upper", "hosts", "workload", "cheapest_usd_per_mtok",
    "cheapest_host", "median_usd_per_mtok", "dearest_usd_per_mtok", "equals", "cheapest_equal",
    "cheapest_equal_usd_per_mtok", "median_equal_usd_per_mtok", "median_equal_to_median_host_ratio", "undercuts",
    "why_no_ratio", "source", "checked_at",
)  # fmt: skip


def csv(found: Sequence[Match]) -> str:
    """Every match; prices are blended for the workload, source and time are of the cheapest host's price."""
    return csv_text(HEADER, (_line(one) for one in found))


def _line(one: Match) -> tuple[object, ...]:
    told, price, cheapest = one.estimate, one.spread.blended, one.cheapest
    stated = one.spread.offers[0].believed if one.spread.offers else None
    return (
        told.task, told.model, told.title, kind_word(told.open_weights), round(told.share, 4), round(told.lower, 4),
        round(told.upper, 4), one.spread.hosts, one.spread.workload.name, price.min if price else None,
        host_name(one.spread.offers[0]) if one.spread.offers else None, price.median if price else None,
        price.max if price else None,
        " ".join(peer.model for peer in one.spread.peers), cheapest.model if cheapest else None,
        cheapest.blended if cheapest else None, one.median, None if one.times is None else round(one.times, 4),
        one.undercuts, one.word, stated.source if stated else None, stated.checked_at.isoformat() if stated else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moving:
    """Monthly bills in USD: the closed model's list price, the open model's median host and its cheapest."""

    now: Decimal
    median: Decimal
    cheapest: Decimal


def moving(today: Decimal, there: Range, workload: Workload, requests: int) -> Moving:
    """What so many requests cost in each place, the same tokens assumed everywhere; prices per million tokens."""
    millions = Decimal(workload.tokens * requests) / 1_000_000
    return Moving(today * millions, there.median * millions, there.min * millions)
