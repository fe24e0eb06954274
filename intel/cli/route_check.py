"""What ``intel route --check`` says of a gateway's file."""

from collections.abc import Sequence
from pathlib import Path

import typer

from intel.cli import out
from intel.cli.app import FOUND
from intel.routing.dialects.found import Found
from intel.source import printable
from intel.units import counted


def show(file: Path, found: Sequence[Found], json: bool) -> None:
    """Print what was found; exit code 3 where something has to be mended, which a note is not."""
    if json:
        out.document([_row(one) for one in found])
    for one in () if json else found:
        place = f" ({one.place})" if one.place else ""
        out.line(f"{f'{one.task}: ' if one.task else ''}{one.kind}: {one.said}{place}")
    mend = sum(one.mends for one in found)
    notes = f", {counted(len(found) - mend, 'note')} on what is not judged" if mend < len(found) else ""
    if mend:
        out.say(f"{file}: {counted(mend, 'thing')} to mend{notes}.")
        raise typer.Exit(FOUND)
    out.say(f"{file}: nothing to mend{notes}.")


def _row(one: Found) -> dict[str, object]:
    row = {"task": one.task, "kind": one.kind, "said": one.said, "place": one.place}
    return {name: printable(text, 2000) or None for name, text in row.items()}  # a file may hold half characters
