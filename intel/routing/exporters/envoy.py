"""Manifests of Envoy AI Gateway: one AIGatewayRoute with a rule for each task, and what its backends need.

Callers ask for the model ``task/coding``; every host is a backend of its own priority, in the order of the table. A
route alone never falls back: the BackendTrafficPolicy makes one attempt at each priority and goes on to the next.
"""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import yaml

from intel.routing.exporters.calls import Call, Called, Dialect, called, slug
from intel.routing.exporters.written import Written, comments
from intel.routing.table import RoutingTable

NAME = "intel"
"""Of the route, its Gateway and its policy; rename the Gateway's to the one you have."""
MOST_RULES = 15
"""Rules that one AIGatewayRoute may have."""
_GROUP, _ROUTING = "gateway.envoyproxy.io", "aigateway.envoyproxy.io"
_RETRIED = [408, 429, 500, 502, 503, 504]


def export(table: RoutingTable) -> Written:
    """The documents in the order of their need; hosts of whose API the catalog knows no address are left out."""
    usable = called(table, Dialect("envoy"))
    tasks = usable.tasks
    backends = {backend(call): call for found in tasks for one in found for call in one.calls}
    documents: list[dict[str, Any]] = []
    for place in range(0, len(tasks), MOST_RULES):
        name = f"{NAME}-{place // MOST_RULES + 1}" if place else NAME
        part = tasks[place : place + MOST_RULES]
        documents += [_route(name, part), _retries(name, max(sum(len(o.calls) for o in found) for found in part))]
    for name, call in backends.items():
        documents += _backend(name, call)
    body = yaml.safe_dump_all(documents, sort_keys=False, allow_unicode=True, width=110, explicit_start=True)
    return Written(
        comments(table, usable.left_out, usable.notes) + (body if documents else ""),
        usable.left_out,
        usable.notes,
        usable.lost,
    )


def backend(call: Call) -> str:
    """The name of a seller's backend: one for all its models."""
    key = call.host.offer.key
    return slug(f"{NAME}-{key.via or call.host.offer.provider.id}")


def _route(name: str, tasks: Sequence[Sequence[Called]]) -> dict[str, Any]:
    parent = {"name": NAME, "kind": "Gateway", "group": "gateway.networking.k8s.io"}
    return _manifest(
        f"{_ROUTING}/v1beta1", "AIGatewayRoute", name, {"parentRefs": [parent], "rules": list(map(_rule, tasks))}
    )


def _rule(found: Sequence[Called]) -> dict[str, Any]:
    task = found[0].task.name
    calls = [(one, call) for one in found for call in one.calls]
    return {
        "matches": [{"headers": [{"type": "Exact", "name": "x-ai-eg-model", "value": f"task/{task}"}]}],
        "backendRefs": [_reference(one, call, priority) for priority, (one, call) in enumerate(calls)],
        "timeouts": {"request": "300s"},
    }


def _reference(one: Called, call: Call, priority: int) -> dict[str, Any]:
    fields: dict[str, Any] = {**call.body, **({"reasoning_effort": one.effort} if one.effort else {})}
    body = {"bodyMutation": {"set": [{"path": name, "value": json.dumps(value)} for name, value in fields.items()]}}
    reference = {"name": backend(call), "modelNameOverride": call.model, "priority": priority}
    return reference | (body if fields else {})


def _retries(name: str, priorities: int) -> dict[str, Any]:
    retry = {
        "numAttemptsPerPriority": 1,
        "numRetries": priorities,
        "perRetry": {"backOff": {"baseInterval": "100ms", "maxInterval": "10s"}, "timeout": "60s"},
        "retryOn": {"httpStatusCodes": _RETRIED, "triggers": ["connect-failure", "retriable-status-codes"]},
    }
    target = {"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "name": name}
    return _manifest(f"{_GROUP}/v1alpha1", "BackendTrafficPolicy", name, {"targetRefs": [target], "retry": retry})


def _backend(name: str, call: Call) -> list[dict[str, Any]]:
    address = urlsplit(str(call.base_url))
    host, mine = str(address.hostname), {"group": _GROUP, "kind": "Backend", "name": name}
    documents = [
        _manifest(
            f"{_ROUTING}/v1beta1", "AIServiceBackend", name,
            {"schema": {"name": "OpenAI", "prefix": address.path.rstrip("/") or "/"}, "backendRef": mine},
        ),
        _manifest(
            f"{_GROUP}/v1alpha1", "Backend", name,
            {"endpoints": [{"fqdn": {"hostname": host, "port": address.port or 443}}]},
        ),
        _manifest(
            "gateway.networking.k8s.io/v1", "BackendTLSPolicy", name,
            {"targetRefs": [mine], "validation": {"wellKnownCACertificates": "System", "hostname": host}},
        ),
    ]  # fmt: skip
    return [*documents, _key(name)]


def _key(name: str) -> dict[str, Any]:
    """Where the key comes from: a Secret of the backend's name with the entry ``apiKey``, which you make yourself."""
    target = {"group": _ROUTING, "kind": "AIServiceBackend", "name": name}
    spec = {"targetRefs": [target], "type": "APIKey", "apiKey": {"secretRef": {"name": name}}}
    return _manifest(f"{_ROUTING}/v1beta1", "BackendSecurityPolicy", name, spec)


def _manifest(version: str, kind: str, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name}, "spec": spec}
