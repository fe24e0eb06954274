"""``intel route``: the routing table, to a terminal, a file or a program."""

from pathlib import Path
from typing import Annotated

import typer

from intel.actions import routing_table, write_file
from intel.cli import options, out
from intel.cli.app import PARTLY
from intel.cli.compose import reading, tasks
from intel.errors import UsageError
from intel.routing.exporters import EXPORTERS, native
from intel.routing.policy import RoutingPolicy, parse_policy


def route(
    policy: Annotated[
        Path | None, typer.Option("--policy", metavar="FILE", help="Tasks and candidates in TOML, for the seeded ones.")
    ] = None,
    format: Annotated[str, typer.Option("--format", help=f"Format: {', '.join(EXPORTERS)}.")] = "native",
    as_of: options.AsOf = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to FILE, in one step.")
    ] = None,
    json: options.Json = False,
) -> None:
    """The routing table: per task the cheapest candidate and its fallbacks.

    A candidate reaches 90 % of the best model's estimated quality with 75 % probability, and price decides among them.
    Without estimates, or with --policy, candidates are listed by hand. The same catalog, policy and version give the
    same bytes.
    """
    if format not in EXPORTERS:
        raise UsageError(f"No format is called {format!r}; there are {', '.join(EXPORTERS)}.")
    wishes = _policy(policy) if policy else None
    with reading() as connection:
        moment = options.parse_time(as_of, "--as-of", end_of_day=True)
        table = routing_table(connection, wishes, as_of=moment, tasks=tasks())
    if json:
        out.document(native.document(table))
    elif output is None:
        out.raw(EXPORTERS[format](table))
    if output is not None:
        write_file(output, EXPORTERS[format](table))
        out.say(f"Wrote {output}: {len(table.tasks)} tasks, catalog of {out.iso(table.catalog_at)}.")
    unrouted = [routes.task.name for routes in table.tasks if routes.primary is None]
    if unrouted:
        out.say(f"No route for {', '.join(unrouted)}: no model is surely good enough, or none has a comparable price.")
        raise typer.Exit(PARTLY)


def _policy(path: Path) -> RoutingPolicy:
    try:
        return parse_policy(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text.") from None
