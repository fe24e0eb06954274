"""Which source is collected when: leases taken one after the other, runs in slices, and what follows from each.

After a sleep, or a week switched off, a source is due once however many intervals have passed, and a worker runs one
source at a time: there is nothing that could pile up.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from threading import Event
from typing import Protocol

from sqlalchemy import Connection

from intel.errors import CatalogError
from intel.ingest.lease import Lease, Leases
from intel.ingest.runner import RunResult, Then
from intel.source import Collector

SLICE = 40
"""Followed documents of one run: about as many seconds, after which readers see them."""

JITTER_RATIO = 0.05
"""Intervals are this much longer or shorter by chance, so that sources do not march in step."""

FIRST_RETRY = timedelta(minutes=30)
"""How long a source that could not be read is left alone; doubled by each failure in a row, up to its cadence."""

LOOK = timedelta(seconds=10)
"""How often a worker looks for sources that are due."""


def next_after(cadence: timedelta, failures: int, dice: Random) -> timedelta:
    """From the end of a run to when its source is due again, ``failures`` being those in a row up to now."""
    plain = cadence if not failures else min(FIRST_RETRY * 2 ** min(failures - 1, 20), max(cadence, FIRST_RETRY))
    return plain * (1 + dice.uniform(-JITTER_RATIO, JITTER_RATIO))


class Stopped(BaseException):  # no error: the owner has asked for it
    """Raised within a run to leave it: nothing of it is stored, and the lease is handed back."""


class Watcher(Protocol):
    """Hears what a worker does. It must not raise."""

    def taken(self, lease: Lease) -> None:
        """A source is about to be run."""
        ...

    def ran(self, lease: Lease, result: RunResult, rest: int) -> None:
        """A run has ended; ``rest`` followed documents of this interval are still to come."""
        ...

    def handed_back(self, source: str) -> None:
        """A run was left, and its source is free for others."""
        ...

    def unwell(self, error: CatalogError) -> None:
        """The catalog could not be read or written; the next look tries again."""
        ...


Run = Callable[[Collector, Lease, Then], RunResult]
"""Runs one slice of a collector; ``Then`` must be its last word."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Runs what is due, one source at a time."""

    leases: Leases
    collectors: Mapping[str, Collector]
    """By id, in the order in which those that are due alike are run; a source that cannot be read here is not among
    them, so that another worker may read it."""
    run: Run
    watcher: Watcher
    stop: Event
    dice: Random
    longest: timedelta | None = None
    """No interval is longer; offline, where a package stands in, so that the network is asked soon after it is back."""

    def round(self) -> Sequence[RunResult]:
        """Run every source that is due and free, until there is none or the owner stops; what became of each.

        A catalog that was put back meanwhile may know no lease of a source: it gets one.
        """
        found: list[RunResult] = []
        names = list(self.collectors)
        try:
            self.leases.enrol([collector.SOURCE for collector in self.collectors.values()])
            while not self.stop.is_set() and (lease := self.leases.take(names)) is not None:
                found += self._serve(lease)
        except CatalogError as error:
            self.watcher.unwell(error)
        return found

    def _serve(self, lease: Lease) -> Sequence[RunResult]:
        """All slices of one interval of one source."""
        self.watcher.taken(lease)
        found: list[RunResult] = []
        interval = _Interval(self, lease, rest=lease.rest)
        try:
            while not found or interval.open:
                if self.stop.is_set():
                    raise Stopped
                found.append(interval.slice())
                self.watcher.ran(lease, found[-1], interval.rest)
        except Stopped:
            self.leases.hand_back()
            self.watcher.handed_back(lease.source)
        return found


@dataclass(slots=True)
class _Interval:
    """One interval of one source, under way."""

    worker: Worker
    lease: Lease
    rest: int
    open: bool = False
    """Whether documents are left to be read and the lease is still held."""

    def slice(self) -> RunResult:
        """Run once; the lease is kept or given back in the transaction that stores the run."""
        collector = self.worker.collectors[self.lease.source]
        stored = False

        def then(conn: Connection, result: RunResult) -> None:
            nonlocal stored
            rest = self._rest_after(result)
            if rest:
                self.worker.leases.keep(conn, self.lease, rest)
            else:
                self.worker.leases.settle(conn, self.lease, *self._settlement(collector, result))
            stored = True

        result = self.worker.run(collector, self.lease, then)
        self.rest = self._rest_after(result) if stored else 0
        self.open = self.rest > 0
        if not self.open:
            # Nothing happens where the run was stored: the source is not ours any more.
            self.worker.leases.settle_alone(self.lease, *self._settlement(collector, result))
        return result

    def _rest_after(self, result: RunResult) -> int:
        if not result.healthy:
            return 0
        return min(max(0, self.rest - SLICE), result.later) if self.rest else result.later

    def _settlement(self, collector: Collector, result: RunResult) -> tuple[timedelta, int]:
        well = result.healthy or result.outcome == "skipped"
        failures = 0 if well else self.lease.failures + 1
        cadence = min(filter(None, (collector.SOURCE.cadence, self.worker.longest)))
        return next_after(cadence, failures, self.worker.dice), failures
