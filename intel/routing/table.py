"""The routing table: per task one primary route, fallbacks that fail separately, and why it came out so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from intel.errors import UsageError
from intel.market.cost import Workload, workload_cost
from intel.market.workloads import Workloads
from intel.rates import Meter
from intel.routing.policy import RoutingPolicy, Task
from intel.routing.rank import Choice, Host, Ranking, rank, without
from intel.units import money_text
from intel.views import OfferView, Statement

QUALITY = "none"
"""What a table says of quality that is not made of estimates: price decides within a list made by hand."""


@dataclass(frozen=True, slots=True)
class Route:
    """One ranked choice: a model and its providers in the order to try them."""

    model: str
    hosts: tuple[Host, ...]

    def ceiling(self, meter: Meter) -> Decimal:
        """The most that any listed provider asks, USD per million: refuse what has become dearer."""
        return max(amount for host in self.hosts if (amount := _amount(host.offer, meter)) is not None)


@dataclass(frozen=True, slots=True)
class TaskRoutes:
    """The routes of one task. ``primary`` is None when no candidate has a known price."""

    task: Task
    workload: Workload
    primary: Route | None
    fallbacks: tuple[Route, ...]
    """Other models, cheapest first, none of them at the primary's provider."""
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoutingTable:
    """The whole document. The same catalog, policy and package version give the same table."""

    catalog_at: datetime
    """Time of the catalog's state, not of the export."""
    policy_hash: str
    package_version: str
    tasks: tuple[TaskRoutes, ...]
    quality: str = QUALITY


def build(
    policy: RoutingPolicy,
    offers: Mapping[str, Sequence[OfferView]],
    workloads: Workloads,
    *,
    catalog_at: datetime,
    package_version: str,
    quality: str = QUALITY,
) -> RoutingTable:
    """Build the table from the offers of each candidate, by model id; ``UsageError`` on an unknown workload."""
    unknown = sorted({task.workload for task in policy.tasks} - set(workloads.by_name))
    if unknown:
        raise UsageError(f"The policy uses unknown workloads: {', '.join(unknown)}.")
    tasks = tuple(_routes(task, policy, offers, workloads.get(task.workload), catalog_at) for task in policy.tasks)
    return RoutingTable(catalog_at, policy.hash, package_version, tasks, quality)


def _routes(
    task: Task,
    policy: RoutingPolicy,
    offers: Mapping[str, Sequence[OfferView]],
    workload: Workload,
    at: datetime,
) -> TaskRoutes:
    ranking = rank(task.candidates, offers, workload, at)
    if not ranking.choices:
        none = "No candidate has a known comparable price." if task.candidates else "No model is surely good enough."
        return TaskRoutes(task, workload, None, (), (none,))
    first, others = ranking.choices[0], ranking.choices[1:]
    provider = first.hosts[0].offer.provider.id
    behind = [(choice, without(choice, provider)) for choice in others]
    fallbacks = [choice for _, choice in behind if choice is not None]
    fallbacks.sort(key=lambda choice: choice.price)
    captive = [choice.model for choice, elsewhere in behind if elsewhere is None]
    return TaskRoutes(
        task,
        workload,
        Route(first.model, first.hosts[: policy.providers]),
        tuple(Route(c.model, c.hosts[: policy.providers]) for c in fallbacks[: policy.fallbacks]),
        (*_quality(task, first), *_ranking_reasons(ranking, workload, at), *_other_reasons(ranking, captive, provider)),
    )


def _quality(task: Task, best: Choice) -> list[str]:
    return [said for model, said in task.because if model == best.model]


def _ranking_reasons(ranking: Ranking, workload: Workload, at: datetime) -> list[str]:
    best = ranking.choices[0]
    count = len(ranking.choices)
    reasons = [f"{best.model} is the cheapest of {count} priced candidates for {workload.name}: {_asks(best)}."]
    if count > 1:
        second = ranking.choices[1]
        reasons.append(f"Runner-up {second.model} lost on price: {_asks(second)}, {_dearer(second, best)}.")
    return reasons + _cautions(best.hosts[0], workload, at)


def _cautions(host: Host, workload: Workload, at: datetime) -> list[str]:
    """What a reader must know about the winning price itself."""
    offer, cautions = host.offer, []
    if offer.usd is not None:
        cautions += [f"{note[0].upper()}{note[1:]}." for note in workload_cost(offer.usd, workload, at=at).notes]
    if offer.agreement == "disputed":
        cautions.append(f"The winning price is disputed: {'; '.join(map(_says, offer.statements))}.")
    if offer.believed is not None and offer.believed.stale:
        cautions.append(f"The winning price is stale: last confirmed {offer.believed.checked_at:%Y-%m-%d}.")
    if offer.held:
        cautions.append("A newer price of the winning offer waits in quarantine.")
    return cautions


def _other_reasons(ranking: Ranking, captive: Sequence[str], provider: str) -> list[str]:
    reasons = [f"{model} is no fallback: only {provider} sells it, the primary's provider." for model in captive]
    return reasons + [f"{model} cannot win: no comparable price is known." for model in ranking.unpriced]


def _asks(choice: Choice) -> str:
    return f"${money_text(choice.price)} per million tokens at {choice.hosts[0].offer.provider.id}"


def _dearer(second: Choice, best: Choice) -> str:
    if second.price == best.price:
        return "the same, but later in the list"
    return f"{((second.price / best.price - 1) * 100).quantize(Decimal('0.1'))} % dearer"


def _says(statement: Statement) -> str:
    pair = (statement.card.amount(Meter.INPUT), statement.card.amount(Meter.OUTPUT))
    stated = "/".join(money_text(amount) or "unknown" for amount in pair)
    return f"{statement.source} says {stated} {statement.card.currency}"


def _amount(offer: OfferView, meter: Meter) -> Decimal | None:
    return offer.usd.amount(meter) if offer.usd else None
