"""``intel models``: what the catalog knows by name."""

from typing import Annotated

import typer

from intel.catalog import queries
from intel.cli import options, out, rows
from intel.cli.compose import now, reading

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


def models(
    query: Annotated[str, typer.Argument(metavar="[QUERY]", help="Part of an id, a title or a known name.")] = "",
    json: options.Json = False,
) -> None:
    """Search the models, the most hosted ones first."""
    with reading() as connection:
        found = queries.models(connection, query, now=now())
    if json:
        out.document([rows.model_row(model) for model in found])
        return
    if not found:
        out.say(f"No model matches {query!r}." if query else "The catalog knows no models: run `intel init`.")
        return
    cells = [
        [
            model.id,
            model.title,
            _WEIGHTS[model.open_weights],
            model.released_on.isoformat() if model.released_on else out.UNKNOWN,
            out.tokens(model.limits.context_tokens),
            out.count(model.hosts),
            out.count(model.offers),
        ]
        for model in found
    ]
    out.table(_COLUMNS, cells)
