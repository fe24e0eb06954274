"""What holds of every table, whatever the catalog and the policy are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from intel.routing.exporters import native
from intel.routing.offered import refused
from intel.routing.table import TaskRoutes
from intel.views import EstimateView, OfferView
from tests.factories import NOON, a_card, a_model, a_statement, an_offer
from tests.routing.made import a_table, facts, judged, routes

MODELS = ("a/one", "a/two", "b/three", "c/four")
HOSTS = ("ash", "birch", "cedar", "deal")
"""The last one is a gateway, which counts only where a policy names it."""
Offers = Mapping[str, Sequence[OfferView]]
KNOWN = {model: a_model(model, model != "c/four") for model in MODELS}

prices = st.sampled_from(["", "0", "0.5", "1", "1.5", "2", "3"])
"""'' is unknown, 0 is free: neither may win."""
shares = st.sampled_from([0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99])
rules = st.fixed_dictionaries(
    {"at_least": shares.map(lambda share: f"{share} of leader")},
    optional={
        "open_weights_only": st.booleans(),
        "providers": st.sampled_from([{"deny": ["ash"]}, {"allow": ["ash", "birch"]}]),
        "labs": st.sampled_from([{"deny": ["a"]}, {"allow": ["a", "b"]}]),
        "max_usd_per_mtok": st.sampled_from([{"input": 1}, {"output": 2}]),
        "max_usd_per_task": st.sampled_from([0.004, 0.008]),
        "min_quantization": st.just("fp8"),
        "one_model_per_lab": st.booleans(),
        "fallbacks": st.integers(0, 3),
        "on_unreachable": st.sampled_from(["best", "leave_out"]),
        "prefer": st.sampled_from(["price", "throughput", "balanced"]),
        "gateways": st.sampled_from([{"allow": ["direct", "deal"]}, {"allow": ["deal"]}]),
    },
)


@st.composite
def catalogs(draw: st.DrawFn) -> tuple[list[OfferView], list[EstimateView]]:
    """Some of the models at some of the hosts, and how good they are."""
    offers, estimates = [], []
    for number, model in enumerate(MODELS):
        for host in draw(st.lists(st.sampled_from(HOSTS), unique=True, max_size=3)):
            asked = draw(prices)
            said = (a_statement(f"input={asked};output={asked}"),) if asked else ()
            bits = draw(st.sampled_from(["", "fp4", "fp8"]))
            speed = draw(st.sampled_from([None, Decimal(10), Decimal(90)]))
            made = an_offer(
                host,
                model,
                statements=said,
                quantization=bits,
                sku=f"{model}-{number}",
                kind="gateway" if host == "deal" else "inference",
                throughput_tokens_per_second=speed,
            )
            offers.append(made)
        for effort in draw(st.sampled_from([("",), ("", "high")])):
            estimates += judged(model, draw(shares), effort)[: 1 if effort else 2]
    return offers, estimates


def table(catalog: tuple[list[OfferView], list[EstimateView]], stated: dict[str, Any]) -> TaskRoutes:
    return routes(known=known(*catalog), **stated)


def known(offers: Sequence[OfferView], estimates: Sequence[EstimateView]) -> Any:
    by_model: dict[str, list[OfferView]] = {}
    for offer in offers:
        by_model.setdefault(str(offer.model), []).append(offer)
    return facts(by_model, models=KNOWN, estimates=estimates)


def place(found: TaskRoutes, offer: OfferView) -> int:
    """How far back in the chain the offer's model stands; beyond its end when it is not there."""
    chain = [route.model.id for route in found.routes]
    return chain.index(str(offer.model)) if offer.model in chain else 99


@given(catalogs(), rules)
def test_no_route_violates_its_policy(
    catalog: tuple[list[OfferView], list[EstimateView]], stated: dict[str, Any]
) -> None:
    found = table(catalog, stated)
    wishes = found.rules
    for route in found.routes:
        assert wishes.labs.allows(route.model.lab)
        assert route.model.open_weights or not wishes.open_weights_only
        assert route.quality is not None
        assert not found.reached or (wishes.at_least is not None and route.quality.reach >= wishes.at_least.share)
        for host in route.hosts:
            assert refused(host.offer, route.model, wishes, NOON) == ""
            assert host.task_usd > 0
            assert wishes.max_usd_per_task is None or host.task_usd <= wishes.max_usd_per_task
    if found.primary is not None:
        provider = found.primary.hosts[0].offer.provider
        behind = {host.offer.provider.id for route in found.fallbacks for host in route.hosts}
        assert provider.kind == "gateway" or provider.id not in behind
        reaches = [route.quality.reach for route in found.routes if route.quality]
        assert found.reached or reaches == sorted(reaches, reverse=True)
        assert len(found.fallbacks) <= wishes.fallbacks
        labs = [route.model.lab for route in found.routes]
        assert not wishes.one_model_per_lab or len(set(labs)) == len(labs)


@given(catalogs(), rules, st.data())
def test_lowering_a_price_never_makes_an_offer_lose_its_place(
    catalog: tuple[list[OfferView], list[EstimateView]], stated: dict[str, Any], data: st.DataObject
) -> None:
    offers, estimates = catalog
    before = table(catalog, stated)
    served = {route.model.id for route in before.routes}
    priced = [offer for offer in offers if offer.model in served and offer.usd and offer.usd.rates[0].amount]
    if not priced:
        return
    chosen = data.draw(st.sampled_from(priced))
    cheaper = replace(chosen, statements=(a_statement(a_card("input=0.25;output=0.25")),))
    after = table(([cheaper if offer is chosen else offer for offer in offers], estimates), stated)
    assert place(after, chosen) <= place(before, chosen)


@given(catalogs(), rules, shares)
def test_raising_the_threshold_never_makes_the_choice_cheaper(
    catalog: tuple[list[OfferView], list[EstimateView]], stated: dict[str, Any], other: float
) -> None:
    stated = stated | {"prefer": "price"}
    low, high = sorted([float(stated["at_least"].split()[0]), other])
    loose = table(catalog, stated | {"at_least": f"{low} of leader"}).primary
    strict = table(catalog, stated | {"at_least": f"{high} of leader"}).primary
    if loose is not None and strict is not None:
        assert strict.task_usd >= loose.task_usd


@given(catalogs(), rules, st.sampled_from(HOSTS))
def test_a_provider_that_is_removed_is_never_given(
    catalog: tuple[list[OfferView], list[EstimateView]], stated: dict[str, Any], gone: str
) -> None:
    offers, estimates = catalog
    left = [offer for offer in offers if offer.provider.id != gone]
    denied = stated | {"providers": {"deny": [gone]}}
    for found in (table((left, estimates), stated), table(catalog, denied)):
        assert gone not in {host.offer.provider.id for route in found.routes for host in route.hosts}


@given(catalogs(), rules, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(
    catalog: tuple[list[OfferView], list[EstimateView]], stated: dict[str, Any], luck: Any
) -> None:
    offers, estimates = list(catalog[0]), list(catalog[1])
    luck.shuffle(offers)
    luck.shuffle(estimates)
    first, second = a_table(known=known(*catalog), **stated), a_table(known=known(offers, estimates), **stated)
    assert native.render(first) == native.render(second)
