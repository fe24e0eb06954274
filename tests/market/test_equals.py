"""Which closed models are as good as an open one, by the stored estimates."""

from decimal import Decimal
from typing import Any

import pytest

from intel.market.cost import CHAT
from intel.market.equals import CLEAR, NO_EQUAL, NO_HOST, NO_PRICE, Match, are_equal, matches
from intel.market.thresholds import probability_better
from intel.views import EstimateView, OfferView
from tests.market.made import offer

GLM, GPT, OPUS = "zai/glm", "openai/gpt", "anthropic/opus"


def judged(model: str, share: float, open_weights: bool | None = False, **changed: Any) -> EstimateView:
    plain: dict[str, Any] = {
        "task": "coding", "model": model, "title": model, "lab": model.partition("/")[0], "open_weights": open_weights,
        "effort": "*", "share": share, "lower": share - 0.06, "upper": share + 0.06, "provisional": False,
        "sources": ("a", "b"), "boards": 4, "p_best": 0.1, "ratio_quantiles": (),
    }  # fmt: skip
    return EstimateView(**plain | changed)


def hosted() -> dict[str, list[OfferView]]:
    return {
        GLM: [offer("a", "input=1;output=1"), offer("b", "input=2;output=2"), offer("c", "input=3;output=3")],
        GPT: [offer("openai", "input=6;output=6", kind="lab"), offer("azure", "input=4;output=4", kind="cloud")],
        OPUS: [offer("anthropic", "input=10;output=10", kind="lab")],
    }


def the_match(*others: EstimateView, unsold: str = "") -> Match:
    (found,) = matches([judged(GLM, 0.78, True), *others], hosted() | {unsold: []}, CHAT)
    return found


def test_a_model_is_even_with_itself_and_surely_better_than_a_far_worse_one() -> None:
    assert probability_better(judged(GLM, 0.78), judged(GPT, 0.78)) == pytest.approx(0.5)
    assert probability_better(judged(GLM, 0.78), judged(GPT, 0.40)) > 0.999
    forth, back = (
        probability_better(judged(GLM, 0.7), judged(GPT, 0.75)),
        probability_better(judged(GPT, 0.75), judged(GLM, 0.7)),
    )
    assert forth + back == pytest.approx(1)


def test_two_models_are_equal_where_neither_is_clearly_better() -> None:
    near, far = judged(GPT, 0.80), judged(GPT, 0.86)
    assert are_equal(judged(GLM, 0.78), near)
    assert are_equal(near, judged(GLM, 0.78))
    assert probability_better(far, judged(GLM, 0.78)) > CLEAR
    assert not are_equal(judged(GLM, 0.78), far)


def test_what_is_known_less_surely_is_equal_to_more() -> None:
    wide = judged(GPT, 0.86, lower=0.55, upper=0.97)
    assert are_equal(judged(GLM, 0.78), wide)


def test_a_provisional_estimate_is_equal_to_nothing_and_matches_nothing() -> None:
    assert not are_equal(judged(GLM, 0.78), judged(GPT, 0.78, provisional=True))
    assert the_match(judged(GPT, 0.78, provisional=True)).word == NO_EQUAL
    assert matches([judged(GLM, 0.78, True, provisional=True), judged(GPT, 0.78)], hosted(), CHAT) == []


def test_another_task_s_estimate_is_no_equal() -> None:
    assert not are_equal(judged(GLM, 0.78), judged(GPT, 0.78, task="math"))


def test_hosts_are_set_against_the_list_prices_of_their_equals_the_cheapest_first() -> None:
    found = the_match(judged(OPUS, 0.79), judged(GPT, 0.77))
    assert [peer.model for peer in found.spread.peers] == [GPT, OPUS]
    assert found.asked == (Decimal(6), Decimal(10))
    assert found.cheapest is not None
    assert (found.cheapest.model, found.median, found.times) == (GPT, Decimal(8), Decimal(4))
    assert (found.undercuts, found.word) == (True, "")
    assert found.odds[GPT] > 0.5 > found.odds[OPUS]


def test_a_model_that_nothing_closed_is_as_good_as_says_so() -> None:
    found = the_match(judged(GPT, 0.3))
    assert (found.word, found.times, found.cheapest, found.undercuts) == (NO_EQUAL, None, None, False)
    assert found.spread.hosts == 3


def test_an_equal_whose_price_nobody_knows_stands_last_and_counts_in_no_multiple() -> None:
    found = the_match(judged(OPUS, 0.79), judged(GPT, 0.77), unsold=GPT)
    assert [peer.model for peer in found.spread.peers] == [OPUS, GPT]
    assert found.asked == (Decimal(10),)
    alone = the_match(judged(GPT, 0.77), unsold=GPT)
    assert (alone.word, alone.times, alone.median) == (NO_PRICE, None, None)


def test_a_model_that_nobody_sells_has_equals_and_no_multiple() -> None:
    found = the_match(judged(GPT, 0.77), unsold=GLM)
    assert (found.word, found.times, found.undercuts) == (NO_HOST, None, False)


def test_a_model_of_unknown_licence_is_matched_and_is_nobody_s_closed_equal() -> None:
    found = matches([judged(GLM, 0.78, True), judged(GPT, 0.78, None)], hosted(), CHAT)
    assert [(one.estimate.model, one.estimate.open_weights, one.word) for one in found] == [
        (GPT, None, NO_EQUAL), (GLM, True, NO_EQUAL),
    ]  # fmt: skip


def test_matches_come_by_falling_quality() -> None:
    found = matches([judged(GLM, 0.5, True), judged("moonshot/kimi", 0.7, True), judged(GPT, 0.6)], {}, CHAT)
    assert [one.estimate.model for one in found] == ["moonshot/kimi", GLM]
