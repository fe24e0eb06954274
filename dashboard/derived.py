"""What pages work out of the catalog's answers and keep as long as these hold: cached like ``dashboard.data``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import streamlit as st

from dashboard import data
from intel.market.moves import Moves, ending, moves
from intel.market.tasks import VALUE, Task
from intel.market.value import Worth, worth
from intel.records import Event
from intel.views import OfferView

LEADERS = ("new_leader", "new_open_leader", "tie_broken", "method_changed")
"""Kinds of events that tell of another leader."""


@dataclass(frozen=True, slots=True)
class Recent:
    """What changed between two moments."""

    since: datetime
    until: datetime
    """When a source last confirmed a price."""
    moves: Moves
    ending: Sequence[tuple[str, OfferView]]
    """Announced ends, the soonest first, by model."""
    leaders: Sequence[Event]


def recent(catalog: data.Catalog, days: int) -> Recent | None:
    """What changed in the days before the newest confirmed price; None in a catalog without a price."""
    return _recent(catalog.url, catalog.version, catalog.at, days, catalog)


@st.cache_resource(show_spinner="Comparing with before", max_entries=6)
def _recent(url: str, version: str, at: datetime, days: int, _catalog: data.Catalog) -> Recent | None:  # noqa: ARG001
    now = _catalog.offers()
    until = max((s.checked_at for sold in now.values() for o in sold for s in o.statements[:1]), default=None)
    if until is None:
        return None
    since = until - timedelta(days=days)
    found = moves(_catalog.offers_then(since), now, data.workloads().get(), since, at)
    return Recent(since, until, found, ending(now, since.date(), at.date()), _catalog.events(since, LEADERS))


def good_enough(catalog: data.Catalog, task: Task, share: float, *, open_only: bool = False) -> Sequence[Worth]:
    """The models of a task by price that are ``share`` as good as the best, as likely as not; then the others."""
    return _good_enough(catalog.url, catalog.version, catalog.at, task.name, share, open_only, catalog)


@st.cache_resource(show_spinner=False, max_entries=100)
def _good_enough(
    url: str, version: str, at: datetime, task: str, share: float, open_only: bool, _catalog: data.Catalog  # noqa: ARG001
) -> Sequence[Worth]:  # fmt: skip
    wanted = replace(data.tasks().get(task), kind=VALUE, at_least=share, probability=0.5)
    judged = _catalog.judged().estimates.get(task, ())
    chosen = [one for one in judged if not one.provisional and (one.open_weights or not open_only)]
    return worth(wanted, chosen, _catalog.offers(), data.workloads().get(wanted.workload), at)


def titles(catalog: data.Catalog) -> Mapping[str, str]:
    """Titles by model id, of all that somebody sells."""
    return {model: view.title for model, view in catalog.models().items()}
