"""Routing tables as the page Routing shows them: built through ``intel.actions``, kept by catalog and policy."""

from dataclasses import dataclass

import streamlit as st

from dashboard import data
from intel import actions
from intel.market.tasks import Tasks
from intel.routing.exporters import exporter
from intel.routing.pricing import Shared

ready = actions.ready_policies
USUAL = "balanced"
"""The ready policy that the page begins with."""


AS_JSON = ("json", "openrouter", "portkey", "vercel")
"""Formats whose files are JSON; the others but Markdown are YAML."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft, and its files."""

    draft: actions.Draft

    def file(self, format: str) -> str:
        """The table as a gateway loads it; written when somebody asks for it, since that takes as long as the draft."""
        return exporter(format)(self.draft.table).text

    def file_name(self, format: str) -> str:
        """Such as "routing-litellm.yaml"."""
        if format == "markdown":
            return "routing.md"
        kind = "json" if format in AS_JSON else "yaml"
        return f"routing-{format}.{kind}" if format not in ("native", "json") else f"routing.{kind}"


def drafted(catalog: data.Catalog, policy: str) -> Drafted:
    """What the YAML text gives on this catalog; ``UsageError`` names the line and the key of a mistake."""
    return _drafted(catalog.url, catalog.version, policy, catalog, data.tasks())


@st.cache_resource(show_spinner=False, max_entries=30)
def _drafted(url: str, version: str, policy: str, _catalog: data.Catalog, _tasks: Tasks) -> Drafted:
    return Drafted(actions.draft_routing_table(_catalog.engine, policy, _ground(url, version, _catalog, _tasks)))


@st.cache_resource(show_spinner=False, max_entries=2)
def _ground(url: str, version: str, _catalog: data.Catalog, _tasks: Tasks) -> Shared:  # noqa: ARG001
    return actions.draft_ground(_catalog.engine, tasks=_tasks)
