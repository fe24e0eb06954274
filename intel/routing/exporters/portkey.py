"""One config of the Portkey gateway: the request's metadata names the task, and each task is a chain of fallbacks.

Keys stand as ``$DEEPINFRA_API_KEY``: ``envsubst`` fills them in, so that no secret is in the file.
"""

import json
from collections.abc import Sequence
from typing import Any

from intel.routing.exporters.calls import Call, Called, Dialect, called
from intel.routing.exporters.written import Written, header
from intel.routing.table import RoutingTable

_RETRIED = [408, 429, 500, 502, 503, 504]
"""Replies after which the next host is asked."""


def export(table: RoutingTable) -> Written:
    """One JSON document: a header, and the ``config`` that the gateway takes; empty when nothing can be called."""
    usable = called(table, Dialect("portkey"))
    tasks = usable.tasks
    config = _config(tasks) if tasks else {}
    document = {"intel": header(table, usable.left_out, usable.notes), "config": config}
    return Written(
        json.dumps(document, indent=2, ensure_ascii=False) + "\n", usable.left_out, usable.notes, usable.lost
    )


def _config(tasks: Sequence[Sequence[Called]]) -> dict[str, Any]:
    names = [found[0].task.name for found in tasks]
    conditions = [{"query": {"metadata.task": {"$eq": name}}, "then": name} for name in names]
    return {
        "strategy": {"mode": "conditional", "conditions": conditions, "default": names[0]},
        "targets": [_chain(found) for found in tasks],
    }


def _chain(found: Sequence[Called]) -> dict[str, Any]:
    leaves = [_leaf(one, call) for one in found for call in one.calls]
    return {
        "name": found[0].task.name,
        "strategy": {"mode": "fallback", "on_status_codes": _RETRIED},
        "targets": leaves,
    }


def _leaf(one: Called, call: Call) -> dict[str, Any]:
    leaf: dict[str, Any] = {"provider": call.provider or "openai", "api_key": f"${call.key_variable or 'API_KEY'}"}
    if call.provider is None:
        leaf["custom_host"] = call.base_url
    parameters = {"model": call.model, **({"reasoning_effort": one.effort} if one.effort else {}), **call.body}
    return leaf | {"override_params": parameters}
