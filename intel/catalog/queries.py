"""Everything that can be asked of a catalog. Callers import from here; each group of questions has its own module.

All answers are frozen rows of ``intel.views``. ``now`` and ``as_of`` are aware UTC and always the caller's.
"""

from intel.catalog.models import find_model, models
from intel.catalog.offers import all_offers, offer_at, offers, offers_by_model, provider_views
from intel.catalog.reports import catalog_version, first_price_at, past_version, rejects, sources, stats, unresolved
from intel.catalog.scores import costed_scores, scores

__all__ = [
    "all_offers",
    "catalog_version",
    "costed_scores",
    "find_model",
    "first_price_at",
    "models",
    "offer_at",
    "offers",
    "offers_by_model",
    "past_version",
    "provider_views",
    "rejects",
    "scores",
    "sources",
    "stats",
    "unresolved",
]
