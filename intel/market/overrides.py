"""An owner's overrides put before what the sources state. Pure.

Nothing of it is stored: an override takes effect when the catalog is read, so it survives every refresh, and taking it
back leaves no trace.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from decimal import Decimal

from intel.market.owners_word import AliasOverride, FeeOverride, KindOverride, Override, PriceOverride
from intel.records import UNKNOWN_START
from intel.source import Authority
from intel.views import OfferView, ProviderView, Statement

OVERRIDE = "override"
"""Source of an overridden price, and the word for its agreement: nobody else was asked."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """An owner's whole file, in its order."""

    prices: tuple[PriceOverride, ...] = ()
    fees: tuple[FeeOverride, ...] = ()
    kinds: tuple[KindOverride, ...] = ()
    aliases: tuple[AliasOverride, ...] = ()
    file: str = ""
    """Its name, as evidence."""
    digest: str = ""
    """sha256 of its text; '' for no file."""

    def every(self) -> tuple[Override, ...]:
        """All of them."""
        return (*self.prices, *self.fees, *self.kinds, *self.aliases)

    def current(self, at: datetime) -> "Overrides":
        """Without the names that have ended: whoever reads a name knows no time."""
        return replace(self, aliases=tuple(one for one in self.aliases if holds(one, at)))

    def offer(self, offer: OfferView, at: datetime) -> OfferView:
        """The offer with the owner's price before every source's word, where one holds at ``at``."""
        found = next((one for one in self.prices if concerns(one, offer) and holds(one, at)), None)
        if found is None:
            return offer
        return replace(offer, statements=(self._statement(found, at), *offer.statements), agreement=OVERRIDE)

    def provider(self, provider: ProviderView, at: datetime) -> ProviderView:
        """The provider with the owner's word on its kind."""
        found = next((one for one in self.kinds if one.provider == provider.id and holds(one, at)), None)
        return provider if found is None else replace(provider, kind=found.kind)

    def with_fees(self, fees: Mapping[str, Decimal], at: datetime) -> dict[str, Decimal]:
        """Fees by gateway with the owner's word on them."""
        return {**fees, **{one.provider: one.ratio for one in self.fees if holds(one, at)}}

    def _statement(self, found: PriceOverride, at: datetime) -> Statement:
        said = f"{self.file}: {found.because}" if found.because else self.file
        until = None if found.until is None else datetime.combine(found.until, time.max, UTC)
        return Statement(
            OVERRIDE, int(Authority.FIRST_PARTY), (), False, found.card, found.card, UNKNOWN_START, until, "stated",
            at, at, False, self.digest, said,
        )  # fmt: skip


NONE = Overrides()


def concerns(one: PriceOverride, offer: OfferView) -> bool:
    """Whether a price is that of an offer: of the standard tier, bought from the provider itself."""
    key = offer.key
    if key.provider != one.provider or key.via or key.service_tier != "standard":
        return False
    return key.sku == one.sku if one.sku else offer.model == one.model


def holds(one: Override, at: datetime) -> bool:
    """Whether an override has not ended."""
    return one.until is None or at.date() <= one.until


def world_says(one: PriceOverride, offers: Iterable[OfferView]) -> Statement | None:
    """The statement by which the world has caught up: what is believed of an offer without the override is the same.

    Every rate of the override must be stated so; what it does not name is not compared.
    """
    for offer in offers:
        believed = offer.believed
        if believed is None or believed.usd is None or not concerns(one, offer):
            continue
        stated = {(rate.meter, rate.condition): rate.amount for rate in believed.usd.rates}
        if all(stated.get((rate.meter, rate.condition)) == rate.amount for rate in one.card.rates):
            return believed
    return None
