"""Bodies for OpenRouter, one for each task: its models in order, its providers, and what they may cost at most.

``request`` is a body for chat completions (put your messages in) and what a preset of the name ``slug`` is made from.
Unknown words are dropped in silence there, so that a test sends every body through the models of its own package.
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from intel.rates import Meter
from intel.records import QUANTIZATIONS
from intel.routing.exporters.calls import EFFORTS, OPENROUTER, level, unsaid
from intel.routing.exporters.resold import Resold, resold, restricted
from intel.routing.exporters.written import Told, Written, by_reason, header
from intel.routing.policy import Rules, quantization_bits
from intel.routing.table import Route, RoutingTable, TaskRoutes
from intel.units import money_text

_SORTS = {"price": "price", "throughput": "throughput", "latency": "latency"}
"""By objective; a balanced policy leaves the gateway its own balance."""
_LEVELS = (*EFFORTS, "max")
"""What ``reasoning.effort`` may be."""


def export(table: RoutingTable) -> Written:
    """One JSON document: a header, and ``tasks`` by name."""
    sold = resold(table, OPENROUTER)
    tasks = {task.name: {"slug": f"task-{task.name}", "request": _request(task, named)} for task, named in sold.tasks}
    notes = by_reason([*sold.told, *(note for task, named in sold.tasks for note in _notes(task, named))])
    document = {"intel": header(table, sold.left_out, notes), "tasks": tasks}
    return Written(json.dumps(document, indent=2, ensure_ascii=False) + "\n", sold.left_out, notes, sold.lost)


def _request(task: TaskRoutes, named: Sequence[Resold]) -> dict[str, Any]:
    first = named[0]
    request: dict[str, Any] = {"model": first.name}
    if len(named) > 1:
        request["models"] = [one.name for one in named]
    request["messages"] = [{"role": "user", "content": "put your messages here"}]
    if effort := level(first.route.effort, _LEVELS):
        request["reasoning"] = {"effort": effort}
    return request | {"provider": _provider(task.rules, named)}


def _notes(task: TaskRoutes, named: Sequence[Resold]) -> list[Told]:
    """What one request for a whole chain cannot say of its routes."""
    first, *others = (one.route for one in named)
    said, unclear = level(first.effort, _LEVELS), unsaid(first.effort, OPENROUTER, _LEVELS)
    notes: list[Told] = [(task, first, unclear)] if unclear else []
    for route in others:
        if route.effort not in (first.effort, said):
            own = f"chosen at effort {route.effort!r}" if route.effort else "chosen at the effort of its own default"
            notes.append((task, route, f"{own}, and {f'{said!r} holds' if said else 'none is said'} for its chain"))
    most = _ceiling(task.rules, [one.route for one in named])
    if most != _ceiling(task.rules, [first]):
        notes.append((task, first, "max_price is one for its chain, of the dearest model, and no guard for this one"))
    return notes


def _provider(rules: Rules, named: Sequence[Resold]) -> dict[str, Any]:
    slugs = list(dict.fromkeys(slug for one in named for slug in one.slugs))
    wishes: dict[str, Any] = {
        "order": slugs,
        "only": slugs if restricted(rules) else [],
        "ignore": list(rules.providers.deny),
        "allow_fallbacks": True,
        "require_parameters": rules.needs.tools or rules.needs.structured_output,
        "data_collection": "deny" if rules.data.no_training else None,
        "zdr": rules.data.zero_retention,
        "quantizations": _quantizations(rules),
        "sort": _SORTS.get(rules.prefer),
        "max_price": _ceiling(rules, [one.route for one in named]),
    }
    return {name: value for name, value in wishes.items() if value}


def _quantizations(rules: Rules) -> list[str]:
    if not (rules.bits or rules.quantization_stated):
        return []
    enough = [word for word in QUANTIZATIONS if quantization_bits(word) >= rules.bits]
    return enough if rules.quantization_stated else [*enough, "unknown"]


def _ceiling(rules: Rules, routes: Sequence[Route]) -> dict[str, str]:
    """USD per million as text: the policy's, else the most that a provider of these routes asks."""
    stated = rules.max_usd_per_mtok
    asked = {"prompt": (stated.input, Meter.INPUT), "completion": (stated.output, Meter.OUTPUT)}
    return {name: _text(most or max(r.ceiling(meter) for r in routes)) for name, (most, meter) in asked.items()}


def _text(amount: Decimal) -> str:
    return str(money_text(amount))
