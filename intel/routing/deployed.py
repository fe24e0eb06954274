"""What is wrong with a deployed table: dead, deprecated, dearer than its ceiling, no longer the choice. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from intel.market.comparable import word
from intel.rates import Meter
from intel.routing.diff import Offers, offer_of
from intel.routing.moves import Document
from intel.routing.reasons import effort_text
from intel.routing.table import RoutingTable
from intel.units import money_text
from intel.views import OfferView

DEAD, DEPRECATED, DEARER, NOT_THE_CHOICE = "dead", "deprecated", "dearer", "not the choice"
MISSING = "missing"
_CEILINGS = (("input_usd_per_mtok", Meter.INPUT), ("output_usd_per_mtok", Meter.OUTPUT))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend in a deployed table."""

    task: str
    kind: str
    """dead, deprecated, dearer, "not the choice", or missing: the policy's task that the table has not."""
    said: str


def findings(deployed: Document, now: RoutingTable, offers: Offers) -> list[Finding]:
    """Everything to mend, by task in the order of the file; the same sentence once.

    Deprecated is what its source calls so, and what is withdrawn within the days that the policy asks.
    """
    on, days = now.catalog_at.date(), {task.name: task.rules.exclude_sunset_within_days for task in now.tasks}
    found: list[Finding] = []
    for name, task in _tasks(deployed):
        for route in _routes(task):
            found += _route(name, route, offers, on, days.get(name, 0))
        found += _choice(name, task.get("primary"), now)
    stated = {name for name, _ in _tasks(deployed)}
    found += [Finding(one.name, MISSING, "The table has no such task.") for one in now.tasks if one.name not in stated]
    return list(dict.fromkeys(found))


def _route(task: str, route: Document, offers: Offers, on: date, days: int) -> Iterator[Finding]:
    model, ceiling = str(route.get("model")), route.get("price_ceiling") or {}
    for entry in route.get("providers") or ():
        if not isinstance(entry, Mapping):
            continue
        name = f"{model} at {entry.get('provider')} ({entry.get('sku')})"
        offer = offer_of(entry, offers.get(model, ()))
        if offer is None:
            yield Finding(task, DEAD, f"{name}: no source lists it any more.")
        elif word(offer, on) == "retired":
            ended = f" since {offer.sunset_on}" if offer.sunset_on else ""
            yield Finding(task, DEAD, f"{name}: retired{ended}.")
        else:
            yield from _offer(task, name, offer, ceiling, on + timedelta(days=days))


def _offer(task: str, name: str, offer: OfferView, ceiling: Any, soon: date) -> Iterator[Finding]:
    if offer.status == "deprecated" or (offer.sunset_on and offer.sunset_on <= soon):
        end = f", withdrawn on {offer.sunset_on}" if offer.sunset_on else ""
        better = f"; its source names {offer.replacement}" if offer.replacement else ""
        yield Finding(task, DEPRECATED, f"{name}: deprecated{end}{better}.")
    for key, meter in _CEILINGS:
        most = ceiling.get(key) if isinstance(ceiling, Mapping) else None
        asked = offer.usd.amount(meter) if offer.usd else None
        if most is not None and asked is None:
            yield Finding(task, DEARER, f"{name}: its {meter} price is not known any more.")
        elif most is not None and asked is not None and asked > Decimal(str(most)):
            yield Finding(task, DEARER, f"{name}: {meter} {money_text(asked)} USD per million, the ceiling is {most}.")


def _choice(task: str, primary: Any, now: RoutingTable) -> Sequence[Finding]:
    routes = next((one for one in now.tasks if one.name == task), None)
    if routes is None:
        return [Finding(task, NOT_THE_CHOICE, "The policy has no such task.")]
    if not isinstance(primary, Mapping):
        better = routes.primary
        return [Finding(task, NOT_THE_CHOICE, f"There is a route now: {better.model.id}.")] if better else []
    old = effort_text(str(primary.get("model")), str(primary.get("effort", "")))
    if routes.primary is None:
        return [Finding(task, NOT_THE_CHOICE, f"{old}: {routes.reasons[0]}")]
    new = effort_text(routes.primary.model.id, routes.primary.effort)
    return [] if old == new else [Finding(task, NOT_THE_CHOICE, f"{old}: the choice is {new} now.")]


def _tasks(document: Document) -> list[tuple[str, Document]]:
    tasks = document.get("tasks")
    return [(str(n), t) for n, t in tasks.items() if isinstance(t, Mapping)] if isinstance(tasks, Mapping) else []


def _routes(task: Document) -> list[Document]:
    return [route for route in (task.get("primary"), *(task.get("fallbacks") or ())) if isinstance(route, Mapping)]
