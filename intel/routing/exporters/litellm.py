"""``config.yaml`` of the LiteLLM proxy: a group of deployments for each route, and fallbacks between the groups.

Callers ask for ``task/coding``. Prices stand in ``litellm_params``: from ``model_info`` the router would still reckon
costs right and yet choose the dearest (seen with 1.106.2 and 1.109.1). ``order`` makes it try hosts as the table does,
which is by the workload and not by the plain sum of input and output price, and the fallbacks come after the last one.
"""

import re
from decimal import Decimal
from typing import Any

import yaml

from intel.rates import Meter, Rate
from intel.routing.exporters.calls import Call, Called, Dialect, called, per_token, slug
from intel.routing.exporters.places import Place
from intel.routing.exporters.written import Written, comments
from intel.routing.table import Host, RoutingTable

_COSTS = (
    ("input_cost_per_token", Meter.INPUT),
    ("output_cost_per_token", Meter.OUTPUT),
    ("cache_read_input_token_cost", Meter.CACHE_READ),
    ("cache_creation_input_token_cost", Meter.CACHE_WRITE),
)
_STEPS = {128_000: "128k", 200_000: "200k", 256_000: "256k", 272_000: "272k", 512_000: "512k"}
"""Context boundaries that LiteLLM has fields for."""
_AWS_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d\Z")


def export(table: RoutingTable) -> Written:
    """The whole file. Costs that are bound to hours or to other boundaries than LiteLLM's cannot be said in it."""
    usable = called(table, DIALECT)
    tasks = usable.tasks
    groups = [(group(one, place), one) for found in tasks for place, one in enumerate(found)]
    chains = [[group(one, place) for place, one in enumerate(found)] for found in tasks if len(found) > 1]
    document = {
        "model_list": [_deployment(name, place, one, call) for name, one in groups for place, call in _tried(one)],
        "router_settings": {
            "routing_strategy": "cost-based-routing",
            "num_retries": 1,
            "fallbacks": [{first: others} for first, *others in chains],
            "context_window_fallbacks": [{first: others} for first, *others in chains],
        },
        "litellm_settings": {"drop_params": True},
    }
    body = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)
    return Written(comments(table, usable.left_out, usable.notes) + body, usable.left_out, usable.notes, usable.lost)


def group(one: Called, place: int) -> str:
    """The name of a route's group: "task/coding", and "task/coding/2" of the second route that can be called."""
    return f"task/{one.task.name}{f'/{place + 1}' if place else ''}"


def _place(host: Host) -> Place | None:
    """Vertex and Bedrock take a region; of a Bedrock profile its name says the geography, such as "eu."."""
    word, region = host.called_by("litellm"), host.offer.key.region
    if word == "vertex_ai":
        return Place({"vertex_location": region})
    if word == "bedrock" and _AWS_REGION.match(region):
        return Place({"aws_region_name": region})
    if word == "bedrock" and host.offer.key.sku.startswith(f"{region}."):
        inside = f"AWS_REGION_NAME must be a region inside {region!r}: the profile {region}.… names no more"
        return Place(note="" if region == "global" else inside)
    return None


DIALECT = Dialect("litellm", _place)


def _tried(one: Called) -> list[tuple[int, Call]]:
    return list(enumerate(one.calls, start=1))


def parameters(call: Call) -> dict[str, Any]:
    """Who is called and under which name, as ``litellm_params`` has it."""
    found: dict[str, Any] = {"model": model_name(call)}
    if call.provider is None:
        found["api_base"] = call.base_url
    if call.key_variable:
        found["api_key"] = f"os.environ/{call.key_variable}"
    return found | dict(call.place.parameters if call.place else {})


def _deployment(name: str, place: int, one: Called, call: Call) -> dict[str, Any]:
    said = parameters(call) | {"order": place} | costs(call)
    if one.effort:
        # Not every provider is known there to take an effort (nebius is not): without the second key it is dropped.
        said |= {"reasoning_effort": one.effort, "allowed_openai_params": ["reasoning_effort"]}
    if call.body:
        said["extra_body"] = dict(call.body)
    information: dict[str, Any] = {"id": f"{slug(name)}-{place}-{slug(call.host.offer.provider.id)}", "mode": "chat"}
    limits = call.host.offer.limits
    context = limits.context_tokens or one.route.model.limits.context_tokens
    if context:
        information["max_input_tokens"] = context
    return {"model_name": name, "litellm_params": said, "model_info": information}


def model_name(call: Call) -> str:
    """What LiteLLM calls a model at a host: its word for the provider, then the seller's name."""
    return f"{call.provider or 'openai'}/{call.model}"


def costs(call: Call) -> dict[str, float]:
    """USD per token by LiteLLM's fields; a field is absent where nobody states its price."""
    found = {}
    for name, meter in _COSTS:
        amount = per_token(call.host, meter)
        if amount is not None:
            found[name] = float(amount)
        found |= {f"{name}_above_{step}_tokens": usd for step, usd in _above(call, meter) if amount is not None}
    return found


def _above(call: Call, meter: Meter) -> list[tuple[str, float]]:
    card, fee = call.host.offer.usd, 1 + call.host.fee_ratio
    rates = [rate for rate in card.rates if rate.meter is meter] if card else []
    return [(step, float(rate.amount * fee / Decimal(10**6))) for rate in rates if (step := _step(rate))]


def _step(rate: Rate) -> str | None:
    """LiteLLM's word for a boundary that is the rate's only condition."""
    condition = rate.condition
    others = (condition.cache_ttl, condition.window, condition.days, condition.until, condition.unknown)
    return None if any(others) or condition.over_tokens is None else _STEPS.get(condition.over_tokens)
