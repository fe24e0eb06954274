"""The catalog's state on each of many days, read again only where something changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, func, select

from intel.catalog import write_rows as rows
from intel.catalog.estimates import EstimateRun, newest_run
from intel.catalog.moments import moment, stored
from intel.catalog.overriding import without_overrides
from intel.catalog.routing_facts import facts_without_offers, with_offers
from intel.errors import CatalogError
from intel.market.tasks import Tasks
from intel.routing.facts import Facts
from intel.routing.policy import RoutingPolicy


def replayed(
    conn: Connection, policy: RoutingPolicy, tasks: Tasks, first: date, last: date
) -> Iterator[tuple[date, Facts]]:
    """Each day from ``first`` to ``last`` with the facts at its close; the same object while nothing changed.

    As the sources state it, without the owner's overrides. Quality is the newest fit as of the day; before the first
    fit it is that one, which is hindsight. ``CatalogError`` without any fit.
    """
    conn = without_overrides(conn)
    changed = _days_of_change(conn)
    facts, by_run = None, dict[int, Facts]()
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if facts is None or day in changed:
            close = datetime.combine(day, time.max, UTC)
            run = _fit(conn, close)
            if run.id not in by_run:
                by_run[run.id] = facts_without_offers(conn, policy.tasks, tasks, at=close, as_of=None, run=run)
            bare = replace(by_run[run.id], at=close)
            facts = with_offers(conn, bare, {one.model for one in bare.estimates} | _named(policy), as_of=close)
        yield day, facts


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
