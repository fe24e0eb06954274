"""Routing tables of many policies on one state of the catalog, as a page tries them."""

from collections.abc import Set
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from intel import __version__
from intel.catalog import queries
from intel.catalog.garbage import without_cycles
from intel.catalog.published import last_choices
from intel.catalog.routing_facts import facts_without_offers, known_policy, with_offers
from intel.market.tasks import Tasks
from intel.routing.build import build
from intel.routing.candidates import wanted
from intel.routing.facts import Facts
from intel.routing.policy import RoutingPolicy
from intel.routing.pricing import Shared
from intel.routing.table import RoutingTable


def ground(conn: Connection, tasks: Tasks, *, at: datetime) -> Shared:
    """What every draft stands on, read once: all tasks, and the offers of all models that are judged at one."""
    with without_cycles():
        bare = facts_without_offers(conn, tasks.by_name, tasks, at=at, as_of=None, confirmed_at=at)
        return Shared(with_offers(conn, bare, _judged(bare), as_of=None))


def table_on(conn: Connection, policy: RoutingPolicy, ground: Shared) -> RoutingTable:
    """The table that ``policy`` gives on the state of ``ground``; ``UsageError`` on a name that is not known."""
    wishes = known_policy(conn, policy)
    with without_cycles():
        shared = Shared(_completed(conn, wishes, ground.facts), ground)
        before = last_choices(conn, wishes)
        return build(wishes, shared.facts, package_version=__version__, before=before, shared=shared)


def _completed(conn: Connection, policy: RoutingPolicy, facts: Facts) -> Facts:
    """The facts with the offers of models that the policy names and nobody judges."""
    more = wanted(policy, facts) - _judged(facts)
    if not more:
        return facts
    return replace(facts, offers={**facts.offers, **queries.offers_by_model(conn, now=facts.at, models=sorted(more))})


def _judged(facts: Facts) -> Set[str]:
    return {one.model for one in facts.estimates}
