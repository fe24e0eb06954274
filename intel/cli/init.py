"""``intel init``: a catalog that is ready to be read."""

from typing import Annotated

import typer

from intel.cli import out
from intel.cli.compose import initialise, opened
from intel.cli.estimate import first_fit


def init(
    no_seeds: Annotated[bool, typer.Option("--no-seeds", help="Make the tables only, without any data.")] = False,
) -> None:
    """Make or migrate the catalog and load the seeds; running it again changes nothing."""
    out.say(initialise(seeds=not no_seeds))
    if not no_seeds:
        with opened() as engine:
            if told := first_fit(engine):
                out.say(told)
