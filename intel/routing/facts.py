"""What a routing table is made from: everything the catalog knows at one moment, as frozen rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from intel.market.tasks import Tasks
from intel.market.usage import PriceThen
from intel.market.workloads import Workloads
from intel.views import EstimateView, ModelView, OfferView, ScoreView

NO_FIT = "none"
"""``Facts.quality`` where no estimate was stored."""


@dataclass(frozen=True)
class Facts:
    """One state of the catalog. The order of no row matters."""

    at: datetime
    """The moment at which prices are judged: never the clock's."""
    tasks: Tasks
    workloads: Workloads
    models: Mapping[str, ModelView]
    estimates: Sequence[EstimateView] = ()
    """Of one fit, every effort and the roll-up of each model; empty: nothing is known of quality."""
    quality: str = NO_FIT
    """Which fit the estimates are of."""
    scores: Sequence[ScoreView] = ()
    """Those that state costs or tokens."""
    prices_then: Mapping[int, Sequence[PriceThen]] = field(default_factory=dict)
    """By score id: what its model cost when the score was seen."""
    offers: Mapping[str, Sequence[OfferView]] = field(default_factory=dict)
    """By model id, of at least the models that ``wanted`` names."""
    fees: Mapping[str, Decimal] = field(default_factory=dict)
    """What a gateway adds to a price, 0.055 for 5.5 %, by its provider id; absent: unknown, and not added."""
    called: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What a gateway or program calls a provider, by that target and the provider's id: litellm, fireworks →
    fireworks_ai."""
    confirmed_at: datetime | None = None
    """The newest healthy run; None: as ``at``."""
    fitted_since: datetime | None = None
    """Where no fit was stored yet: of which day's scores the first one is; None where there is none at all."""

    @cached_property
    def judged(self) -> Mapping[str, Sequence[EstimateView]]:
        """The estimates by task."""
        found: dict[str, list[EstimateView]] = {}
        for one in self.estimates:
            found.setdefault(one.task, []).append(one)
        return found
