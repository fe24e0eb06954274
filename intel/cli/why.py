"""``intel why``: where the price of an offer comes from."""

from collections.abc import Sequence

from intel.catalog import queries
from intel.cli import options, out, rows
from intel.cli.compose import now, reading
from intel.cli.priced import nobody_sells, of_provider
from intel.errors import UsageError
from intel.market.comparable import listed
from intel.market.cost import CHAT
from intel.source import Authority
from intel.views import OfferView, Statement

_AUTHORITY = {
    Authority.COMMUNITY: "community database", Authority.GATEWAY: "gateway", Authority.FIRST_PARTY: "first party",
}  # fmt: skip
_AGREEMENT = {
    "verified": "verified: independent sources state the same",
    "single": "single: no independent source confirms it",
    "disputed": "disputed: independent sources differ",
}


def why(
    model: options.Model, provider: options.Provider = "", as_of: options.AsOf = "", json: options.Json = False
) -> None:
    """Where the price of an offer comes from: every source's word on it.

    The believed statement stands first: a live source of higher authority, then the fresher one.
    """
    moment = options.parse_time(as_of, "--as-of", end_of_day=True)
    at = moment or now()
    with reading() as connection:
        found = queries.find_model(connection, model)
        offers = queries.offers(connection, found.id, now=now(), as_of=moment)
    wanted = of_provider(offers, provider) if provider else offers
    if not wanted:
        raise UsageError(nobody_sells(found.id, offers, provider or "Anybody at all"))
    shown = listed(wanted, at=at)
    if json:
        out.document([rows.offer_row(offer, word, CHAT, at) for offer, word in shown])
        return
    for offer, word in shown:
        _show(offer, word)


def _show(offer: OfferView, word: str) -> None:
    key = offer.key
    parts = [p for p in (key.service_tier, key.quantization, key.tag, word and f"not comparable: {word}") if p]
    out.line(f"{out.host(offer)} {key.sku} ({', '.join(parts)})")
    out.line(f"  {_AGREEMENT.get(offer.agreement, 'nobody states a price')}")
    if offer.held:
        out.line("  a newer price waits in quarantine")
    for place, statement in enumerate(offer.statements):
        for text in _lines(statement, believed=not place):
            out.line(text)
    out.line()


def _lines(statement: Statement, believed: bool) -> Sequence[str]:
    mark = "believed" if believed else "also"
    stale = ", stale" if statement.stale else ""
    who = _AUTHORITY.get(Authority(statement.authority), "unknown authority")
    dated = statement.effective_from.year > 1
    since = f"; in force from {statement.effective_from:%Y-%m-%d}" if dated else ""
    until = f" to {statement.effective_to:%Y-%m-%d}" if statement.effective_to else ""
    rounded = "; float noise beyond 12 digits dropped" if statement.rounded else ""
    return (
        f"  {mark}: {statement.card.text()} {statement.card.currency} per million{rounded}",
        f"    {statement.source} ({who}{stale}), seen since {statement.seen_from:%Y-%m-%d},"
        f" confirmed {statement.checked_at:%Y-%m-%d}{since}{until}",
        f"    {statement.url} sha256 {statement.sha256}",
    )
