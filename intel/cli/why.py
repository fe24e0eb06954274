"""``intel why``: where the price of an offer comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from intel.catalog import queries
from intel.catalog.provenance import ReadBy, read_by
from intel.catalog.quarantine import HeldState, held_states
from intel.catalog.scope import of_model
from intel.catalog.service import Withdrawal, withdrawals
from intel.catalog.source_state import Sources
from intel.cli import options, out, rows
from intel.cli.compose import now, reading, settings, then
from intel.cli.priced import nobody_sells, of_provider
from intel.errors import UsageError
from intel.market.comparable import listed
from intel.market.cost import CHAT
from intel.market.overrides import OVERRIDE
from intel.source import Authority
from intel.views import OfferView, Statement

_AUTHORITY = {
    Authority.COMMUNITY: "community database", Authority.GATEWAY: "gateway", Authority.FIRST_PARTY: "first party",
}  # fmt: skip
_AGREEMENT = {
    "verified": "verified: independent sources state the same",
    "single": "single: no independent source confirms it",
    "disputed": "disputed: independent sources differ",
    OVERRIDE: "override: your own price stands before what the sources state",
}


def why(
    model: options.Model, provider: options.Provider = "", as_of: options.AsOf = "", json: options.Json = False
) -> None:
    """Where the price of an offer comes from: every source's word on it.

    The believed statement stands first: a live source of higher authority, then the fresher one. Each is followed to
    the document that said it, the run that read it and the archived bytes.
    """
    moment = then(as_of)
    at = moment or now()
    with reading(moment) as connection:
        found = queries.find_model(connection, model)
        scope = of_model(found.id)
        offers = queries.offers(connection, found.id, now=now(), as_of=moment)
        wanted = of_provider(offers, provider) if provider else offers
        if not wanted:
            raise UsageError(nobody_sells(found.id, offers, provider or "Anybody at all"))
        origin = _Origin(
            read_by(connection, [s for offer in wanted for s in offer.statements]), settings().archive_dir,
            held_states(connection),
            withdrawals(connection, scope, at, moment, Sources(connection, at, scope)), at.date(),
        )  # fmt: skip
    shown = listed(wanted, at=at)
    if json:
        out.document([_row(offer, word, at, origin) for offer, word in shown])
        return
    for offer, word in shown:
        _show(offer, word, origin)


@dataclass(frozen=True, slots=True)
class _Origin:
    """What lies behind statements: the runs that read them, the folder of their bytes, what waits beside them, ends."""

    runs: Mapping[tuple[str, datetime], ReadBy]
    folder: Path
    held: Sequence[HeldState]
    ends: Mapping[int, Withdrawal]
    """By offer id."""
    on: date

    def run(self, statement: Statement) -> ReadBy | None:
        return self.runs.get((statement.source, statement.seen_from))

    def path(self, statement: Statement) -> Path | None:
        """Where the bytes are kept; None when this archive never had them."""
        path = self.folder / statement.sha256[:2] / f"{statement.sha256[2:]}.gz"
        return path if path.is_file() else None

    def waiting(self, offer: OfferView) -> list[HeldState]:
        return [held for held in self.held if held.key == offer.key] if offer.held else []

    def end(self, offer: OfferView) -> str:
        """A sentence on its announced end; '' without one."""
        if offer.sunset_on is None:
            return ""
        verb = "ends" if offer.sunset_on > self.on else "ended"
        instead = f", replaced by {offer.replacement}" if offer.replacement else ""
        end = self.ends.get(offer.id)
        return f"{verb} on {offer.sunset_on}{f', as {end.source} states' if end and end.source else ''}{instead}"


def _row(offer: OfferView, word: str, at: datetime, origin: _Origin) -> dict[str, Any]:
    row = rows.offer_row(offer, word, CHAT, at)
    for said, statement in zip(row["statements"], offer.statements, strict=True):
        run, path = origin.run(statement), origin.path(statement)
        said["run"] = {"id": run.id, "at": out.iso(run.at), "outcome": run.outcome} if run else None
        said["archive_path"] = str(path) if path else None
    waiting = origin.waiting(offer)
    row["held_states"] = [{"id": h.id, "source": h.source, "stated": h.stated, "reason": h.reason} for h in waiting]
    return row


def _show(offer: OfferView, word: str, origin: _Origin) -> None:
    key = offer.key
    parts = [p for p in (key.service_tier, key.quantization, key.tag, word and f"not comparable: {word}") if p]
    out.line(f"{out.host(offer)} {key.sku} ({', '.join(parts)})")
    out.line(f"  {_AGREEMENT.get(offer.agreement, 'nobody states a price')}")
    if end := origin.end(offer):
        out.line(f"  {end}")
    if offer.held:
        out.line("  a newer price waits in quarantine")
    for held in origin.waiting(offer):
        out.line(f"    {held.id}: {held.stated} ({held.source}, {held.reason})")
    for place, statement in enumerate(offer.statements):
        for text in (*_lines(statement, believed=not place), _kept(statement, origin)):
            out.line(text)
    out.line()


def _kept(statement: Statement, origin: _Origin) -> str:
    if statement.source == OVERRIDE:
        until = f"until {statement.effective_to:%Y-%m-%d}" if statement.effective_to else "without an end"
        return f"    {until}; `intel overrides list` says whether the world has caught up"
    run, path = origin.run(statement), origin.path(statement)
    read = f"read by run {run.id} of {run.at:%Y-%m-%d %H:%M} UTC ({run.outcome})" if run else "read by no known run"
    return f"    {read}; {f'kept as {path}' if path else 'its bytes are not in this archive'}"


def _lines(statement: Statement, believed: bool) -> Sequence[str]:
    mark = "believed" if believed else "also"
    if statement.source == OVERRIDE:
        return (f"  {mark}: {statement.card.text()} USD per million, your override", f"    {statement.url}")
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
