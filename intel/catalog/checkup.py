"""One source under examination: its last runs, what it left behind, what still stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from intel.catalog import write_rows as rows
from intel.catalog.quarantine import HeldState, held_states
from intel.catalog.reports import rejects
from intel.catalog.source_state import STALE_CADENCES
from intel.source import Source
from intel.views import RejectedRows

SHOWN = 5
"""How many kinds of rejected rows are told, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run in numbers."""

    at: datetime
    outcome: str
    healthy: bool
    documents: int
    records: int
    offers: int
    rejected: int
    message: str


@dataclass(frozen=True, slots=True)
class Checkup:
    """What is known of one source's health at one moment."""

    source: Source
    last: Run | None
    """None: it never ran here."""
    good: Run | None
    """Its newest healthy run."""
    failing_since: datetime | None
    """Time of the first run that was not healthy after ``good``; None when the newest one was."""
    failures: int
    """How many runs in a row were not healthy."""
    stale_at: datetime | None
    """When what it states is stale, unless a run confirms it (``belief.gives_way``); None: it states nothing."""
    held: Sequence[HeldState]
    rejected: Sequence[RejectedRows]
    prices: int
    """Offers with a price that it is believed to state."""
    ends: int
    """Offers whose end it is believed to state."""
    scores: int
    """Scores of boards that it is believed to state."""
    missing: int
    """Offers it did not list in its last runs, not yet given up."""

    def well(self, now: datetime) -> bool:
        """Nothing failed, nothing is late and nothing waits."""
        late = self.stale_at is None or self.stale_at < now
        return not (late or self.failures or self.held)


def checkup(conn: Connection, source: Source, *, kept: int = 500) -> Checkup:
    """Examine a source by its newest ``kept`` runs."""
    runs = _runs(conn, source.id, kept)
    failed = []
    for run in runs:
        if run.healthy:
            break
        failed.append(run)
    good = next((run for run in runs if run.healthy), None)
    return Checkup(
        source, runs[0] if runs else None, good, failed[-1].at if failed else None, len(failed),
        None if good is None else good.at + timedelta(seconds=source.cadence.total_seconds() * STALE_CADENCES),
        held_states(conn, source.id), rejects(conn, source.id)[:SHOWN], _standing(conn, source.id),
        _ends(conn, source.id), _scores(conn, source.id), _missing(conn, source.id),
    )  # fmt: skip


def _runs(conn: Connection, source: str, kept: int) -> list[Run]:
    run = rows.table("run").c
    columns = (run.at, run.outcome, run.healthy, run.documents, run.records, run.offers, run.rejected, run.message)
    query = select(*columns).where(run.source_id == source).order_by(run.at.desc(), run.id.desc()).limit(kept)
    return [Run(*row) for row in conn.execute(query)]


def _standing(conn: Connection, source: str) -> int:
    price = rows.table("price").c
    query = select(func.count(price.offer_id.distinct())).where(price.source_id == source, price.seen_to.is_(None))
    return int(conn.execute(query).scalar_one())


def _ends(conn: Connection, source: str) -> int:
    end = rows.table("deprecation").c
    query = select(func.count(end.offer_id.distinct())).where(end.source_id == source, end.seen_to.is_(None))
    return int(conn.execute(query).scalar_one())


def _scores(conn: Connection, source: str) -> int:
    score = rows.table("score").c
    query = select(func.count()).where(score.source_id == source, score.seen_to.is_(None))
    return int(conn.execute(query).scalar_one())


def _missing(conn: Connection, source: str) -> int:
    stone = rows.table("tombstone").c
    query = select(func.count()).where(stone.source_id == source, stone.gone_at.is_(None))
    return int(conn.execute(query).scalar_one())
