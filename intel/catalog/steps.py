"""The offers of some models on one day after another: ``offers_by_model`` of each, read once and stepped through.

Prices, listings and offers are read when it begins. Only what tells who is believed on a day is asked anew: runs,
tombstones, readings, ends and what waits.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from intel.catalog.listings import Listings, printed
from intel.catalog.offers import Aside, Known, listed, provider_views, views
from intel.catalog.scope import of_models
from intel.catalog.service import readings, waiting, withdrawals
from intel.catalog.source_state import Sources
from intel.catalog.statements import Intervals
from intel.market.printed import join_printed
from intel.views import OfferView


class Steps:
    """As the sources state them: the owner's overrides are of the present alone."""

    def __init__(self, conn: Connection, models: Collection[str], first: datetime, last: datetime) -> None:
        self._conn, self._scope = conn, of_models(models)
        self._offers = listed(conn, self._scope)
        self._providers = {provider.id: provider for provider in provider_views(conn, self._scope)}
        self._printed = printed(conn, self._scope)
        self._listings = Listings(conn, self._scope)
        self._prices = Intervals(conn, Sources(conn, last, self._scope), self._scope, first, last)
        self._known: Known = {}

    def at(self, at: datetime) -> dict[str, list[OfferView]]:
        """What was known ``at`` a moment between the first and the last, by model; one without offers is absent."""
        sources = Sources(self._conn, at, self._scope)
        stated = self._prices.at(sources, at)
        described = self._listings.at(sources, at, stated)
        aside = Aside(
            readings(self._conn, self._scope, at), withdrawals(self._conn, self._scope, at, at, sources),
            waiting(self._conn, at, at),
        )  # fmt: skip
        made = views(self._offers, self._providers, stated, described, aside, self._known)
        found: dict[str, list[OfferView]] = defaultdict(list)
        for view in join_printed(made, self._printed):
            found[str(view.model)].append(view)
        return dict(found)
