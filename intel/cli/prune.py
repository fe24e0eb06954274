"""``intel prune``: free what is not needed any more."""

from datetime import timedelta
from typing import Annotated

import typer

from intel.cli import compose, out
from intel.ingest.archive import Archive
from intel.ingest.prune import Policy
from intel.ingest.prune import prune as freed_by

_DEFAULT = Policy()
_CENTURY = 36_500
"""Days: older than anything that could be kept."""


def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be freed.")] = False,
    archive_days: Annotated[
        int,
        typer.Option(
            "--archive-days", min=1, max=_CENTURY, metavar="N", help="Leave raw replies of the last N days alone."
        ),
    ] = _DEFAULT.archive.days,
    performance_days: Annotated[
        int,
        typer.Option(
            "--performance-days", min=1, max=_CENTURY, metavar="N", help="Leave readings of the last N days alone."
        ),
    ] = _DEFAULT.readings.days,
) -> None:
    """Remove raw replies that nothing cites, pack old ones tighter, thin old performance readings.

    Prices, scores, events and the evidence they cite are never removed.
    """
    policy = Policy(timedelta(days=archive_days), timedelta(days=performance_days))
    archive = Archive(compose.settings().archive_dir)
    with compose.opened() as engine:
        freed = freed_by(engine, archive, compose.now(), policy, dry=dry_run)
    would = "would be " if dry_run else ""
    out.line(f"{freed.bodies:,} raw replies {would}removed: {out.size(freed.body_bytes)}")
    out.line(f"{freed.packed:,} raw replies {would}packed tighter: {out.size(freed.packed_bytes)} saved")
    out.line(f"{freed.readings:,} performance readings {would}removed; the catalog uses their room again")
