"""What a routing table says on the page Routing: its claims, rows, sums and downloads. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dashboard.rows import host_name
from dashboard.tables import csv_text
from dashboard.words import bill, count, day, listing, percent, percents, plain, titled
from intel.routing.diff import Change
from intel.routing.table import Host, Route, RoutingTable, Saving, TaskRoutes

NO_ROUTE = "no route"
_DEFAULT = "default"
WHAT = {
    "primary": "another model", "host": "another host", "fallbacks": "other fallbacks", "cost": "another cost",
    "appeared": "new task", "gone": "task left out", "lost": "no route any more", "found": "a route again",
}  # fmt: skip
"""Kinds of changes in words."""


FILES = {
    "native": "Intel’s YAML", "litellm": "LiteLLM", "openrouter": "OpenRouter", "vllm-sr": "vLLM Semantic Router",
    "portkey": "Portkey", "envoy": "Envoy AI Gateway", "vercel": "Vercel AI Gateway", "markdown": "Markdown",
    "json": "JSON",
}  # fmt: skip
"""Formats by the names of the programs that read them."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the requests of every routed task, in USD."""

    cost: Decimal
    against: Decimal
    """What the same tasks cost by what they are compared with; of ``compared`` tasks alone."""
    compared_cost: Decimal
    compared: int

    @property
    def saved(self) -> Decimal:
        """Of the tasks that can be compared; below 0 the table costs more."""
        return self.against - self.compared_cost

    @property
    def ratio(self) -> Decimal | None:
        """Share of the other cost; None where nothing is compared."""
        return self.saved / self.against if self.against else None


def saving(route: Route) -> Saving | None:
    """Against the model that the policy names, else against the task's leader."""
    return route.against_baseline or route.against_leader


def month(table: RoutingTable) -> Month:
    """All tasks together."""
    routed = [(task, task.primary) for task in table.tasks if task.primary]
    compared = [(task, route, found) for task, route in routed if (found := saving(route))]
    return Month(
        sum((task.monthly_usd(route) for task, route in routed), Decimal(0)),
        sum((found.task_usd * task.workload.requests for task, _, found in compared), Decimal(0)),
        sum((task.monthly_usd(route) for task, route, _ in compared), Decimal(0)),
        len(compared),
    )


def claim(table: RoutingTable, against: str) -> str:
    """What the table costs and saves a month; ``against`` names the other side."""
    routed = len(table.tasks) - len(table.unrouted)
    if not routed:
        return f"No model may do any of these {count(len(table.tasks), 'task')}"
    found = month(table)
    left = f"{routed} of " if table.unrouted else ""
    words = f"{left}{count(len(table.tasks), 'task')} for {bill(found.cost)} a month"
    if found.ratio is None:
        return words
    if found.saved < 0:
        return f"{words}, {percent(-found.ratio)} more than by {against}"
    return f"{words}, {percent(found.ratio)} less than by {against}"


def cautions(table: RoutingTable, labels: Mapping[str, str]) -> list[str]:
    """What a reader must know of the whole table: tasks that fall short in one sentence, then the other warnings."""
    short = [labels.get(task.name, task.name) for task in table.tasks if task.primary and not task.reached]
    told = [f"Nobody is good enough for {listing(short, 9)}: the best one left stands in."] if short else []
    about_one = tuple(f"{task.name}:" for task in table.tasks)
    return told + [titled(warning, labels) for warning in table.warnings if not warning.startswith(about_one)]


def cells(task: TaskRoutes, label: str, titles: Mapping[str, str]) -> dict[str, object]:
    """A row of the table; ``titles`` by id of model or provider."""
    route, second = task.primary, task.runner_up
    if route is None:
        return {"Task": label, "Model": NO_ROUTE}
    quality, found = route.quality, saving(route)
    return {
        "Task": label, "Model": plain(route.model.title, 60), "Host": _seat(route.hosts[0]),
        "1,000 requests": float(1000 * route.task_usd), "A month": float(task.monthly_usd(route)),
        "Saves": _saves(found.ratio) if found else None, "Solves": quality and percents(quality.share),
        "90% range": f"{100 * quality.lower:.1f}–{100 * quality.upper:.1f}" if quality else None,
        "Effort": route.effort or _DEFAULT,
        "Runner-up": plain(titles.get(second.model, second.model), 60) if second else None,
        "It lost": plain(titled(second.why, titles), 160) if second else None,
    }  # fmt: skip


def _seat(host: Host) -> str:
    """The host, with the region whose price it is."""
    return plain(" ".join(filter(None, (host_name(host.offer), host.offer.key.region))), 60)


def _saves(ratio: Decimal) -> str:
    """A share of another cost; below 0 it costs so much more."""
    return f"−{percent(-ratio)}" if ratio < 0 else percent(ratio).replace("more than ", ">")


HEADER = (
    "task", "model", "effort", "host", "usd_per_task", "usd_per_month", "share", "share_from", "share_to",
    "saves_against", "saves_ratio", "runner_up", "runner_up_why", "fallbacks", "reasons",
)  # fmt: skip


def csv(table: RoutingTable) -> str:
    """One row per task; shares are 0-1, a task without a route has reasons alone."""
    return csv_text(HEADER, map(_row, table.tasks))


def _row(task: TaskRoutes) -> Sequence[object]:
    route, second, why = task.primary, task.runner_up, " ".join(task.reasons)
    if route is None:
        return (task.name, *[None] * (len(HEADER) - 2), why)
    quality, found = route.quality, saving(route)
    return (
        task.name, route.model.id, route.effort, route.hosts[0].offer.provider.id, route.task_usd,
        task.monthly_usd(route), quality and quality.share, quality and quality.lower, quality and quality.upper,
        found and found.against, found and found.ratio, second and second.model, second and second.why,
        "; ".join(one.model.id for one in task.fallbacks), why,
    )  # fmt: skip


def host_cells(task: TaskRoutes) -> list[dict[str, object]]:
    """The routes of one task in the order to try them, each with its hosts."""
    return [
        {
            "Try": "first" if place == 0 else f"fallback {place}", "Model": plain(route.model.title, 60),
            "Effort": route.effort or _DEFAULT, "1,000 requests": float(1000 * route.task_usd),
            "Solves": route.quality and percents(route.quality.share),
            "Hosts in turn": listing([_seat(host) for host in route.hosts], 6),
        }
        for place, route in enumerate(task.routes)
    ]  # fmt: skip


def changes_claim(changes: Sequence[Change]) -> str:
    """How many tasks move, and what that does to a month's bill."""
    moved = [one for one in changes if one.what != "cost"]
    if not moved:
        return "Every task goes where the published table sends it"
    words = f"{count(len(moved), 'task')} would go otherwise than by the published table"
    known = [one.month_usd for one in changes if one.month_usd is not None]
    total = sum(known, Decimal(0))
    return f"{words}; {bill(abs(total))} a month {'more' if total > 0 else 'less'}" if total else words


def published_on(table: Mapping[str, object]) -> str:
    """The day of the catalog that a published table was made from; as it stands there where that is no time."""
    stated = str(table.get("catalog_at"))
    try:
        return day(datetime.fromisoformat(stated))
    except ValueError:
        return stated[:10]


def change_cells(one: Change, labels: Mapping[str, str], titles: Mapping[str, str]) -> dict[str, object]:
    """A row of the differences."""
    return {
        "Task": labels.get(one.task, one.task), "Change": _what(one),
        "Before": plain(titled(one.before, titles), 120) or None,
        "After": plain(titled(one.after, titles), 120) or None,
        "A month": None if one.month_usd is None else float(one.month_usd),
        "Why": plain(titled(" ".join(one.why), titles), 400) or None,
    }  # fmt: skip


def _what(one: Change) -> str:
    """The kind of a change; a model that only thinks more or less is no other one."""
    sides = [side.rpartition(" at ")[0].partition(" at effort ")[0] for side in (one.before, one.after)]
    return "another effort" if one.what == "primary" and sides[0] == sides[1] else WHAT.get(one.what, one.what)


def changes_csv(changes: Sequence[Change]) -> str:
    """One row per task that differs; money is what the new table costs more, below 0 it saves."""
    header = ("task", "change", "before", "after", "usd_per_month_more", "usd_per_month_more_than_staying", "why")
    return csv_text(header, (
        (one.task, one.what, one.before, one.after, one.month_usd, one.against_staying_usd, " ".join(one.why))
        for one in changes
    ))  # fmt: skip
