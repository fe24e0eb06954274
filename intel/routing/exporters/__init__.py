"""Formats a routing table can be written in, one module per target.

Each module has ``export(table)``, which gives the text and what had to be left out, since a gateway cannot name it:
that stands in the text's header as well. The names are those of the catalog, never made up here.
"""

from collections.abc import Callable, Mapping
from importlib import import_module

from intel.routing.exporters.written import Written
from intel.routing.table import RoutingTable

FORMATS: Mapping[str, str] = {
    "native": "our own YAML, everything the table knows",
    "litellm": "config.yaml of the LiteLLM proxy",
    "openrouter": "one request body or preset of OpenRouter for each task",
    "vllm-sr": "config.yaml of the vLLM semantic router",
    "portkey": "one config of the Portkey gateway",
    "envoy": "manifests of Envoy AI Gateway",
    "vercel": "options of the Vercel AI Gateway for each task",
    "markdown": "a table for people",
    "json": "the native table as JSON",
}
"""Format name → what it is, in a few words."""


def exporter(format: str) -> Callable[[RoutingTable], Written]:
    """The function that writes a table in one of ``FORMATS``; its module is imported now."""
    module = import_module(f"intel.routing.exporters.{format.replace('-', '_')}")
    found: Callable[[RoutingTable], Written] = module.export
    return found
