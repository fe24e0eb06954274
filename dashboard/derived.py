"""What pages work out of the catalog's answers and keep as long as these hold: cached like ``dashboard.data``."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

import streamlit as st

from dashboard import data, method, past, plots
from dashboard.rows import host_name, model_label
from dashboard.words import plain
from intel.market.comparable import word
from intel.market.cost import Workload, blended
from intel.market.equals import Match, matches
from intel.market.frontier import Asked
from intel.market.moves import Moves, ending, moves
from intel.market.tasks import VALUE, Task
from intel.market.timeline import Moment, Pricing, Standing, hosts_over_time
from intel.market.value import Worth, worth
from intel.rates import Meter, RateCard
from intel.records import Event
from intel.views import OfferView, SourceView

LEADERS = ("new_leader", "new_open_leader", "tie_broken", "method_changed")
"""Kinds of events that tell of another leader."""


@dataclass(frozen=True, slots=True)
class Recent:
    """What changed between two moments."""

    since: datetime
    until: datetime
    """When a source last confirmed a price."""
    moves: Moves
    ending: Sequence[tuple[str, OfferView]]
    """Announced ends, the soonest first, by model."""
    leaders: Sequence[Event]


def recent(catalog: data.Catalog, days: int) -> Recent | None:
    """What changed in the days before the newest confirmed price; None in a catalog without a price."""
    return _recent(catalog.url, catalog.version, catalog.at, days, catalog)


@st.cache_resource(show_spinner=False, max_entries=6)
def _recent(url: str, version: str, at: datetime, days: int, _catalog: data.Catalog) -> Recent | None:  # noqa: ARG001
    now = _catalog.offers()
    until = max((s.checked_at for sold in now.values() for o in sold for s in o.statements[:1]), default=None)
    if until is None:
        return None
    since = until - timedelta(days=days)
    found = moves(_catalog.offers_then(since), now, data.workloads().get(), since, at)
    return Recent(since, until, found, ending(now, since.date(), at.date()), _catalog.events(since, LEADERS))


def good_enough(catalog: data.Catalog, task: Task, share: float, *, open_only: bool = False) -> Sequence[Worth]:
    """The models of a task by price that are ``share`` as good as the best, as likely as not; then the others."""
    return _good_enough(catalog.url, catalog.version, catalog.at, task.name, share, open_only, catalog)


@st.cache_resource(show_spinner=False, max_entries=100)
def _good_enough(
    url: str, version: str, at: datetime, task: str, share: float, open_only: bool, _catalog: data.Catalog  # noqa: ARG001
) -> Sequence[Worth]:  # fmt: skip
    wanted = replace(data.tasks().get(task), kind=VALUE, at_least=share, probability=0.5)
    judged = _catalog.judged().estimates.get(task, ())
    chosen = [one for one in judged if not one.provisional and (one.open_weights or not open_only)]
    return worth(wanted, chosen, _catalog.offers(), data.workloads().get(wanted.workload), at)


def matched(catalog: data.Catalog, task: Task, workload: Workload) -> Sequence[Match]:
    """The models of a task that are not closed beside the closed ones that are as good, by falling quality."""
    return _matched(catalog.url, catalog.version, catalog.at, task.name, workload, catalog)


@st.cache_resource(show_spinner=False, max_entries=100)
def _matched(
    url: str, version: str, at: datetime, task: str, workload: Workload, _catalog: data.Catalog  # noqa: ARG001
) -> Sequence[Match]:  # fmt: skip
    return matches(_catalog.judged().estimates.get(task, ()), _catalog.offers(), workload, at)


def set_apart(catalog: data.Catalog) -> Counter[str]:
    """How many offers of models are not ranked, by the word that says why."""
    return _set_apart(catalog.url, catalog.version, catalog.at, catalog)


@st.cache_resource(show_spinner=False, max_entries=2)
def _set_apart(url: str, version: str, at: datetime, _catalog: data.Catalog) -> Counter[str]:  # noqa: ARG001
    return method.set_apart(_catalog.offers(), data.workloads().get(), at)


def labels(catalog: data.Catalog) -> Mapping[str, str]:
    """Address word → the label of a model to pick, in the order of ``catalog.models``."""
    return _labels(catalog.url, catalog.version, catalog.at, catalog)


@st.cache_resource(show_spinner=False, max_entries=2)
def _labels(url: str, version: str, at: datetime, _catalog: data.Catalog) -> Mapping[str, str]:  # noqa: ARG001
    models = _catalog.models()
    return {word: model_label(models[model], word) for word, model in _catalog.words().items()}


Then = Mapping[str, Mapping[datetime, Asked]]
"""Workload → moment → model → its cheapest comparable price then (USD per million tokens) and who asked it."""


def months(catalog: data.Catalog) -> Then:
    """The cheapest comparable price of every judged model at the turn of each month that the catalog knows, and now.

    What was believed at the turn of a month is kept for as long as nothing is learned about the past.
    """
    named = tuple({task.workload: data.workloads().get(task.workload) for task in data.tasks().all}.values())
    run, begun = catalog.judged().run, catalog.first_price_at()
    turned = month_ends(begun, catalog.at) if begun else []
    past = catalog.past_version(turned[-1]) if turned else ""
    found: dict[str, dict[datetime, Asked]] = {workload.name: {} for workload in named}
    for moment, version in [*((moment, past) for moment in turned), (catalog.at, catalog.version)]:
        then = _then(catalog.url, version, moment, run.id if run else None, named, catalog)
        for workload in named:
            found[workload.name][moment] = then[workload.name]
    return found


@st.cache_resource(show_spinner=False, max_entries=200)
def _then(
    url: str, version: str, moment: datetime, run: int | None, named: Sequence[Workload], _catalog: data.Catalog  # noqa: ARG001
) -> Mapping[str, Asked]:  # fmt: skip
    judged = {one.model for found in _catalog.judged().estimates.values() for one in found if not one.provisional}
    sold = _catalog.offers_then(moment, judged)
    fit = {model: [offer for offer in offers if not word(offer)] for model, offers in sold.items()}
    return {
        workload.name: {
            model: one for model, offers in fit.items() if (one := _cheapest(offers, workload, moment)) is not None
        }
        for workload in named
    }


def _cheapest(offers: Sequence[OfferView], workload: Workload, at: datetime) -> Moment | None:
    """The lowest price of comparable offers, who asks it and its rates; as ``comparable`` has it in front."""
    priced = [
        (price, o.provider.id, Moment(at, price, host_name(o), "", card=o.usd))
        for o in offers if (price := blended(o.usd, workload, at)) is not None
    ]  # fmt: skip
    best = min(priced, default=None, key=lambda one: one[:2])
    return best and best[2]


def month_ends(begun: datetime, at: datetime) -> list[datetime]:
    """The first instant of every month between, and ``begun`` where its month has more than a week left."""
    found, moment = [], (begun.replace(day=1, hour=0, minute=0, second=0, microsecond=0) + timedelta(days=32))
    moment = moment.replace(day=1)
    if moment - begun > timedelta(days=7):
        found.append(begun)
    while moment < at:
        found.append(moment)
        moment = (moment + timedelta(days=32)).replace(day=1)
    return found


def titles(catalog: data.Catalog) -> Mapping[str, str]:
    """Titles by model id, of all that somebody sells."""
    return {model: view.title for model, view in catalog.models().items()}


def names(catalog: data.Catalog, tasks: Mapping[str, str]) -> Mapping[str, str]:
    """Titles by id of models and providers, as one line of plain text, with those of ``tasks``."""
    found = {one: view.title for one, view in catalog.providers().items()} | dict(titles(catalog)) | dict(tasks)
    return {one: plain(title, 60) for one, title in found.items()}


MEASURES = {"mix": "Mix", "input": "Input", "output": "Output"}
"""What of a rate card is followed over time, by the word of the address."""


def hosts_then(
    catalog: data.Catalog, model: str, workload: Workload, measure: str = "mix"
) -> Mapping[str, Sequence[Moment]]:
    """What each comparable host asked for a model over time, by provider id; USD per million tokens."""
    return _hosts_then(catalog.url, catalog.version, catalog.at, model, workload, measure, catalog)


@st.cache_resource(show_spinner=False, max_entries=200)
def _hosts_then(
    url: str, version: str, at: datetime, model: str, workload: Workload, measure: str, _catalog: data.Catalog  # noqa: ARG001
) -> Mapping[str, Sequence[Moment]]:  # fmt: skip
    apart = ("gateway", "plan", "local", "unknown", "")
    hosts = {name for name, view in _catalog.providers().items() if view.kind not in apart}
    sources = {
        source.id: Standing(source.authority, _stale_from(source) if source.stale else None)
        for source in _catalog.trust().sources
    }
    return hosts_over_time(_catalog.history(model), pricing(workload, measure), sources, hosts)


@dataclass(frozen=True, slots=True)
class Apart:
    """The list price of a closed model beside the hosts of an open one, over time."""

    series: Sequence[past.Series]
    claim: str
    lines: Sequence[plots.Line]
    """None where no price is known."""


def apart_then(
    catalog: data.Catalog, closed: tuple[str, str], seller: str, opened: tuple[str, str], workload: Workload
) -> Apart:
    """Both since each was first priced; models as (id, title), ``seller`` is whose price of the closed one counts."""
    return _apart_then(catalog.url, catalog.version, catalog.at, closed, seller, opened, workload, catalog)


@st.cache_resource(show_spinner=False, max_entries=200)
def _apart_then(
    url: str, version: str, at: datetime, closed: tuple[str, str], seller: str, opened: tuple[str, str],  # noqa: ARG001
    workload: Workload, _catalog: data.Catalog,
) -> Apart:  # fmt: skip
    words = _catalog.word(closed[0]), _catalog.word(opened[0])
    listed = hosts_then(_catalog, closed[0], workload).get(seller, ())
    hosts = hosts_then(_catalog, opened[0], workload)
    found = past.apart(words, (closed[1], opened[1]), listed, hosts, pricing(workload))
    providers = {one: view.title or one for one, view in _catalog.providers().items()}
    return Apart(found, past.apart_claim(found, at), past.apart_lines(found, at, providers))


def pricing(workload: Workload, measure: str = "mix") -> Pricing:
    """What is followed over time: the workload's one price, or a rate; None where input or output is not stated."""
    meter = {"input": Meter.INPUT, "output": Meter.OUTPUT}.get(measure)

    def priced(card: RateCard, moment: datetime) -> Decimal | None:
        if not card.amount(Meter.INPUT) or not card.amount(Meter.OUTPUT):
            return None
        return card.amount(meter) if meter else blended(card, workload, moment)

    return priced


def _stale_from(source: SourceView) -> datetime | None:
    return source.last_healthy_at and source.last_healthy_at + 3 * timedelta(seconds=source.cadence_seconds)
