"""What an exporter gives back, and the header that every file begins with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from intel.routing.table import Route, RoutingTable, TaskRoutes


@dataclass(frozen=True, slots=True)
class Written:
    """A table in the form of a target."""

    text: str
    left_out: tuple[str, ...] = ()
    """A sentence for each reason why the target cannot name a route, with all routes that it hits."""
    notes: tuple[str, ...] = ()
    """What else could not be said in the target's words: a provider or a region of a route that stays, an effort."""
    lost: tuple[str, ...] = ()
    """Tasks that have routes in the table and none in the text."""


def header(table: RoutingTable, left_out: Sequence[str], notes: Sequence[str] = ()) -> dict[str, Any]:
    """Where the table comes from and what a reader must know, for formats that have no comments."""
    return {
        "made_by": f"intel {table.package_version}",
        "catalog_at": f"{table.catalog_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "policy": table.policy,
        "policy_hash": table.policy_hash,
        "warnings": list(table.warnings),
        "left_out": list(left_out),
        "notes": list(notes),
    }


def comments(table: RoutingTable, left_out: Sequence[str] = (), notes: Sequence[str] = (), mark: str = "# ") -> str:
    """The same as lines of comment."""
    told = header(table, left_out, notes)
    lines = [
        f"Made by {told['made_by']} from its catalog of {told['catalog_at']}: change the policy, not this file.",
        f"Policy: {told['policy']}, sha256 {told['policy_hash']}.",
        *(f"Warning: {text}" for text in told["warnings"]),
        *(f"Left out: {text}" for text in left_out),
        *(f"Note: {text}" for text in notes),
    ]
    return "".join(f"{mark}{line}\n" for line in lines)


def lost(table: RoutingTable, kept: Iterable[str]) -> tuple[str, ...]:
    """Names of the tasks that have a route in the table and are not among those that a target keeps."""
    names = set(kept)
    return tuple(task.name for task in table.tasks if task.routes and task.name not in names)


Told = tuple[TaskRoutes, Route, str]
"""A route and what has to be said of it, as half a sentence."""


def by_reason(told: Iterable[Told]) -> tuple[str, ...]:
    """A sentence for each reason, such as "zai/glm-5.2 (coding primary, math fallback 2): why.".

    Reasons stand in the order of the table, and so do models and places within one.
    """
    reasons: dict[str, dict[str, list[str]]] = {}
    for task, route, why in told:
        reasons.setdefault(why, {}).setdefault(route.model.id, []).append(_place(task, route))
    return tuple(f"{', '.join(_hit(*one) for one in models.items())}: {why}." for why, models in reasons.items())


def _hit(model: str, places: Sequence[str]) -> str:
    return f"{model} ({', '.join(places)})"


def _place(task: TaskRoutes, route: Route) -> str:
    number = task.routes.index(route)
    return f"{task.name} {f'fallback {number}' if number else 'primary'}"
