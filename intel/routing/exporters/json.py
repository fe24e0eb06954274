"""The native table as JSON: the same document, for programs that read no YAML."""

import json

from intel.routing.exporters import native
from intel.routing.exporters.written import Written
from intel.routing.table import RoutingTable


def export(table: RoutingTable) -> Written:
    """The text of the document that ``native.schema.json`` describes."""
    return Written(json.dumps(native.document(table), indent=2, ensure_ascii=False) + "\n")
