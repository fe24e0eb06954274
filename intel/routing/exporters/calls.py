"""How a gateway that calls providers itself calls a host: under which of its names, with which model name and key."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from intel.rates import Meter
from intel.routing.exporters.written import Told, by_reason
from intel.routing.table import Host, Route, RoutingTable, TaskRoutes

OPENROUTER = "openrouter"
OPENROUTER_API = "https://openrouter.ai/api/v1"
API, API_KEY = "api", "api_key"
"""Words of ``Host.called``: base address of the provider's OpenAI-compatible API, and the usual variable of its key."""
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh")
"""Values of ``reasoning_effort`` that the OpenAI-compatible interfaces know."""
STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class Call:
    """One host as a target calls it."""

    host: Host
    provider: str | None
    """The target's word for who is called; None where it has none and the address must do."""
    model: str
    """As the seller names it."""
    base_url: str | None
    key_variable: str | None
    pinned: str | None = None
    """The one provider that OpenRouter shall pass the request to, in its words."""

    @property
    def body(self) -> dict[str, Any]:
        """What the request must hold besides the model, so that just this host answers."""
        if self.pinned is None:
            return {}
        return {"provider": {"order": [self.pinned], "allow_fallbacks": False}}


@dataclass(frozen=True, slots=True)
class Called:
    """A route and its hosts that the target can call, in the order to try them; never without one."""

    task: TaskRoutes
    route: Route
    calls: tuple[Call, ...]

    @property
    def effort(self) -> str | None:
        """The effort, where it can be said in a request; None leaves it to the model."""
        return self.route.effort if self.route.effort in EFFORTS else None

    @property
    def unsaid(self) -> bool:
        """Whether the route has an effort that no request can say."""
        return bool(self.route.effort) and self.effort is None


@dataclass(frozen=True, slots=True)
class Callables:
    """What a target can call of a table."""

    tasks: tuple[tuple[Called, ...], ...]
    """The routes of each task, none of them empty; the first stands for the primary."""
    left_out: tuple[str, ...]
    notes: tuple[str, ...]


def called(table: RoutingTable, target: str) -> Callables:
    """The routes of each task that ``target`` can call, by its words or by the address of the provider's API.

    A task of which no route is left is left out; one that has lost its primary begins with its first fallback.
    """
    tasks: list[tuple[Called, ...]] = []
    left_out: list[Told] = []
    notes: list[Told] = []
    for task in table.tasks:
        found = []
        for route in task.routes:
            calls = tuple(call for host in route.hosts if (call := _call(host, target)))
            gone = dict.fromkeys(host.offer.provider.id for host in route.hosts if _call(host, target) is None)
            names = f"the catalog knows no name or address by which {target} can call"
            if not calls:
                left_out.append((task, route, f"{names} {', '.join(gone)}"))
                continue
            one = Called(task, route, calls)
            found.append(one)
            notes += [(task, route, f"{names} {host}; the other providers stay") for host in gone]
            notes += [(task, route, f"the caller must set the effort, {route.effort!r}")] if one.unsaid else []
        if found:
            tasks.append(tuple(found))
    return Callables(tuple(tasks), by_reason(left_out), by_reason(notes))


def _call(host: Host, target: str) -> Call | None:
    key = host.offer.key
    printed = any(map(str.isspace, key.sku))  # "Claude Opus 4.8" is what a page prints, and no id to call it by
    if key.service_tier != STANDARD or printed:
        return None
    if key.via == OPENROUTER:
        pinned = host.called_by(OPENROUTER)
        return Call(host, OPENROUTER, key.sku, OPENROUTER_API, "OPENROUTER_API_KEY", pinned) if pinned else None
    word, address = host.called_by(target), host.called_by(API)
    if key.via or not (word or address):
        return None
    return Call(host, word, key.sku, address, host.called_by(API_KEY))


def per_token(host: Host, meter: Meter) -> Decimal | None:
    """USD per unit with the gateway's fee; None where it is not stated."""
    amount = host.amount(meter)
    return None if amount is None else amount * (1 + host.fee_ratio) / 1_000_000


def slug(text: str) -> str:
    """A name fit for a label: lower case letters, digits and hyphens, as a host name has them."""
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(filter(None, plain.split("-")))
