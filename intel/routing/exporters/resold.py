"""How a gateway that resells models calls the routes: its own name of each model, and its words for their providers."""

from collections.abc import Sequence
from dataclasses import dataclass

from intel.routing.exporters.written import Told, by_reason
from intel.routing.policy import Rules
from intel.routing.table import Route, RoutingTable, TaskRoutes


@dataclass(frozen=True, slots=True)
class Resold:
    """A route under the gateway's name of its model."""

    route: Route
    name: str
    slugs: tuple[str, ...]
    """The gateway's words for the providers, in the order of the table; those it has none for are left out."""


def resold(table: RoutingTable, gateway: str) -> tuple[list[tuple[TaskRoutes, Sequence[Resold]]], tuple[str, ...]]:
    """The routes of each task that ``gateway`` sells, and a sentence for each reason why it cannot serve one."""
    tasks: list[tuple[TaskRoutes, Sequence[Resold]]] = []
    left_out: list[Told] = []
    for task in table.tasks:
        found = []
        for route in task.routes:
            name = route.sku_at(gateway)
            slugs = tuple(word for host in route.hosts if (word := host.called_by(gateway)))
            why = _why_not(gateway, name, slugs, task.rules)
            if name is None or why:
                left_out.append((task, route, why))
            else:
                found.append(Resold(route, name, tuple(dict.fromkeys(slugs))))
        if found:
            tasks.append((task, found))
    return tasks, by_reason(left_out)


def restricted(rules: Rules) -> bool:
    """Whether the policy lets in only some providers, so that the gateway may use none but those of the table."""
    wishes = (rules.providers, rules.regions)
    return any(names.allow or names.deny for names in wishes) or rules.min_uptime is not None


def _why_not(gateway: str, name: str | None, slugs: Sequence[str], rules: Rules) -> str:
    if not rules.gateways.allows(gateway):
        return f"the policy does not let {gateway} in"
    if name is None:
        return f"the catalog knows no name under which {gateway} sells it"
    if restricted(rules) and not slugs:
        return f"the policy chooses providers, and the catalog knows no word of {gateway} for any of them"
    return ""
