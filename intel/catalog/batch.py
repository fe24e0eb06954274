"""What the writer takes and gives back: a source's documents, the guards that judge them, the counts of a run."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from intel.rates import RateCard
from intel.records import Event, OfferKey, Price, Record, Rejected
from intel.source import Source


@dataclass(frozen=True, slots=True)
class Document:
    """One reply and what was read in it. ``sha256`` names the archived bytes that its facts cite."""

    url: str
    sha256: str
    at: datetime
    """Aware UTC time at which the bytes were seen."""
    facts: Sequence[Record | Rejected]


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything one run of a source stated. Its order does not matter."""

    source: Source
    at: datetime
    """When it is believed to hold from: ``seen_from`` of what is new."""
    documents: Sequence[Document]
    complete: bool = True
    """False when documents are missing: what is not stated may still be there, so nothing counts as gone."""


@dataclass(frozen=True, slots=True)
class Held:
    """A price that waits in quarantine."""

    id: int
    effective_from: datetime
    stated: str
    """"USD input=14;output=4.4"."""
    held_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new state of one offer, to be judged before it is believed."""

    source: Source
    key: OfferKey
    at: datetime
    sha256: str
    """Of the document that states it."""
    stated: tuple[Price, ...]
    """All its prices as the source states them now, by ``effective_from``."""
    opened: tuple[Price, ...]
    """Those of them that are new."""
    believed: tuple[Price, ...]
    """What this source was believed to state until now; empty for an offer without a price."""
    held: tuple[Held, ...] = ()
    witnesses: tuple[RateCard, ...] = ()
    """What independent sources are believed to state for the same offer."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reasons`` by ``effective_from`` of what must wait; empty: believe all. ``released``: it has waited enough."""

    reasons: dict[datetime, str] = field(default_factory=dict)
    released: bool = False


class RowGuard(Protocol):
    """Judges one offer's new prices."""

    def __call__(self, proposal: Proposal) -> Verdict:
        """Pure; called once for each offer whose stated prices differ from the believed ones."""
        ...


@dataclass(frozen=True, slots=True)
class Census:
    """A run in numbers, to be judged before anything is written."""

    source: Source
    at: datetime
    sha256: str
    """Of the first document."""
    facts: int
    """Records of any kind."""
    offers: int
    rejected: int
    known: int
    """Offers that these documents were known to list."""
    gone: int
    """Those of them that are not stated now."""
    held: tuple[Held, ...] = ()
    """Earlier states of this source that wait as a whole; ``stated`` holds their reason."""
    history: bool = False


@dataclass(frozen=True, slots=True)
class RunVerdict:
    """``reason`` why the whole run must wait; '' lets it in."""

    reason: str = ""
    released: bool = False


class RunGuard(Protocol):
    """Judges a whole run."""

    def __call__(self, census: Census) -> RunVerdict:
        """Pure; a reason keeps everything the run states out of the catalog."""
        ...


def believe_row(proposal: Proposal) -> Verdict:
    """Let every price in: for facts that were judged when they were first seen, as in the seeds."""
    del proposal
    return Verdict()


def believe_run(census: Census) -> RunVerdict:
    """Let every run in."""
    del census
    return RunVerdict()


@dataclass(slots=True)
class Written:
    """What a run did to the catalog."""

    history: bool = False
    held: str = ""
    """Why nothing was written; '' when the run was believed."""
    records: int = 0
    offers: int = 0
    scores: int = 0
    added: int = 0
    """Offers and scores this source did not list before."""
    changed: int = 0
    """Offers whose stated price became another, or became known or unknown; scores that became others."""
    rejected: int = 0
    quarantined: int = 0
    """Offers whose new price waits after this run."""
    unresolved: int = 0
    """Offers, and names of scores, without a model."""
    events: list[Event] = field(default_factory=list)
