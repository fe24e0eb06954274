"""Which candidate does a task cheapest. Pure: candidates with their prices in, an order with its reasons out.

Expected cost decides among those that reach the threshold, and names decide between equal costs. A candidate without a
known price is never ranked, so it can never win. Nothing here looks at the order of its input.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from intel.routing.candidates import Candidate
from intel.routing.policy import Rules
from intel.routing.pricing import Priced, place
from intel.routing.table import Host
from intel.routing.wishes import Objective
from intel.views import ProviderView


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate that somebody sells; its hosts cheapest first, never none."""

    candidate: Candidate
    priced: Priced

    @property
    def model(self) -> str:
        """Its model's id."""
        return self.candidate.model.id

    @property
    def task_usd(self) -> Decimal:
        """What a task costs at its cheapest host."""
        return self.priced.hosts[0].task_usd

    @property
    def place(self) -> tuple[Decimal, str, bool, float, str]:
        """Cheapest first, then by name; of one model the effort whose cost was measured itself, then the better one."""
        guessed = bool(self.priced.usage.note)
        return self.task_usd, self.model, guessed, -self.candidate.reach, self.candidate.effort


def rank(good: Iterable[tuple[Candidate, Priced]]) -> list[Choice]:
    """Those that have a price, cheapest first, one for each model and effort."""
    return sorted((Choice(one, priced) for one, priced in good if priced.hosts), key=lambda choice: choice.place)


def surest(choices: Iterable[Choice]) -> list[Choice]:
    """By what they surely reach, the best first, then by cost: the order when nobody reaches the threshold."""
    return sorted(choices, key=lambda choice: (-choice.candidate.reach, choice.place))


def kept(choices: Sequence[Choice], before: tuple[str, str] | None, margin: Decimal) -> Choice:
    """The cheapest, or the choice of before, while it is still there and nothing is cheaper by ``margin`` or more."""
    first = choices[0]
    if before is None or not margin:
        return first
    old = next((c for c in choices if (c.model, c.candidate.effort) == before), None)
    if old is None or first.task_usd <= old.task_usd * (1 - margin):
        return first
    return old


def chain(
    first: Choice, host: Host, choices: Sequence[Choice], rules: Rules, reached: bool
) -> tuple[list[Choice], list[str]]:
    """Fallbacks of ``first``, which is bought at ``host``, none at its provider; and the models only sold there.

    Cheapest first and the best one last; where nobody reaches the threshold the surest first. Each model stands once,
    at the effort that comes first by that order.
    """
    others = [choice for choice in choices if choice.model != first.model]
    elsewhere = [moved for choice in others if (moved := without(choice, host.offer.provider)) is not None]
    captive = sorted({choice.model for choice in others} - {choice.model for choice in elsewhere})
    line = sorted(elsewhere, key=lambda choice: choice.place) if reached else surest(elsewhere)
    once = _once(line, lambda choice: choice.model)
    if rules.one_model_per_lab:
        lab = first.candidate.model.lab
        once = _once((c for c in once if c.candidate.model.lab != lab), lambda choice: choice.candidate.model.lab)
    if not reached or not once:
        return once[: rules.fallbacks], captive
    top = surest(once)[0]
    behind = [choice for choice in once if choice is not top][: max(rules.fallbacks - 1, 0)]
    return [*behind, top][: rules.fallbacks], captive


def without(choice: Choice, provider: ProviderView) -> Choice | None:
    """``choice`` as it stands when ``provider`` is down; None when nobody else sells the model.

    A gateway's own pool is no single provider: each model there is served by hosts of its own.
    """
    if provider.kind == "gateway":
        return choice
    hosts = tuple(host for host in choice.priced.hosts if host.offer.provider.id != provider.id)
    return Choice(choice.candidate, replace(choice.priced, hosts=hosts)) if hosts else None


def ordered(hosts: Sequence[Host], objective: Objective, depth: int) -> tuple[Host, ...]:
    """Hosts in the order to try them. They come cheapest first, and that decides between equals; unknown is last.

    balanced: by the sum of the places by price, by throughput and by latency.
    """
    by: dict[str, Callable[[Host], Any]] = {
        "price": place,
        "throughput": lambda host: -(host.offer.throughput_tokens_per_second or 0),
        "latency": lambda host: host.offer.latency_ms or float("inf"),
    }
    if objective != "balanced":
        return tuple(sorted(hosts, key=by[objective]))[:depth]
    places = [{id(h): number for number, h in enumerate(sorted(hosts, key=key))} for key in by.values()]
    return tuple(sorted(hosts, key=lambda host: sum(of[id(host)] for of in places)))[:depth]


def _once(choices: Iterable[Choice], of: Callable[[Choice], str]) -> list[Choice]:
    found: dict[str, Choice] = {}
    for choice in choices:
        found.setdefault(of(choice), choice)
    return list(found.values())
