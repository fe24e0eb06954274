"""``intel sources``: where the facts come from, and how each source is doing."""

from datetime import timedelta

from intel.catalog import queries
from intel.cli import options, out, rows
from intel.cli.compose import now, reading
from intel.collectors import COLLECTORS
from intel.views import SourceView

_COLUMNS = (
    out.Column("source"),
    out.Column("last run"),
    out.Column("age", number=True),
    out.Column("every", number=True),
    out.Column("records", number=True),
    out.Column("offers", number=True),
    out.Column("rejected", number=True),
    out.Column("held", number=True),
    out.Column("licence", room=out.WIDE),
)


def sources(json: options.Json = False) -> None:
    """Every source: licence, cadence, last run, age, and what went wrong."""
    with reading() as connection:
        found = queries.sources(connection, now=now(), known=[collector.SOURCE for collector in COLLECTORS])
    if json:
        out.document([rows.source_row(source) for source in found])
        return
    out.table(_COLUMNS, [_cells(source) for source in found])
    for source in found:
        if source.message:
            out.line(f"{source.id}: {source.message}")


def _cells(source: SourceView) -> list[str]:
    return [
        source.id,
        source.last_outcome or "never",
        out.age(source.age_seconds, source.stale),
        out.age(timedelta(seconds=source.cadence_seconds).total_seconds()),
        out.count(source.records),
        out.count(source.offers),
        out.count(source.rejected),
        out.count(source.quarantined),
        source.licence,
    ]
