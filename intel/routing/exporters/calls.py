"""How a gateway that calls providers itself calls a host: under which of its names, with which model name and key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from intel.rates import Meter
from intel.routing.exporters.written import place
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


def called(table: RoutingTable, target: str, *, by_address: bool = True) -> tuple[list[list[Called]], list[str]]:
    """The routes of each task that ``target`` can call, and a sentence for each that it cannot.

    ``by_address``: a provider that the target has no word for may be called by the address of its API. A task of which
    no route is left is left out; one that has lost its primary begins with the first fallback that is left.
    """
    tasks, left_out = [], []
    for task in table.tasks:
        found: list[Called] = []
        missing: list[str] = []
        for route in task.routes:
            calls = tuple(c for host in route.hosts if (c := _call(host, target, by_address)))
            if calls:
                found.append(Called(task, route, calls))
            gone = [host.offer.provider.id for host in route.hosts if _call(host, target, by_address) is None]
            missing += _missing(task, route, target, gone, bool(calls))
        left_out += [*missing, *(_efforts(one) for one in found if one.route.effort and not one.effort)]
        if found:
            tasks.append(found)
    return tasks, left_out


def _missing(task: TaskRoutes, route: Route, target: str, gone: Sequence[str], some: bool) -> Iterator[str]:
    names = ", ".join(dict.fromkeys(gone))
    if not some:
        yield f"{place(task, route)}: the catalog knows no name or address by which {target} can call {names}."
    elif gone:
        yield f"{place(task, route)}: its provider {names}, of which the catalog knows no name or address for {target}."


def _efforts(one: Called) -> str:
    return f"{place(one.task, one.route)}: its effort {one.route.effort!r}; the caller must set it."


def _call(host: Host, target: str, by_address: bool) -> Call | None:
    key = host.offer.key
    if key.service_tier != STANDARD:
        return None
    if key.via == OPENROUTER:
        pinned = host.called_by(OPENROUTER)
        return Call(host, OPENROUTER, key.sku, OPENROUTER_API, "OPENROUTER_API_KEY", pinned) if pinned else None
    word, address = host.called_by(target), host.called_by(API)
    if key.via or not (word or (by_address and address)):
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
