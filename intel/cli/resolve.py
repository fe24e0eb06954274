"""``intel resolve``: names in, models out."""

import sys
from typing import Annotated

import typer

from intel.catalog.identity_store import load_identity
from intel.cli import options, out
from intel.cli.compose import reading
from intel.cli.near import source_named
from intel.errors import UsageError
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
    wanted = names or _lines(sys.stdin.buffer.read())
    with reading() as connection:
        identity = load_identity(connection)
    found = [identity.resolve(stated_by, name) for name in wanted]
    if json:
        out.document([_row(resolution) for resolution in found])
        return
    columns = [out.Column(title) for title in ("name", "model", "method", "because")]
    out.table(columns, [_cells(resolution) for resolution in found])


def _lines(piped: bytes) -> list[str]:
    try:
        text = piped.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = piped.count(b"\n", 0, error.start) + 1
        raise UsageError(f"Line {at} of standard input is no UTF-8 text: one name a line is read.") from None
    return [line.strip() for line in text.splitlines() if line.strip()]


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
