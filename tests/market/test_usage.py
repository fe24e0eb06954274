"""How much more than another a model spends, out of what boards measured."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from intel.market.cost import Workload
from intel.market.usage import COST, PLAIN, TOKENS, PriceThen, Usage, usage_of, usages
from intel.views import ScoreView
from tests.factories import NOON, a_card

CHAT = Workload("chat", 1000, Decimal(0), 1000)
MODELS = [f"lab/m{number}" for number in range(5)]
CARD = PriceThen(a_card("input=1;output=1"), False)


def a_score(model: str | None, number: int, **changed: Any) -> ScoreView:
    """What an item of a board cost, in its value."""
    plain = ScoreView(
        id=number, source="bench", witness="bench", name=model or "?", model=model, lab="lab", family="",
        open_weights=None, effort="", benchmark="bench/coding/cost", version="1", title="", scale="usd",
        higher_is_better=False, composite=False, items=None, harness="", reporter="independent", reported_by="",
        value=Decimal(1), lower=None, upper=None, interval_ratio=None, n=None, cost_usd=None, cost_items=None,
        input_tokens=None, output_tokens=None, seconds=None, stated_on=None, seen_from=NOON, checked_at=NOON, url="",
        sha256="", licence="", redistributable=True, note="",
    )  # fmt: skip
    return replace(plain, **changed)


COSTS = [a_score(model, number, value=Decimal(2) ** number / 100) for number, model in enumerate(MODELS)]
THEN: Mapping[int, Sequence[PriceThen]] = {score.id: [CARD] for score in COSTS}


def of(model: str, scores: Sequence[ScoreView] = COSTS, then: Mapping[int, Sequence[PriceThen]] = THEN) -> Usage:
    return usages(scores, then, CHAT, ["bench/coding"])[model, ""]


def test_the_median_model_spends_once_and_the_others_in_proportion() -> None:
    assert [round(of(model).ratio, 6) for model in MODELS] == [0.25, 0.5, 1, 2, 4]
    assert of(MODELS[3]).how == COST
    assert of(MODELS[3]).boards == ("bench/coding@1",)


def test_a_model_that_was_dearer_by_the_token_then_spent_less_for_the_same_cost() -> None:
    dear = {**THEN, 4: [PriceThen(a_card("input=4;output=4"), False)]}
    assert of(MODELS[4], then=dear).ratio == pytest.approx(1)


def test_the_labs_own_price_is_the_measure_and_else_the_median_of_the_hosts() -> None:
    hosts = [PriceThen(a_card(f"input={price};output={price}"), False) for price in ("1", "8", "2")]
    assert of(MODELS[4], then={**THEN, 4: hosts}).ratio == pytest.approx(2)
    own = [*hosts, PriceThen(a_card("input=4;output=4"), True)]
    assert of(MODELS[4], then={**THEN, 4: own}).ratio == pytest.approx(1)


def test_a_cost_whose_price_of_the_day_is_unknown_says_nothing_and_tokens_stand_in() -> None:
    scores = [replace(s, output_tokens=s.value * 1000) for s in COSTS]
    found = of(MODELS[4], scores, {number: [CARD] for number in range(4)})
    assert (found.how, round(found.ratio, 6)) == (TOKENS, 4)


def test_a_board_of_a_few_models_has_no_median() -> None:
    assert usages(COSTS[:4], THEN, CHAT) == {}


def test_a_cost_of_a_whole_run_is_counted_by_its_items_and_a_name_without_a_model_not_at_all() -> None:
    whole = replace(
        COSTS[4], scale="percent", value=Decimal(70), cost_usd=Decimal("1.6"), cost_items=10, benchmark="bench/coding"
    )
    assert of(MODELS[4], [*COSTS[:4], whole, a_score(None, 9)]).ratio == pytest.approx(4)


def test_boards_of_the_task_come_before_others_and_others_are_told() -> None:
    other = [replace(s, id=s.id + 10, benchmark="bench/math/cost", value=Decimal("0.1")) for s in COSTS]
    then = {**THEN, **{s.id: [CARD] for s in other}}
    assert of(MODELS[4], [*COSTS, *other], then).ratio == pytest.approx(4)
    away = usages([*COSTS, *other], then, CHAT, ["bench/chat"])[MODELS[4], ""]
    assert (round(away.ratio, 6), away.note) == (2, "measured on boards of other tasks")


def test_an_effort_nobody_measured_counts_as_the_dearest_that_was_and_a_model_as_typical() -> None:
    known = {("lab/m", "low"): Usage(0.5, COST), ("lab/m", "high"): Usage(3.0, COST)}
    assert usage_of(known, "lab/m", "low").ratio == 0.5
    assert usage_of(known, "lab/m", "").ratio == 3.0
    assert "another effort" in usage_of(known, "lab/m", "max").note
    assert usage_of(known, "lab/other", "") == PLAIN


def test_the_order_of_scores_is_irrelevant() -> None:
    assert usages(list(reversed(COSTS)), THEN, CHAT) == usages(COSTS, THEN, CHAT)
