"""Routing tables as the page Routing shows them: built through ``intel.actions``, kept by catalog and policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from dashboard import data
from intel import actions
from intel.market.tasks import Tasks
from intel.routing.exporters import FORMATS, exporter
from intel.routing.exporters.written import Written

ready = actions.ready_policies
USUAL = "balanced"
"""The ready policy that the page begins with."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft and its files."""

    draft: actions.Draft
    files: Mapping[str, Written]
    """By format."""

    def file_name(self, format: str) -> str:
        """Such as "routing-litellm.yaml"."""
        if format == "markdown":
            return "routing.md"
        kind = "json" if self.files[format].text.startswith(("{", "[")) else "yaml"
        return f"routing-{format}.{kind}" if format not in ("native", "json") else f"routing.{kind}"


def drafted(catalog: data.Catalog, policy: str) -> Drafted:
    """What the YAML text gives on this catalog; ``UsageError`` names the line and the key of a mistake."""
    return _drafted(catalog.url, catalog.version, catalog.at, policy, data.tasks())


@st.cache_resource(show_spinner=False, max_entries=30)
def _drafted(url: str, version: str, at: datetime, policy: str, _tasks: Tasks) -> Drafted:
    draft = actions.draft_routing_table(data.Catalog(url, version, at).engine, policy, tasks=_tasks)
    return Drafted(draft, {format: exporter(format)(draft.table) for format in FORMATS})
