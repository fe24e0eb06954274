"""``intel restore``: a backup becomes the catalog."""

from pathlib import Path
from typing import Annotated

import typer

from intel.catalog.backup import put_back
from intel.catalog.engine import migrate, open_engine, shown
from intel.cli import compose, out


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `intel backup` has written.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace the catalog that is there; what it holds now is lost.")
    ] = False,
) -> None:
    """Put a backup in the place of the catalog.

    It is checked first, and migrated where it is of an older version.
    """
    engine = open_engine(compose.settings().catalog_url, must_exist=False)
    try:
        put_back(engine.url, file, force=force)
        migrate(engine)
        out.say(f"The catalog at {shown(engine.url)} is that of {file}.")
    finally:
        engine.dispose()
