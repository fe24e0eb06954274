"""What the catalog answers: frozen rows that ``market``, ``routing``, the CLI and the dashboard work on."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from intel.rates import RateCard
from intel.records import Limits, OfferKey


@dataclass(frozen=True, slots=True)
class ProviderView:
    """Who sells. ``kind`` is lab, cloud, neocloud, inference, gateway, plan, local or unknown."""

    id: str
    title: str
    kind: str
    homepage: str = ""
    headquarters: str = ""


@dataclass(frozen=True, slots=True)
class ModelView:
    """A canonical model. ``open_weights`` None: licence unknown."""

    id: str
    title: str
    lab: str
    family: str = ""
    open_weights: bool | None = None
    released_on: date | None = None
    limits: Limits = Limits()
    weights_url: str = ""
    hosts: int = 0
    """Comparable hosts at the time of the query."""
    offers: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """One source's price of an offer that holds at the time of the query, with where it comes from."""

    source: str
    authority: int
    derived_from: tuple[str, ...]
    redistributable: bool
    card: RateCard
    """In the stated currency."""
    usd: RateCard | None
    """By the dated exchange rate; None when the catalog has none for the currency."""
    effective_from: datetime
    effective_to: datetime | None
    basis: str
    seen_from: datetime
    checked_at: datetime
    """The last healthy run that still stated it."""
    stale: bool
    """Not confirmed for more than three cadences of the source."""
    sha256: str
    """Of the archived bytes that stated it first."""
    url: str
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer with every source's word on its price, the believed one first."""

    id: int
    key: OfferKey
    provider: ProviderView
    model: str | None
    title: str
    limits: Limits
    status: str
    statements: tuple[Statement, ...]
    """Empty: the price is unknown."""
    agreement: str
    """verified (two independent sources equal to 6 digits), single, disputed, or '' without a price."""
    held: bool = False
    """A newer price of it waits in quarantine."""
    uptime_ratio: Decimal | None = None
    latency_ms: int | None = None
    throughput_tokens_per_second: Decimal | None = None
    deprecated_on: date | None = None
    sunset_on: date | None = None
    replacement: str = ""
    trains_on_prompts: bool | None = None
    retains_prompts: bool | None = None

    @property
    def believed(self) -> Statement | None:
        """The statement to go by; None when nobody states a price."""
        return self.statements[0] if self.statements else None

    @property
    def usd(self) -> RateCard | None:
        """The believed rate card in USD; None when unknown or without an exchange rate."""
        return self.statements[0].usd if self.statements else None


@dataclass(frozen=True, slots=True)
class SourceView:
    """State of one source."""

    id: str
    title: str
    url: str
    licence: str
    authority: int
    redistributable: bool
    cadence_seconds: int
    last_run_at: datetime | None
    last_outcome: str
    last_healthy_at: datetime | None
    """None: never believed yet."""
    age_seconds: int | None
    """Since the last healthy run."""
    stale: bool
    records: int
    offers: int
    rejected: int
    """Open rejects."""
    quarantined: int
    """Held states."""
    message: str


@dataclass(frozen=True, slots=True)
class UnresolvedName:
    """A source's name that stands for no model yet."""

    source: str
    name: str
    method: str
    """unresolved or ambiguous."""
    candidates: tuple[str, ...]
    """Models it may mean."""
    offers: int
    """How many offers of the source bear it."""
