"""Quality against cost, for the page Frontier: dots, claims, rows and downloads. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dashboard.charts import kind_of
from dashboard.leading import kind_word, witnesses
from dashboard.past import RATE_ONLY
from dashboard.plots import Dot, Line, Step
from dashboard.rows import host_name
from dashboard.standings import NEARLY
from dashboard.tables import csv_text
from dashboard.words import day, percents, plain, times, usd
from intel.market.cost import Workload
from intel.market.frontier import Asked, Point, best, calm, cheapest, fall, fixed_quality, learned_at, pareto
from intel.market.leaders import leads
from intel.market.timeline import Pricing
from intel.market.value import Worth

_SAME = (Decimal("0.95"), Decimal("1.05"))
THOUSAND = 1000
"""Requests that a cost is of."""


@dataclass(frozen=True, slots=True)
class Priced:
    """A judged model with a price. ``cost`` is USD per 1,000 requests of the task's workload."""

    worth: Worth
    point: Point
    leads: bool
    """Nothing cheaper is as good."""


def priced(ranked: Sequence[Worth], workload: Workload) -> list[Priced]:
    """The models that somebody sells at a comparable price, cheapest first."""
    points = {
        one.estimate.model: Point(one.estimate.model, one.estimate.share, one.price * workload.tokens / THOUSAND)
        for one in ranked if one.price
    }  # fmt: skip
    leading = {point.model for point in pareto(points.values())}
    found = [Priced(w, points[w.estimate.model], w.estimate.model in leading) for w in ranked if w.price]
    return sorted(found, key=lambda p: (p.point.cost, -p.point.quality, p.point.model))


def claim(found: Sequence[Priced], titles: Mapping[str, str]) -> str:
    """The cheapest that reaches ``NEARLY`` of the leader (of the best here, where it is missing), and its cost."""
    points = [one.point for one in found]
    top = next((one.point for one in found if leads(one.worth.estimate)), best(points))
    if top is None:
        return "No model that two independent sources judge has a comparable price"
    good = cheapest(points, NEARLY * top.quality) or top
    name = titles.get(good.model, good.model)
    if good.model == top.model:
        return f"{plain(name, 40)} is the best, and nothing cheaper comes near"
    share, leader = good.quality / top.quality, plain(titles.get(top.model, top.model), 40)
    return f"{plain(name, 40)} solves {share:.0%} of what {leader} does, at {good.cost / top.cost:.0%} of its cost"


def dots(found: Sequence[Priced], words: Mapping[str, str]) -> list[Dot]:
    """Models as dots; ``words`` gives the address word of each."""
    return [
        Dot(
            plain(one.worth.estimate.title, 40), words[one.point.model], kind_of(one.worth.estimate.open_weights),
            float(one.point.cost), one.point.quality, one.leads, usd(one.point.cost), host_of(one.worth),
            witnesses(one.worth.estimate.sources),
        )
        for one in found
    ]  # fmt: skip


def host_of(worth: Worth) -> str:
    """Who sells it cheapest."""
    return host_name(worth.offer) if worth.offer else ""


def cells(found: Sequence[Priced]) -> list[dict[str, object]]:
    """The frontier as rows of a table: what each step up costs."""
    leading = [one for one in found if one.leads]
    before: Decimal | None = None
    made = []
    for one in leading:
        estimate = one.worth.estimate
        made.append({
            "Model": plain(estimate.title, 60), "Weights": kind_word(estimate.open_weights),
            "Solves": percents(estimate.share), "From": percents(estimate.lower), "To": percents(estimate.upper),
            "1,000 requests": float(one.point.cost),
            "× the one before": float(one.point.cost / before) if before else None,
            "Cheapest host": host_of(one.worth),
        })  # fmt: skip
        before = one.point.cost
    return made


HEADER = (
    "task", "model", "title", "weights", "share", "lower", "upper", "usd_per_1000_requests", "usd_per_mtok",
    "workload", "provider", "on_frontier", "sources",
)  # fmt: skip


def csv(found: Sequence[Priced], workload: str) -> str:
    """Every priced model, cheapest first; shares are 0-1."""
    return csv_text(
        HEADER,
        (
            (
                e.task, e.model, e.title, kind_word(e.open_weights), round(e.share, 4), round(e.lower, 4),
                round(e.upper, 4), one.point.cost, one.worth.price, workload,
                one.worth.offer.provider.id if one.worth.offer else None, one.leads, "+".join(e.sources),
            )
            for one in found
            for e in [one.worth.estimate]
        ),
    )  # fmt: skip


Moments = Mapping[datetime, Sequence[Point]]
"""The judged models that were sold at each moment; costs in USD per million tokens."""


@dataclass(frozen=True, slots=True)
class Level:
    """The cheapest model of a quality at each moment."""

    words: str
    """The quality."""
    steps: Sequence[tuple[datetime, Point | None]]
    learned: frozenset[datetime]
    """When no price moved, and a rate became known or was stated no more."""


def moments(then: Mapping[datetime, Asked], shares: Mapping[str, float]) -> Moments:
    """``then`` as points; ``shares`` are today's estimates, of models of the wanted weights only."""
    return _points({at: {m: one.price for m, one in by.items() if one.price} for at, by in then.items()}, shares)


def _points(then: Mapping[datetime, Mapping[str, Decimal]], shares: Mapping[str, float]) -> Moments:
    return {
        at: [Point(model, shares[model], price) for model, price in by.items() if model in shares]
        for at, by in then.items()
    }  # fmt: skip


def levels(then: Mapping[datetime, Asked], shares: Mapping[str, float], pricing: Pricing | None = None) -> list[Level]:
    """What was best at the first moment, and nine tenths of that; empty without a model there."""
    found = moments(then, shares)
    top = best(found[min(found)]) if found else None
    if top is None:
        return []
    held, made = _points(calm(then, pricing), shares), []
    for share, words in ((1.0, f"Best of {min(found):%b %Y}"), (0.9, "90% of that")):
        steps, kept = (fixed_quality(points, share * top.quality) for points in (found, held))
        made.append(Level(words, steps, learned_at(steps, kept)))
    return made


def fall_claim(found: Sequence[Level], titles: Mapping[str, str]) -> str:
    """How much the best quality of the first moment has got cheaper, and who sells it so."""
    if not found:
        return "No judged model had a price at the beginning"
    steps = found[0].steps
    (begun, first), (_, last), ratio = steps[0], steps[-1], fall(steps, found[0].learned)
    if len(steps) < 2 or first is None:
        return "The catalog does not reach back far enough to tell"
    if ratio is None or last is None:
        return "What was the best then is not on sale any more"
    then, now = (plain(titles.get(point.model, point.model), 40) for point in (first, last))
    return f"What {then} did in {begun:%B %Y} costs {_cheaper(ratio)} today, with {now}"


def _cheaper(ratio: Decimal) -> str:
    if _SAME[0] <= ratio <= _SAME[1]:
        return "the same"
    return f"{times(ratio)} less" if ratio > 1 else f"{times(1 / ratio)} more"


Hosts = Mapping[tuple[datetime, str], str]
"""Who sold a model cheapest at a moment, by name."""


def lines(found: Sequence[Level], titles: Mapping[str, str], hosts: Hosts) -> list[Line]:
    """Each level as step lines; a step begins where another model or another price is the cheapest."""
    return [Line(level.words, tuple(_steps(level, titles, hosts))) for level in found]


def _steps(level: Level, titles: Mapping[str, str], hosts: Hosts) -> list[Step]:
    made: list[Step] = []
    held: tuple[str, Decimal] | None = None
    for at, point in level.steps:
        now = (point.model, point.cost) if point else None
        if not made or now != held:
            made.append(_step(at, point, titles, hosts, learned=at in level.learned))
        held = now
    return made


def _step(at: datetime, point: Point | None, titles: Mapping[str, str], hosts: Hosts, *, learned: bool) -> Step:
    if point is None:
        return Step(at, None)
    who = f"{plain(titles.get(point.model, point.model), 40)} at {hosts.get((at, point.model), 'an unknown host')}"
    return Step(at, float(point.cost), usd(point.cost), f"{who}; {RATE_ONLY}" if learned else who, learned)


def fall_cells(found: Sequence[Level], titles: Mapping[str, str], hosts: Hosts) -> list[dict[str, object]]:
    """The steps of every level as rows, oldest first."""
    return [
        {"Quality": level.words, "From": step.at.date(), "Price": step.price, "Model and host": step.detail or None}
        for level in found
        for step in _steps(level, titles, hosts)
    ]  # fmt: skip


FALL_HEADER = ("quality", "from", "usd_per_mtok", "model", "provider_title", "rate_only")


def fall_csv(found: Sequence[Level], hosts: Hosts) -> str:
    """Every moment of every level; unknown is empty. ``rate_only``: no price moved, a rate became known or unstated."""
    return csv_text(
        FALL_HEADER,
        (
            (
                level.words, at.isoformat(),
                *((p.cost, p.model, hosts.get((at, p.model))) if p else (None, None, None)), at in level.learned,
            )
            for level in found
            for at, p in level.steps
        ),
    )  # fmt: skip


def span(found: Sequence[Level]) -> str:
    """From when to when the moments go."""
    return f"{day(found[0].steps[0][0])} to {day(found[0].steps[-1][0])}" if found else ""
