"""``intel backtest``: what a policy would have cost and kept, beside two habits."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

import typer

from intel import __version__
from intel.cli import compose, options, out
from intel.errors import UsageError
from intel.routing.backtest import WAYS, Backtest, Way
from intel.routing.policy import RoutingPolicy

_COLUMNS = (
    out.Column("task"),
    out.Column("way"),
    out.Column("USD a month", number=True),
    out.Column("solves %", number=True, spare=1),
    out.Column("switches", number=True, spare=2),
    out.Column("days", number=True, spare=3),
    out.Column("last choice", room=out.WIDE),
)
_MONTH = 30


def backtest(
    policy: options.Policy = "",
    since: Annotated[
        str, typer.Option("--from", metavar="DAY", help="First day; default: 90 days before the last.")
    ] = "",
    until: Annotated[
        str, typer.Option("--to", metavar="DAY", help="Last day; default: that of the newest prices.")
    ] = "",
    json: options.Json = False,
) -> None:
    """What following a policy would have cost and kept, day by day, beside two habits.

    Each day's requests go to the primary of that day's table. Beside it: the frontier model of the first day, pinned,
    and the cheapest price per token among the better half. All pay by the same rule, with the prices of the day.
    """
    wishes = compose.policy(policy)
    begin, end = (compose.past(text, option, end_of_day=True) for text, option in ((since, "--from"), (until, "--to")))
    found = _replayed(wishes, begin, end)
    if json:
        out.document(_document(wishes.title, found))
        return
    span = f"{found.days} days from {found.first} to {found.last}"
    out.line(f"{wishes.title}, {span}; USD for a month of each task's requests")
    out.table(_COLUMNS, list(_rows(found)))


def _replayed(wishes: RoutingPolicy, since: datetime | None, until: datetime | None) -> Backtest:
    from intel.actions import catalog_time
    from intel.catalog.replayed import replayed
    from intel.catalog.routing_facts import known_policy
    from intel.routing.backtest import backtest as replay

    with compose.reading(since or until) as connection:
        wishes = known_policy(connection, wishes)
        last = (until or catalog_time(connection)).date()
        first = since.date() if since else last - timedelta(days=90)
        if first > last:
            raise UsageError(f"--from {first} lies after --to {last}.")
        days = replayed(connection, wishes, compose.tasks(), first, last)
        return replay(wishes, days, package_version=__version__)


def _rows(found: Backtest) -> Any:
    for task, by_way in [*found.tasks.items(), ("all", {way: found.total(way) for way in WAYS})]:
        for number, (way, one) in enumerate(by_way.items()):
            quality = out.UNKNOWN if one.mean_quality is None else f"{100 * one.mean_quality:.1f}"
            choice = " ".join(filter(None, one.last)) if one.last else ""
            usd = out.UNKNOWN if not one.days else f"{_monthly(one, found):,.2f}"
            yield ["" if number else task, way, usd, quality, str(one.switches), str(one.days), choice]


def _monthly(one: Way, found: Backtest) -> Decimal:
    return one.usd * _MONTH / (found.days or 1)


def _document(title: str, found: Backtest) -> dict[str, Any]:
    def said(one: Way) -> dict[str, Any]:
        usd = f"{_monthly(one, found):.2f}" if one.days else None
        return {
            "month_usd": usd, "mean_share": None if one.mean_quality is None else round(one.mean_quality, 6),
            "switches": one.switches, "days": one.days, "last": one.last and list(one.last),
        }  # fmt: skip

    return {
        "policy": title, "from": found.first and found.first.isoformat(), "to": found.last and found.last.isoformat(),
        "days": found.days,
        "tasks": {task: {way: said(one) for way, one in by_way.items()} for task, by_way in found.tasks.items()},
        "all": {way: said(found.total(way)) for way in WAYS},
    }  # fmt: skip
