"""What ``dashboard.data`` answers with, where that is more than rows of ``intel.views``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from intel.catalog.estimates import EstimateRun
from intel.catalog.provenance import ReadBy
from intel.catalog.quarantine import HeldState
from intel.views import EstimateView, LeaderView, RejectedRows, SourceView, UnresolvedName


@dataclass(frozen=True, slots=True)
class Judged:
    """The newest fit of quality."""

    run: EstimateRun | None
    leaders: Mapping[tuple[str, str], LeaderView]
    """By task and scope."""
    estimates: Mapping[str, Sequence[EstimateView]]
    """Rolled up to models, by task, best first."""
    efforts: Mapping[tuple[str, str], Sequence[EstimateView]]
    """Of each task and model the estimates of its reasoning efforts, best first."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The runs that read an offer's statements, the archived bytes of each, and what waits beside them."""

    runs: Mapping[tuple[str, datetime], ReadBy]
    """By source and ``seen_from``; a statement without a known run is absent."""
    paths: Mapping[str, str]
    """sha256 → file in the archive; bytes that this archive never had are absent."""
    held: Sequence[HeldState]


@dataclass(frozen=True, slots=True)
class Trust:
    """The health of the catalog."""

    sources: Sequence[SourceView]
    held: Sequence[HeldState]
    """What waits to be believed, in the order in which it was held."""
    unresolved: Sequence[UnresolvedName]
    """Names that stand for no model, those of the most offers first."""
    rejects: Sequence[RejectedRows]
