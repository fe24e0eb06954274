"""What enters the fit of quality: scores as cells, their boards, and what is known of their models. Pure, no numpy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from intel.market.tasks import Tasks
from intel.views import ScoreView

DENIED = ("artificialanalysis", "artificial-analysis", "scale", "vals", "arc-prize", "arcprize", "arc", "vellum")
"""Witnesses whose terms forbid a comparison service; their scores never enter, wherever they were read."""

SUPERSEDED = ("aider/edit", "aider/refactor")
"""Frozen boards that a later one of their makers replaced. Which format a model sat there was chosen by its strength:
the boards of two formats cannot be put beside one another."""
VENDOR = "#vendor"
"""Ends the id of a board of what labs say of their own models: own level, own noise."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One score that may enter the fit."""

    model: str
    effort: str
    """'' unlabelled, a value of its own."""
    board: str
    """``Board.id``."""
    witness: str
    """Who stands behind it; witnesses are counted, not boards."""
    scale: str
    """percent (0-100), elo or index."""
    value: float
    stderr: float | None = None
    """On the scale."""


@dataclass(frozen=True, slots=True)
class Board:
    """One edition of a benchmark under one harness and one kind of reporter: scores that are compared as they stand."""

    id: str
    """"benchmark@version", then "+harness" where there are several, then "#vendor"."""
    benchmark: str
    version: str
    task: str = ""
    """The task whose basket it carries most weight in; '' for none."""
    composite: bool = False
    """Made of other boards: never evidence beside its parts."""
    higher_is_better: bool = True

    @property
    def edition(self) -> str:
        """As "livebench/coding@2026-06-25"."""
        return f"{self.benchmark}@{self.version}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything ``quality.fit`` takes."""

    cells: tuple[Cell, ...]
    boards: tuple[Board, ...]
    families: Mapping[str, str]
    """Family by model; a model without one is a family by itself."""
    released: Mapping[str, date]
    """Day of release by model, of those whose day is known."""


def evidence(scores: Iterable[ScoreView], tasks: Tasks) -> Evidence:
    """The scores that may be judged by: of a known model, of a source whose terms allow it.

    Harnesses are boards of their own; so is what a lab says of its own models. Composites come along marked, and the
    fit leaves them out. Of a rolling pool of votes only the categories that a basket names enter: all of them are the
    same votes over again.
    """
    cells, boards, families, released = [], {}, {}, {}
    main = _main_tasks(tasks)
    for score in scores:
        if score.model is None or _left_out(score, main) or denied(score):
            continue
        board = _board(score, main)
        boards[board.id] = board
        families[score.model] = score.family
        if score.released_on is not None:
            released[score.model] = score.released_on
        cells.append(
            Cell(
                score.model, score.effort, board.id, score.witness, score.scale, float(score.value), _stderr(score)
            )
        )  # fmt: skip
    return Evidence(tuple(cells), tuple(boards[name] for name in sorted(boards)), families, released)


def denied(score: ScoreView) -> bool:
    """Whether the terms of the score's witness or source keep it out of every estimate."""
    names = (score.witness, score.source, score.benchmark)
    return any(name.lower().replace("_", "-").partition("/")[0] in DENIED for name in names)


def _left_out(score: ScoreView, main: Mapping[str, str]) -> bool:
    if score.scale not in _SCALES or score.benchmark in SUPERSEDED:
        return True
    return score.version == "rolling" and score.edition not in main


_SCALES = ("percent", "elo", "index")
"""Of what is not measured in one of them, as cost, no quality can be read."""


def _board(score: ScoreView, main: Mapping[str, str]) -> Board:
    harness = f"+{score.harness}" if score.harness else ""
    vendor = VENDOR if score.reporter == "vendor" else ""
    return Board(
        score.edition + harness + vendor, score.benchmark, score.version, main.get(score.edition, ""),
        score.composite, score.higher_is_better,
    )  # fmt: skip


def _main_tasks(tasks: Tasks) -> dict[str, str]:
    """The task in whose basket an edition has the largest share; the first task of the file among equals."""
    best: dict[str, tuple[float, str]] = {}
    for task in tasks.all:
        whole = sum(task.weights.values())
        for edition, weight in task.weights.items():
            if edition not in best or weight / whole > best[edition][0]:
                best[edition] = (weight / whole, task.name)
    return {edition: name for edition, (_, name) in best.items()}


_SIGMAS = {Decimal("0.90"): 1.645, Decimal("0.95"): 1.960, Decimal("0.68"): 1.0, Decimal("0.99"): 2.576}


def _stderr(score: ScoreView) -> float | None:
    """Half the stated interval over its normal quantile (an interval that does not say how sure counts as 95 %)."""
    if score.lower is None or score.upper is None:
        return None
    sigmas = _SIGMAS.get(score.interval_ratio or Decimal("0.95"), 1.960)
    return float(score.upper - score.lower) / 2 / sigmas
