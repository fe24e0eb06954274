"""Which dialect a deployed file is in, and everything that is to mend in it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import ModuleType

from intel.errors import UsageError
from intel.routing.deployed import MISSING, NOT_THE_CHOICE
from intel.routing.dialects import litellm, openrouter
from intel.routing.dialects.found import UNKNOWN, Found, Route
from intel.routing.dialects.known import Known
from intel.routing.dialects.placed import Placed, mapping, read
from intel.routing.exporters import exporter
from intel.routing.reasons import effort_text
from intel.routing.table import RoutingTable, TaskRoutes

DIALECTS: Mapping[str, ModuleType] = {"litellm": litellm, "openrouter": openrouter}
"""By the name of the format; each has ``findings`` and ``first_routes``."""


def dialect(file: Placed, where: str) -> str:
    """Which of ``DIALECTS`` the file ``where`` is in, '' for a native table; ``UsageError`` for anything else."""
    if "catalog_at" in mapping(file.value):
        return ""
    if litellm.is_litellm(file.value):
        return "litellm"
    if openrouter.is_openrouter(file.value):
        return "openrouter"
    raise UsageError(
        f"{where} is nothing that can be checked: neither a native routing table, nor a config.yaml of LiteLLM"
        " (model_list), nor bodies for OpenRouter (models, alone or below tasks)."
    )


def findings(file: Placed, format: str, known: Known, table: RoutingTable | None = None) -> list[Found]:
    """Everything to mend, and notes; by the policy of ``table``, where there is one, also what is not the choice."""
    soon = {task.name: known.on + timedelta(days=task.rules.exclude_sunset_within_days) for task in _tasks(table)}

    def until(name: str) -> date:
        task = next((one for one in soon if _is_of(name, one)), "")
        return soon.get(task, known.on)

    said: list[Found] = DIALECTS[format].findings(file, known, until)
    return said + (_choices(file, format, known, table) if table else [])


def _choices(file: Placed, format: str, known: Known, table: RoutingTable) -> list[Found]:
    """The first model of each task beside that of the table as its export in the same dialect has it."""
    routes: Sequence[Route] = DIALECTS[format].first_routes(file, known)
    fresh = read(exporter(format)(table).text, format)
    now: dict[str, Route] = {one.task: one for one in DIALECTS[format].first_routes(fresh, known)}
    found, compared = [], False
    for route in routes:
        task = next((one for one in table.tasks if route.task in (one.name, f"task/{one.name}")), None)
        if task is not None:
            compared = True
            found += _choice(route, task, now.get(task.name) or now.get(f"task/{task.name}"))
        elif _names_a_task(route.task, file):
            found.append(Found(route.task, NOT_THE_CHOICE, "The policy has no such task.", route.place))
    if compared or found or file.ours:
        return found + (_lacking(routes, now, table) if file.ours else [])
    names = ", ".join(task.name for task in table.tasks)
    return [Found("", UNKNOWN, f"Nothing is called as a task of the policy ({names}): no choice is compared.", "")]


def _lacking(routes: Sequence[Route], now: Mapping[str, Route], table: RoutingTable) -> list[Found]:
    """Tasks of the policy that an export of ours would have; a file by hand may hold as few as it likes."""
    there = {route.task for route in routes}
    return [
        Found(one.task, MISSING, f"The file has no such task: the policy's table has {_named(one)}.", "")
        for one in now.values()
        if one.task not in there and any(one.task in (task.name, f"task/{task.name}") for task in table.tasks)
    ]


def _choice(route: Route, task: TaskRoutes, now: Route | None) -> list[Found]:
    old = effort_text(_named(route), route.effort)
    if now is None:
        why = task.reasons[0] if task.primary is None and task.reasons else "The gateway can name no route of the task."
        return [Found(route.task, NOT_THE_CHOICE, f"{old}: {why}", route.place)]
    same = route.models & now.models or route.name == now.name
    if same and route.effort == now.effort:
        return []
    said = f"{old}: the choice is {effort_text(_named(now), now.effort)} now."
    return [Found(route.task, NOT_THE_CHOICE, said, route.place)]


def _named(route: Route) -> str:
    """The model, else the name that nothing reads."""
    return min(route.models, default=route.name)


def _is_of(name: str, task: str) -> bool:
    """Whether a group or key is a task's, or one of its fallbacks': coding, task/coding, task/coding/2."""
    return name in (task, f"task/{task}") or name.startswith(f"task/{task}/")


def _names_a_task(name: str, file: Placed) -> bool:
    """Whether it is spelt as our exports spell a task: task/coding, and in bodies of ours coding."""
    plain = name.removeprefix("task/")
    return "/" not in plain and (plain != name or file.ours)


def _tasks(table: RoutingTable | None) -> Sequence[TaskRoutes]:
    return table.tasks if table else ()
