"""``intel identity review``: the names nobody could place, and the owner's word on them."""

from typing import Annotated, Any

import typer

from intel.catalog import queries
from intel.cli import options, out
from intel.cli.compose import now, opened, reading
from intel.cli.near import source_named
from intel.errors import UsageError
from intel.views import UnresolvedName

_COLUMNS = (
    out.Column("source"),
    out.Column("name"),
    out.Column("offers", number=True),
    out.Column("scores", number=True),
    out.Column("may mean"),
)
Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="[list|accept|reject] [SOURCE NAME [MODEL]]", help="What to do, and with which name."),
]


def identity(
    review: Annotated[str, typer.Argument(metavar="review", help="The only list there is.")],
    words: Words = None,
    source: Annotated[str, typer.Option("--source", metavar="S", help="With list: the names of one source.")] = "",
    json: options.Json = False,
) -> None:
    """The names nobody could place: list them, accept a meaning or reject one.

    `intel identity review accept SOURCE NAME MODEL` makes a curated alias, `reject SOURCE NAME [MODEL]` says what the
    name does not mean (without MODEL: none of the models there are). Every name is read again at once.
    """
    if review != "review":
        raise UsageError(f"Say `intel identity review`, not {review!r}.")
    action, *rest = words or ["list"]
    if source and action != "list":
        raise UsageError(f"--source goes with list: `{action}` names its source first.")
    if action == "list" and not rest:
        _list(source, json)
    elif action == "accept" and len(rest) == 3:
        _settled(action, rest[0], rest[1], rest[2], json)
    elif action == "reject" and len(rest) in (2, 3):
        _settled(action, rest[0], rest[1], rest[2] if len(rest) == 3 else "", json)
    else:
        raise UsageError("Say list, accept SOURCE NAME MODEL, or reject SOURCE NAME [MODEL].")


def _list(source: str, json: bool) -> None:
    stated_by = source_named(source) if source else ""
    with reading() as connection:
        found = queries.unresolved(connection)
    wanted = [one for one in found if stated_by in ("", one.source)]
    if json:
        out.document([_row(one) for one in wanted])
    elif not wanted:
        out.line(f"Every name{f' of {source}' if source else ''} has been placed.")
    else:
        out.table(_COLUMNS, [_cells(one) for one in wanted])


def _settled(action: str, source: str, name: str, model: str, json: bool) -> None:
    from intel.actions import accept_name, reject_name

    stated_by = source_named(source)
    with opened() as engine:
        settle = accept_name if action == "accept" else reject_name
        before = settle(engine, stated_by, name, model, now=now())
    if json:
        out.document({"source": stated_by, "name": name, "action": action, "model": model or None, "before": before})
    elif action == "accept":
        was = f", and no longer {before}" if before not in (None, model) else ""
        out.line(f"{stated_by}: {name} means {model}{was}.")
    else:
        out.line(f"{stated_by}: {name} does not mean {model or before or 'any model there is'}.")


def _row(one: UnresolvedName) -> dict[str, Any]:
    return {
        "source": one.source,
        "name": one.name,
        "method": one.method,
        "candidates": list(one.candidates),
        "offers": one.offers,
        "scores": one.scores,
    }


def _cells(one: UnresolvedName) -> list[str]:
    return [one.source, one.name, str(one.offers), str(one.scores), ", ".join(one.candidates) or out.UNKNOWN]
