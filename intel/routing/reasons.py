"""Why a table came out as it did, in plain sentences: for the route that won, and for what did not. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from intel.market.cost import Workload, workload_cost
from intel.market.overrides import OVERRIDE
from intel.market.usage import TYPICAL, Usage
from intel.rates import Meter
from intel.routing.candidates import Candidate
from intel.routing.facts import NO_FIT, Facts
from intel.routing.offered import ends, gateway_of
from intel.routing.policy import Rules
from intel.routing.pricing import Priced
from intel.routing.rank import Choice
from intel.routing.table import Host, Quality, Route, RunnerUp
from intel.units import money_text
from intel.views import Statement

_TENTH = Decimal("0.1")
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Said:
    """What the sentences of one task lean on."""

    workload: Workload
    rules: Rules
    reached: bool
    at: datetime
    leader: str = ""
    """The model that shares of the leader are counted by; '' where nobody is judged."""


def of_choice(first: Choice, primary: Route, choices: Sequence[Choice], said: Said) -> list[str]:
    """For the primary: what won, how good it is, how its cost is known, and what a reader must know of its price."""
    reasons = [_won(first, choices, said)]
    if primary.quality is not None:
        reasons.append(_good(primary, primary.quality, said))
    reasons.append(_known(first.priced.usage, said.workload))
    if end := ends(primary.hosts[0].offer, said.at.date()):
        reasons.append(end)
    return reasons + _cautions(primary.hosts[0], said)


def runner_up(first: Choice, choices: Sequence[Choice], said: Said) -> RunnerUp | None:
    """The next model in line; None when there is no other."""
    others = [choice for choice in choices if choice.model != first.model]
    if not others:
        return None
    second = others[0]
    return RunnerUp(second.model, second.candidate.effort, second.task_usd, _lost(second, first, said))


def of_fallbacks(captive: Sequence[str], host: Host, priced: Sequence[tuple[Candidate, Priced]]) -> list[str]:
    """Models that are no fallback, and those that are good enough but have no price."""
    seller = host.offer.provider
    reasons = [
        f"{model} is no fallback: only {seller.id} sells it, the primary's provider." for model in captive[:_NAMED]
    ]
    if seller.kind == "gateway":
        reasons.append(f"Fallbacks may stand at {seller.id} too: it buys each model from hosts of its own choice.")
    unsold = sorted({(one.model.id, offered.why) for one, offered in priced if not offered.hosts})
    reasons += [f"{model} cannot win: {why}." for model, why in unsold[:_NAMED]]
    if (more := len(captive[_NAMED:]) + len(unsold[_NAMED:])) > 0:
        reasons.append(f"{more} more cannot stand here for the same reasons.")
    return reasons


def of_nobody(
    found: Sequence[Candidate], priced: Sequence[tuple[Candidate, Priced]], rules: Rules, facts: Facts
) -> tuple[str, ...]:
    """Why a task has no route."""
    if rules.at_least is not None and facts.quality == NO_FIT:
        return (_unjudged(facts.fitted_since),)
    if not found:
        return ("The catalog knows no model that two independent sources judge at this task.",)
    if priced:
        unsold = sorted({(one.model.id, offered.why) for one, offered in priced})
        return ("Nobody who is good enough has a known price that the policy lets in.",
                *(f"{model}: {why}." for model, why in unsold[:_NAMED]))  # fmt: skip
    excluded = [one.excluded for one in found if one.excluded]
    if len(excluded) == len(found):
        who = "the only candidate" if len(found) == 1 else f"all {len(found)} candidates"
        return (f"The policy leaves out {who}{f': {_commonest(excluded)}' if excluded else ''}.",)
    top = max((one for one in found if not one.excluded), key=lambda one: (one.reach, one.model.id))
    return (f"Nobody reaches {rules.at_least}: {top.model.id} comes nearest with {top.reach:.3f}.",)


def _unjudged(since: datetime | None) -> str:
    """What to do without any estimate; one that came later is no help, and is not made up for a day before it."""
    mend = "name models and leave at_least out"
    if since is None:
        return f"No estimate of quality is stored: run `intel estimate`, or {mend}."
    return f"No estimate of quality was known then, the first is of scores up to {since:%Y-%m-%d}: {mend}."


def cost_text(usd: Decimal) -> str:
    """A task's cost with three significant digits: "$0.00123"."""
    return f"${usd.quantize(Decimal(1).scaleb(usd.adjusted() - 2)) if usd else 0:f}"


def effort_text(model: str, effort: str) -> str:
    """A model with its effort, where it has one."""
    return f"{model} at effort {effort}" if effort else model


def _won(first: Choice, choices: Sequence[Choice], said: Said) -> str:
    named = effort_text(first.model, first.candidate.effort)
    asked = f"{cost_text(first.task_usd)} for one {said.workload.name} request at {first.priced.hosts[0].name}"
    models = len({choice.model for choice in choices})
    if not said.reached:
        of = f"of {models} that have" if models > 1 else "and the only one that has"
        return (
            f"Nobody reaches {said.rules.at_least}: {named} is the best {of} a price, {asked}. "
            "Fallbacks follow by what they surely reach, the best first, whatever they cost."
        )
    cheapest = choices[0]
    if first is not cheapest:
        less = _percent(1 - cheapest.task_usd / first.task_usd)
        rival = effort_text(cheapest.model, cheapest.candidate.effort)
        margin = _percent(said.rules.switch_if_cheaper_by)
        return f"{named} keeps its place, {asked}: {rival} is only {less} cheaper, and the policy asks {margin}."
    if models == 1:
        return f"{named} is the only model that is good enough and has a price: {asked}."
    return f"{named} is the cheapest of {models} models that are good enough and have a price: {asked}."


def _good(route: Route, quality: Quality, said: Said) -> str:
    solves = (
        f"It solves {100 * quality.share:.1f} % of the basket ({100 * quality.lower:.1f}–{100 * quality.upper:.1f} "
        f"in nine of ten cases) by {', '.join(quality.sources)}, and "
    )
    if quality.of_leader and quality.reach == 1 and route.model.id == said.leader:
        return f"{solves}is the leader that the others are judged by."
    of = f"of the quality of the leader, {said.leader}," if quality.of_leader else "of the basket"
    return f"{solves}reaches {100 * quality.reach:.1f} % {of} with {100 * said.rules.probability:.0f} % probability."


def _known(usage: Usage, workload: Workload) -> str:
    if usage.how == TYPICAL:
        return f"Cost: the {workload.name} workload at the price, since no board measured what this model spends."
    boards = ", ".join(usage.boards[:3]) + (f" and {len(usage.boards) - 3} more" if len(usage.boards) > 3 else "")
    note = f", {usage.note}" if usage.note else ""
    return f"Cost: {usage.how} on {boards} says {usage.ratio:.2f} times what the median model spends{note}."


def _lost(second: Choice, first: Choice, said: Said) -> str:
    if not said.reached:
        return f"less sure to be good: reaches {second.candidate.reach:.3f}, the primary {first.candidate.reach:.3f}"
    if second.task_usd == first.task_usd:
        return "the same cost, but later by name"
    if second.task_usd < first.task_usd:
        return f"{_percent(1 - second.task_usd / first.task_usd)} cheaper, too little for a switch"
    asks = f"{cost_text(second.task_usd)} at {second.priced.hosts[0].name}"
    return f"{_percent(second.task_usd / first.task_usd - 1)} dearer: {asks}"


def _cautions(host: Host, said: Said) -> list[str]:
    offer, cautions = host.offer, []
    if offer.usd is not None:
        notes = workload_cost(offer.usd, said.workload, at=said.at).notes
        cautions += [f"{note[0].upper()}{note[1:]}." for note in notes]
    if gateway_of(offer):
        fee = (
            f"{_percent(host.fee_ratio)} of fee included" if host.fee_ratio else "its fee is not known and not included"
        )
        cautions.append(f"Bought through {gateway_of(offer)}: {fee}.")
    if offer.agreement == OVERRIDE:
        cautions.append("The winning price is the owner's override, whatever the sources state.")
    if offer.agreement == "disputed":
        cautions.append(f"The winning price is disputed: {'; '.join(map(_says, offer.statements))}.")
    if offer.believed is not None and offer.believed.stale:
        cautions.append(f"The winning price is stale: last confirmed {offer.believed.checked_at:%Y-%m-%d}.")
    if offer.held:
        cautions.append("A newer price of the winning offer waits in quarantine.")
    return cautions


def _percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(_TENTH)} %"


def _says(statement: Statement) -> str:
    pair = (statement.card.amount(Meter.INPUT), statement.card.amount(Meter.OUTPUT))
    stated = "/".join(money_text(amount) or "unknown" for amount in pair)
    return f"{statement.source} says {stated} {statement.card.currency}"


def _commonest(reasons: Sequence[str]) -> str:
    counts = sorted({reason: reasons.count(reason) for reason in reasons}.items(), key=lambda item: (-item[1], item[0]))
    return "; ".join(f"{reason} ({count})" for reason, count in counts[:3])
