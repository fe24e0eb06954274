"""``intel route``: the routing table, to a terminal, a file or a program."""

from pathlib import Path
from typing import Annotated

import typer

from intel.actions import routing_table, write_file
from intel.cli import compose, options, out
from intel.cli.app import PARTLY
from intel.errors import UsageError
from intel.routing.exporters import FORMATS, exporter, native


def route(
    policy: Annotated[
        str, typer.Option("--policy", metavar="P", help="A ready policy's name or a YAML file; default: INTEL_POLICY.")
    ] = "",
    format: Annotated[str, typer.Option("--format", help=f"Format: {', '.join(FORMATS)}.")] = "native",
    as_of: options.AsOf = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to FILE, in one step.")
    ] = None,
    json: options.Json = False,
) -> None:
    """The routing table: per task the cheapest model that is good enough, and its fallbacks.

    What is good enough the policy says, and the expected cost of a task decides among those that are. The same catalog,
    policy and version give the same bytes.
    """
    if format not in FORMATS:
        raise UsageError(f"No format is called {format!r}; there are {', '.join(FORMATS)}.")
    wishes = compose.policy(policy)
    with compose.reading() as connection:
        moment = options.parse_time(as_of, "--as-of", end_of_day=True)
        table = routing_table(connection, wishes, as_of=moment, tasks=compose.tasks())
    if json:
        out.document(native.document(table))
    written = exporter(format)(table)
    if output is None and not json:
        out.raw(written.text)
    if output is not None:
        write_file(output, written.text)
        out.say(f"Wrote {output}: {len(table.tasks)} tasks, catalog of {out.iso(table.catalog_at)}.")
    for warning in (*table.warnings, *(f"Left out: {text}" for text in written.left_out)):
        out.say(warning)
    if table.unrouted:
        raise typer.Exit(PARTLY)
