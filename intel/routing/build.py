"""From a policy and the facts of the catalog to the routing table. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from intel.market.cost import Workload
from intel.market.tasks import Task
from intel.routing.candidates import Candidate, candidates, clears, leaders
from intel.routing.facts import Facts
from intel.routing.policy import RoutingPolicy, Rules
from intel.routing.pricing import Priced, Pricing, Shared
from intel.routing.rank import Choice, chain, kept, ordered, rank, surest
from intel.routing.reasons import Said, of_choice, of_fallbacks, of_nobody, runner_up
from intel.routing.table import Host, Route, RoutingTable, Saving, TaskRoutes, Verdict
from intel.routing.wishes import WorkloadWish
from intel.views import ROLLED, OfferView

_SHARE = Decimal("0.0001")
Before = Mapping[str, tuple[str, str]]
"""The choice last published, by task: model and effort."""


def build(
    policy: RoutingPolicy, facts: Facts, *, package_version: str, before: Before | None = None,
    shared: Shared | None = None,
) -> RoutingTable:  # fmt: skip
    """The table of ``policy``.

    Args:
        policy: its models, labs, providers and workloads are taken to be known: ``policy_file.check_names`` asks.
        facts: one state of the catalog; the order of its rows changes nothing.
        package_version: of this package, for the header.
        before: what was chosen last, for a policy that keeps its choice until another is cheaper by a margin.
        shared: what is worked out already of the same facts.

    Raises:
        UsageError: the policy names a task or a workload that there is none of.
    """
    known = shared or Shared(facts)
    tasks = tuple(_routes(name, rules, facts, known, (before or {}).get(name)) for name, rules in policy.tasks.items())
    return RoutingTable(
        facts.at, policy.title, policy.hash, package_version, tasks, facts.quality, _warnings(policy, facts, tasks)
    )


def pricing_of(name: str, rules: Rules, shared: Shared) -> Pricing:
    """Prices of one task alone."""
    task = shared.facts.tasks.get(name)
    workload = _workload(task, rules, shared.facts)
    return Pricing(rules, workload, shared, shared.usages(task, workload))


def _routes(name: str, rules: Rules, facts: Facts, known: Shared, before: tuple[str, str] | None) -> TaskRoutes:
    task = facts.tasks.get(name)
    workload = _workload(task, rules, facts)
    pricing = Pricing(rules, workload, known, known.usages(task, workload))
    found = candidates(name, rules, facts)
    good = [one for one in found if not one.excluded and clears(one, rules)]
    allowed = [one for one in found if not one.excluded]
    reached = bool(good)
    taken = good if reached or rules.on_unreachable == "leave_out" else allowed
    priced = [(one, pricing.of(one.model, one.effort)) for one in taken]
    choices = rank(priced)
    plain = TaskRoutes(
        name, task.title, rules, workload, None, reached=reached, verdicts=_verdicts(found, priced, rules)
    )
    if not choices:
        return replace(plain, reasons=of_nobody(found, priced, rules, facts))
    if not reached:
        choices = surest(choices)
    first = kept(choices, before, rules.switch_if_cheaper_by) if reached else choices[0]
    return _routed(plain, first, choices, pricing, facts, priced)


def _routed(
    plain: TaskRoutes, first: Choice, choices: Sequence[Choice], pricing: Pricing, facts: Facts,
    priced: Sequence[tuple[Candidate, Priced]],
) -> TaskRoutes:  # fmt: skip
    rules = plain.rules
    routes = _Routes(plain, pricing, facts)
    primary = routes.of(first)
    behind, captive = chain(first, primary.hosts[0], choices, rules, plain.reached)
    said = Said(plain.workload, rules, plain.reached, facts.at, routes.leader)
    return replace(
        plain,
        primary=primary,
        fallbacks=tuple(routes.of(choice) for choice in behind),
        runner_up=runner_up(first, choices, said),
        reasons=(*of_choice(first, primary, choices, said), *of_fallbacks(captive, primary.hosts[0], priced)),
    )


class _Routes:
    """Makes routes of choices, with what they save."""

    def __init__(self, plain: TaskRoutes, pricing: Pricing, facts: Facts) -> None:
        self._rules, self._facts = plain.rules, facts
        self._targets = {*facts.called, *plain.rules.gateways.allow}
        rolled = {one.model: one.rolled_from for one in facts.judged.get(plain.name, ()) if one.effort == ROLLED}
        first = next(iter(leaders(plain.name, facts)), None)
        self.leader = first.model if first else ""
        self._leader = (first.model, pricing.anywhere(first.model, first.rolled_from)) if first else None
        pinned = self._rules.baseline
        host = pricing.anywhere(pinned, rolled.get(pinned, "")) if pinned else None
        self._baseline = (pinned, host) if host else None

    def of(self, choice: Choice) -> Route:
        """The route, its hosts in the order of the policy's objective."""
        hosts = ordered(choice.priced.hosts, self._rules.prefer, self._rules.provider_depth)
        one = choice.candidate
        return Route(
            one.model, one.effort, hosts, choice.priced.usage, one.quality,
            _saving(hosts[0], self._leader), _saving(hosts[0], self._baseline),
            gateways(self._facts.offers.get(choice.model, ()), self._targets),
        )  # fmt: skip


def gateways(offers: Sequence[OfferView], targets: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Under which name each of these gateways sells the model at its standard tier; of several the shortest."""
    names: dict[str, list[str]] = {}
    for offer in offers:
        sells = offer.provider.id in targets and offer.provider.kind == "gateway" and not offer.key.via
        if sells and offer.key.service_tier == "standard" and offer.status != "retired":
            names.setdefault(offer.provider.id, []).append(offer.key.sku)
    return tuple((gateway, min(skus, key=lambda sku: (len(sku), sku))) for gateway, skus in sorted(names.items()))


def _saving(host: Host, other: tuple[str, Host | None] | None) -> Saving | None:
    if other is None or other[1] is None or not other[1].task_usd:
        return None
    model, theirs = other
    assert theirs is not None
    return Saving(model, theirs.task_usd, (1 - host.task_usd / theirs.task_usd).quantize(_SHARE))


def _workload(task: Task, rules: Rules, facts: Facts) -> Workload:
    if isinstance(rules.workload, WorkloadWish):
        return rules.workload.workload(task.name)
    return facts.workloads.get(rules.workload or task.workload)


def _verdicts(
    found: Sequence[Candidate], priced: Sequence[tuple[Candidate, Priced]], rules: Rules
) -> tuple[Verdict, ...]:
    costs = {(one.model.id, one.effort): offered for one, offered in priced}
    return tuple(_verdict(one, costs.get((one.model.id, one.effort)), rules) for one in found)


def _verdict(one: Candidate, priced: Priced | None, rules: Rules) -> Verdict:
    if priced is not None:
        usd = priced.hosts[0].task_usd if priced.hosts else None
        return Verdict(one.model.id, one.effort, "" if priced.hosts else priced.why, usd)
    short = f"it reaches {one.reach:.3f} with {rules.probability:.0%} probability, the policy asks {rules.at_least}"
    return Verdict(one.model.id, one.effort, one.excluded or short)


def _warnings(policy: RoutingPolicy, facts: Facts, tasks: Sequence[TaskRoutes]) -> tuple[str, ...]:
    """One for each reason, with all tasks that it hits."""
    hit: dict[str, list[str]] = {}
    for task in tasks:
        if task.primary is None:
            hit.setdefault(task.reasons[0], []).append(task.name)
    for task in tasks:
        if task.primary is not None and not task.reached:
            why = f"nobody reaches {task.rules.at_least}; the best one left stands in."
            hit.setdefault(why, []).append(task.name)
    told = (f"{', '.join(names)}: {why}" for why, names in hit.items())
    return (*told, *_old(policy.max_catalog_age_days, facts, tasks))


def _old(days: int | None, facts: Facts, tasks: Sequence[TaskRoutes]) -> list[str]:
    """What is older than the policy allows, at the catalog's own time: its newest run, or a winning price."""
    if days is None:
        return []
    newest, patience = facts.confirmed_at, timedelta(days=days)
    if newest is not None and facts.at - newest > patience:
        return [f"The catalog is {(facts.at - newest).days} days old, more than the policy's {days}."]
    won = [(task.name, task.primary.hosts[0].offer.believed) for task in tasks if task.primary]
    old = [name for name, stated in won if stated is not None and facts.at - stated.checked_at > patience]
    return (
        [f"Last confirmed more than {days} days before the rest: the winning prices of {', '.join(old)}."]
        if old
        else []
    )
