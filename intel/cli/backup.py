"""``intel backup``: the catalog in one file."""

from pathlib import Path
from typing import Annotated

import typer

from intel.catalog.backup import save
from intel.cli import compose, out


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")],
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")] = False,
) -> None:
    """Copy the catalog into one file while it is in use.

    The archive of raw replies is a folder of its own: copy it like any other.
    """
    with compose.opened() as engine:
        size = save(engine.url, file, force=force)
    out.say(
        f"Wrote {file} ({out.size(size)}). The archive of raw replies, {compose.settings().archive_dir}, is not in it."
    )
