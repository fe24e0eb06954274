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
class DemandView:
    """What passed a gateway of one model on the newest day that it states."""

    source: str
    on: date
    tokens: int
    """Of all names of the model together, its free variants among them."""
    share_ratio: Decimal
    """Of all tokens of that day, 0-1."""


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
    demand: DemandView | None = None
    """None: no gateway states it, or the model is not among those it lists."""


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
    scores: int = 0
    """Scores that it states now."""


@dataclass(frozen=True, slots=True)
class RejectedRows:
    """Rows of a source that are rejected now, for one reason."""

    source: str
    reason: str
    count: int
    example: str
    """Key of one of them."""
    excerpt: str
    """The beginning of what that one said; '' when it was not kept."""


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
    scores: int = 0
    """How many of its scores that hold bear it."""


@dataclass(frozen=True, slots=True)
class ScoreView:
    """A score that holds at the time of the query, with the model that its name was resolved to."""

    id: int
    source: str
    witness: str
    """Who stands behind it: the row's origin, else its source; "vendor:<lab>" of a lab's word on its own model. Sources
    that copy one another are one witness."""
    name: str
    model: str | None
    """None: unresolved, or two models at work."""
    lab: str
    family: str
    open_weights: bool | None
    effort: str
    """Stated, carried by the name, or "none" of a plain name that has a thinking twin on its board; '' unlabelled, a
    value of its own."""
    benchmark: str
    version: str
    title: str
    scale: str
    higher_is_better: bool
    composite: bool
    items: int | None
    harness: str
    reporter: str
    reported_by: str
    value: Decimal
    lower: Decimal | None
    upper: Decimal | None
    interval_ratio: Decimal | None
    n: int | None
    cost_usd: Decimal | None
    """Of ``cost_items`` items."""
    cost_items: int | None
    input_tokens: Decimal | None
    output_tokens: Decimal | None
    seconds: Decimal | None
    stated_on: date | None
    seen_from: datetime
    checked_at: datetime
    """The last healthy run of its source that still stated it."""
    url: str
    """Of the row's own evidence, else of the document."""
    sha256: str
    licence: str
    redistributable: bool
    note: str
    released_on: date | None = None
    """Of the model."""

    @property
    def edition(self) -> str:
        """Benchmark and version, as "livebench/coding@2026-06-25"."""
        return f"{self.benchmark}@{self.version}"


ROLLED = "*"
"""In place of an effort: the model itself, judged by one of its efforts."""


@dataclass(frozen=True, slots=True)
class EstimateView:
    """Quality of a model for a task by one fit; of effort ``ROLLED`` it is the model's, judged by ``rolled_from``."""

    task: str
    model: str
    title: str
    lab: str
    open_weights: bool | None
    effort: str
    share: float
    """Expected share of the task's basket solved, 0-1."""
    lower: float
    upper: float
    """Bounds of the 90 % interval."""
    provisional: bool
    """Fewer than two independent sources: shown apart, never a leader."""
    sources: tuple[str, ...]
    boards: int
    p_best: float
    ratio_quantiles: tuple[float, ...]
    """Of q / q_best at ``QUANTILES``."""
    rolled_from: str = ""


QUANTILES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
"""Where ``EstimateView.ratio_quantiles`` are taken."""


@dataclass(frozen=True, slots=True)
class LeaderView:
    """Who leads a task in a scope ("all" or "open" weights)."""

    task: str
    scope: str
    state: str
    """leader, tie, or '' where nobody has two independent sources."""
    models: tuple[str, ...]
    """One leader, or the tied by falling P(best)."""
    p_best: tuple[float, ...]
    p_beats_next: float | None
    at: datetime
    """Time of the fit's newest score."""
    since: datetime | None = None
    """First fit in an unbroken row that named the same models."""
