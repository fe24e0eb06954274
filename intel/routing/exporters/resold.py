"""How a gateway that resells models calls the routes: its own name of each model, and its words for their providers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from intel.routing.exporters.calls import OPENROUTER, regional
from intel.routing.exporters.places import asked, not_told, refusal, whereabouts
from intel.routing.exporters.written import Told, by_reason, lost
from intel.routing.policy import Rules
from intel.routing.table import Host, Route, RoutingTable, TaskRoutes


@dataclass(frozen=True, slots=True)
class Resold:
    """A route under the gateway's name of its model."""

    route: Route
    name: str
    slugs: tuple[str, ...]
    """The gateway's words for the providers, in the order of the table; those it has none for are left out, and where
    the policy asks for regions also those whose region it cannot be told."""


@dataclass(frozen=True, slots=True)
class Sold:
    """What a gateway sells of a table."""

    tasks: tuple[tuple[TaskRoutes, tuple[Resold, ...]], ...]
    """The routes of each task, none of them empty; the first stands for the primary."""
    left_out: tuple[str, ...]
    """A sentence for each reason why it cannot serve a route."""
    told: tuple[Told, ...]
    """Notes on the routes that stay."""
    lost: tuple[str, ...]
    """Tasks of which it sells nothing."""


def restricted(rules: Rules) -> bool:
    """Whether the policy lets in only some providers, so that the gateway may use none but those of the table."""
    wishes = (rules.providers, rules.regions)
    return any(names.allow or names.deny for names in wishes) or rules.min_uptime is not None


Asked = Callable[[Rules], str]


def resold(
    table: RoutingTable, gateway: str, chooses: Callable[[Rules], bool] = restricted, refuses: Asked = lambda _: ""
) -> Sold:
    """The routes of each task that ``gateway`` sells.

    Args:
        table: whose routes.
        gateway: id of its provider.
        chooses: whether a policy can only be kept by naming the providers that may answer.
        refuses: why a policy cannot be kept there whoever answers; '' where it can.
    """
    tasks: list[tuple[TaskRoutes, tuple[Resold, ...]]] = []
    left_out: list[Told] = []
    told: list[Told] = []
    for task in table.tasks:
        found = []
        for route in task.routes:
            known = [host for host in route.hosts if host.called_by(gateway)]
            usable = [host for host in known if not (asked(task.rules) and _untold(host, gateway))]
            name = route.sku_at(gateway)
            why = _why_not(gateway, name, known, usable, task.rules) or refuses(task.rules)
            if not (why or usable) and chooses(task.rules):
                why = f"the policy chooses providers, and the catalog knows no word of {gateway} for any of them"
            if name is None or why:
                left_out.append((task, route, why))
                continue
            found.append(Resold(route, name, tuple(dict.fromkeys(_slug(host, gateway) for host in usable))))
            told += [(task, route, said) for said in _notes(gateway, known, task.rules)]
        if found:
            tasks.append((task, tuple(found)))
    return Sold(tuple(tasks), by_reason(left_out), tuple(told), lost(table, (task.name for task, _ in tasks)))


def _notes(gateway: str, known: Sequence[Host], rules: Rules) -> list[str]:
    """Regions that it cannot be told, of hosts that stay or of one that goes while others stay; and uptime."""
    untold = [host for host in known if _untold(host, gateway)]
    told = [_of_region(gateway, host, rules) for host in untold]
    uptime = f"min_uptime was asked of the table's providers when it was made; {gateway} does not watch it"
    return [*dict.fromkeys(told), *([uptime] if rules.min_uptime is not None else [])]


def _slug(host: Host, gateway: str) -> str:
    word = str(host.called_by(gateway))
    return regional(word, host) if gateway == OPENROUTER else word


def _untold(host: Host, gateway: str) -> bool:
    """Whether the offer is of a region for which the gateway has no word: only OpenRouter's own endpoints have one."""
    return bool(host.offer.key.region) and not (gateway == OPENROUTER and host.offer.key.via == OPENROUTER)


def _of_region(gateway: str, host: Host, rules: Rules) -> str:
    if asked(rules):
        return f"{refusal(gateway)} {whereabouts(host)}; the other providers stay"
    return not_told(gateway, host)


def _why_not(gateway: str, name: str | None, known: Sequence[Host], usable: Sequence[Host], rules: Rules) -> str:
    if not rules.gateways.allows(gateway):
        return f"the policy does not let {gateway} in"
    if name is None:
        return f"the catalog knows no name under which {gateway} sells it"
    if known and not usable:
        return f"{refusal(gateway)} {', '.join(dict.fromkeys(map(whereabouts, known)))}"
    return ""
