"""Gathering the documents of one run: the first, then those the collector asks for, from whoever can supply them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from intel.catalog.batch import Document
from intel.catalog.garbage import without_cycles
from intel.errors import IntelError, SourceError
from intel.records import Fact, Follow
from intel.source import Collector, Snapshot

MAX_DOCUMENTS = 5_000
"""Of one run; a collector that asks for more has gone astray."""

GIVE_UP = 5
"""Failures in a row after which no further document is asked for: the host is down."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One document as it was supplied."""

    url: str
    body: bytes
    sha256: str
    at: datetime
    same: bool
    """Its bytes are those of the run before."""
    media_type: str = ""
    etag: str = ""
    last_modified: str = ""


class Supply(Protocol):
    """Where documents come from: network, captures or an installed package."""

    def get(self, url: str, *, first: bool) -> Reply | None:
        """The document; None when this supply does not hold it. ``SourceError`` when it cannot be had."""
        ...

    def fetched_at(self, url: str) -> datetime | None:
        """When it was fetched last; None for never."""
        ...


@dataclass(slots=True)
class Gathered:
    """Everything a run could read."""

    replies: list[Reply] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    later: int = 0
    """Documents left for a later run by the limit."""
    missing: int = 0
    """Documents that could not be had."""
    reason: str = ""
    """Why the first of those could not be had."""

    @property
    def complete(self) -> bool:
        """Whether every document that was asked for has been read."""
        return not (self.later or self.missing)

    def miss(self, reason: str) -> None:
        """Count a document that could not be had."""
        self.missing += 1
        self.reason = self.reason or reason


Prefer = Callable[[Follow], int]
"""Rank of a document among those that are due alike: the lowest goes first."""

Step = Callable[[int, int], None]
"""Told (documents read, documents known of) after each document."""


def gather(
    collector: Collector, supply: Supply, *, limit: int | None = None, prefer: Prefer | None = None,
    step: Step | None = None,
) -> Gathered:  # fmt: skip
    """Read the first document and those it asks for.

    At most ``limit`` followed documents are read: first those never fetched, then the oldest. A followed document
    that cannot be had leaves the run incomplete; ``SourceError`` is raised only for the first document.
    """
    gathered = Gathered()
    first = supply.get(collector.SOURCE.url, first=True)
    if first is None:
        raise SourceError(f"{collector.SOURCE.url}: not among the captured replies")
    asked = _read(collector, first, "", gathered)
    if not asked and not gathered.documents[0].facts:
        raise SourceError(f"{collector.SOURCE.url}: states nothing")
    walk = _Walk(collector, supply, gathered, limit, prefer, step)
    walk.add(asked)
    walk.run()
    return gathered


@dataclass(slots=True)
class _Walk:
    """The followed documents of one run."""

    collector: Collector
    supply: Supply
    gathered: Gathered
    limit: int | None
    prefer: Prefer | None
    step: Step | None
    queue: list[Follow] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    failures: int = 0
    """In a row."""

    def add(self, follows: Sequence[Follow]) -> None:
        """Queue what was not asked for before: never-fetched documents first, then the oldest."""
        for follow in follows:
            if follow.url not in self.asked and follow.url != self.collector.SOURCE.url:
                self.asked.add(follow.url)
                self.queue.append(follow)
        if follows:
            self.queue.sort(key=self._rank)  # stable: the collector's order among equals

    def _rank(self, follow: Follow) -> tuple[str, int]:
        last = self.supply.fetched_at(follow.url)
        return ("" if last is None else last.isoformat(), self.prefer(follow) if self.prefer else 0)

    def run(self) -> None:
        """Read until nothing is left, the limit is reached or the host seems down."""
        done = 0
        self._tell(done)
        bound = MAX_DOCUMENTS if self.limit is None else self.limit
        while self.queue and done < bound and self.failures < GIVE_UP:
            self._one(self.queue.pop(0))
            done += 1
            self._tell(done)
        self.gathered.later += len(self.queue)

    def _one(self, follow: Follow) -> None:
        try:
            reply = self.supply.get(follow.url, first=False)
            if reply is None:
                self.gathered.miss(f"{follow.url}: not among the captured replies")
                return
            self.add(_read(self.collector, reply, follow.key, self.gathered))
            self.failures = 0
        except SourceError as error:
            self.gathered.miss(str(error))
            self.failures += 1

    def _tell(self, done: int) -> None:
        left = len(self.queue) if self.limit is None else min(len(self.queue), self.limit - done)
        if self.step is not None:
            self.step(1 + done, 1 + done + left)


def _read(collector: Collector, reply: Reply, key: str, gathered: Gathered) -> list[Follow]:
    facts = parse(collector, Snapshot(reply.url, reply.body, reply.at, key, reply.media_type))
    stated = [fact for fact in facts if not isinstance(fact, Follow)]
    gathered.replies.append(reply)
    gathered.documents.append(Document(reply.url, reply.sha256, reply.at, stated))
    return [fact for fact in facts if isinstance(fact, Follow)]


def parse(collector: Collector, snapshot: Snapshot) -> Sequence[Fact]:
    """All facts of one document; whatever goes wrong inside a collector is a ``SourceError`` with its place."""
    try:
        with without_cycles():
            return list(collector.parse(snapshot))
    except IntelError as error:
        raise error if isinstance(error, SourceError) else SourceError(f"{snapshot.url}: {error}") from None
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"[:200]
        raise SourceError(f"{snapshot.url}: the collector cannot read it ({reason}); please report this") from error
