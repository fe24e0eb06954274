"""``intel history``: every change of a model's prices, with its date and source."""

from typing import Annotated, Any

import typer

from intel.catalog import queries
from intel.catalog.past import history as changes_of
from intel.cli import options, out
from intel.cli.compose import now, past, reading
from intel.cli.priced import nobody_sells, of_provider
from intel.errors import UsageError
from intel.market.changes import subject
from intel.market.history import Change
from intel.rates import RateCard

Since = Annotated[
    str, typer.Option("--since", metavar="TIME", help="Leave out what took effect before: ISO 8601, UTC if no zone.")
]


def history(
    model: options.Model, provider: options.Provider = "", since: Since = "", json: options.Json = False
) -> None:
    """Every price change of a model's offers: when, by whose word, before and after.

    Prices that are dated to begin later are shown when they were announced; an offer that its source has stopped
    listing ends with "gone".
    """
    start = past(since, "--since")
    at = now()
    with reading() as connection:
        found = queries.find_model(connection, model)
        chosen = _provider_id(queries.provider_views(connection), provider)
        changes = changes_of(connection, found.id, now=at, provider=chosen)
        if provider and not changes:
            offers = queries.offers(connection, found.id, now=at)
            if not of_provider(offers, provider):
                raise UsageError(nobody_sells(found.id, offers, provider))
    shown = [c for c in changes if start is None or max(c.at, c.effective_from or c.at) >= start]
    if json:
        out.document([_row(change) for change in shown])
        return
    if not shown:
        out.say(f"No price of {found.id} changed{f' since {since}' if since else ''}.")
    for change in shown:
        _show(change)


def _provider_id(providers: list[Any], wanted: str) -> str:
    names = (p.id for p in providers if wanted.casefold() in (p.id.casefold(), p.title.casefold()))
    return next(names, wanted)


def _show(change: Change) -> None:
    dated = f", dated {change.effective_from:%Y-%m-%d}" if change.effective_from else ""
    out.line(f"{change.at:%Y-%m-%d}  {subject(change.key)}: {change.kind} ({change.source}, {change.basis}{dated})")
    before, after = _text(change.before), _text(change.after)
    out.line(f"            {after}" if change.before is None else f"            {before} → {after}")


def _text(card: RateCard | None) -> str:
    return "no price" if card is None else f"{card.text()} {card.currency}"


def _row(change: Change) -> dict[str, Any]:
    key = change.key
    return {
        "at": out.iso(change.at),
        "kind": change.kind,
        "provider": key.provider,
        "sku": key.sku,
        "via": key.via,
        "region": key.region,
        "quantization": key.quantization,
        "service_tier": key.service_tier,
        "tag": key.tag,
        "source": change.source,
        "before": _card(change.before),
        "after": _card(change.after),
        "basis": change.basis,
        "effective_from": out.iso(change.effective_from),
        "sha256": change.sha256,
        "url": change.url,
    }


def _card(card: RateCard | None) -> dict[str, str] | None:
    return None if card is None else {"currency": card.currency, "rate_card": card.text()}
