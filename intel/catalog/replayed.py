"""The catalog's state on each of many days, read again only where something changed."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, func, select

from intel.catalog import write_rows as rows
from intel.catalog.estimates import EstimateRun, newest_run
from intel.catalog.moments import moment, stored
from intel.catalog.overriding import without_overrides
from intel.catalog.routing_facts import facts_without_offers
from intel.catalog.steps import Steps
from intel.errors import CatalogError
from intel.market.tasks import Tasks
from intel.routing.facts import Facts
from intel.routing.policy import RoutingPolicy
from intel.views import OfferView


def replayed(
    conn: Connection, policy: RoutingPolicy, tasks: Tasks, first: date, last: date
) -> Iterator[tuple[date, Facts]]:
    """Each day from ``first`` to ``last`` with the facts at its close; the same object while nothing changed.

    As the sources state it, without the owner's overrides. Quality is the newest fit as of the day; before the first
    fit it is that one, which is hindsight. ``CatalogError`` without any fit.
    """
    conn = without_overrides(conn)
    changed = _days_of_change(conn)
    facts, by_run, offers = None, dict[int, Facts](), _Offers(conn, first, last)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if facts is None or day in changed:
            close = _close(day)
            run = _fit(conn, close)
            if run.id not in by_run:
                by_run[run.id] = facts_without_offers(conn, policy.tasks, tasks, at=close, as_of=None, run=run)
            bare = replace(by_run[run.id], at=close)
            facts = replace(bare, offers=offers.at({one.model for one in bare.estimates} | _named(policy), close))
        yield day, facts


class _Offers:
    """Offers of the models that a fit judges, read once for as long as those are the same."""

    def __init__(self, conn: Connection, first: date, last: date) -> None:
        self._conn, self._first, self._last = conn, _close(first), _close(last)
        self._models: Set[str] = frozenset()
        self._steps: Steps | None = None

    def at(self, models: Set[str], at: datetime) -> Mapping[str, Sequence[OfferView]]:
        if self._steps is None or models != self._models:
            self._models, self._steps = models, Steps(self._conn, models, max(self._first, at), self._last)
        return self._steps.at(at)


def _close(day: date) -> datetime:
    return datetime.combine(day, time.max, UTC)


def _named(policy: RoutingPolicy) -> set[str]:
    return {name for rules in policy.tasks.values() for name in (*rules.models.allow, rules.baseline) if name}


def _fit(conn: Connection, at: datetime) -> EstimateRun:
    found = newest_run(conn, at)
    if found is None:
        first = conn.scalar(select(func.min(rows.table("estimate_run").c.at)))
        found = newest_run(conn, first) if first is not None else None
    if found is None:
        raise CatalogError("No estimate of quality is stored: run `intel estimate`.")
    return found


def _days_of_change(conn: Connection) -> set[date]:
    """Days on which a price, a withdrawal, a tombstone, a run or a fit may have changed what is believed."""
    price, gone, end, run = (rows.table(name) for name in ("price", "tombstone", "deprecation", "run"))
    columns = (
        price.c.seen_from, price.c.seen_to, price.c.effective_from, price.c.effective_to, gone.c.gone_at,
        end.c.seen_from, run.c.at, rows.table("estimate_run").c.at,
    )  # fmt: skip
    found: set[date] = set()
    for column in columns:
        query = select(stored(column)).where(column.is_not(None)).distinct()
        found |= {moment(value).date() for value in conn.scalars(query)}
    return found
