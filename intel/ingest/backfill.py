"""Replaying the past that packages carried, in order, through the same runner as a live reply."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Engine, select

from intel.catalog import write_rows as rows
from intel.errors import CatalogError
from intel.ingest.archive import Archive
from intel.ingest.carriers import CARRIERS, Document, Release, document
from intel.ingest.replay import Captured, Replay
from intel.ingest.runner import Runner, RunResult
from intel.source import Collector


def backfill(
    engine: Engine, runner: Runner, archive: Archive, found: Sequence[tuple[Release, Path]],
    collectors: Mapping[str, Collector],
) -> Iterator[tuple[Release, RunResult]]:  # fmt: skip
    """Replay each release as if seen when it was published, the oldest first, and tell what became of it.

    A release at a moment that the source has a healthy run of is passed over, so that doing it again costs nothing.
    """
    with tempfile.TemporaryDirectory(prefix="intel-past-") as folder:
        file = Path(folder) / "document.json"
        for release, path in found:
            source = CARRIERS[release.package].source
            if _has_run(engine, source, release):
                continue
            file.write_bytes(document(release, path, _before(engine, archive, source, release)))
            captured = Captured(file, release.published_at, carrier_url(release))
            yield release, runner.run(collectors[source], replay=Replay({"": captured}), at=release.published_at)


def carrier_url(release: Release) -> str:
    """Where the release can be seen."""
    return f"https://pypi.org/project/{release.package}/{release.version}/"


def _has_run(engine: Engine, source: str, release: Release) -> bool:
    run = rows.table("run")
    same = (run.c.source_id == source) & (run.c.at == release.published_at) & run.c.healthy
    with engine.connect() as conn:
        return conn.execute(select(run.c.id).where(same)).first() is not None


def _before(engine: Engine, archive: Archive, source: str, release: Release) -> Document | None:
    """The document that the source's last healthy run before the release read, where its bytes are still there."""
    run = rows.table("run")
    earlier = (run.c.source_id == source) & (run.c.at < release.published_at) & run.c.healthy
    with engine.connect() as conn:
        newest = conn.execute(select(run.c.sha256).where(earlier).order_by(run.c.at.desc()).limit(1)).scalar()
    if not newest or newest not in archive:
        return None
    try:
        loaded: Document = json.loads(archive.read(newest))
    except (CatalogError, ValueError):
        return None
    return loaded
