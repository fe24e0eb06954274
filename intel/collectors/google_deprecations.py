"""Google's page of Gemini API deprecations: the earliest day on which a model may be shut down, and its replacement.

Its days are "the earliest possible"; they have been moved to later ones, and taken back, more than once.
"""

from datetime import timedelta

from intel.collectors.shapes.ends import endings
from intel.source import Authority, Parsed, Snapshot, Source

SOURCE = Source(
    id="google-deprecations",
    title="Gemini API deprecations",
    url="https://ai.google.dev/gemini-api/docs/deprecations.md.txt",
    cadence=timedelta(hours=24),
    authority=Authority.FIRST_PARTY,
    licence="CC BY 4.0 (Google Developers site policies)",
    redistributable=True,
    min_records=20,
    homepage="https://ai.google.dev/gemini-api/docs/deprecations",
)


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one word per model id that ends.

    Raises:
        SourceError: no table of models with their last days.
    """
    yield from endings(snapshot, "google")
