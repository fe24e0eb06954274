"""What collectors state: frozen facts, in the words of the source, before identity and belief.

A field that is None or '' was not stated. Names of providers and models are the source's own;
``identity`` maps them to ours when the run is written.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from intel.errors import RowError
from intel.rates import RateCard

UNKNOWN_START = datetime(1, 1, 1, tzinfo=UTC)
"""``effective_from`` of a price whose beginning nobody stated."""

MAX_NAME = 300
"""Longest name that is stored; longer ones are rejected."""

TIERS = ("standard", "batch", "flex", "priority", "fast", "free", "trial")
"""Values of ``OfferKey.service_tier``."""

QUANTIZATIONS = (
    "int4", "int8", "fp4", "mxfp4", "nvfp4", "fp6", "fp8", "mxfp8", "fp16", "bf16", "fp32",
)  # fmt: skip
"""Known values of ``OfferKey.quantization``; '' is unstated."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A harder fact than a name about which model is meant."""

    kind: str
    """One of "huggingface" (repository id), "canonical_slug", "weights" (URL), "model" (a model id of the source),
    "display_name" (the SKU is a name printed on a page, not an id that a caller could send)."""
    value: str


@dataclass(frozen=True, slots=True)
class OfferKey:
    """Natural key of an offer; '' where a part does not apply. The model is not in it."""

    provider: str
    sku: str
    via: str = ""
    """The gateway it is bought through; '' when bought from the provider itself."""
    region: str = ""
    quantization: str = ""
    service_tier: str = "standard"
    tag: str = ""
    """What still tells two offers of one host apart."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a source states for an offer over one effective period (half-open, aware UTC)."""

    card: RateCard
    effective_from: datetime = UNKNOWN_START
    effective_to: datetime | None = None
    basis: str = "observed"
    """"stated" when the source dates the price itself."""
    rounded: bool = False
    """Digits beyond the twelfth were dropped (float noise)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an offer can take and do. None is unknown; capabilities list only what is stated as supported."""

    context_tokens: int | None = None
    max_output_tokens: int | None = None
    input_modalities: tuple[str, ...] = ()
    output_modalities: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    """Sorted words out of: tools, structured_output, reasoning, temperature, attachment, prompt_caching."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing a provider sells. ``prices`` empty: the price is unknown (never free)."""

    key: OfferKey
    name: str
    """What the source calls the model; the input of identity."""
    prices: tuple[Price, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    title: str = ""
    limits: Limits = Limits()
    status: str = ""
    """"alpha", "beta", "deprecated", "retired" (no longer sold here) or, of a host that its gateway routes around,
    "degraded", where stated."""
    trains_on_prompts: bool | None = None
    retains_prompts: bool | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """A seller as the source describes it."""

    name: str
    title: str = ""
    homepage: str = ""
    api_url: str = ""
    headquarters: str = ""
    """ISO 3166 country code."""


@dataclass(frozen=True, slots=True)
class Model:
    """A canonical model as the source describes it; ``name`` is "lab/slug" in the source's words."""

    name: str
    title: str = ""
    family: str = ""
    open_weights: bool | None = None
    released_on: date | None = None
    limits: Limits = Limits()
    evidence: tuple[Evidence, ...] = ()
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Alias:
    """The source says that ``name`` means ``target`` (another of its names)."""

    name: str
    target: str
    floating: bool = False
    """True where the target may move, as with "-latest"."""


@dataclass(frozen=True, slots=True)
class Performance:
    """One reading of an offer's service. Ratios are 0-1, latency is to the first token."""

    key: OfferKey
    window_minutes: int
    uptime_ratio: Decimal | None = None
    latency_ms: Decimal | None = None
    throughput_tokens_per_second: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Deprecation:
    """The source says that an offer is being withdrawn."""

    key: OfferKey
    deprecated_on: date | None = None
    sunset_on: date | None = None
    replacement: str = ""


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """``per_eur`` units of ``currency`` buy one euro on that day (the ECB's own direction)."""

    currency: str
    on: date
    per_eur: Decimal


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not believed."""

    key: str
    """What tells the row apart in the reply, cut to 300 characters."""
    reason: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Follow:
    """Ask the runner for one more document of the same source."""

    url: str
    key: str = ""
    """Handed back as ``Snapshot.key``: what the document is about, such as a model id."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A frozen edition of a suite: scores of two editions are never compared with one another."""

    name: str
    """Our slug "suite/part", as "livebench/coding", "lmarena/text/math", "aider/polyglot"."""
    version: str
    """The edition, as "2026-06-25", "2.1", "v4"; "rolling" for a board that adds votes to one method for ever."""
    title: str
    scale: str
    """One of ``SCALES``."""
    higher_is_better: bool = True
    composite: bool = False
    """Made of other benchmarks that are stated too (an index, an overall mean): never evidence beside its parts."""
    items: int | None = None
    """How many questions or tasks it has."""
    homepage: str = ""


SCALES = ("percent", "elo", "index", "usd")
"""``Benchmark.scale``: share solved as 0-100; rating, 400 points being odds of ten to one; unbounded; measured cost."""

REPORTERS = ("independent", "submitter", "vendor")
"""Values of ``Score.reporter``: the board ran it; somebody sent it in; the model's own lab states it."""

OF_ANOTHER_LAB = "stated by another lab than its own"
"""``Score.note`` of a lab's word on a model that is not its own: it tells nothing of how labs flatter themselves."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a source states of one model (under one harness and effort) on one edition of a benchmark."""

    name: str
    """The source's own words for the model, effort and all; the input of identity."""
    benchmark: str
    version: str
    value: Decimal
    """On the benchmark's scale: a ratio of 0-1 is stated as 0-100."""
    harness: str = ""
    """The agent or way of asking ("terminus-2", "fc"); '' where the board has only one."""
    effort: str = ""
    """Reasoning effort as far as it is stated apart from the name; '' unlabelled, which is not "none"."""
    reporter: str = "independent"
    reported_by: str = ""
    """Who ran it, where that is stated and not the board itself."""
    lower: Decimal | None = None
    upper: Decimal | None = None
    interval_ratio: Decimal | None = None
    """What share of cases lower to upper claims to cover, as 0.95."""
    n: int | None = None
    """Questions, tasks or votes behind the value."""
    cost_usd: Decimal | None = None
    """Measured cost in USD of ``cost_items`` items; a zero by rounding is unknown."""
    cost_items: int | None = None
    """None: of how many items is not stated."""
    input_tokens: Decimal | None = None
    """Mean per item."""
    output_tokens: Decimal | None = None
    """Mean per item."""
    seconds: Decimal | None = None
    """Mean per item."""
    stated_on: date | None = None
    """The day of the evaluation or submission, where stated."""
    url: str = ""
    """Of the row's own evidence; '' is the document."""
    origin: str = ""
    """Who published it first, where the source only carries it: the witness, as "aider"; '' is the source."""
    licence: str = ""
    """The row's own, where it differs from the source's."""
    redistributable: bool | None = None
    """None: as the source."""
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    """What a reader must know: "not verified", "2 of 3 domains"."""


OTHERS = "other"
"""``Demand.name`` of what a source sums up of the models that it does not list: part of the day, of no model."""


@dataclass(frozen=True, slots=True)
class Demand:
    """How much a model was used on a day: tokens that passed a gateway."""

    name: str
    """``OTHERS`` for all that the source lists no further."""
    on: date
    tokens: int


Record = Offer | Provider | Model | Alias | Performance | Deprecation | ExchangeRate | Benchmark | Score | Demand
Fact = Record | Rejected | Follow


@dataclass(frozen=True, slots=True)
class Event:
    """A change that was detected. ``before`` and ``after`` are JSON-ready facts, None where there was none."""

    kind: str
    subject: str
    """What it is about, such as "price deepinfra zai-org/GLM-5.2" or "source openrouter"."""
    at: datetime
    source: str = ""
    before: dict[str, object] | None = None
    after: dict[str, object] | None = None
    evidence: dict[str, object] = field(default_factory=dict)


def name(text: object) -> str:
    """A name fit to store, or ``RowError``: 1 to 300 characters, no control characters, no half characters."""
    if not isinstance(text, str) or not text.strip():
        raise RowError("no name")
    if len(text) > MAX_NAME:
        raise RowError(f"name of {len(text)} characters, over {MAX_NAME}: {text[:40]!r}…")
    if not text.isprintable() and any(ord(c) < 32 or 127 <= ord(c) < 160 or 0xD800 <= ord(c) < 0xE000 for c in text):
        raise RowError(f"control character in name {text[:40]!r}")
    return text.strip()
