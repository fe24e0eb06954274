"""A small world for the fit of quality: models of known skill before three witnesses."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import exp
from random import Random

from intel.market.quality import Board, Cell, Judgement, Posterior, fit

ARENA, BENCH, PAGE = "arena/overall@rolling", "bench/coding@1", "page/index@1"
SIBLING = "bench/math@1"
BOARDS = [
    Board(ARENA, "arena/overall", "rolling", "chat"),
    Board(BENCH, "bench/coding", "1", "coding"),
    Board(SIBLING, "bench/math", "1", "math"),
    Board(PAGE, "page/index", "1", "coding"),
]
WITNESSES = {ARENA: "arena", BENCH: "bench", SIBLING: "bench", PAGE: "page"}
SCALES = {ARENA: "elo", BENCH: "percent", SIBLING: "percent", PAGE: "index"}
MODELS = [f"lab{number % 4}/robin-{number}" for number in range(14)]
BASKET = {BENCH: 2.0, ARENA: 1.0}


def a_score(board: str, skill: float) -> float:
    """What a model of that skill (about -1 to 1) scores without luck."""
    scale = SCALES[board]
    if scale == "percent":
        return 100 / (1 + exp(-1.5 * skill))
    return 1200 + 250 * skill if scale == "elo" else 140 + 8 * skill


def a_world(seed: int = 1, models: Sequence[str] = tuple(MODELS)) -> list[Cell]:
    """Every model on every board, skills rising with the place in ``models``, with some luck."""
    luck = Random(seed)
    return [
        Cell(
            model,
            "",
            board,
            WITNESSES[board],
            SCALES[board],
            a_score(board, _skill(place, models) + luck.gauss(0, 0.1)),
        )
        for place, model in enumerate(models)
        for board in WITNESSES
    ]


def _skill(place: int, models: Sequence[str]) -> float:
    return 2 * place / (len(models) - 1) - 1


def fitted(cells: Iterable[Cell], boards: Iterable[Board] = tuple(BOARDS)) -> Posterior:
    """The fit; families are none."""
    found = fit(cells, boards, {})
    assert found is not None
    return found


def judged(cells: Iterable[Cell], boards: Iterable[Board] = tuple(BOARDS)) -> Judgement:
    """The fit's judgement of ``BASKET``."""
    found = fitted(cells, boards).judge(BASKET)
    assert found is not None
    return found


def changed(cells: Iterable[Cell], model: str, board: str, by: float) -> list[Cell]:
    """The same cells, one score moved."""
    return [replace(c, value=c.value + by) if (c.model, c.board) == (model, board) else c for c in cells]
