"""``intel route``: the routing table, to a terminal, a file or a program; against an older one, or a deployed one."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from intel.actions import catalog_time, routing_table, write_file
from intel.catalog.curated import file_text
from intel.catalog.deployed_names import known_names_on
from intel.catalog.evidence import evidence_on, read_table
from intel.cli import compose, options, out, route_check
from intel.cli.app import FOUND, PARTLY
from intel.errors import UsageError
from intel.routing.deployed import findings
from intel.routing.dialects.check import dialect
from intel.routing.dialects.check import findings as gateway_findings
from intel.routing.dialects.placed import read
from intel.routing.diff import Change, differences
from intel.routing.exporters import FORMATS, exporter, native
from intel.routing.exporters.written import Written
from intel.routing.table import RoutingTable
from intel.units import counted

_File = Path | None
_Diff = Annotated[
    _File, typer.Option("--diff", metavar="OLD", help="Say what changes against an older native table, and why.")
]
_Check = Annotated[
    _File,
    typer.Option(
        "--check", metavar="FILE", help="Exit 3 when a deployed file, native or a gateway's, has to be mended."
    ),
]
_MaxAge = Annotated[
    int | None, typer.Option("--max-age", min=0, metavar="DAYS", help="Exit 3 when the catalog is older than that.")
]


def route(
    policy: options.Policy = "",
    format: Annotated[str, typer.Option("--format", help=f"Format: {', '.join(FORMATS)}.")] = "native",
    as_of: options.AsOf = "",
    output: Annotated[_File, typer.Option("-o", "--output", metavar="FILE", help="Write to FILE, in one step.")] = None,
    diff: _Diff = None,
    check: _Check = None,
    max_age: _MaxAge = None,
    json: options.Json = False,
) -> None:
    """The routing table: per task the cheapest model that is good enough, and its fallbacks.

    What is good enough the policy says, and the expected cost of a task decides among those that are. The same catalog,
    policy and version give the same bytes. --format writes it for a gateway: docs/exports.md says how each loads it.
    """
    if format not in FORMATS:
        raise UsageError(f"No format is called {format!r}; there are {', '.join(FORMATS)}.")
    if diff and check:
        raise UsageError("Say --diff or --check, not both.")
    wishes, moment = compose.policy(policy), compose.then(as_of)
    with compose.reading(moment) as connection:
        _refuse_old(connection, moment, max_age)
        table = routing_table(connection, wishes, as_of=moment, tasks=compose.tasks())
        if diff:
            _diff(connection, diff, table, moment, json)
        elif check:
            _check(connection, check, table, moment, json, policy)
    if not (diff or check):
        _print(table, format, output, json)
    elif output is not None:
        written = exporter(format)(table)
        write_file(output, written.text)
        _warn(table, written, format)
        if written.lost:
            raise typer.Exit(PARTLY)


def _refuse_old(connection: Connection, as_of: datetime | None, days: int | None) -> None:
    newest = catalog_time(connection, as_of)
    age = (as_of or compose.now()) - newest
    if days is not None and age / timedelta(days=1) > days:
        out.say(
            f"The catalog was last confirmed on {newest:%Y-%m-%d %H:%M} UTC, {age.days} days ago: more than {days}."
        )
        raise typer.Exit(FOUND)


def _print(table: RoutingTable, format: str, output: Path | None, json: bool) -> None:
    if json:
        out.document(native.document(table))
    written = exporter(format)(table)
    if output is None and not json:
        out.raw(written.text)
    if output is not None:
        write_file(output, written.text)
        out.say(f"Wrote {output}: {counted(len(table.tasks), 'task')}, catalog of {out.iso(table.catalog_at)}.")
    _warn(table, written, format)
    if table.unrouted or written.lost:
        raise typer.Exit(PARTLY)


def _warn(table: RoutingTable, written: Written, format: str) -> None:
    """What the table and its target could not do; the same stands in the header of the file."""
    for warning in (*table.warnings, *(f"Left out: {text}" for text in written.left_out)):
        out.say(warning)
    if written.notes:
        many = counted(len(written.notes), "note stands", "notes stand")
        out.say(f"{many} in its header, on what {format} cannot be told.")
    if written.lost:
        out.say(f"No route that {format} can name is left for {', '.join(written.lost)}.")


def _diff(connection: Connection, old: Path, table: RoutingTable, as_of: datetime | None, json: bool) -> None:
    before = read_table(file_text(old, "table"), str(old))
    evidence = evidence_on(connection, before, table, at=table.catalog_at, as_of=as_of)
    changes = differences(before, table, evidence)
    same = before.get("policy_hash") == table.policy_hash
    if json:
        heads = {"before_at": before.get("catalog_at"), "after_at": out.iso(table.catalog_at), "same_policy": same}
        out.document(heads | {"changes": [_row(change) for change in changes]})
        return
    if not same:
        out.say("The two tables are of different policies.")
    if not changes:
        out.line("Nothing changes.")
    for change in changes:
        _show(change)


def _row(change: Change) -> dict[str, Any]:
    return {
        "task": change.task, "what": change.what, "before": change.before or None, "after": change.after or None,
        "why": list(change.why), "month_usd": _text(change.month_usd),
        "against_staying_usd": _text(change.against_staying_usd),
    }  # fmt: skip


def _text(amount: Any) -> str | None:
    return None if amount is None else f"{amount:f}"


def _show(change: Change) -> None:
    move = f"{change.before or 'nothing'} → {change.after or 'nothing'}"
    out.line(f"{change.task}: {change.what}: {change.after if change.before == change.after else move}")
    for reason in change.why:
        out.line(f"  {reason}")
    for amount, against in (
        (change.month_usd, "than the old table said"),
        (change.against_staying_usd, "than staying"),
    ):
        if amount:
            out.line(f"  ${abs(amount):,.2f} a month {'more' if amount > 0 else 'less'} {against}.")


def _check(
    connection: Connection, file: Path, table: RoutingTable, as_of: datetime | None, json: bool, policy: str
) -> None:
    text = file_text(file, "table")
    placed = read(text, str(file))
    if format := dialect(placed, str(file)):
        by_policy = table if policy or "policy" in compose.settings().model_fields_set else None
        known = known_names_on(connection, at=table.catalog_at, as_of=as_of)
        route_check.show(file, gateway_findings(placed, format, known, by_policy), json)
        return
    deployed = read_table(text, str(file))
    evidence = evidence_on(connection, deployed, table, at=table.catalog_at, as_of=as_of)
    found = findings(deployed, table, evidence.offers)
    if json:
        out.document([{"task": one.task, "kind": one.kind, "said": one.said} for one in found])
    for one in () if json else found:
        out.line(f"{one.task}: {one.kind}: {one.said}")
    if found:
        out.say(f"{file}: {counted(len(found), 'thing')} to mend.")
        raise typer.Exit(FOUND)
    out.say(f"{file}: nothing to mend.")
