"""Retention: raw replies that nothing cites go, old ones are packed tighter, old readings are thinned to one a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from intel.catalog.engine import writing
from intel.catalog.retention import count_thinned, needed_bodies, thin_readings
from intel.ingest.archive import Archive


@dataclass(frozen=True, slots=True)
class Policy:
    """How long things are left as they are."""

    archive: timedelta = timedelta(days=30)
    """Age from which on raw replies are packed tighter, or removed when nothing cites them."""
    readings: timedelta = timedelta(days=90)
    """Age from which on one performance reading a day is kept of each offer and source."""


@dataclass(slots=True)
class Freed:
    """What a pruning frees, or would."""

    bodies: int = 0
    body_bytes: int = 0
    packed: int = 0
    """Bodies that were packed tighter."""
    packed_bytes: int = 0
    """What that saves."""
    readings: int = 0


def prune(engine: Engine, archive: Archive, now: datetime, policy: Policy, *, dry: bool = False) -> Freed:
    """Apply ``policy``; with ``dry`` only say what it would free. Prices, scores and events are never touched.

    A body that a run is about to cite is as young as its last fetch, so it stays. Bodies go before readings: when
    this is cut off, doing it again finishes it.
    """
    with engine.connect() as conn:
        needed = needed_bodies(conn)
    freed = Freed()
    for body in archive.bodies(older_than=now - policy.archive):
        if body.sha256 not in needed:
            freed.bodies += 1
            freed.body_bytes += body.size
            if not dry:
                archive.remove(body)
        elif saved := archive.pack(body, dry=dry):
            freed.packed += 1
            freed.packed_bytes += saved
    before = now - policy.readings
    if dry:
        with engine.connect() as conn:
            freed.readings = count_thinned(conn, before)
    else:
        with writing(engine) as conn:
            freed.readings = thin_readings(conn, before)
    return freed
