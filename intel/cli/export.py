"""``intel export``: what the catalog holds, as files or as counts."""

from pathlib import Path
from typing import Annotated

import typer

from intel.catalog import queries
from intel.catalog.seeds import export_seeds
from intel.cli import options, out
from intel.cli.compose import now, reading
from intel.errors import UsageError

DEFAULT_FOLDER = Path("seeds")


def export(
    what: Annotated[str, typer.Argument(metavar="[seeds]", help="What to write: seeds.")] = "",
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FOLDER", help="Folder to write the seeds to.")
    ] = DEFAULT_FOLDER,
    stats: Annotated[bool, typer.Option("--stats", help="Count what the catalog holds.")] = False,
    json: options.Json = False,
) -> None:
    """Write the seeds of this catalog, or count what it holds.

    Seeds are CSV files, sorted and diffable, of redistributable sources only; each fact keeps its source, hash and
    date.
    """
    if what not in ("", "seeds") or not (what or stats):
        raise UsageError("Say what to export: `intel export seeds` or `intel export --stats`.")
    if json and not stats:
        raise UsageError("--json goes with --stats: seeds are files of their own.")
    if output != DEFAULT_FOLDER and not what:
        raise UsageError("--output goes with `intel export seeds`.")
    with reading() as connection:
        if what:
            export_seeds(connection, output)
            out.say(f"Wrote the seeds to {output}.")
        counts = queries.stats(connection, now=now()) if stats else {}
    if stats and json:
        out.document(counts)
    elif stats:
        out.table([out.Column("what"), out.Column("count", number=True)],
                  [[name.replace("_", " "), out.count(number)] for name, number in counts.items()])  # fmt: skip
