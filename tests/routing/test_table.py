import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from intel.errors import UsageError
from intel.market.cost import CHAT, Workload
from intel.market.workloads import Workloads
from intel.rates import Meter
from intel.routing.exporters import EXPORTERS, native
from intel.routing.policy import RoutingPolicy, Task
from intel.routing.table import RoutingTable, TaskRoutes, build
from intel.views import OfferView
from tests.factories import NOON, a_card, a_statement, an_offer

GLM, GPT, KIMI = "zai/glm", "openai/gpt", "moonshot/kimi"
AGENT = Workload("agent", 10_000, Decimal("0.8"), 1000)
WORKLOADS = Workloads("chat", {"chat": CHAT, "agent": AGENT})


def a_task(*candidates: str, workload: str = "chat") -> Task:
    return Task("coding", "Coding", workload, candidates or (GLM, GPT, KIMI), "They are able to.")


def a_table(
    offers: Mapping[str, Sequence[OfferView]], task: Task | None = None, *, providers: int = 3, fallbacks: int = 2
) -> RoutingTable:
    policy = RoutingPolicy((task or a_task(),), providers, fallbacks)
    return build(policy, offers, WORKLOADS, catalog_at=NOON, package_version="0.1.0")


def routes(offers: Mapping[str, Sequence[OfferView]], task: Task | None = None, **limits: int) -> TaskRoutes:
    return a_table(offers, task, **limits).tasks[0]


def at(provider: str, model: str, stated: str, **changed: Any) -> OfferView:
    return an_offer(provider, model, stated, **changed)


PRICED = {
    GLM: [at("deepinfra", GLM, "input=1;output=3"), at("novita", GLM, "input=1.2;output=4")],
    GPT: [at("openai", GPT, "input=5;output=30", kind="lab")],
    KIMI: [at("deepinfra", KIMI, "input=1.1;output=3"), at("together", KIMI, "input=2;output=5")],
}


def test_the_cheapest_candidate_is_primary_and_its_hosts_stand_cheapest_first() -> None:
    found = routes(PRICED).primary
    assert found is not None
    assert found.model == GLM
    assert [host.offer.provider.id for host in found.hosts] == ["deepinfra", "novita"]


def test_no_fallback_goes_to_the_provider_of_the_primary() -> None:
    found = routes(PRICED)
    assert [route.model for route in found.fallbacks] == [KIMI, GPT]
    assert {host.offer.provider.id for route in found.fallbacks for host in route.hosts} == {"together", "openai"}


def test_fallbacks_are_ordered_by_what_they_cost_without_that_provider() -> None:
    offers = PRICED | {KIMI: [at("deepinfra", KIMI, "input=1.1;output=3"), at("together", KIMI, "input=9;output=90")]}
    assert [route.model for route in routes(offers).fallbacks] == [GPT, KIMI]


def test_a_candidate_that_only_the_primary_provider_sells_is_no_fallback_and_the_table_says_so() -> None:
    found = routes(PRICED | {KIMI: PRICED[KIMI][:1]})
    assert [route.model for route in found.fallbacks] == [GPT]
    assert f"{KIMI} is no fallback: only deepinfra sells it, the primary's provider." in found.reasons


def test_the_reasons_name_the_runner_up_and_why_it_lost() -> None:
    assert routes(PRICED).reasons[:2] == (
        f"{GLM} is the cheapest of 3 priced candidates for chat: $1.50 per million tokens at deepinfra.",
        f"Runner-up {KIMI} lost on price: $1.575 per million tokens at deepinfra, 5.0 % dearer.",
    )


def test_of_two_equal_prices_the_first_in_the_list_wins_and_the_table_says_so() -> None:
    same = {model: [at(f"host-{model[:2]}", model, "input=1;output=1")] for model in (GLM, GPT)}
    found = routes(same, a_task(GPT, GLM))
    assert found.primary is not None
    assert found.primary.model == GPT
    assert "the same, but later in the list" in found.reasons[1]


@pytest.mark.parametrize(
    "unpriced",
    [
        [],
        [an_offer("acme", GPT, statements=())],
        [an_offer("plan", GPT, "input=0;output=0", kind="plan")],
        [an_offer("free", GPT, "input=0;output=0")],
        [an_offer("router", GPT, "input=0.01;output=0.01", kind="gateway")],
        [an_offer("batch", GPT, "input=0.01;output=0.01", service_tier="batch")],
    ],
    ids=["nobody", "unknown", "plan", "free", "gateway", "batch"],
)
def test_a_price_that_is_unknown_or_not_comparable_never_wins(unpriced: list[OfferView]) -> None:
    found = routes(PRICED | {GPT: unpriced})
    assert found.primary is not None
    assert found.primary.model == GLM
    assert f"{GPT} cannot win: no comparable price is known." in found.reasons
    assert GPT not in [route.model for route in found.fallbacks]


def test_a_task_nobody_can_be_priced_for_has_no_primary() -> None:
    found = routes({})
    assert found.primary is None
    assert found.fallbacks == ()
    assert found.reasons == ("No candidate has a known comparable price.",)


def test_the_ceiling_is_what_the_dearest_listed_provider_asks() -> None:
    primary = routes(PRICED).primary
    assert primary is not None
    assert (primary.ceiling(Meter.INPUT), primary.ceiling(Meter.OUTPUT)) == (Decimal("1.2"), Decimal(4))
    narrow = routes(PRICED, providers=1).primary
    assert narrow is not None
    assert (narrow.ceiling(Meter.INPUT), narrow.ceiling(Meter.OUTPUT)) == (Decimal(1), Decimal(3))


def test_the_policy_limits_providers_and_fallbacks() -> None:
    found = routes(PRICED, providers=1, fallbacks=1)
    assert found.primary is not None
    assert (len(found.primary.hosts), len(found.fallbacks)) == (1, 1)


def test_the_workload_of_the_task_decides() -> None:
    offers = {
        GLM: [at("a", GLM, "input=1;output=1")],
        KIMI: [at("b", KIMI, "input=1.2;output=1.2;cache_read=0.1")],
    }
    cheap, cached = routes(offers, a_task(GLM, KIMI)), routes(offers, a_task(GLM, KIMI, workload="agent"))
    assert cheap.primary is not None
    assert cached.primary is not None
    assert (cheap.primary.model, cached.primary.model) == (GLM, KIMI)


def test_a_winner_that_is_stale_disputed_held_or_without_a_cache_price_says_so() -> None:
    stale = replace(a_statement("input=1;output=1"), stale=True, checked_at=NOON - timedelta(days=9))
    other = a_statement("input=2;output=2", source="litellm", stale=True, checked_at=NOON - timedelta(days=10))
    shaky = an_offer("a", GLM, statements=(stale, other), held=True)
    reasons = routes({GLM: [shaky]}, a_task(GLM, workload="agent")).reasons
    assert reasons[1:] == (
        "No cache price: input rate used.",
        "The winning price is disputed: models.dev says 1.00/1.00 USD; litellm says 2.00/2.00 USD.",
        "The winning price is stale: last confirmed 2026-06-23.",
        "A newer price of the winning offer waits in quarantine.",
    )


def test_an_unknown_workload_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown workloads: dance"):
        a_table(PRICED, a_task(workload="dance"))


def test_prices_bound_to_hours_are_judged_at_the_catalog_time() -> None:
    noon_price = {GLM: [at("a", GLM, "input=2;input{utc 11:00-13:00}=0.5;output=1")]}
    assert "$0.625 per million" in routes(noon_price, a_task(GLM)).reasons[0]


def test_the_document_fits_its_published_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(native.schema())
    validator = jsonschema.Draft202012Validator(native.schema())
    for table in (a_table(PRICED), a_table({}), a_table(PRICED, a_task(workload="agent"))):
        document = native.document(table)
        validator.validate(document)
        assert json.loads(json.dumps(document)) == document


def test_the_schema_refuses_what_a_table_must_not_say() -> None:
    document = native.document(a_table(PRICED))
    document["tasks"]["coding"]["primary"]["providers"][0]["input_usd_per_mtok"] = 1.0
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, native.schema())


def test_the_yaml_says_what_the_document_says() -> None:
    table = a_table(PRICED)
    assert yaml.safe_load(EXPORTERS["native"](table)) == native.document(table)


def test_the_same_table_is_the_same_bytes() -> None:
    shuffled = {model: list(reversed(PRICED[model])) for model in reversed(PRICED)}
    assert native.render(a_table(PRICED)) == native.render(a_table(shuffled))


def test_the_header_says_version_time_policy_and_that_quality_is_not_estimated() -> None:
    document = native.document(a_table(PRICED))
    assert list(document)[:5] == ["version", "intel", "catalog_at", "policy_hash", "quality"]
    assert document["catalog_at"] == "2026-07-02T12:00:00Z"
    assert document["quality"] == "none"


def test_a_provider_entry_leaves_out_what_does_not_apply_and_keeps_money_as_text() -> None:
    via = at("deepinfra", GLM, "input=1;output=3;cache_read=0", via="openrouter", quantization="fp8")
    entry = native.document(a_table({GLM: [via]}, a_task(GLM)))["tasks"]["coding"]["primary"]["providers"][0]
    assert entry["via"] == "openrouter"
    assert entry["quantization"] == "fp8"
    assert entry["cache_read_usd_per_mtok"] == "0.00"
    assert "region" not in entry
    assert (
        "cache_read_usd_per_mtok" not in native.document(a_table(PRICED))["tasks"]["coding"]["primary"]["providers"][0]
    )


def test_a_hostile_name_stays_a_string_in_the_yaml() -> None:
    name = "!!python/object/apply:os.system ['x']: &a *a # no"
    table = a_table({GLM: [at("deepinfra", GLM, "input=1;output=1", sku=name)]}, a_task(GLM))
    loaded = yaml.safe_load(native.render(table))
    assert loaded["tasks"]["coding"]["primary"]["providers"][0]["sku"] == name


def test_the_card_of_a_route_is_read_in_dollars() -> None:
    euros = replace(a_statement(a_card("input=1;output=1", "EUR")), usd=a_card("input=1.2;output=1.2"))
    primary = routes({GLM: [an_offer("a", GLM, statements=(euros,))]}, a_task(GLM)).primary
    assert primary is not None
    assert primary.ceiling(Meter.INPUT) == Decimal("1.2")
