"""Our own YAML: everything the table knows, with the source and time of each price.

``native.schema.json`` beside this module is its JSON Schema. What is absent in an entry is unknown or does not apply;
money is a string of USD, so that no reader rounds it. A route is read without the catalog: prices, ceilings, limits and
the names that gateways use stand in it.
"""

import json
from datetime import UTC, datetime
from decimal import Decimal
from importlib import resources
from typing import Any

import yaml

from intel.market.cost import Workload
from intel.rates import Meter
from intel.routing.exporters.plain_yaml import plain_yaml
from intel.routing.exporters.written import Written
from intel.routing.owner_yaml import FAST, shallow
from intel.routing.table import Host, Quality, Route, RoutingTable, RunnerUp, Saving, TaskRoutes
from intel.units import money_text

VERSION = 2
"""Of this format: it rises when a reader of the old one could be misled."""

_PRICES = (
    ("input_usd_per_mtok", Meter.INPUT),
    ("output_usd_per_mtok", Meter.OUTPUT),
    ("cache_read_usd_per_mtok", Meter.CACHE_READ),
    ("cache_write_usd_per_mtok", Meter.CACHE_WRITE),
)


def export(table: RoutingTable) -> Written:
    """As every exporter: nothing is left out."""
    return Written(render(table))


def render(table: RoutingTable) -> str:
    """The YAML text, the same bytes for the same table."""
    head = "# Routing table made by intel from its catalog; change the policy, not this file.\n"
    return head + plain_yaml(document(table))


def document(table: RoutingTable) -> dict[str, Any]:
    """The table as plain JSON-ready values, in the order they are written."""
    return {
        "version": VERSION,
        "intel": table.package_version,
        "catalog_at": _time(table.catalog_at),
        "policy": table.policy,
        "policy_hash": table.policy_hash,
        "quality": table.quality,
        "warnings": list(table.warnings),
        "tasks": {routes.name: _task(routes) for routes in table.tasks},
    }


def parsed(text: str) -> dict[str, Any]:
    """A document that was written before; empty where the text is none."""
    try:
        shallow(text)
        loaded = yaml.load(text, Loader=FAST)
    except (yaml.YAMLError, RecursionError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def schema() -> dict[str, Any]:
    """The JSON Schema of ``document``."""
    text = resources.files(__package__).joinpath("native.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _task(routes: TaskRoutes) -> dict[str, Any]:
    threshold = routes.rules.at_least
    return {
        "title": routes.title,
        "at_least": None if threshold is None else str(threshold),
        "probability": routes.rules.probability,
        "reached": routes.reached,
        "workload": _workload(routes.workload),
        "primary": _route(routes.primary, routes) if routes.primary else None,
        "fallbacks": [_route(route, routes) for route in routes.fallbacks],
        "runner_up": _runner_up(routes.runner_up) if routes.runner_up else None,
        "reasons": list(routes.reasons),
    }


def _workload(workload: Workload) -> dict[str, Any]:
    return {
        "name": workload.name,
        "input_tokens": workload.input_tokens,
        "cached_ratio": _ratio(workload.cached_ratio),
        "output_tokens": workload.output_tokens,
        "requests_per_month": workload.requests,
    }


def _route(route: Route, routes: TaskRoutes) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "model": route.model.id,
        "effort": route.effort,
        "open_weights": route.model.open_weights,
        "task_usd": money_text(route.task_usd),
        "month_usd": money_text(routes.monthly_usd(route).quantize(Decimal("0.01"))),
        "cost_known_by": route.usage.how,
        "usage_ratio": round(route.usage.ratio, 4),
        "usage_boards": list(route.usage.boards) or None,
        "quality": _quality(route.quality) if route.quality else None,
        "saves_against_leader": _saving(route.against_leader),
        "saves_against_baseline": _saving(route.against_baseline),
        "price_ceiling": {name: money_text(route.ceiling(meter)) for name, meter in _PRICES[:2]},
        "gateways": dict(route.gateways) or None,
        "providers": [_provider(host) for host in route.hosts],
    }
    return {name: value for name, value in entry.items() if value not in ("", None)}


def _quality(quality: Quality) -> dict[str, Any]:
    return {
        "share": quality.share,
        "lower": quality.lower,
        "upper": quality.upper,
        "reach": round(quality.reach, 4),
        "reach_is": "of the leader" if quality.of_leader else "of the basket",
        "boards": quality.boards,
        "sources": list(quality.sources),
    }


def _saving(saving: Saving | None) -> dict[str, Any] | None:
    if saving is None:
        return None
    return {"model": saving.against, "task_usd": money_text(saving.task_usd), "ratio": _ratio(saving.ratio)}


def _runner_up(second: RunnerUp) -> dict[str, Any]:
    entry = {
        "model": second.model, "effort": second.effort, "task_usd": money_text(second.task_usd), "why": second.why,
    }  # fmt: skip
    return {name: value for name, value in entry.items() if value != ""}


def _provider(host: Host) -> dict[str, Any]:
    offer, key, believed = host.offer, host.offer.key, host.offer.believed
    assert believed is not None
    entry: dict[str, Any] = {
        "provider": offer.provider.id,
        "provider_kind": offer.provider.kind,
        "sku": key.sku,
        "via": key.via,
        "region": key.region,
        "quantization": key.quantization,
        "service_tier": key.service_tier,
        "tag": key.tag,
        "called": dict(sorted((host.called or {}).items())) or None,
        "context_tokens": offer.limits.context_tokens,
        "max_output_tokens": offer.limits.max_output_tokens,
    }
    entry |= {name: money_text(host.amount(meter)) for name, meter in _PRICES}
    entry |= {
        "fee_ratio": _ratio(host.fee_ratio) if host.fee_ratio else None,
        "blended_usd_per_mtok": money_text(host.blended),
        "task_usd": money_text(host.task_usd),
        "sunset_on": offer.sunset_on.isoformat() if offer.sunset_on else None,
        "source": believed.source,
        "checked_at": _time(believed.checked_at),
        "sha256": believed.sha256,
        "agreement": offer.agreement,
        "stale": believed.stale,
    }
    return {name: value for name, value in entry.items() if value not in ("", None)}


def _ratio(ratio: Decimal) -> str:
    return f"{ratio.normalize():f}"


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
