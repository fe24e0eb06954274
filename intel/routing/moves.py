"""What a deployed table says of models, and which of its routes another document moves. Pure.

Works on the native document as it is read back: the one that was published may be older than this package.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table uses a model: as the primary of a task, or as one of its fallbacks."""

    task: str
    primary: bool
    provider: str
    """The first to be tried."""


def routes(document: Document) -> dict[str, dict[str, object] | None]:
    """By task: the primary's model, effort and providers and the fallbacks; None for a task without a route.

    An effort is '' where the model is left to its default; ``efforts`` are those of the fallbacks, in their order.
    """
    return {str(task): _route(said) for task, said in _tasks(document).items()}


def moves(before: Document, after: Document) -> tuple[dict[str, object], dict[str, object]]:
    """The tasks whose routes differ, as they were and as they are; prices and reasons alone move nothing.

    A task that is only on one side is None on the other.
    """
    old, new = routes(before), routes(after)
    changed = [task for task in sorted({*old, *new}) if old.get(task) != new.get(task)]
    return {task: old.get(task) for task in changed}, {task: new.get(task) for task in changed}


def places(document: Document) -> dict[str, list[Place]]:
    """Where the table uses each model, primaries first, then by task."""
    found: dict[str, list[Place]] = {}
    for task, said in _tasks(document).items():
        for position, route in enumerate([said.get("primary"), *(said.get("fallbacks") or ())]):
            if isinstance(route, Mapping):
                place = Place(str(task), position == 0, next(iter(_providers(route)), ""))
                found.setdefault(str(route.get("model")), []).append(place)
    return {model: sorted(used, key=lambda p: (not p.primary, p.task)) for model, used in found.items()}


def chosen(document: Document) -> dict[str, tuple[str, str]]:
    """Model and effort of each task's primary; a task without one is absent."""
    primaries = {task: said.get("primary") for task, said in _tasks(document).items()}
    return {
        task: (str(route.get("model")), _effort(route))
        for task, route in primaries.items()
        if isinstance(route, Mapping)
    }


def _route(said: Document) -> dict[str, object] | None:
    primary = said.get("primary")
    if not isinstance(primary, Mapping):
        return None
    behind = [route for route in said.get("fallbacks") or () if isinstance(route, Mapping)]
    return {
        "model": str(primary.get("model")), "effort": _effort(primary), "providers": _providers(primary),
        "fallbacks": [str(route.get("model")) for route in behind], "efforts": [_effort(route) for route in behind],
    }  # fmt: skip


def _effort(route: Document) -> str:
    return str(route.get("effort") or "")


def _providers(route: Document) -> list[str]:
    return [str(entry.get("provider")) for entry in route.get("providers") or () if isinstance(entry, Mapping)]


def _tasks(document: Document) -> dict[str, Document]:
    tasks = document.get("tasks")
    return {k: v for k, v in tasks.items() if isinstance(v, Mapping)} if isinstance(tasks, Mapping) else {}
