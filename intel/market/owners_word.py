"""What an owner knows better than every source: a price, a gateway's fee, a kind of seller, a name. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from intel.rates import RateCard


@dataclass(frozen=True, slots=True)
class PriceOverride:
    """The price of a provider's direct standard offers of one sku, or of one model."""

    provider: str
    card: RateCard
    """USD."""
    sku: str = ""
    model: str = ""
    """Used where ``sku`` is ''."""
    until: date | None = None
    """Last day on which it holds."""
    because: str = ""

    @property
    def subject(self) -> str:
        """What it is about: "price deepinfra zai-org/GLM-5.2"."""
        return f"price {self.provider} {self.sku or self.model}"


@dataclass(frozen=True, slots=True)
class FeeOverride:
    """What a gateway adds to its prices, as a decimal fraction."""

    provider: str
    ratio: Decimal
    until: date | None = None
    because: str = ""

    @property
    def subject(self) -> str:
        """What it is about."""
        return f"fee {self.provider}"


@dataclass(frozen=True, slots=True)
class KindOverride:
    """What kind of seller a provider is."""

    provider: str
    kind: str
    until: date | None = None
    because: str = ""

    @property
    def subject(self) -> str:
        """What it is about."""
        return f"kind {self.provider}"


@dataclass(frozen=True, slots=True)
class AliasOverride:
    """That a name means a model; in the words of one source, or everywhere."""

    name: str
    model: str
    source: str = ""
    until: date | None = None
    because: str = ""

    @property
    def subject(self) -> str:
        """What it is about."""
        return f"alias {f'{self.source} ' if self.source else ''}{self.name}"


Override = PriceOverride | FeeOverride | KindOverride | AliasOverride
