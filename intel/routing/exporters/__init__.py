"""Formats a routing table can be written in, one module per target."""

from collections.abc import Callable, Mapping

from intel.routing.exporters import native
from intel.routing.table import RoutingTable

EXPORTERS: Mapping[str, Callable[[RoutingTable], str]] = {"native": native.render}
"""Format name → text of the file."""
