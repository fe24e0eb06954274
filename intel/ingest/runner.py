"""One run of one source: supply, archive, parse, guards, writer, observers, and the ``run`` row that tells of it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.util import find_spec

from sqlalchemy import Connection, Engine, select

from intel.catalog import write_rows as rows
from intel.catalog.batch import Batch, Written
from intel.catalog.engine import writing
from intel.catalog.garbage import without_cycles
from intel.catalog.writer import RunFacts, mirror_source, record_run, write
from intel.errors import IntelError
from intel.ingest.archive import Archive
from intel.ingest.documents import Gathered, Prefer, Supply, gather
from intel.ingest.fetch import OFFLINE, Fetcher
from intel.ingest.guards import guard_row, guard_run
from intel.ingest.packaged import packaged_at, packaged_body
from intel.ingest.replay import Replay
from intel.ingest.supply import Captures, Network, Packaged, Remembered, remember, remembered
from intel.source import Collector, Observer, Source
from intel.units import counted

Progress = Callable[[str, int, int], None]
"""Told (source id, documents read, documents known of) while a run goes on."""

Then = Callable[[Connection, "RunResult"], None]
"""Called in the transaction that records a run, as its last word: what it raises undoes the run."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """What became of a run; the same as its ``run`` row."""

    source: str
    at: datetime
    started_at: datetime
    finished_at: datetime
    outcome: str
    """done, partial, unchanged, quarantined, failed, skipped or history."""
    healthy: bool
    message: str
    """One sentence for a person; '' when all is well."""
    documents: int = 0
    records: int = 0
    offers: int = 0
    added: int = 0
    changed: int = 0
    rejected: int = 0
    quarantined: int = 0
    unresolved: int = 0
    scores: int = 0
    later: int = 0
    """Followed documents that ``follow_limit`` left for later runs."""
    run_id: int = 0
    """Of its ``run`` row; 0 when it could not be stored."""


@dataclass(frozen=True, slots=True)
class _Order:
    """What a call of ``Runner.run`` asked for."""

    collector: Collector
    started_at: datetime
    replay: Replay | None
    at: datetime | None
    follow_limit: int | None
    prefer: Prefer | None
    then: Then | None

    @property
    def source(self) -> Source:
        return self.collector.SOURCE


class Runner:
    """Runs collectors one at a time against one catalog.

    ``secrets`` holds the environment variables that sources name in ``secret_env``; ``observers`` hear of a run's
    events inside its transaction, with the open connection.
    """

    def __init__(
        self, engine: Engine, fetcher: Fetcher, archive: Archive, clock: Callable[[], datetime],
        observers: Sequence[Observer] = (), *, secrets: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> None:  # fmt: skip
        self._engine = engine
        self._fetcher = fetcher
        self._archive = archive
        self._clock = clock
        self._observers = tuple(observers)
        self._secrets = dict(secrets or {})
        self._progress = progress

    def run(
        self, collector: Collector, *, replay: Replay | None = None, at: datetime | None = None,
        follow_limit: int | None = None, prefer: Prefer | None = None, then: Then | None = None,
    ) -> RunResult:  # fmt: skip
        """Collect one source and say what became of it; nothing a source does raises.

        ``replay`` takes the place of the network, as if seen at ``at``. ``follow_limit`` caps the followed documents
        of this run (the run is then *partial*); ``prefer`` ranks those that are due alike, lowest first.
        """
        order = _Order(collector, self._clock(), replay, at, follow_limit, prefer, then)
        try:
            return self._attempt(order)
        except IntelError as error:
            return self._without_facts(order, "failed", str(error))
        except Exception as error:
            reason = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no further word'}"
            return self._without_facts(order, "failed", f"{reason[:250]} (a fault of intel's own: please report it)")

    def _attempt(self, order: _Order) -> RunResult:
        source = order.source
        secret = self._secrets.get(source.secret_env, "")
        if reason := lacks(source, bool(secret) or order.replay is not None):
            return self._without_facts(order, "skipped", reason)
        with self._engine.connect() as conn:
            known = remembered(conn, source.id)
            last_sha256 = _last_sha256(conn, source.id)
        supply = self._supply(order, known, _header(source, secret), last_sha256)
        if supply is None:
            return self._without_facts(order, "skipped", OFFLINE)

        def step(done: int, total: int) -> None:
            if self._progress is not None:
                self._progress(source.id, done, total)

        gathered = gather(order.collector, supply, limit=order.follow_limit, prefer=order.prefer, step=step)
        return self._store(order, gathered, known if isinstance(supply, Network) else None)

    def _supply(
        self, order: _Order, known: Mapping[str, Remembered], secret: tuple[str, str], last_sha256: str
    ) -> Supply | None:
        if order.replay is not None:
            return Captures(order.replay, self._archive, order.at, order.started_at, last_sha256)
        if not self._fetcher.offline:
            return Network(order.source, self._fetcher, self._archive, self._clock, known, secret)
        body = packaged_body(order.source) if order.source.packaged else None
        at = packaged_at(body, order.started_at) if body is not None else None
        return Packaged(body, self._archive, at, last_sha256) if body is not None and at is not None else None

    def _store(self, order: _Order, gathered: Gathered, known: Mapping[str, Remembered] | None) -> RunResult:
        at = order.started_at if known is not None else gathered.replies[0].at
        batch = Batch(order.source, at, gathered.documents, gathered.complete)
        with without_cycles(), writing(self._engine) as conn:
            written = write(conn, batch, row_guard=guard_row, run_guard=guard_run)
            if known is not None:
                remember(conn, order.source.id, known, gathered)
            facts = RunFacts(
                order.source.id, at, order.started_at, self._clock(), _outcome(gathered, written), not written.held,
                gathered.replies[0].sha256, len(gathered.documents), _message(gathered, written),
            )  # fmt: skip
            run_id = record_run(conn, facts, written)
            for observer in self._observers:
                observer(written.events, conn)
            result = replace(_result(facts, written, gathered.later), run_id=run_id)
            if order.then is not None:
                order.then(conn, result)
        return result

    def _without_facts(self, order: _Order, outcome: str, message: str) -> RunResult:
        """Tell of a run that stored nothing. When even that cannot be stored, only the caller hears of it."""
        at = order.at or order.started_at
        facts = RunFacts(
            order.source.id, at, order.started_at, self._clock(), outcome, False, message=message
        )  # fmt: skip
        result = _result(facts, Written())
        with suppress(IntelError), writing(self._engine) as conn:
            mirror_source(conn, order.source)
            result = replace(result, run_id=record_run(conn, facts, Written()))
            if order.then is not None:
                order.then(conn, result)
        return result


def lacks(source: Source, has_key: bool) -> str:
    """What a source needs that is not here, and how to mend it; '' when it can be read."""
    if source.secret_env and not has_key:
        return f"needs a key: set {source.secret_env}; its terms: {source.licence}"
    if source.needs and find_spec(source.needs) is None:
        return f"needs the package {source.needs}: install intel[scores]"
    return ""


def _last_sha256(conn: Connection, source: str) -> str:
    """Of the first document of the newest healthy run."""
    run = rows.table("run")
    query = (
        select(run.c.sha256).where(run.c.source_id == source, run.c.healthy).order_by(run.c.at.desc(), run.c.id.desc())
    )
    return str(conn.execute(query.limit(1)).scalar() or "")


def _header(source: Source, secret: str) -> tuple[str, str]:
    """How a key goes out: in the source's own header, else as a bearer token."""
    if not secret:
        return "", ""
    return (source.secret_header, secret) if source.secret_header else ("Authorization", f"Bearer {secret}")


def _outcome(gathered: Gathered, written: Written) -> str:
    if written.held:
        return "quarantined"
    if written.history:
        return "history"
    if not gathered.complete:
        return "partial"
    same = all(reply.same for reply in gathered.replies)
    return "unchanged" if same and not (written.added or written.changed) else "done"


def _message(gathered: Gathered, written: Written) -> str:
    if written.held:
        return f"not believed yet, {written.held}"
    said = []
    total = len(gathered.documents) + gathered.missing + gathered.later
    if gathered.missing:
        said.append(f"{gathered.missing:,} of {total:,} documents are missing ({gathered.reason})")
    if gathered.later:
        said.append(f"{gathered.later:,} of {total:,} documents are left for later runs")
    if written.quarantined:
        said.append(f"new prices of {counted(written.quarantined, 'offer')} wait in quarantine")
    return "; ".join(said)


def _result(facts: RunFacts, written: Written, later: int = 0) -> RunResult:
    return RunResult(
        facts.source, facts.at, facts.started_at, facts.finished_at, facts.outcome, facts.healthy, facts.message,
        facts.documents, written.records, written.offers, written.added, written.changed, written.rejected,
        written.quarantined, written.unresolved, written.scores, later,
    )  # fmt: skip
