"""What the resource definitions of Envoy AI Gateway v1.1.0 ask of a manifest, as far as our manifests go.

Their schema is written here in our own words, with no room for unknown keys; their rules in CEL, which JSON Schema
cannot say, are functions; and what no admission looks at (a reference to something that is not there) is one as well.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

import jsonschema  # type: ignore[import-untyped]

NAME = {"type": "string", "minLength": 1, "maxLength": 253, "pattern": r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}
DURATION = {"type": "string", "pattern": r"^([0-9]{1,5}(h|m|s|ms)){1,4}$"}


def closed(required: Sequence[str] = (), **properties: Any) -> dict[str, Any]:
    """An object of these keys and no others."""
    return {
        "type": "object", "properties": properties, "required": list(required), "additionalProperties": False,
    }  # fmt: skip


def listed(item: Any, most: int, least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": item, "maxItems": most, "minItems": least}


TEXT, WHOLE = {"type": "string"}, {"type": "integer", "minimum": 0}
OBJECT = closed(["name"], name=NAME, kind=TEXT, group=TEXT, namespace=NAME)
HEADER = closed(["name", "value"], name=TEXT, value=TEXT, type={"enum": ["Exact", "RegularExpression"]})
FIELD = closed(["path", "value"], path={"type": "string", "minLength": 1}, value=TEXT)
BODY = closed(set=listed(FIELD, 16), remove=listed(TEXT, 16))
BACKEND_REF = closed(
    ["name"], name=NAME, namespace=NAME, group=TEXT, kind=TEXT, modelNameOverride=TEXT, weight=WHOLE, priority=WHOLE,
    bodyMutation=BODY,
)  # fmt: skip
TIMEOUTS = closed(request=DURATION, backendRequest=DURATION)
RULE = closed(
    name=NAME, matches=listed(closed(headers=listed(HEADER, 16)), 128), backendRefs=listed(BACKEND_REF, 128),
    timeouts=TIMEOUTS, modelsOwnedBy=TEXT,
)  # fmt: skip
COST = closed(
    ["metadataKey", "type"], metadataKey=TEXT, cel=TEXT,
    type={"enum": ["OutputToken", "InputToken", "CachedInputToken", "CacheCreationInputToken", "TotalToken",
                   "ReasoningToken", "CEL"]},
)  # fmt: skip
RETRY_ON = closed(
    httpStatusCodes=listed({"type": "integer", "minimum": 100, "maximum": 599}, 99), triggers=listed(TEXT, 9)
)
PER_RETRY = closed(timeout=DURATION, backOff=closed(baseInterval=DURATION, maxInterval=DURATION))
RETRY = closed(numRetries=WHOLE, numAttemptsPerPriority=WHOLE, perRetry=PER_RETRY, retryOn=RETRY_ON)
FQDN = closed(["hostname", "port"], hostname=TEXT, port={"type": "integer", "minimum": 1, "maximum": 65535})
SPECS = {
    "AIGatewayRoute": closed(
        ["rules"], parentRefs=listed(OBJECT, 16), rules=listed(RULE, 15), llmRequestCosts=listed(COST, 36)
    ),
    "AIServiceBackend": closed(
        ["schema", "backendRef"], schema=closed(["name"], name={"enum": ["OpenAI"]}, prefix=TEXT), backendRef=OBJECT
    ),
    "BackendSecurityPolicy": closed(
        ["type"], type={"enum": ["APIKey"]}, targetRefs=listed(OBJECT, 16),
        apiKey=closed(["secretRef"], secretRef=OBJECT),
    ),
    "Backend": closed(["endpoints"], endpoints=listed(closed(fqdn=FQDN), 64, 1)),
    "BackendTLSPolicy": closed(
        ["targetRefs", "validation"], targetRefs=listed(OBJECT, 16, 1),
        validation=closed(["hostname"], hostname=TEXT, wellKnownCACertificates={"enum": ["System"]}),
    ),
    "BackendTrafficPolicy": closed(targetRefs=listed(OBJECT, 16), retry=RETRY),
}  # fmt: skip
VERSIONS = {
    "AIGatewayRoute": "aigateway.envoyproxy.io/v1beta1",
    "AIServiceBackend": "aigateway.envoyproxy.io/v1beta1",
    "BackendSecurityPolicy": "aigateway.envoyproxy.io/v1beta1",
    "Backend": "gateway.envoyproxy.io/v1alpha1",
    "BackendTrafficPolicy": "gateway.envoyproxy.io/v1alpha1",
    "BackendTLSPolicy": "gateway.networking.k8s.io/v1",
}

Problems = Iterator[str]


def problems(documents: Sequence[Any]) -> list[str]:
    """Everything that the definitions, their rules or a missing neighbour would refuse."""
    found = list(chain.from_iterable(map(_shape, documents)))
    if not found:
        routes = [d for d in documents if d["kind"] == "AIGatewayRoute"]
        found += [said for route in routes for rule in ROUTE_RULES for said in rule(route["spec"])]
        found += [*_duplicates(documents), *_dangling(documents)]
    return found


def _shape(document: Any) -> Problems:
    if document.get("apiVersion") != VERSIONS.get(document.get("kind")):
        yield f"{document.get('kind')} of {document.get('apiVersion')} is unknown"
        return
    whole = closed(
        ["apiVersion", "kind", "metadata", "spec"], apiVersion=TEXT, kind=TEXT,
        metadata=closed(["name"], name=NAME, namespace=NAME), spec=SPECS[document["kind"]],
    )  # fmt: skip
    for error in jsonschema.Draft7Validator(whole).iter_errors(document):
        yield f"{document['kind']} {error.json_path}: {error.message}"


def _only_gateways(spec: Any) -> Problems:
    if any(ref.get("kind") != "Gateway" for ref in spec.get("parentRefs", ())):
        yield "only Gateway is supported"


def _names_of_rules(spec: Any) -> Problems:
    names = [rule["name"] for rule in spec["rules"] if "name" in rule]
    if len(set(names)) < len(names):
        yield "rule names must be unique"
    if "route-not-found" in names:
        yield "route-not-found is reserved"


def _group_with_kind(spec: Any) -> Problems:
    for ref in _refs(spec):
        if ("group" in ref) != ("kind" in ref):
            yield "group and kind must be specified together"
        elif "group" in ref and (ref["group"], ref["kind"]) != ("inference.networking.k8s.io", "InferencePool"):
            yield "only InferencePool is supported as another kind"


def _pools(spec: Any) -> Problems:
    for rule in spec["rules"]:
        pools = ["kind" in ref for ref in rule.get("backendRefs", ())]
        if any(pools) and not all(pools):
            yield "cannot mix InferencePool and AIServiceBackend references in the same rule"
        if any(pools) and len(pools) > 1:
            yield "only one InferencePool backend is allowed per rule"


def _timeouts(spec: Any) -> Problems:
    for rule in spec["rules"]:
        stated = rule.get("timeouts", {})
        if {"request", "backendRequest"} <= stated.keys():
            whole, part = (int(stated[key].rstrip("s")) for key in ("request", "backendRequest"))
            if part > whole:
                yield "backendRequest must not be longer than request"


def _headers_once(spec: Any) -> Problems:
    """A list of headers is a map by name."""
    for match in chain.from_iterable(rule.get("matches", ()) for rule in spec["rules"]):
        names = [header["name"].lower() for header in match.get("headers", ())]
        if len(set(names)) < len(names):
            yield "a header is matched twice"


ROUTE_RULES: tuple[Callable[[Any], Problems], ...] = (
    _only_gateways, _names_of_rules, _group_with_kind, _pools, _timeouts, _headers_once,
)  # fmt: skip


def _refs(spec: Any) -> Iterator[Any]:
    return chain.from_iterable(rule.get("backendRefs", ()) for rule in spec["rules"])


def _duplicates(documents: Sequence[Any]) -> Problems:
    names = [(d["kind"], d["metadata"]["name"]) for d in documents]
    yield from (f"{kind} {name} is there twice" for kind, name in sorted({n for n in names if names.count(n) > 1}))


def _dangling(documents: Sequence[Any]) -> Problems:
    """References to nothing. A route stands for the HTTPRoute of its name, and Secrets are the user's."""
    there = {(d["kind"], d["metadata"]["name"]) for d in documents}
    there |= {("HTTPRoute", name) for kind, name in there if kind == "AIGatewayRoute"}
    for document in documents:
        spec = document["spec"]
        wanted = [(ref["kind"], ref["name"]) for ref in spec.get("targetRefs", ())]
        if document["kind"] == "AIGatewayRoute":
            wanted += [("AIServiceBackend", ref["name"]) for ref in _refs(spec)]
        if document["kind"] == "AIServiceBackend":
            reference = spec["backendRef"]
            wanted.append((reference["kind"], reference["name"]))
            if reference.get("group") != "gateway.envoyproxy.io":
                yield "backendRef must be a Backend of Envoy Gateway"
        yield from (f"{document['kind']} refers to {kind} {name}" for kind, name in wanted if (kind, name) not in there)
