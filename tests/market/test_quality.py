"""The fit of quality: what must hold whatever the scores are."""

from dataclasses import replace
from datetime import date, timedelta
from math import exp, log
from random import Random

import pytest

pytest.importorskip("scipy")

from hypothesis import given, settings
from hypothesis import strategies as st

from intel.market.quality import Board, Cell, Estimate, Judgement, fit
from tests.market.fitted import (
    ARENA,
    BASKET,
    BENCH,
    BOARDS,
    MODELS,
    PAGE,
    SIBLING,
    a_world,
    changed,
    fitted,
    judged,
)

few = settings(max_examples=8, deadline=None)


def by_model(judgement: Judgement) -> dict[str, Estimate]:
    return {one.model: one for one in judgement.estimates() if one.effort == "*"}


def units(judgement: Judgement) -> dict[tuple[str, str], Estimate]:
    return {(one.model, one.effort): one for one in judgement.estimates()}


@few
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_the_same_scores_in_any_order_give_the_same_digits(seed: int, order: Random) -> None:
    cells, boards = a_world(seed), list(BOARDS)
    before = judged(cells, boards).estimates()
    order.shuffle(cells)
    order.shuffle(boards)
    assert judged(cells, boards).estimates() == before


@few
@given(st.floats(0.01, 100), st.floats(-1000, 1000))
def test_an_index_shifted_and_stretched_says_the_same(stretch: float, shift: float) -> None:
    cells = a_world()
    moved = [replace(c, value=c.value * stretch + shift) if c.board == PAGE else c for c in cells]
    assert_alike(judged(cells), judged(moved))


@few
@given(st.floats(-500, 500))
def test_ratings_shifted_say_the_same(shift: float) -> None:
    cells = a_world()
    assert_alike(judged(cells), judged([replace(c, value=c.value + shift) if c.board == ARENA else c for c in cells]))


@few
@given(st.floats(-1, 1), st.floats(0.5, 1.5))
def test_an_easier_or_steeper_percent_board_orders_the_same(shift: float, stretch: float) -> None:
    """Shifted and stretched in logits: more or less of it is solved, but nobody is better for it."""
    cells = a_world()
    odds = {id(c): log(c.value / (100 - c.value)) * stretch + shift for c in cells if c.board == SIBLING}
    moved = [replace(c, value=100 / (1 + exp(-odds[id(c)]))) if c.board == SIBLING else c for c in cells]
    assert_alike(judged(cells), judged(moved))


def assert_alike(first: Judgement, second: Judgement) -> None:
    for one, other in zip(first.estimates(), second.estimates(), strict=True):
        assert (one.model, one.effort, one.sources) == (other.model, other.effort, other.sources)
        assert one.share == pytest.approx(other.share, abs=1e-4)
        assert one.mean == pytest.approx(other.mean, abs=1e-4)
        assert one.ratio_quantiles == pytest.approx(other.ratio_quantiles, abs=1e-4)


@few
@given(st.sampled_from(MODELS), st.sampled_from([ARENA, BENCH, SIBLING, PAGE]), st.floats(0.05, 1.0))
def test_a_better_score_never_makes_a_worse_model(model: str, board: str, step: float) -> None:
    by = {ARENA: 60.0, BENCH: 3.0, SIBLING: 3.0, PAGE: 2.0}[board] * step
    cells = a_world()
    assert by_model(judged(changed(cells, model, board, by)))[model].share >= by_model(judged(cells))[model].share


@few
@given(st.integers(5, 12), st.integers(0, 99))
def test_a_board_nobody_else_shares_moves_nothing_else(count: int, seed: int) -> None:
    luck = Random(seed)
    lone = [Cell(f"far/{n}", "", "far/away@1", "far", "percent", 100 * luck.random()) for n in range(count)]
    posterior = fitted(a_world() + lone, [*BOARDS, Board("far/away@1", "far/away", "1")])
    assert posterior.estimates(BASKET) == judged(a_world()).estimates()
    assert posterior.left_out == {"far/away@1": "shares fewer than 3 models with other witnesses"}


def test_without_a_board_bounds_widen_and_not_only_means_move() -> None:
    whole = by_model(judged(a_world()))
    less = by_model(judged([c for c in a_world() if c.board != PAGE]))
    wider = [less[m].sd > whole[m].sd for m in MODELS]
    moved = [less[m].mean != whole[m].mean for m in MODELS]
    assert all(wider)
    assert all(moved)


def test_a_model_known_to_one_witness_never_leads() -> None:
    star = [Cell("lab9/star", "", board, "bench", "percent", 99.0) for board in (BENCH, SIBLING)]
    judgement = judged(a_world() + star)
    found = by_model(judgement)["lab9/star"]
    assert found.provisional
    assert found.mean == max(one.mean for one in judgement.estimates())
    assert found.p_best == 0.0
    assert "lab9/star" not in judgement.p_best()
    assert judgement.reference is not None
    assert judgement.units[judgement.reference][0] != "lab9/star"


def test_a_labs_word_on_its_own_model_is_no_witness() -> None:
    named = "bench/coding@1#vendor"
    cells = a_world() + [Cell(m, "", named, "vendor:lab1", "percent", 40 + n) for n, m in enumerate(MODELS[:9])]
    cells += [
        Cell("lab1/new", "", BENCH, "bench", "percent", 70),
        Cell("lab1/new", "", named, "vendor:lab1", "percent", 80),
    ]
    found = by_model(judged(cells, [*BOARDS, Board(named, "bench/coding", "1", "coding")]))["lab1/new"]
    assert (found.sources, found.provisional) == (("bench", "vendor:lab1"), True)


def test_ten_boards_of_one_witness_weigh_less_than_two_witnesses() -> None:
    def also(witness: str, boards: int) -> list[Cell]:
        same = [c for c in a_world(7) if c.board == SIBLING]
        return [replace(c, board=f"{witness}/{n}@1", witness=witness) for n in range(boards) for c in same]

    def sd(more: list[Cell]) -> float:
        base = [c for c in a_world() if c.board == BENCH]
        boards = [*BOARDS, *(Board(b, b[:-2], "1", "coding") for b in sorted({c.board for c in more}))]
        return by_model(judged(base + more, boards))[MODELS[5]].sd

    assert sd(also("other", 1)) < sd(also("bench", 10))


def test_composites_stay_out_and_say_so() -> None:
    boards = [replace(b, composite=b.id == PAGE) for b in BOARDS]
    assert judged(a_world(), boards).estimates() == judged([c for c in a_world() if c.board != PAGE]).estimates()
    assert fitted(a_world(), boards).left_out == {PAGE: "composite"}


def test_a_board_that_counts_errors_is_read_the_other_way_round() -> None:
    cells = [replace(c, value=300 - c.value) if c.board == PAGE else c for c in a_world()]
    boards = [replace(b, higher_is_better=b.id != PAGE) for b in BOARDS]
    assert_alike(judged(a_world()), judged(cells, boards))


def test_efforts_are_units_and_the_model_is_judged_by_its_best() -> None:
    cells = a_world()
    top = MODELS[-1]
    low = [replace(c, effort="low", value=c.value * 0.9) for c in cells if c.model == top]
    found = units(judged(cells + low))
    assert found[top, "low"].share < found[top, ""].share
    assert found[top, "*"].rolled_from == ""
    assert replace(found[top, ""], effort="*", p_best=found[top, "*"].p_best) == found[top, "*"]


def test_unlabelled_effort_is_not_none() -> None:
    cells = a_world() + [replace(c, effort="none") for c in a_world(3) if c.model == MODELS[4]]
    found = units(judged(cells))
    assert found[MODELS[4], ""].mean != found[MODELS[4], "none"].mean


def test_a_model_is_better_than_another_or_the_other_way_round() -> None:
    judgement = judged(a_world())
    low, high = MODELS[4], MODELS[11]
    assert judgement.beats(high, low) > 0.9
    assert judgement.beats(high, low) + judgement.beats(low, high) == pytest.approx(1, abs=1e-5)
    assert sum(judgement.p_best().values()) == pytest.approx(1, abs=1e-3)
    assert judgement.p_best({low, high})[high] > 0.9


def test_the_stored_quantiles_answer_what_the_posterior_answers() -> None:
    judgement = judged(a_world())
    found = by_model(judgement)[MODELS[-3]]
    quarter = found.ratio_quantiles[2]
    assert judgement.at_least(MODELS[-3], quarter - 1e-4) == pytest.approx(0.75, abs=0.01)
    assert found.ratio_quantiles == tuple(sorted(found.ratio_quantiles))
    assert found.lower < found.share < found.upper


def test_the_best_is_exactly_as_good_as_the_best() -> None:
    judgement = judged(a_world())
    assert judgement.reference is not None
    best = judgement.units[judgement.reference][0]
    assert set(by_model(judgement)[best].ratio_quantiles) == {1.0}


def test_a_score_by_few_votes_weighs_less() -> None:
    raised = changed(a_world(), MODELS[3], ARENA, 150.0)
    rough = [replace(c, stderr=80.0 if c.model == MODELS[3] else 5.0) if c.board == ARENA else c for c in raised]
    exact = [replace(c, stderr=5.0) if c.board == ARENA else c for c in raised]
    assert by_model(judged(rough))[MODELS[3]].mean < by_model(judged(exact))[MODELS[3]].mean


def test_scores_foretold_for_a_witness_that_has_not_seen_the_model_are_near() -> None:
    hidden = [c for c in a_world() if (c.model, c.board) == (MODELS[8], ARENA)]
    posterior = fitted([c for c in a_world() if c not in hidden])
    (found,) = posterior.expected([(MODELS[8], "", ARENA, "arena")])
    assert found.lower < hidden[0].value < found.upper
    assert abs(found.value - hidden[0].value) < 100


def test_a_basket_without_a_board_in_the_fit_has_no_estimate() -> None:
    assert fitted(a_world()).estimates({"nowhere@1": 1.0}) == []


def test_nothing_to_fit_is_no_fit() -> None:
    assert fit([], BOARDS, {}) is None
    assert fit(a_world()[:8], BOARDS, {}) is None


def test_a_later_model_is_expected_to_be_better_where_little_else_is_known() -> None:
    days = {model: date(2024, 1, 1) + 60 * place * timedelta(days=1) for place, model in enumerate(MODELS)}
    cells = [*a_world(), Cell("lab9/new", "", PAGE, "page", "index", 142.0)]

    def said(released: dict[str, date]) -> Estimate:
        found = fit(cells, BOARDS, {}, released=released)
        assert found is not None
        judgement = found.judge(BASKET)
        assert judgement is not None
        return by_model(judgement)["lab9/new"]

    early, late = (said(days | {"lab9/new": date(year, 1, 1)}) for year in (2024, 2026))
    assert early.mean < said(days).mean < late.mean
