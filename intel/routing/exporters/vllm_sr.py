"""``config.yaml`` of the vLLM semantic router (format v0.3): one model alias for each host, one decision for each task.

The request's metadata names the task (key ``task``). An alias has one host, since the router refuses two addresses in
one model; a decision lists its aliases in the order of the table, and the router's fallback goes down that list.
"""

from collections.abc import Sequence
from typing import Any

import yaml

from intel.rates import Meter
from intel.routing.exporters.calls import Call, Called, Dialect, called, slug
from intel.routing.exporters.written import Written, comments
from intel.routing.table import RoutingTable

_PRICES = (
    ("prompt_per_1m", Meter.INPUT),
    ("cached_input_per_1m", Meter.CACHE_READ),
    ("cache_write_per_1m", Meter.CACHE_WRITE),
    ("completion_per_1m", Meter.OUTPUT),
)
_RETRIED = [408, 429, 500, 502, 503, 504]
_FIRST = 1000
"""Priority of the first task's decision; each further one is less by one, though no request meets two of them."""


def export(table: RoutingTable) -> Written:
    """The whole file; hosts of whose API the catalog knows no address are left out."""
    usable = called(table, Dialect("vllm-sr", bodies=False))
    tasks = usable.tasks
    aliases = {alias(one, call): (one, call) for found in tasks for one in found for call in one.calls}
    document: dict[str, Any] = {
        "version": "v0.3",
        "listeners": [{"name": "http-8899", "address": "0.0.0.0", "port": 8899, "timeout": "300s"}],
        "providers": {
            **({"defaults": {"model": next(iter(aliases))}} if aliases else {}),
            "models": [_model(name, call) for name, (_, call) in aliases.items()],
        },
        "routing": {
            "modelCards": [_card(name, one, call) for name, (one, call) in aliases.items()],
            "signals": {"metadata": [_signal(found[0].task.name) for found in tasks]},
            "fallback": _fallback(tasks),
            "decisions": [_decision(found, _FIRST - place) for place, found in enumerate(tasks)],
        },
    }
    body = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)
    return Written(comments(table, usable.left_out, usable.notes) + body, usable.left_out, usable.notes, usable.lost)


def alias(one: Called, call: Call) -> str:
    """A name for one model at one host: "glm-5.2@deepinfra"."""
    via = f"-via-{call.host.offer.key.via}" if call.host.offer.key.via else ""
    region = f"-{slug(call.host.offer.key.region)}" if call.host.offer.key.region else ""
    return f"{one.route.model.id.partition('/')[2]}@{call.host.offer.provider.id}{region}{via}"


def _model(name: str, call: Call) -> dict[str, Any]:
    amounts = ((key, call.host.amount(meter)) for key, meter in _PRICES)
    fee = 1 + call.host.fee_ratio
    backend = {"name": slug(name), "base_url": call.base_url, "provider": "openai", "weight": 100}
    return {
        "name": name,
        "provider_model_id": call.model,
        "api_format": "openai",
        "pricing": {"currency": "USD", **{key: float(usd * fee) for key, usd in amounts if usd is not None}},
        "backend_refs": [backend | ({"api_key_env": call.key_variable} if call.key_variable else {})],
    }


def _card(name: str, one: Called, call: Call) -> dict[str, Any]:
    limits, model = call.host.offer.limits, one.route.model.limits
    card: dict[str, Any] = {"name": name}
    if context := limits.context_tokens or model.context_tokens:
        card["context_window_size"] = context
    if longest := limits.max_output_tokens or model.max_output_tokens:
        card["max_output_tokens"] = longest
    return card


def _signal(task: str) -> dict[str, Any]:
    return {"name": f"task-{task}", "key": "task", "predicate": {"equals": task}}


def _fallback(tasks: Sequence[Sequence[Called]]) -> dict[str, Any]:
    most = max((sum(len(one.calls) for one in found) for found in tasks), default=1)
    return {"version": 1, "enabled": True, "max_attempts": most, "retryable_status_codes": _RETRIED}


def _decision(found: Sequence[Called], priority: int) -> dict[str, Any]:
    task = found[0].task
    rules = {"operator": "OR", "conditions": [{"type": "metadata", "name": f"task-{task.name}"}]}
    return {
        "name": task.name,
        "description": task.title,
        "priority": priority,
        "rules": rules,
        "modelRefs": [_reference(one, call) for one in found for call in one.calls],
        "algorithm": {"type": "static"},
    }


def _reference(one: Called, call: Call) -> dict[str, Any]:
    effort = {"reasoning_effort": one.effort} if one.effort else {}
    return {"model": alias(one, call), "use_reasoning": bool(one.effort and one.effort != "none"), **effort}
