"""What may be told of: the kinds of events, and an event with the models, hosts and tasks that it concerns."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

SEVERITIES = INFO, WARNING, CRITICAL = "info", "warning", "critical"

KINDS: Mapping[str, str] = {
    "new_leader": WARNING,
    "tie_broken": WARNING,
    "new_open_leader": INFO,
    "method_changed": INFO,
    "price_changed": INFO,
    "price_announced": INFO,
    "new_host": INFO,
    "cheapest_host_changed": INFO,
    "new_model": INFO,
    "offer_gone": WARNING,
    "deprecation_announced": WARNING,
    "sunset_near": CRITICAL,
    "routing_table_changed": WARNING,
    "source_stale": WARNING,
    "board_stale": WARNING,
    "quarantined": WARNING,
    "disputed": WARNING,
    "override_met": INFO,
}
"""Kind → how urgent it is where a rule does not say."""

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """What an event concerns, for filters and for messages. Empty where it concerns none."""

    models: tuple[str, ...] = ()
    """Ids "lab/slug", the one it is about first."""
    providers: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    """Its own task, or those for which the published table uses its models."""
    open_weights: bool | None = None
    """Of the first model."""

    @property
    def labs(self) -> tuple[str, ...]:
        """Who made the models."""
        return tuple(dict.fromkeys(model.partition("/")[0] for model in self.models))


@dataclass(frozen=True, slots=True)
class Happened:
    """A stored event and what it is about."""

    id: int
    kind: str
    subject: str
    at: datetime
    source: str
    before: Facts
    """Empty where there was nothing before."""
    after: Facts
    evidence: Facts
    about: About
    link: str = ""
    """A public address that bears it out; '' for none."""


def about_event(
    kind: str, what: str, before: Facts, after: Facts, offer: tuple[str | None, str] | None,
    used_for: Mapping[str, Collection[str]], is_open: Mapping[str, bool | None],
) -> About:  # fmt: skip
    """What an event concerns.

    ``offer`` is model and provider of the offer that the subject names, if any; ``used_for`` the tasks for which the
    published table uses a model; ``is_open`` says of models whether their weights are.
    """
    models, providers, tasks = _stated(kind, what, before, after)
    if offer:
        models, providers = [offer[0]] if offer[0] else [], [offer[1]]
    if not tasks:
        tasks = sorted({task for model in models for task in used_for.get(model, ())})
    first = is_open.get(models[0]) if models else None
    return About(tuple(dict.fromkeys(models)), tuple(dict.fromkeys(providers)), tuple(tasks), first)


def _stated(kind: str, what: str, before: Facts, after: Facts) -> tuple[list[str], list[str], list[str]]:
    """Models, providers and tasks that the event itself names."""
    if kind == "routing_table_changed":
        routes = [route for side in (after, before) for route in side.values() if route]
        models = [model for route in routes for model in (route["model"], *route["fallbacks"])]
        return models, [name for route in routes for name in route["providers"]], sorted({*before, *after})
    if what.startswith("task "):
        return [one["model"] for one in after.get("models", ())], [], [what.removeprefix("task ")]
    cheapest = after.get("cheapest") or {}
    models = [str(side["model"]) for side in (after, before) if side.get("model")]
    providers = [str(side["provider"]) for side in (after, before, cheapest) if side.get("provider")]
    return models, providers, []
