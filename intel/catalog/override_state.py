"""How each override stands against what the sources state: in force, ended, about nothing, or met by the world."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.catalog.identity_store import load_resolver
from intel.catalog.offers import all_offers
from intel.catalog.overriding import without_overrides
from intel.market.overrides import Overrides, concerns, holds, world_says
from intel.market.owners_word import AliasOverride, FeeOverride, KindOverride, Override, PriceOverride
from intel.records import Event
from intel.units import money_text
from intel.views import OfferView

IN_FORCE, ENDED, UNUSED, MET = "in force", "ended", "unused", "met"


@dataclass(frozen=True, slots=True)
class OverrideState:
    """One override and how it stands."""

    override: Override
    state: str
    """in force, ended, unused (the catalog knows nothing that it is about) or met (the world states it too)."""
    stated: str
    """What it says, in words."""
    world: str = ""
    """What the world states instead, or too; '' for nothing."""
    source: str = ""
    url: str = ""
    sha256: str = ""


def override_states(conn: Connection, overrides: Overrides, now: datetime) -> list[OverrideState]:
    """Every override of the file, in its order within each table."""
    if not overrides.every():
        return []
    plain = without_overrides(conn)
    offers = all_offers(plain, now=now) if overrides.prices else []
    return [_state(plain, one, offers, now) for one in overrides.every()]


def met_events(conn: Connection, states: Sequence[OverrideState], now: datetime) -> list[Event]:
    """One ``override_met`` for each override that the world has caught up with, for the caller to store."""
    event = rows.table("event")
    query = select(event.c.subject, event.c.before).where(event.c.kind == "override_met")
    told = {(subject, (before or {}).get("stated")) for subject, before in conn.execute(query)}
    return [
        Event(
            "override_met", f"override {one.override.subject}", now, one.source, {"stated": one.stated},
            {"stated": one.world}, {"url": one.url, "sha256": one.sha256} if one.url else {},
        )
        for one in states if one.state == MET and (f"override {one.override.subject}", one.stated) not in told
    ]  # fmt: skip


def _state(conn: Connection, one: Override, offers: Sequence[OfferView], now: datetime) -> OverrideState:
    if isinstance(one, PriceOverride):
        found = _price(one, offers)
    elif isinstance(one, AliasOverride):
        found = _alias(conn, one)
    else:
        found = _seller(conn, one)
    if holds(one, now):
        return found
    return OverrideState(one, ENDED, found.stated, found.world, found.source)


def _price(one: PriceOverride, offers: Sequence[OfferView]) -> OverrideState:
    sold = [offer for offer in offers if concerns(one, offer)]
    if not sold:
        return OverrideState(one, UNUSED, one.card.text())
    if met := world_says(one, sold):
        return OverrideState(one, MET, one.card.text(), met.card.text(), met.source, met.url, met.sha256)
    believed = sold[0].believed
    world, source = (believed.card.text(), believed.source) if believed else ("", "")
    return OverrideState(one, IN_FORCE, one.card.text(), world, source)


def _alias(conn: Connection, one: AliasOverride) -> OverrideState:
    model = rows.table("model")
    if conn.execute(select(model.c.id).where(model.c.id == one.model)).first() is None:
        return OverrideState(one, UNUSED, one.model)
    found = load_resolver(conn).resolve(one.source, one.name).model or ""
    return OverrideState(one, MET if found == one.model else IN_FORCE, one.model, found)


def _seller(conn: Connection, one: FeeOverride | KindOverride) -> OverrideState:
    table = rows.table("provider")
    row = conn.execute(select(table.c.kind, table.c.fee_ratio).where(table.c.id == one.provider)).first()
    ours = one.kind if isinstance(one, KindOverride) else money_text(one.ratio) or ""
    if row is None:
        return OverrideState(one, UNUSED, ours)
    theirs = row.kind if isinstance(one, KindOverride) else (money_text(Decimal(row.fee_ratio or 0)) or "")
    known = isinstance(one, KindOverride) or bool(row.fee_ratio)
    return OverrideState(one, MET if known and theirs == ours else IN_FORCE, ours, theirs if known else "", "seeds")
