"""The contest of methods in ``benchmarks``: what it hides, and how it judges."""

from collections import defaultdict

import pytest

pytest.importorskip("scipy")

import numpy as np

from benchmarks.quality_contest import OURS, contest, laid_out, ranked
from benchmarks.quality_measures import averaged, in_order, measure, spearman
from benchmarks.quality_rivals import RIVALS
from benchmarks.quality_splits import blocks, single, sources
from intel.market.quality_cells import Evidence
from tests.market.fitted import BOARDS, MODELS, a_world

EVIDENCE = Evidence(tuple(a_world(2)), tuple(BOARDS), {}, {})
WHOLE = laid_out(EVIDENCE)


def test_blocks_are_whole_and_leave_every_model_a_witness() -> None:
    hidden = blocks(WHOLE.cells, 5)
    kept, gone = defaultdict(set), set()
    for cell, out in zip(WHOLE.cells, hidden, strict=True):
        if out:
            gone.add((cell.model, cell.witness))
        else:
            kept[cell.model].add(cell.witness)
    assert 0 < len(gone) <= 0.2 * len(MODELS) * 3 + 1
    assert set(kept) == set(MODELS)
    assert not any(witness in kept[model] for model, witness in gone)
    assert (blocks(WHOLE.cells, 5) == hidden).all()


def test_single_cells_leave_every_unit_one() -> None:
    hidden = single(WHOLE.cells, 5)
    assert hidden.any()
    assert {c.model for c, out in zip(WHOLE.cells, hidden, strict=True) if not out} == set(MODELS)


def test_each_witness_is_left_out_once() -> None:
    assert [(name, int(hidden.sum())) for name, hidden in sources(WHOLE.cells)] == [
        ("arena", 14), ("bench", 28), ("page", 14),
    ]  # fmt: skip


def test_a_perfect_prediction_has_no_error_and_a_reversed_one_every_pair_wrong() -> None:
    value = np.array([cell.value for cell in WHOLE.cells])
    judged = np.ones(len(value), dtype=np.bool_)
    right, wrong = measure(WHOLE, judged, value), measure(WHOLE, judged, -value)
    assert (right.mae, right.macro, right.pair, right.top) == (0, 0, 1, 1)
    assert right.spearman == pytest.approx(1)
    assert (wrong.pair, wrong.pair5) == (0, 0)
    assert averaged([right, wrong]).pair == 0.5


def test_a_predicted_tie_is_half_right() -> None:
    assert in_order(np.array([1.0, 1.0]), np.array([1.0, 2.0]), 0.0) == (0.5, 1)
    assert spearman(np.array([1.0, 1.0, 1.0]), np.array([1.0, 2.0, 3.0])) == 0


@pytest.mark.parametrize("name", sorted(RIVALS))
def test_rivals_learn_from_what_they_see_alone(name: str) -> None:
    hidden = blocks(WHOLE.cells, 5)
    found = RIVALS[name](WHOLE, ~hidden)
    assert measure(WHOLE, hidden, found.score).mae < 0.1
    skill = np.array([float(MODELS.index(model)) for model, _ in WHOLE.units])
    assert spearman(found.ability, skill) > 0.9


def test_all_methods_are_judged_by_the_same_scores() -> None:
    found = contest(WHOLE, EVIDENCE, [blocks(WHOLE.cells, seed) for seed in (1, 2)])
    assert list(found.measures) == [OURS, *RIVALS]
    assert {len(measures) for measures in found.measures.values()} == {2}
    assert sum(found.judged) == sum(len(held) for held in found.held.values())


def test_ranks_are_given_for_boards_of_a_source_that_was_left_out() -> None:
    assert {one.board: sorted(one.spearman) for one in ranked(WHOLE, EVIDENCE)} == {
        board.id: sorted([OURS, *RIVALS]) for board in BOARDS
    }


def test_pairs_are_counted_by_how_sure_they_are_and_by_who_was_ahead() -> None:
    total = np.sum([one.duels for one in ranked(WHOLE, EVIDENCE)], axis=0)
    assert total[:, 0].sum() == 4 * len(MODELS) * (len(MODELS) - 1) / 2
    assert total[-1, 1] / total[-1, 0] > 0.9
