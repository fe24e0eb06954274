"""The catalog: every table, its grain and its keys.

Times are aware UTC. Intervals are half-open; a row whose ``seen_to`` is NULL is *open*. Natural keys are
NOT NULL with '' for none, since NULLs defeat a unique key. Money is ``amount_nano``: nano-units of the
stated currency per million units of the meter.
"""

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from intel.catalog.types import BIG_ID
from intel.records import OfferKey

_OPEN = text("seen_to IS NULL")


def _big(**options: Any) -> Any:
    return Field(sa_type=BigInteger, **options)


def _id() -> Any:
    return Field(default=None, sa_type=BIG_ID, primary_key=True)


def _text(**options: Any) -> Any:
    return Field(sa_type=Text, **options)


def _json() -> Any:
    return Field(sa_column=Column(JSON, nullable=False))


class LabRow(SQLModel, table=True):
    """Who trains models. Grain: one lab."""

    __tablename__ = "lab"
    id: str = Field(primary_key=True)
    title: str
    homepage: str = ""


class ModelRow(SQLModel, table=True):
    """Canonical weights or closed model. Grain: one model, id "lab/slug"."""

    __tablename__ = "model"
    id: str = Field(primary_key=True)
    lab_id: str = Field(foreign_key="lab.id", index=True)
    title: str
    family: str = ""
    open_weights: bool | None = None
    """NULL: licence unknown."""
    released_on: date | None = None
    context_tokens: int | None = _big(default=None)
    max_output_tokens: int | None = _big(default=None)
    input_modalities: str = ""
    """Joined by "+", as in "text+image"."""
    output_modalities: str = ""
    capabilities: str = ""
    weights_url: str = _text(default="")
    licence: str = ""
    source_id: str = "seeds"
    """Who stated it first: a source, or the curated seeds."""


class AliasRow(SQLModel, table=True):
    """A name that means a model. Grain: (source, name); source "" holds for all."""

    __tablename__ = "alias"
    source_id: str = Field(default="", primary_key=True)
    name: str = Field(primary_key=True)
    model_id: str = Field(foreign_key="model.id", index=True)
    how: str
    """stated, curated or derived."""
    floating: bool = False
    note: str = _text(default="")


class ProviderRow(SQLModel, table=True):
    """Who sells inference. Grain: one company."""

    __tablename__ = "provider"
    id: str = Field(primary_key=True)
    title: str
    kind: str = "unknown"
    """lab, cloud, neocloud, inference, gateway, plan, local or unknown."""
    homepage: str = _text(default="")
    headquarters: str = ""
    fee_ratio: str = ""
    """A gateway's fee on top of its listed prices as a decimal fraction; '' when unknown."""


class ProviderAliasRow(SQLModel, table=True):
    """A source's name for a provider. Grain: (source, name, valid_from); source "" holds for all."""

    __tablename__ = "provider_alias"
    source_id: str = Field(default="", primary_key=True)
    name: str = Field(primary_key=True)
    valid_from: date = Field(default=date(1, 1, 1), primary_key=True)
    """Day on which a merge or rename took effect."""
    provider_id: str = Field(foreign_key="provider.id", index=True)
    region: str = ""
    """What the name says about where: the region of its offers, as "cn" for alibaba-cn."""
    note: str = _text(default="")


KEY_PARTS = tuple(part.name for part in fields(OfferKey))
KEY_COLUMNS = ("provider_id", *KEY_PARTS[1:])
"""The natural key of an offer, in the order of ``OfferKey``."""


class OfferRow(SQLModel, table=True):
    """What one provider sells under one sku. Grain: the natural key."""

    __tablename__ = "offer"
    __table_args__ = (UniqueConstraint(*KEY_COLUMNS),)
    id: int | None = _id()
    provider_id: str = Field(foreign_key="provider.id")
    sku: str
    via: str = ""
    region: str = ""
    quantization: str = ""
    service_tier: str = "standard"
    tag: str = ""
    model_id: str | None = Field(default=None, foreign_key="model.id", index=True)
    """NULL: unresolved."""


class ListingRow(SQLModel, table=True):
    """How one source describes an offer. Grain: (offer, source); replaced in place, it is no number.

    ``digest`` covers the described fields, so that an unchanged listing is told without reading them.
    """

    __tablename__ = "listing"
    __table_args__ = (Index("listing_source", "source_id"),)
    offer_id: int = _big(primary_key=True, foreign_key="offer.id")
    source_id: str = Field(primary_key=True, foreign_key="source.id")
    name: str = _text()
    """The source's own name of the model: what identity resolves."""
    title: str = _text(default="")
    evidence: list[Any] = _json()
    """[[kind, value], …]."""
    context_tokens: int | None = _big(default=None)
    max_output_tokens: int | None = _big(default=None)
    input_modalities: str = ""
    output_modalities: str = ""
    capabilities: str = ""
    status: str = ""
    trains_on_prompts: bool | None = None
    retains_prompts: bool | None = None
    digest: str
    snapshot_id: int = _big(foreign_key="snapshot.id")
    first_seen_at: datetime


class RateCardRow(SQLModel, table=True):
    """A set of rates in one currency, stored once by content. Grain: one digest."""

    __tablename__ = "rate_card"
    id: int | None = _id()
    digest: str = Field(unique=True)
    """sha256 of currency and canonical text (``rates.RateCard.digest``)."""
    currency: str


class RateRow(SQLModel, table=True):
    """Amount of one meter under one condition. Grain: (rate card, meter, condition); immutable."""

    __tablename__ = "rate"
    rate_card_id: int = _big(primary_key=True, foreign_key="rate_card.id")
    meter: str = Field(primary_key=True)
    condition: str = Field(default="", primary_key=True)
    """Canonical text (``rates.Condition.text``); '' is always."""
    amount_nano: int = _big()


class PriceRow(SQLModel, table=True):
    """What one source states for an offer over one effective period, while it was believed to state it.

    Grain: (offer, source, effective_from, seen_from); at most one open row per (offer, source, effective_from).
    """

    __tablename__ = "price"
    __table_args__ = (
        Index(
            "price_open", "offer_id", "source_id", "effective_from",
            unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
        UniqueConstraint("offer_id", "source_id", "effective_from", "seen_from"),
        Index("price_source_open", "source_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )  # fmt: skip
    id: int | None = _id()
    offer_id: int = _big(foreign_key="offer.id")
    source_id: str = Field(foreign_key="source.id")
    rate_card_id: int = _big(foreign_key="rate_card.id")
    effective_from: datetime
    """0001-01-01 when nobody stated a beginning."""
    effective_to: datetime | None = None
    basis: str = "observed"
    """stated or observed."""
    seen_from: datetime
    seen_to: datetime | None = None
    rounded: bool = False
    snapshot_id: int = _big(foreign_key="snapshot.id")
    """The bytes that stated it when the row was opened."""


class ExchangeRateRow(SQLModel, table=True):
    """Units of a currency per euro. Grain: (currency, day)."""

    __tablename__ = "exchange_rate"
    currency: str = Field(primary_key=True)
    on: date = Field(primary_key=True)
    per_eur_nano: int = _big()
    snapshot_id: int = _big(foreign_key="snapshot.id")


class PerformanceRow(SQLModel, table=True):
    """A reading of an offer's service that differs from the one before. Grain: (offer, source, observed_at)."""

    __tablename__ = "performance"
    offer_id: int = _big(primary_key=True, foreign_key="offer.id")
    source_id: str = Field(primary_key=True, foreign_key="source.id")
    observed_at: datetime = Field(primary_key=True)
    window_minutes: int
    uptime_millionths: int | None = None
    """Uptime ratio times a million."""
    latency_ms: int | None = None
    throughput_milli: int | None = None
    """Thousandths of output tokens per second."""
    snapshot_id: int = _big(foreign_key="snapshot.id")


class DeprecationRow(SQLModel, table=True):
    """A source's word that an offer is withdrawn. Grain: (offer, source, seen_from)."""

    __tablename__ = "deprecation"
    offer_id: int = _big(primary_key=True, foreign_key="offer.id")
    source_id: str = Field(primary_key=True, foreign_key="source.id")
    seen_from: datetime = Field(primary_key=True)
    seen_to: datetime | None = None
    deprecated_on: date | None = None
    sunset_on: date | None = None
    replacement: str = ""
    snapshot_id: int = _big(foreign_key="snapshot.id")


class TombstoneRow(SQLModel, table=True):
    """An offer that a source has stopped listing. Grain: (offer, source); deleted when it is listed again.

    ``gone_at`` is set, and its open prices are closed, after three healthy runs without the offer.
    """

    __tablename__ = "tombstone"
    offer_id: int = _big(primary_key=True, foreign_key="offer.id")
    source_id: str = Field(primary_key=True, foreign_key="source.id")
    missed_runs: int
    first_missed_at: datetime
    gone_at: datetime | None = None


class ResolutionRow(SQLModel, table=True):
    """Which model a source's name was taken to mean, how, and on what evidence. Grain: (source, name)."""

    __tablename__ = "resolution"
    source_id: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    model_id: str | None = Field(default=None, foreign_key="model.id", index=True)
    method: str
    """stated, curated, evidence, exact, derived, ambiguous or unresolved."""
    evidence: str = _text(default="")
    candidates: list[Any] = _json()
    effort: str = ""
    """Reasoning effort that the name carries ("xhigh", "64k"); '' for none stated."""
    rules: str
    """Version of the rules that decided."""
    resolved_at: datetime


class RefusalRow(SQLModel, table=True):
    """The owner's word that a source's name does not mean a model. Grain: (source, name, model)."""

    __tablename__ = "refusal"
    source_id: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    model_id: str = Field(default="", primary_key=True)
    """'' for none of the models there are: the name stays unresolved."""
    refused_at: datetime


class SourceRow(SQLModel, table=True):
    """A source as the code states it, mirrored for foreign keys and reports. Grain: one source."""

    __tablename__ = "source"
    id: str = Field(primary_key=True)
    title: str
    url: str = _text()
    licence: str = _text()
    redistributable: bool
    authority: int
    cadence_seconds: int
    derived_from: str = ""
    """Ids joined by "+"."""


class SnapshotRow(SQLModel, table=True):
    """Archived bytes that some fact cites. Grain: (source, url, sha256, at)."""

    __tablename__ = "snapshot"
    __table_args__ = (UniqueConstraint("source_id", "url", "sha256", "at"),)
    id: int | None = _id()
    source_id: str = Field(foreign_key="source.id")
    url: str = _text()
    sha256: str = Field(index=True)
    at: datetime


class DocumentRow(SQLModel, table=True):
    """What a conditional request needs to know of a URL. Grain: (source, url); replaced in place."""

    __tablename__ = "document"
    source_id: str = Field(primary_key=True, foreign_key="source.id")
    url: str = Field(primary_key=True)
    etag: str = _text(default="")
    last_modified: str = ""
    sha256: str = ""
    fetched_at: datetime


class LeaseRow(SQLModel, table=True):
    """Whose turn a source is, and when it is due next. Grain: one source. All times are the database's own."""

    __tablename__ = "lease"
    source_id: str = Field(primary_key=True)
    next_due_at: datetime
    owner: str = ""
    """The worker that runs it now, as "host:pid:word"; '' for none."""
    expires_at: datetime | None = None
    """From when on another worker may take it from its owner."""
    heartbeat_at: datetime | None = None
    failures: int = 0
    """Runs in a row that were not believed."""
    rest: int = 0
    """Followed documents that the interval under way has not read yet."""


class HostTurnRow(SQLModel, table=True):
    """When the next request to a host may be sent, whichever worker sends it. Grain: one host."""

    __tablename__ = "host_turn"
    host: str = Field(primary_key=True)
    free_at: datetime


class RunRow(SQLModel, table=True):
    """One execution of a collector. Grain: one run."""

    __tablename__ = "run"
    __table_args__ = (Index("run_source_at", "source_id", "at"),)
    id: int | None = _id()
    source_id: str = Field(foreign_key="source.id")
    at: datetime
    """When the reply was seen: now, or the ``--at`` of a replay."""
    started_at: datetime
    finished_at: datetime
    outcome: str
    """done, partial, unchanged, quarantined, failed, skipped, seeded or history."""
    healthy: bool
    """It passed its run guards; only healthy runs count for tombstones and freshness."""
    sha256: str = ""
    """Of the first document."""
    documents: int = 0
    records: int = 0
    offers: int = 0
    added: int = 0
    changed: int = 0
    rejected: int = 0
    quarantined: int = 0
    unresolved: int = 0
    message: str = _text(default="")
    """One sentence for a person; '' when all is well."""


class RejectedRow(SQLModel, table=True):
    """A row that was not believed, for as long as the source states it. Grain: (source, key, reason, seen_from)."""

    __tablename__ = "rejected"
    source_id: str = Field(primary_key=True, foreign_key="source.id")
    key: str = Field(primary_key=True)
    reason: str = Field(primary_key=True)
    seen_from: datetime = Field(primary_key=True)
    seen_to: datetime | None = None
    excerpt: str = _text(default="")


class QuarantinedRow(SQLModel, table=True):
    """A state that is not believed yet. Grain: one held price of an offer, or one held run (offer_id NULL)."""

    __tablename__ = "quarantined"
    __table_args__ = (Index("quarantined_held", "source_id", sqlite_where=text("outcome = 'held'"),
                            postgresql_where=text("outcome = 'held'")),)  # fmt: skip
    id: int | None = _id()
    source_id: str = Field(foreign_key="source.id")
    offer_id: int | None = _big(default=None, foreign_key="offer.id", index=True)
    effective_from: datetime | None = None
    reason: str = _text()
    held_at: datetime
    sha256: str
    """Of the document that stated it first: release wants other bytes, a cadence, or an agreeing source."""
    stated: str = _text(default="")
    """Currency and canonical rate card text, as "USD input=14;output=4.4"."""
    outcome: str = "held"
    """held, released, superseded, accepted or rejected."""
    settled_at: datetime | None = None


class EventRow(SQLModel, table=True):
    """A change that was detected. Grain: one event."""

    __tablename__ = "event"
    __table_args__ = (Index("event_at", "at"),)
    id: int | None = _id()
    kind: str
    subject: str = _text()
    at: datetime
    source_id: str = ""
    run_id: int | None = _big(default=None, foreign_key="run.id")
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    evidence: dict[str, Any] = _json()


class DeliveryRow(SQLModel, table=True):
    """That a rule's channel shall hear of an event. Grain: (event, rule); written with the event, or soon after it."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("event_id", "rule"),
        Index("delivery_waiting", "channel", "due_at", sqlite_where=text("state = 'waiting'"),
              postgresql_where=text("state = 'waiting'")),
        Index("delivery_key", "key"),
    )  # fmt: skip
    id: int | None = _id()
    event_id: int = _big(foreign_key="event.id")
    rule: str
    channel: str
    severity: str
    """info, warning or critical."""
    digest: str
    """instant, daily or weekly."""
    about: dict[str, Any] = _json()
    """Models, providers and tasks that the event concerned when the rules were asked."""
    key: str = ""
    """Of the message, the same at every attempt, so that a receiver drops repeats; '' for a digest still open."""
    state: str = "waiting"
    """waiting, sent or dead."""
    made_at: datetime
    due_at: datetime
    attempts: int = 0
    owner: str = ""
    """Who is sending it now; '' for nobody."""
    expires_at: datetime | None = None
    """When the owner's claim ends."""
    error: str = _text(default="")
    """Of the last attempt, in a few words; never an address or a key."""
    settled_at: datetime | None = None


class OutboxRow(SQLModel, table=True):
    """How far events were put before the rules. Grain: one reader of events; there is one, "rules"."""

    __tablename__ = "outbox"
    reader: str = Field(primary_key=True)
    event_id: int = _big()


class BenchmarkVersionRow(SQLModel, table=True):
    """A frozen edition of a suite. Grain: (benchmark, version)."""

    __tablename__ = "benchmark_version"
    __table_args__ = (UniqueConstraint("benchmark", "version"),)
    id: int | None = _id()
    benchmark: str
    """Slug "suite/part"."""
    version: str
    title: str = _text()
    scale: str
    """percent, elo, index or usd."""
    higher_is_better: bool = True
    composite: bool = False
    items: int | None = None
    homepage: str = _text(default="")
    source_id: str = Field(foreign_key="source.id")
    """Who stated it first."""
    first_seen_at: datetime


class ScoreRow(SQLModel, table=True):
    """What one source states of one model on one edition, while it was believed to state it.

    Grain: (source, name, benchmark version, harness, effort, reporter, origin, seen_from); at most one open row per key
    without seen_from. Which model the name means is in ``resolution``. Values are nano-units of the benchmark's scale.
    """

    __tablename__ = "score"
    __table_args__ = (
        Index(
            "score_open", "benchmark_version_id", "source_id", "name", "harness", "effort", "reporter", "origin",
            unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
        Index("score_source", "source_id"),
        Index("score_name", "name"),
    )  # fmt: skip
    id: int | None = _id()
    source_id: str = Field(foreign_key="source.id")
    name: str
    benchmark_version_id: int = _big(foreign_key="benchmark_version.id")
    harness: str = ""
    effort: str = ""
    """As stated apart from the name; see ``resolution.effort``."""
    reporter: str = "independent"
    """independent, submitter or vendor."""
    origin: str = ""
    """Who published it first; '' is the source."""
    reported_by: str = ""
    value_nano: int = _big()
    lower_nano: int | None = _big(default=None)
    upper_nano: int | None = _big(default=None)
    interval_ratio: str = ""
    """As "0.95"; '' unknown."""
    n: int | None = _big(default=None)
    cost_nano: int | None = _big(default=None)
    """Nano-USD of ``cost_items`` items."""
    cost_items: int | None = None
    input_milli: int | None = _big(default=None)
    """Thousandths of mean input tokens per item."""
    output_milli: int | None = _big(default=None)
    milliseconds: int | None = _big(default=None)
    stated_on: date | None = None
    url: str = _text(default="")
    licence: str = _text(default="")
    """The row's own; '' is the source's."""
    redistributable: bool
    note: str = _text(default="")
    evidence: list[Any] = _json()
    """[[kind, value], …]."""
    digest: str
    """Of everything stated, so that an unchanged score is told without comparing fields."""
    missed_runs: int = 0
    """Healthy runs in a row that stated others of the edition and not this one."""
    seen_from: datetime
    seen_to: datetime | None = None
    snapshot_id: int = _big(foreign_key="snapshot.id")


class DemandRow(SQLModel, table=True):
    """Tokens of a model that passed a gateway on a day. Grain: (source, name, day)."""

    __tablename__ = "demand"
    source_id: str = Field(primary_key=True, foreign_key="source.id")
    name: str = Field(primary_key=True)
    on: date = Field(primary_key=True)
    tokens: int = _big()
    snapshot_id: int = _big(foreign_key="snapshot.id")


class EstimateRunRow(SQLModel, table=True):
    """One fit of quality. Grain: one fit; the one after it knows other inputs."""

    __tablename__ = "estimate_run"
    id: int | None = _id()
    at: datetime = Field(index=True)
    """Time of the newest score it knows."""
    inputs: str
    """sha256 of scores, models, baskets and method: the inputs of the newest fit are not fitted again."""
    baskets: str
    """sha256 of editions, baskets and method alone: where it differs from the run before, leaders changed by method."""
    method: str
    """Version of the estimator."""
    editions: str = _text()
    """Benchmark editions in the fit, sorted, joined by spaces."""
    scores: int
    models: int
    finished_at: datetime


class EstimateRow(SQLModel, table=True):
    """Quality of one model at one effort for one task. Grain: (run, task, model, effort); effort "*" is the model."""

    __tablename__ = "estimate"
    estimate_run_id: int = _big(primary_key=True, foreign_key="estimate_run.id")
    task: str = Field(primary_key=True)
    model_id: str = Field(primary_key=True, foreign_key="model.id")
    effort: str = Field(primary_key=True)
    share: float
    """Expected share of the task's basket solved, 0-1."""
    lower: float
    """5 % quantile of ``share``."""
    upper: float
    """95 % quantile."""
    provisional: bool
    """Fewer than two independent sources."""
    sources: str = _text()
    """Witnesses behind it, sorted, joined by "+"."""
    boards: int
    """Benchmark editions behind it."""
    p_best: float
    """P(best) among the models that are not provisional; 0 for provisional ones."""
    ratio_quantiles: list[Any] = _json()
    """Of q / q_best on the fixed scale under the joint posterior, at .05 .10 .25 .50 .75 .90 .95."""
    rolled_from: str = ""
    """Of a model's row: the effort whose estimate it is."""


class LeaderRow(SQLModel, table=True):
    """A model that leads a task, alone or tied. Grain: (run, task, scope, model)."""

    __tablename__ = "leader"
    estimate_run_id: int = _big(primary_key=True, foreign_key="estimate_run.id")
    task: str = Field(primary_key=True)
    scope: str = Field(primary_key=True)
    """all, or open: among open weights."""
    model_id: str = Field(primary_key=True, foreign_key="model.id")
    state: str
    """leader (alone) or tie."""
    p_best: float
    p_beats_next: float | None = None
    """P(it beats the best of the others): of a leader, at least .90."""


class RoutingTableRow(SQLModel, table=True):
    """A routing table as it was published. Grain: one published document."""

    __tablename__ = "routing_table"
    id: int | None = _id()
    published_at: datetime
    catalog_at: datetime
    policy_hash: str
    digest: str = Field(index=True)
    body: str = _text()
