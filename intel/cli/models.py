"""``intel models``: what the catalog knows by name."""

from collections.abc import Sequence
from typing import Annotated

import typer

from intel.catalog import queries
from intel.cli import options, out, rows
from intel.cli.compose import now, reading
from intel.views import ModelView

_WEIGHTS = {True: "open", False: "closed", None: "unknown"}
_COLUMNS = (
    out.Column("model"),
    out.Column("title", room=out.WIDE),
    out.Column("weights"),
    out.Column("released"),
    out.Column("context", number=True),
    out.Column("hosts", number=True),
    out.Column("offers", number=True),
)


_USED = out.Column("used %", number=True)


def models(
    query: Annotated[str, typer.Argument(metavar="[QUERY]", help="Part of an id, a title or a known name.")] = "",
    by_use: Annotated[bool, typer.Option("--by-use", help="The most used ones first, by tokens at a gateway.")] = False,
    json: options.Json = False,
) -> None:
    """Search the models, the most hosted ones first.

    Where a gateway states how many tokens passed it, each model has its share of the newest day.
    """
    with reading() as connection:
        found = queries.models(connection, query, now=now())
    if by_use:
        found.sort(key=lambda model: -model.demand.tokens if model.demand else 0)
    if json:
        out.document([rows.model_row(model) for model in found])
        return
    if not found:
        out.say(f"No model matches {query!r}." if query else "The catalog knows no models: run `intel init`.")
        return
    _show(found)
    if by_use and not any(model.demand for model in found):
        out.say(
            "No source states how much these are used: `openrouter-rankings` does, with the key INTEL_OPENROUTER_KEY."
        )


def _show(found: Sequence[ModelView]) -> None:
    """The column of use is there when one of the models has been stated to be used."""
    stated = next((model.demand for model in found if model.demand), None)
    columns = (*_COLUMNS, _USED) if stated else _COLUMNS
    out.table(columns, [_cells(model)[: len(columns)] for model in found])
    if stated:
        out.line()
        out.line(f"used: share of the tokens that passed the gateway on {stated.on.isoformat()}, by {stated.source}")


def _cells(model: ModelView) -> list[str]:
    return [
        model.id,
        model.title,
        _WEIGHTS[model.open_weights],
        model.released_on.isoformat() if model.released_on else out.UNKNOWN,
        out.tokens(model.limits.context_tokens),
        out.count(model.hosts),
        out.count(model.offers),
        f"{model.demand.share_ratio * 100:.1f}" if model.demand else out.UNKNOWN,
    ]
