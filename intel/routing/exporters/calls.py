"""How a gateway that calls providers itself calls a host: under which of its names, with which model name and key."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from intel.rates import Meter
from intel.routing.exporters.places import Place, asked, not_told, refusal, whereabouts
from intel.routing.exporters.written import Told, by_reason, lost
from intel.routing.policy import Rules
from intel.routing.table import Host, Route, RoutingTable, TaskRoutes

OPENROUTER = "openrouter"
OPENROUTER_API = "https://openrouter.ai/api/v1"
API, API_KEY = "api", "api_key"
"""Words of ``Host.called``: base address of the provider's OpenAI-compatible API, and the usual variable of its key."""
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh")
"""Values of ``reasoning_effort`` that the OpenAI-compatible interfaces know."""
STANDARD = "standard"


def level(effort: str, levels: Sequence[str] = EFFORTS) -> str:
    """An effort as a request says it: itself, or the level that its label names, as "medium+thinking" does; else ''."""
    return next((word for word in effort.split("+") if word in levels), "")


def unsaid(effort: str, target: str, levels: Sequence[str] = EFFORTS) -> str:
    """The note on an effort that a request cannot say as it is; '' where it can, and without one."""
    said = level(effort, levels)
    if effort == said:
        return ""
    nearest = f"its effort {effort!r} is said as {said!r}, the nearest level of {target}"
    return nearest if said else f"the caller must set the effort, {effort!r}"


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
    body: Mapping[str, Any] = field(default_factory=dict)
    """What the request must hold besides the model, so that just this host answers, and as the policy wishes."""
    place: Place | None = None
    """How its region is said; None: it has none, or the target has no word for it."""


@dataclass(frozen=True, slots=True)
class Called:
    """A route and its hosts that the target can call, in the order to try them; never without one."""

    task: TaskRoutes
    route: Route
    calls: tuple[Call, ...]

    @property
    def effort(self) -> str | None:
        """The effort, where it can be said in a request; None leaves it to the model."""
        return level(self.route.effort) or None


@dataclass(frozen=True, slots=True)
class Callables:
    """What a target can call of a table."""

    tasks: tuple[tuple[Called, ...], ...]
    """The routes of each task, none of them empty; the first stands for the primary."""
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    lost: tuple[str, ...]
    """Tasks of which nothing can be called."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a target's file can say of a host."""

    target: str
    place: Callable[[Host], Place | None] = lambda _: None
    """How it says the region of a host that it calls by its own word; None: it cannot."""
    bodies: bool = True
    """Whether a request can hold more than the model's name."""


def called(table: RoutingTable, dialect: Dialect) -> Callables:
    """The routes of each task that a target can call, by its words or by the address of the provider's API.

    A task of which no route is left is left out; one that has lost its primary begins with its first fallback.
    """
    tasks: list[tuple[Called, ...]] = []
    left_out: list[Told] = []
    notes: list[Told] = []
    for task in table.tasks:
        found = []
        for route in task.routes:
            tried = [_call(host, task.rules, dialect) for host in route.hosts]
            calls = tuple(call for call in tried if isinstance(call, Call))
            gone = _gone(one for one in tried if not isinstance(one, Call))
            if not calls:
                whys = (f"{why} {', '.join(who)}" for why, who in gone.items())
                left_out.append((task, route, "; ".join(whys)))
                continue
            found.append(Called(task, route, calls))
            notes += [
                (task, route, f"{why} {one}; the other providers stay") for why, who in gone.items() for one in who
            ]
            notes += [(task, route, said) for said in _notes(found[-1], dialect.target)]
        if found:
            tasks.append(tuple(found))
    kept = lost(table, (found[0].task.name for found in tasks))
    return Callables(tuple(tasks), by_reason(left_out), by_reason(notes), kept)


def _gone(refused: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Hosts that cannot be called, by reason, in the order of the table."""
    found: dict[str, list[str]] = {}
    for why, who in refused:
        if who not in found.setdefault(why, []):
            found[why].append(who)
    return found


def _notes(one: Called, target: str) -> list[str]:
    """What the text cannot say of a route that stays."""
    said = [of_region(call, target) for call in one.calls]
    return [*dict.fromkeys(filter(None, [*said, unsaid(one.route.effort, target)]))]


def of_region(call: Call, target: str) -> str:
    """What a text for the target cannot say of where the call is answered, as half a sentence; '' where it can."""
    if not call.host.offer.key.region:
        return ""
    return call.place.note if call.place else not_told(target, call.host)


def _call(host: Host, rules: Rules, dialect: Dialect) -> Call | tuple[str, str]:
    """How the target calls the host; else why it cannot, and who that is."""
    call = named(host, rules, dialect)
    if call is None:
        why = f"the catalog knows no name or address by which {dialect.target} can call"
        return why, host.offer.provider.id
    if call.body and not dialect.bodies:
        return f"{dialect.target} cannot tell {OPENROUTER} who shall answer, such as", host.offer.provider.id
    if host.offer.provider.kind == "gateway" and (rules.providers.deny or asked(rules)):
        return (
            "the policy chooses providers, and a gateway's own listing does not say whose it is:",
            host.offer.provider.id,
        )
    if host.offer.key.region and call.place is None and asked(rules):
        return refusal(dialect.target), whereabouts(host)
    return call


def named(host: Host, rules: Rules, dialect: Dialect) -> Call | None:
    """How the target names the host, whatever the policy; None where the catalog knows no name or address for it."""
    key = host.offer.key
    printed = any(map(str.isspace, key.sku))  # "Claude Opus 4.8" is what a page prints, and no id to call it by
    if key.service_tier != STANDARD or printed:
        return None
    if key.via == OPENROUTER:
        pinned = host.called_by(OPENROUTER)
        place = Place() if key.region else None
        body = _wishes(rules) | pin(host, pinned or "")
        call = Call(host, OPENROUTER, key.sku, OPENROUTER_API, "OPENROUTER_API_KEY", {"provider": body}, place)
        return call if pinned else None
    word, address = host.called_by(dialect.target), host.called_by(API)
    if key.via or not (word or address):
        return None
    wishes = _wishes(rules) if host.offer.provider.id == OPENROUTER else {}
    place = dialect.place(host) if key.region else None
    return Call(host, word, key.sku, address, host.called_by(API_KEY), {"provider": wishes} if wishes else {}, place)


def _wishes(rules: Rules) -> dict[str, Any]:
    """The policy on data as OpenRouter takes it: any of a provider's endpoints may answer a request."""
    said = {"data_collection": "deny" if rules.data.no_training else None, "zdr": rules.data.zero_retention}
    return {name: value for name, value in said.items() if value}


def pin(host: Host, slug: str) -> dict[str, Any]:
    """The one endpoint that OpenRouter shall pass a request to, by provider, region and weights."""
    stated = host.offer.key.quantization
    pinned: dict[str, Any] = {"order": [regional(slug, host)], "allow_fallbacks": False}
    return pinned | ({"quantizations": [stated]} if stated else {})


def regional(slug: str, host: Host) -> str:
    """OpenRouter's word for a provider in the region of one of its own endpoints: "google-vertex/us-east5"."""
    region = host.offer.key.region
    return f"{slug}/{region}" if region and host.offer.key.via == OPENROUTER else slug


def per_token(host: Host, meter: Meter) -> Decimal | None:
    """USD per unit with the gateway's fee; None where it is not stated."""
    amount = host.amount(meter)
    return None if amount is None else amount * (1 + host.fee_ratio) / 1_000_000


def slug(text: str) -> str:
    """A name fit for a label: lower case letters, digits and hyphens, as a host name has them."""
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(filter(None, plain.split("-")))
