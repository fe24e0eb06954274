from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from intel.rates import Meter
from intel.routing.build import build
from intel.routing.policy import RoutingPolicy
from intel.views import QUANTILES, OfferView
from tests.factories import NOON, a_model, a_statement, an_offer
from tests.routing.made import ESTIMATES, GLM, GPT, KIMI, MODELS, PRICED, a_table, facts, judged, only, primary, routes


def test_the_cheapest_model_that_is_good_enough_is_primary_and_its_hosts_stand_cheapest_first() -> None:
    found = primary(routes())
    assert found.model.id == GLM
    assert [host.offer.provider.id for host in found.hosts] == ["deepinfra", "novita"]
    assert primary(routes(at_least="0.97 of leader")).model.id == GPT


def test_no_fallback_goes_to_the_provider_of_the_primary_and_the_best_one_is_last() -> None:
    found = routes()
    assert [route.model.id for route in found.fallbacks] == [KIMI, GPT]
    assert {host.offer.provider.id for route in found.fallbacks for host in route.hosts} == {"together", "openai"}
    assert [route.model.id for route in routes(fallbacks=1).fallbacks] == [GPT]
    assert routes(fallbacks=0).fallbacks == ()


def test_a_route_names_all_who_judge_its_model_and_not_only_the_board_that_labels_its_effort() -> None:
    effort, model = judged(GLM, 0.95, "high")
    one_board = [replace(effort, sources=("arena",), boards=1), model, *judged(GPT, 0.99), *judged(KIMI, 0.85)]
    quality = primary(a_table(known=facts(estimates=one_board)).tasks[0]).quality
    assert quality is not None
    assert (quality.sources, quality.boards) == (("arena", "bench"), 3)


def test_a_model_that_only_the_primary_provider_sells_is_no_fallback_and_the_table_says_so() -> None:
    found = routes({**PRICED, KIMI: PRICED[KIMI][:1]})
    assert [route.model.id for route in found.fallbacks] == [GPT]
    assert f"{KIMI} is no fallback: only deepinfra sells it, the primary's provider." in found.reasons


def test_the_reasons_say_what_won_how_good_it_is_and_how_its_cost_is_known() -> None:
    assert routes().reasons[:3] == (
        f"{GLM} is the cheapest of 3 models that are good enough and have a price: "
        "$0.00600 for one chat request at deepinfra.",
        "It solves 76.0 % of the basket (71.0–81.0 in nine of ten cases) by arena, bench, and reaches 94.5 % of the "
        f"quality of the leader, {GPT}, with 75 % probability.",
        "Cost: the chat workload at the price, since no board measured what this model spends.",
    )


def test_the_runner_up_is_named_with_why_it_lost() -> None:
    found = routes().runner_up
    assert found is not None
    assert (found.model, found.why) == (KIMI, "5.0 % dearer: $0.00630 at deepinfra")


def test_of_two_equal_costs_the_first_by_name_wins_and_the_table_says_so() -> None:
    same = {model: [an_offer(f"host-{model[:2]}", model, "input=1;output=1")] for model in (GLM, GPT)}
    found = routes(same)
    assert primary(found).model.id == GPT
    assert found.runner_up is not None
    assert found.runner_up.why == "the same cost, but later by name"


@pytest.mark.parametrize(
    "unpriced",
    [
        [],
        [an_offer("acme", GLM, statements=())],
        [an_offer("plan", GLM, "input=0;output=0", kind="plan")],
        [an_offer("free", GLM, "input=0;output=0")],
        [an_offer("router", GLM, "input=0.01;output=0.01", kind="gateway")],
        [an_offer("batch", GLM, "input=0.01;output=0.01", service_tier="batch")],
    ],
    ids=["nobody", "unknown", "plan", "free", "gateway", "batch"],
)
def test_a_price_that_is_unknown_or_not_comparable_never_wins(unpriced: list[OfferView]) -> None:
    found = routes({**PRICED, GLM: unpriced})
    assert primary(found).model.id == KIMI
    assert any(reason.startswith(f"{GLM} cannot win: ") for reason in found.reasons)
    assert GLM not in [route.model.id for route in found.fallbacks]


def test_a_task_nobody_can_be_priced_for_has_no_primary() -> None:
    table = a_table({})
    assert table.unrouted == ("coding",)
    assert table.warnings == ("coding: Nobody who is good enough has a known price that the policy lets in.",)


def test_a_threshold_nobody_reaches_takes_the_best_or_leaves_the_task_out_as_the_policy_says() -> None:
    table = a_table(at_least="1.0 of leader")
    assert primary(table.tasks[0]).model.id == GPT
    assert not table.tasks[0].reached
    assert table.warnings == ("coding: nobody reaches 1 of leader; the best one left stands in.",)
    left_out = a_table(at_least="1.0 of leader", on_unreachable="leave_out")
    assert left_out.unrouted == ("coding",)
    assert left_out.tasks[0].reasons == (f"Nobody reaches 1 of leader: {GPT} comes nearest with 0.985.",)


def test_where_nobody_reaches_the_threshold_fallbacks_are_the_next_best_and_not_the_cheapest() -> None:
    poor = "cheap/poor"
    known = facts(
        {**PRICED, poor: [an_offer("acme", poor, "input=0.1;output=0.1")]},
        models={**MODELS, poor: a_model(poor)}, estimates=[*ESTIMATES, *judged(poor, 0.4)],
    )  # fmt: skip
    for threshold in ("1.0 of leader", 0.95):
        found = routes(known=known, at_least=threshold, fallbacks=2)
        assert [route.model.id for route in found.routes] == [GPT, GLM, KIMI]
        assert "Fallbacks follow by what they surely reach, the best first" in found.reasons[0]
        assert found.runner_up is not None
        assert found.runner_up.model == GLM


def test_the_leader_of_a_route_is_the_model_that_its_threshold_is_judged_by_whoever_is_likelier_the_best() -> None:
    exactly: dict[str, Any] = {"ratio_quantiles": (1.0,) * len(QUANTILES), "p_best": 0.1}
    known = facts(estimates=[*judged(GLM, 0.95, p_best=0.9), *judged(GPT, 0.99, **exactly), *judged(KIMI, 0.85)])
    found = routes(known=known)
    assert f"of the quality of the leader, {GPT}, with" in found.reasons[1]
    assert {route.against_leader.against for route in found.routes if route.against_leader} == {GPT}
    assert found.fallbacks[-1].model.id == GPT
    assert (
        routes(known=known, models={"allow": [GPT]}).reasons[1].endswith("is the leader that the others are judged by.")
    )


def test_a_pool_of_a_gateway_is_no_provider_that_models_share() -> None:
    sold = {
        m: [an_offer("openrouter", m, f"input={n};output=1", kind="gateway")] for n, m in enumerate((GLM, GPT, KIMI), 1)
    }
    found = routes(sold, gateways={"allow": ["openrouter"]})
    assert [route.model.id for route in found.routes] == [GLM, KIMI, GPT]
    assert "Fallbacks may stand at openrouter too: it buys each model from hosts of its own choice." in found.reasons


def test_a_task_that_nobody_is_judged_at_says_so_and_blames_no_policy() -> None:
    table = a_table(known=facts(estimates=()))
    assert table.tasks[0].reasons == ("The catalog knows no model that two independent sources judge at this task.",)


def test_an_absolute_threshold_is_judged_by_the_share_of_the_basket() -> None:
    assert primary(routes(at_least=0.70)).model.id == GLM
    assert primary(routes(at_least=0.77)).model.id == GPT


def test_a_model_that_one_source_judges_is_no_candidate() -> None:
    known = facts(estimates=[*judged(GLM, 0.95, provisional=True), *ESTIMATES[2:]])
    assert primary(routes(known=known)).model.id == KIMI


def test_without_estimates_only_a_list_of_names_gives_a_route() -> None:
    unjudged = facts(estimates=[], quality="none")
    assert "intel estimate" in routes(known=unjudged).reasons[0]
    found = routes(known=unjudged, at_least=None, models={"allow": [GPT, KIMI]})
    assert primary(found).model.id == KIMI
    assert primary(found).quality is None


def test_one_is_no_plural_and_a_host_is_named_with_its_region() -> None:
    alone = only(an_offer("azure", GLM, region="eastus"))
    assert alone.reasons[0].startswith(f"{GLM} is the only model that is good enough and has a price: $")
    assert alone.reasons[0].endswith(" for one chat request at azure eastus.")
    none = routes(labs={"deny": ["zai"]}, known=facts(estimates=ESTIMATES[:2]))
    assert none.reasons == ("The policy leaves out the only candidate: its lab is not allowed (1).",)


def test_effort_is_part_of_the_choice() -> None:
    efforts = [*judged(GPT, 0.99, "high"), judged(GPT, 0.9, "low")[0]]
    found = primary(routes(known=facts(estimates=efforts), at_least="0.95 of leader"))
    assert (found.model.id, found.effort) == (GPT, "high")


def test_savings_are_counted_against_the_leader_and_the_pinned_baseline() -> None:
    found = primary(routes(baseline=KIMI))
    assert found.against_leader is not None
    assert found.against_baseline is not None
    assert (found.against_leader.against, found.against_leader.ratio) == (GPT, Decimal("0.8667"))
    assert (found.against_baseline.against, found.against_baseline.ratio) == (KIMI, Decimal("0.0476"))


def test_yesterdays_choice_stays_until_another_is_cheaper_by_the_margin() -> None:
    before = {"coding": (KIMI, "")}
    kept = routes(before=before, switch_if_cheaper_by=0.10)
    assert primary(kept).model.id == KIMI
    assert "keeps its place" in kept.reasons[0]
    assert primary(routes(before=before, switch_if_cheaper_by=0.02)).model.id == GLM
    assert primary(routes(before={"coding": ("gone/model", "")}, switch_if_cheaper_by=0.5)).model.id == GLM


def test_the_ceiling_is_what_the_dearest_listed_provider_asks() -> None:
    found = primary(routes())
    assert (found.ceiling(Meter.INPUT), found.ceiling(Meter.OUTPUT)) == (Decimal("1.2"), Decimal(4))
    narrow = primary(routes(provider_depth=1))
    assert (narrow.ceiling(Meter.INPUT), narrow.ceiling(Meter.OUTPUT)) == (Decimal(1), Decimal(3))


def test_the_workload_of_the_policy_decides() -> None:
    offers = {
        GLM: [an_offer("a", GLM, "input=1;output=1")],
        KIMI: [an_offer("b", KIMI, "input=1.2;output=1.2;cache_read=0.1")],
    }
    assert primary(routes(offers)).model.id == GLM
    assert primary(routes(offers, workload="agent")).model.id == KIMI


def test_a_winner_that_is_stale_disputed_held_ending_or_without_a_cache_price_says_so() -> None:
    stale = replace(a_statement("input=1;output=1"), stale=True, checked_at=NOON - timedelta(days=9))
    other = a_statement("input=2;output=2", source="litellm", stale=True, checked_at=NOON - timedelta(days=10))
    shaky = an_offer("a", GLM, statements=(stale, other), held=True, sunset_on=date(2027, 1, 1), replacement="glm-6")
    assert only(shaky, workload="agent").reasons[3:8] == (
        "It is withdrawn on 2027-01-01; its source names glm-6 instead.",
        "No cache price: input rate used.",
        "The winning price is disputed: models.dev says 1.00/1.00 USD; litellm says 2.00/2.00 USD.",
        "The winning price is stale: last confirmed 2026-06-23.",
        "A newer price of the winning offer waits in quarantine.",
    )


def test_prices_bound_to_hours_are_judged_at_the_catalog_time() -> None:
    assert primary(only(an_offer("a", GLM, "input=2;input{utc 11:00-13:00}=0.5;output=1"))).task_usd == Decimal(
        "0.0025"
    )


def test_a_catalog_older_than_the_policy_allows_is_warned_of() -> None:
    policy = RoutingPolicy(title="t", tasks={"coding": routes().rules}, max_catalog_age_days=3)
    old = facts(confirmed_at=NOON - timedelta(days=5))
    assert build(policy, old, package_version="1").warnings == ("The catalog is 5 days old, more than the policy's 3.",)
    assert build(policy, facts(confirmed_at=NOON), package_version="1").warnings == ()
    late = build(policy, facts(at=NOON + timedelta(days=9)), package_version="1")
    assert late.warnings == ("Last confirmed more than 3 days before the rest: the winning prices of coding.",)
