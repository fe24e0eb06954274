"""The only door to the catalog: what the pages know, cached by the catalog's version.

Rows are frozen, so one copy serves every visitor (``cache_resource`` hands them out as they are). The clock is
read here and rounded down to ten minutes: until then, or until a run ends, nothing has to be asked again.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st
from sqlalchemy import Engine

from dashboard.answers import Judged, Origin, Trust
from dashboard.front import Front
from dashboard.rows import of_precision
from intel import actions, settings
from intel.catalog import curated, queries
from intel.catalog.engine import open_engine
from intel.catalog.estimates import estimates, leaders, newest_run
from intel.catalog.events import recent_events
from intel.catalog.overriding import load_overrides, with_overrides
from intel.catalog.past import history_in_usd
from intel.catalog.provenance import read_by
from intel.catalog.quarantine import held_states
from intel.market.cost import Workload
from intel.market.history import Change
from intel.market.peers import Peers
from intel.market.spread import Spread, spread
from intel.market.tasks import Tasks
from intel.market.workloads import Workloads
from intel.records import Event
from intel.views import (
    ROLLED,
    ModelView,
    OfferView,
    ProviderView,
    ScoreView,
)

_STEP_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Catalog:
    """The catalog as it stands at one version and time."""

    url: str
    version: str
    at: datetime

    def models(self) -> Mapping[str, ModelView]:
        """Every model that somebody sells, by id; most comparable hosts first, then by title."""
        return _models(self.url, self.version, self.at)

    def words(self) -> Mapping[str, str]:
        """Address word → model id, in the order of ``models``: the slug where it is unique, else the whole id."""
        return _words(self.url, self.version, self.at)

    def by_model(self) -> Mapping[str, str]:
        """Model id → address word, of every model that somebody sells."""
        return _by_model(self.url, self.version, self.at)

    def word(self, model: str) -> str:
        """The address word of a model; its id where nobody sells it. For many, ask ``by_model`` once."""
        return self.by_model().get(model, model)

    def offers(self) -> Mapping[str, Sequence[OfferView]]:
        """The offers of every model, by model id."""
        return _offers(self.url, self.version, self.at)

    def offers_then(self, as_of: datetime, models: Collection[str] | None = None) -> Mapping[str, Sequence[OfferView]]:
        """The offers of every model as they were believed at a moment; read each time, so keep what you need of it."""
        with _engine(self.url).connect() as connection:
            return queries.offers_by_model(connection, now=self.at, as_of=as_of, models=models)

    def history(self, model: str) -> Sequence[Change]:
        """Every price change of a model's offers, oldest first, in USD."""
        return _history(self.url, self.version, self.at, model)

    def providers(self) -> Mapping[str, ProviderView]:
        """Every provider, by id, those that sell nothing any more included."""
        return _providers(self.url, self.version)

    def first_price_at(self) -> datetime | None:
        """When the first price was seen; None in a catalog without one."""
        return _begun(self.url, self.version)

    def past_version(self, before: datetime) -> str:
        """As ``version``, of what is known about the time before a moment."""
        with _engine(self.url).connect() as connection:
            return queries.past_version(connection, before)

    def events(self, since: datetime, kinds: Collection[str]) -> Sequence[Event]:
        """Events of these kinds after ``since``, the newest first."""
        with _engine(self.url).connect() as connection:
            return recent_events(connection, since, kinds)

    def spread(self, model: str, workload: Workload, precisions: Sequence[str] = ()) -> Spread:
        """The comparable hosts of a model, against its closed peers.

        ``precisions`` keeps the hosts of those only; none keeps all.
        """
        return _spread(self.url, self.version, self.at, model, workload, tuple(precisions))

    def judged(self) -> Judged:
        """Who leads each task and every estimate by the newest fit; empty where none was made."""
        return _judged(self.url, self.version)

    def scores(self) -> Sequence[ScoreView]:
        """Every score of every board that holds, by benchmark, edition and falling value."""
        return _scores(self.url, self.version, self.at)

    def origin(self, offer: OfferView) -> Origin:
        """What lies behind every word on an offer."""
        return _origin(self.url, self.version, offer)

    def trust(self) -> Trust:
        """How every source is doing, and what waits for a person's word."""
        return _trust(self.url, self.version, self.at)

    @property
    def engine(self) -> Engine:
        """For ``intel.actions`` alone."""
        return _engine(self.url)

    def find(self, text: str) -> ModelView:
        """The model of that name; ``UsageError`` names near ones."""
        with _engine(self.url).connect() as connection:
            return queries.find_model(connection, text)


FRONT: Front[Catalog] = Front()
"""The catalog whose answers are ready; the server keeps it (``dashboard.warming``), nobody does in a single script."""


def catalog() -> Catalog:
    """The catalog that is ready, else the newest one; ``IntelError`` says why there is none and how to make one."""
    return FRONT.shown(now()) or newest()


def newest() -> Catalog:
    """Open the catalog of the settings as it stands; errors as of ``catalog``."""
    url = settings.load().catalog_url
    at = now()
    with _engine(url).connect() as connection:
        version = queries.catalog_version(connection)
    at = at.replace(minute=at.minute - at.minute % _STEP_MINUTES, second=0, microsecond=0)
    return Catalog(url, version, at)


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def is_kept() -> bool:
    """Whether `intel up` has started this server, and so fills the catalog and estimates quality by itself."""
    return "intel.cli.child" in sys.orig_argv


def workloads() -> Workloads:
    """The requests that prices are compared by."""
    return curated.workloads()


def tasks() -> Tasks:
    """The owner's tasks, or the seeded ones."""
    return curated.tasks(settings.load().tasks)


def names() -> Mapping[str, Mapping[str, str]]:
    """What gateways and programs call our providers, by target and provider id."""
    return curated.provider_names()


def peers() -> Peers:
    """Which closed models an open one is set against."""
    return curated.peers()


@st.cache_resource(show_spinner=False, max_entries=4, on_release=Engine.dispose)
def _opened(url: str) -> Engine:
    return open_engine(url)


def _engine(url: str) -> Engine:
    """The engine with the owner's overrides as they are now: they are part of the version that caches go by."""
    ours = load_overrides(settings.load().overrides_path).current(datetime.now(UTC))
    return with_overrides(_opened(url), ours)


@st.cache_resource(show_spinner=False, max_entries=2)
def _offers(url: str, version: str, at: datetime) -> Mapping[str, Sequence[OfferView]]:  # noqa: ARG001
    with _engine(url).connect() as connection:
        return queries.offers_by_model(connection, now=at)


@st.cache_resource(show_spinner=False, max_entries=2)
def _models(url: str, version: str, at: datetime) -> Mapping[str, ModelView]:  # noqa: ARG001
    with _engine(url).connect() as connection:
        sold = [model for model in queries.models(connection, now=at) if model.offers]
    return {model.id: model for model in sorted(sold, key=lambda model: (-model.hosts, model.title, model.id))}


@st.cache_resource(show_spinner=False, max_entries=2)
def _words(url: str, version: str, at: datetime) -> Mapping[str, str]:
    slugs = {model: model.rpartition("/")[2] for model in _models(url, version, at)}
    seen = Counter(slugs.values())
    return {slug if seen[slug] == 1 else model: model for model, slug in slugs.items()}


@st.cache_resource(show_spinner=False, max_entries=2)
def _trust(url: str, version: str, at: datetime) -> Trust:  # noqa: ARG001
    with _engine(url).connect() as connection:
        return Trust(
            queries.sources(connection, now=at, known=actions.known_sources()), held_states(connection),
            queries.unresolved(connection), queries.rejects(connection),
        )  # fmt: skip


@st.cache_resource(show_spinner=False, max_entries=2)
def _by_model(url: str, version: str, at: datetime) -> Mapping[str, str]:
    return {model: word for word, model in _words(url, version, at).items()}


@st.cache_resource(show_spinner=False, max_entries=2)
def _judged(url: str, version: str) -> Judged:  # noqa: ARG001
    with _engine(url).connect() as connection:
        run = newest_run(connection)
        if run is None:
            return Judged(None, {}, {}, {})
        found = estimates(connection, run, efforts=True)
        led = {(one.task, one.scope): one for one in leaders(connection)}
    by_task, efforts = defaultdict(list), defaultdict(list)
    for one in found:
        if one.effort == ROLLED:
            by_task[one.task].append(one)
        else:
            efforts[one.task, one.model].append(one)
    return Judged(run, led, by_task, efforts)


@st.cache_resource(show_spinner=False, max_entries=2)
def _scores(url: str, version: str, at: datetime) -> Sequence[ScoreView]:  # noqa: ARG001
    with _engine(url).connect() as connection:
        return queries.scores(connection, now=at)


@st.cache_resource(show_spinner=False, max_entries=100)
def _history(url: str, version: str, at: datetime, model: str) -> Sequence[Change]:  # noqa: ARG001
    with _engine(url).connect() as connection:
        return history_in_usd(connection, model, now=at)


@st.cache_resource(show_spinner=False, max_entries=2)
def _providers(url: str, version: str) -> Mapping[str, ProviderView]:  # noqa: ARG001
    with _engine(url).connect() as connection:
        return {view.id: view for view in queries.provider_views(connection)}


@st.cache_resource(show_spinner=False, max_entries=2)
def _begun(url: str, version: str) -> datetime | None:  # noqa: ARG001
    with _engine(url).connect() as connection:
        return queries.first_price_at(connection)


@st.cache_resource(show_spinner=False, max_entries=500)
def _origin(url: str, version: str, offer: OfferView) -> Origin:  # noqa: ARG001
    folder = settings.load().archive_dir
    files = {s.sha256: folder / s.sha256[:2] / f"{s.sha256[2:]}.gz" for s in offer.statements}
    with _engine(url).connect() as connection:
        held = [one for one in held_states(connection) if one.key == offer.key] if offer.held else []
        runs = read_by(connection, offer.statements)
    return Origin(runs, {sha256: str(file) for sha256, file in files.items() if file.is_file()}, held)


@st.cache_resource(show_spinner=False, max_entries=2000)
def _spread(
    url: str, version: str, at: datetime, model: str, workload: Workload, precisions: tuple[str, ...]
) -> Spread:
    offers = _offers(url, version, at)
    closed = {peer: offers.get(peer, ()) for peer in peers().of(model)}
    kept = of_precision(offers.get(model, ()), precisions)
    return spread(model, kept, workload, peers=closed, at=at)
