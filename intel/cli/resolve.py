"""``intel resolve``: names in, models out."""

import sys
from typing import Annotated

import typer

from intel.catalog.identity_store import load_resolver
from intel.cli import options, out
from intel.cli.compose import reading
from intel.cli.near import source_named
from intel.identity.resolver import Resolution


def resolve(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Names; without one, the lines of stdin.")
    ] = None,
    source: Annotated[
        str, typer.Option("--source", metavar="S", help="Source whose own aliases hold, such as litellm.")
    ] = "",
    json: options.Json = False,
) -> None:
    """Which models some names mean; from stdin, one a line, where none is given.

    An unknown name stays unresolved and one with two readings is ambiguous, with its candidates: nothing is guessed.
    """
    stated_by = source_named(source) if source else ""
    wanted = names or [line.strip() for line in sys.stdin if line.strip()]
    with reading() as connection:
        resolver = load_resolver(connection)
    found = [resolver.resolve(stated_by, name) for name in wanted]
    if json:
        out.document([_row(resolution) for resolution in found])
        return
    columns = [out.Column(title) for title in ("name", "model", "method", "because")]
    out.table(columns, [_cells(resolution) for resolution in found])


def _row(found: Resolution) -> dict[str, object]:
    return {
        "name": found.name,
        "model": found.model,
        "method": found.method,
        "candidates": list(found.candidates),
    }


def _cells(found: Resolution) -> list[str]:
    because = found.evidence or ", ".join(found.candidates)
    return [found.name, found.model or out.UNKNOWN, found.method, because]
