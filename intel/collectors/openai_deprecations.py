"""OpenAI's page of deprecations: last days and replacements of model ids that it sells itself.

A snapshot's end is not taken for that of the plain id: OpenAI names those itself where it ends them.
"""

from datetime import timedelta

from intel.collectors.shapes.ends import endings
from intel.source import Authority, Parsed, Snapshot, Source

SOURCE = Source(
    id="openai-deprecations",
    title="OpenAI deprecations",
    url="https://developers.openai.com/api/docs/deprecations.md",
    cadence=timedelta(hours=24),
    authority=Authority.FIRST_PARTY,
    licence="facts of a public page; terms at https://openai.com/policies",
    redistributable=True,
    min_records=40,
    homepage="https://developers.openai.com/api/docs/deprecations",
)


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one word per model id that ends.

    Raises:
        SourceError: no table of models with their last days.
    """
    yield from endings(snapshot, "openai")
