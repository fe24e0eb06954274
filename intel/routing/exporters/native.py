"""Our own YAML: everything the table knows, with the source and time of each price.

``native.schema.json`` beside this module is its JSON Schema. What is absent in a provider entry is unknown or
does not apply; money is a string of USD per million tokens, so that no reader rounds it.
"""

import json
from datetime import UTC, datetime
from importlib import resources
from typing import Any

import yaml

from intel.market.cost import Workload
from intel.rates import Meter
from intel.routing.rank import Host
from intel.routing.table import Route, RoutingTable, TaskRoutes
from intel.units import money_text

VERSION = 1
"""Of this format: it rises when a reader of the old one could be misled."""

_PRICES = (
    ("input_usd_per_mtok", Meter.INPUT),
    ("output_usd_per_mtok", Meter.OUTPUT),
    ("cache_read_usd_per_mtok", Meter.CACHE_READ),
)
_WIDTH = 110
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def render(table: RoutingTable) -> str:
    """The YAML text, the same bytes for the same table."""
    head = "# Routing table made by intel from its catalog; change the policy, not this file.\n"
    return head + yaml.safe_dump(document(table), sort_keys=False, allow_unicode=True, width=_WIDTH)


def document(table: RoutingTable) -> dict[str, Any]:
    """The table as plain JSON-ready values, in the order they are written."""
    return {
        "version": VERSION,
        "intel": table.package_version,
        "catalog_at": _time(table.catalog_at),
        "policy_hash": table.policy_hash,
        "quality": table.quality,
        "tasks": {routes.task.name: _task(routes) for routes in table.tasks},
    }


def parsed(text: str) -> dict[str, Any]:
    """A document that was written before; empty where the text is none."""
    try:
        loaded = yaml.load(text, Loader=_LOADER)
    except yaml.YAMLError:
        return {}
    return loaded if isinstance(loaded, dict) else {}


def schema() -> dict[str, Any]:
    """The JSON Schema of ``document``."""
    text = resources.files(__package__).joinpath("native.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _task(routes: TaskRoutes) -> dict[str, Any]:
    return {
        "title": routes.task.title,
        "candidates_because": routes.task.why,
        "workload": _workload(routes.workload),
        "primary": _route(routes.primary) if routes.primary else None,
        "fallbacks": [_route(route) for route in routes.fallbacks],
        "reasons": list(routes.reasons),
    }


def _workload(workload: Workload) -> dict[str, Any]:
    return {
        "name": workload.name,
        "input_tokens": workload.input_tokens,
        "cached_ratio": f"{workload.cached_ratio.normalize():f}",
        "output_tokens": workload.output_tokens,
    }


def _route(route: Route) -> dict[str, Any]:
    return {
        "model": route.model,
        "price_ceiling": {name: money_text(route.ceiling(meter)) for name, meter in _PRICES[:2]},
        "providers": [_provider(host) for host in route.hosts],
    }


def _provider(host: Host) -> dict[str, Any]:
    offer, key, believed = host.offer, host.offer.key, host.offer.believed
    assert believed is not None
    assert offer.usd is not None
    entry: dict[str, Any] = {
        "provider": offer.provider.id,
        "provider_kind": offer.provider.kind,
        "sku": key.sku,
        "via": key.via,
        "region": key.region,
        "quantization": key.quantization,
        "tag": key.tag,
        "context_tokens": offer.limits.context_tokens,
    }
    entry |= {name: money_text(offer.usd.amount(meter)) for name, meter in _PRICES}
    entry |= {
        "blended_usd_per_mtok": money_text(host.price),
        "source": believed.source,
        "checked_at": _time(believed.checked_at),
        "sha256": believed.sha256,
        "agreement": offer.agreement,
        "stale": believed.stale,
    }
    return {name: value for name, value in entry.items() if value not in ("", None)}


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
