"""The routing table: per task one primary route, fallbacks that fail separately, and why it came out so.

These are the data that every exporter writes. A table is the same for the same catalog, policy and package version.

How to read one::

    RoutingTable            header: catalog_at, policy, versions, warnings; then one TaskRoutes for each task
      TaskRoutes            what was asked (rules, workload), primary, fallbacks, runner_up, reasons
        Route               a model at an effort; cost, quality, savings; gateways: who resells it under which name
          Host              one offer, in the order to try them; called: what targets call its provider

A caller of a gateway names a model by ``route.sku_at("openrouter")``, a provider by ``host.called_by("openrouter")``;
both come from the catalog, and None means that the catalog knows no such name: leave the route out, with a warning.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from intel.market.cost import Workload
from intel.market.usage import Usage
from intel.rates import Meter
from intel.routing.policy import Rules
from intel.views import ModelView, OfferView


@dataclass(frozen=True, slots=True)
class Host:
    """One offer of a route. ``offer`` has its provider, sku, via, region, quantization, tier, limits and evidence."""

    offer: OfferView
    task_usd: Decimal
    """Expected USD of one request of the workload here: price times usage, gateway's fee included."""
    blended: Decimal
    """USD per million tokens of the plain workload, gateway's fee included."""
    fee_ratio: Decimal = Decimal(0)
    """The gateway's fee where it is known: 0.055 is 5.5 %."""
    called: Mapping[str, str] | None = None
    """By target (litellm, openrouter, vercel, …): what it calls this provider."""

    @property
    def name(self) -> str:
        """The provider, with the region where the offer states one: "azure eastus"."""
        return " ".join(filter(None, (self.offer.provider.id, self.offer.key.region)))

    def called_by(self, target: str) -> str | None:
        """The target's word for this provider; None where the catalog knows none."""
        return (self.called or {}).get(target)

    def amount(self, meter: Meter) -> Decimal | None:
        """USD per million units, unconditional and without fee; None where it is not stated."""
        return self.offer.usd.amount(meter) if self.offer.usd else None


@dataclass(frozen=True, slots=True)
class Quality:
    """An estimate of how good a model is at the task, on the task's own scale: conditional on its boards."""

    share: float
    """Expected share of the task's basket solved, 0-1: the reference scale of docs/quality.md."""
    lower: float
    upper: float
    """Bounds of the 90 % interval."""
    reach: float
    """What it reaches with the probability that the policy asks: a share of the leader's quality on the unit scale, or
    of the basket, as the threshold is stated."""
    of_leader: bool
    """Which of the two ``reach`` is."""
    sources: tuple[str, ...]
    """Who judges the model, at any effort: an effort that one board labels leans on all that is known of its model."""
    boards: int
    """How many boards of theirs."""


@dataclass(frozen=True, slots=True)
class Saving:
    """What a route saves of another model's cost at its cheapest host; below 0 it costs more."""

    against: str
    """Model id."""
    task_usd: Decimal
    """What that one costs."""
    ratio: Decimal
    """Share of its cost saved."""


@dataclass(frozen=True, slots=True)
class Route:
    """One ranked choice: a model at an effort, and its providers in the order to try them. Never without a host."""

    model: ModelView
    effort: str
    """As the boards label it; '' is unlabelled: the model's default."""
    hosts: tuple[Host, ...]
    usage: Usage
    """How its cost per task is known, and how far it lies from the workload's."""
    quality: Quality | None
    """None: quality was not asked, or nobody judges the model."""
    against_leader: Saving | None = None
    against_baseline: Saving | None = None
    gateways: tuple[tuple[str, str], ...] = ()
    """(gateway's provider id, its sku of this model), sorted; from the gateways' own listings."""

    @property
    def task_usd(self) -> Decimal:
        """Expected USD of one request at the first host."""
        return self.hosts[0].task_usd

    def sku_at(self, gateway: str) -> str | None:
        """Under which name the gateway sells the model; None where its listing is not known."""
        return dict(self.gateways).get(gateway)

    def ceiling(self, meter: Meter) -> Decimal:
        """The most that any listed provider asks, USD per million: refuse what has become dearer."""
        return max(amount for host in self.hosts if (amount := host.amount(meter)) is not None)


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """The next cheapest model that was good enough, and why it lost."""

    model: str
    effort: str
    task_usd: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one candidate: '' for one that was ranked, else the reason for which it was left out."""

    model: str
    effort: str
    excluded: str
    task_usd: Decimal | None = None
    """Of a ranked one, at its cheapest host."""


@dataclass(frozen=True, slots=True)
class TaskRoutes:
    """The routes of one task."""

    name: str
    title: str
    rules: Rules
    workload: Workload
    """``requests`` are those of a month."""
    primary: Route | None
    """None: nobody is good enough, or nobody has a known price; the reasons say which."""
    fallbacks: tuple[Route, ...] = ()
    """Other models, cheapest first and the best one last, or the surest first where nobody reaches the threshold; none
    of them at the primary's provider, unless that is a gateway's own pool."""
    runner_up: RunnerUp | None = None
    reached: bool = True
    """False: nobody reaches the threshold; the primary is then the best one left, or None, as the policy says."""
    reasons: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    """Every candidate by model and effort. Not in any export: `--diff` reads from it why a choice was lost."""

    @property
    def routes(self) -> tuple[Route, ...]:
        """Primary and fallbacks, in the order to try them; empty without a primary."""
        return (self.primary, *self.fallbacks) if self.primary else ()

    def monthly_usd(self, route: Route) -> Decimal:
        """What the month's requests of the workload cost by that route."""
        return route.task_usd * self.workload.requests


@dataclass(frozen=True, slots=True)
class RoutingTable:
    """The whole document."""

    catalog_at: datetime
    """Time of the catalog's state, not of the export."""
    policy: str
    """Title of the policy."""
    policy_hash: str
    package_version: str
    tasks: tuple[TaskRoutes, ...]
    quality: str = "none"
    """Which fit the estimates are of; "none": no quality was known."""
    warnings: tuple[str, ...] = ()

    @property
    def unrouted(self) -> tuple[str, ...]:
        """Tasks without a primary."""
        return tuple(task.name for task in self.tasks if task.primary is None)
