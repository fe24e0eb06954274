"""Anthropic's page of model deprecations: last days and replacements on the platforms that it runs itself.

What it says of a dated id it says of the plain ids that the Claude API takes for that very snapshot, too:
claude-sonnet-4-5 is claude-sonnet-4-5-20250929, claude-opus-4-0 is claude-opus-4-20250514
(https://platform.claude.com/docs/en/about-claude/models/model-ids-and-versions).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from intel.collectors.shapes.ends import endings
from intel.records import Deprecation
from intel.source import Authority, Parsed, Snapshot, Source

SOURCE = Source(
    id="anthropic-deprecations",
    title="Claude model deprecations",
    url="https://platform.claude.com/docs/en/about-claude/model-deprecations.md",
    cadence=timedelta(hours=24),
    authority=Authority.FIRST_PARTY,
    licence="facts of a public page; terms at https://www.anthropic.com/legal/commercial-terms",
    redistributable=True,
    min_records=10,
    homepage="https://platform.claude.com/docs/en/about-claude/model-deprecations",
)


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one word per model id that ends.

    Raises:
        SourceError: no table of models with their last days.
    """
    for fact in endings(snapshot, "anthropic"):
        yield fact
        if isinstance(fact, Deprecation):
            yield from (replace(fact, key=replace(fact.key, sku=sku)) for sku in _plain_ids(fact.key.sku))


_DATED = re.compile(r"(claude-[a-z]+-(\d+)(-\d+)?)-\d{8}")


def _plain_ids(sku: str) -> Iterator[str]:
    """The ids without a day that mean this snapshot; none for the Claude 3 family, whose "-latest" moved on."""
    found = _DATED.fullmatch(sku)
    if found is not None:
        yield found[1] if found[3] else f"{found[1]}-0"
