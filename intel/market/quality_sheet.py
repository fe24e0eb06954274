"""The cells of a fit as arrays, in one order whatever order they came in."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from intel.market.quality_cells import Board, Cell
from intel.market.quality_scale import Floats, Ints, steepness, to_line

DAYS_OF_YEAR = 365.25
MIN_UNITS = 5
"""A board with fewer units says more about itself than about them."""
MIN_SHARED = 3
"""Models that a board must share with other witnesses: below, its level cannot be told from theirs. For the witness
with most models, whom the others are put beside, its own other boards will do."""

_EFFORTS = {"none": -1.0, "minimal": -0.7, "low": -0.5, "medium": -0.1, "thinking": 0.3, "high": 0.4, "xhigh": 0.8,
            "max": 1.0}  # fmt: skip
_BUDGET = 0.3
"""Of a stated thinking budget ("64k"), as of "thinking"."""


def effort_level(effort: str) -> float:
    """How hard a model thought, -1 (none) to 1 (max); 0 for an unlabelled effort, which leans neither way."""
    levels = [
        _EFFORTS.get(part, _BUDGET)
        for part in effort.split("+")
        if part in _EFFORTS or (part.endswith("k") and part[:-1].isdigit())
    ]
    return fmean(levels) if levels else 0.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cells by unit, then board. ``unit``, ``board`` ... hold one code per cell; ``of_…`` one per unit or board."""

    cells: tuple[Cell, ...]
    units: tuple[tuple[str, str], ...]
    """(model, effort), sorted."""
    models: tuple[str, ...]
    boards: tuple[Board, ...]
    scales: tuple[str, ...]
    """Of each board."""
    witnesses: tuple[str, ...]
    tasks: tuple[str, ...]
    unit: Ints
    board: Ints
    witness: Ints
    place: Floats
    """The score on the line, falling boards mirrored."""
    stderr: Floats
    """On the line; 0 where none is stated."""
    unit_model: Ints
    unit_family: Ints
    unit_lab: Ints
    unit_effort: Floats
    unit_age: Floats
    """Years from the mean day of release to the model's; 0 where its day is unknown."""
    unit_dated: NDArray[np.bool_]
    """Whether it is known."""
    board_task: Ints
    left_out: Mapping[str, str]
    """Boards that do not enter, and why."""

    def sources(self) -> list[tuple[str, ...]]:
        """Witnesses of each unit, sorted."""
        found: list[set[str]] = [set() for _ in self.units]
        for unit, witness in zip(self.unit, self.witness, strict=True):
            found[unit].add(self.witnesses[witness])
        return [tuple(sorted(names)) for names in found]


def sheet(
    cells: Iterable[Cell], boards: Iterable[Board], families: Mapping[str, str],
    asked: Iterable[tuple[str, str]] = (), released: Mapping[str, date] = MappingProxyType({}),
) -> Sheet:  # fmt: skip
    """Lay out the cells that enter. Several scores of one unit on one board are averaged.

    ``asked`` names units (model, effort) to carry along even without a cell.
    """
    known = {board.id: board for board in boards}
    merged = _merge(cells)
    left_out = {name: "composite" for name in {c.board for c in merged} if known[name].composite}
    kept = [c for c in merged if c.board not in left_out]
    while thin := _thin(kept):
        left_out |= thin
        kept = [c for c in kept if c.board not in thin]
    return _arrays(kept, {(c.model, c.effort) for c in kept} | set(asked), known, families, released, left_out)


def _merge(cells: Iterable[Cell]) -> list[Cell]:
    found: dict[tuple[str, str, str, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        found[cell.model, cell.effort, cell.board, cell.witness].append(cell)
    merged = []
    for key in sorted(found):
        same = found[key]
        errors = [c.stderr for c in same if c.stderr is not None]
        value = fmean(sorted(c.value for c in same))
        merged.append(Cell(*key, same[0].scale, value, fmean(sorted(errors)) if errors else None))
    return merged


def _thin(cells: Sequence[Cell]) -> dict[str, str]:
    units, models, known_to = defaultdict(set), defaultdict(set), defaultdict(set)
    for cell in cells:
        units[cell.board].add((cell.model, cell.effort))
        models[cell.board].add(cell.model)
        known_to[cell.model].add((cell.witness, cell.board))
    anchor = _anchor(cells)
    thin = {}
    for board in units:
        if len(units[board]) < MIN_UNITS:
            thin[board] = f"fewer than {MIN_UNITS} units"
        elif sum(_elsewhere(known_to[model], board, anchor) for model in models[board]) < MIN_SHARED:
            thin[board] = f"shares fewer than {MIN_SHARED} models with other witnesses"
    return thin


def _anchor(cells: Iterable[Cell]) -> str:
    """The witness with most models, '' without cells."""
    models = defaultdict(set)
    for cell in cells:
        models[cell.witness].add(cell.model)
    return max(sorted(models), key=lambda name: len(models[name]), default="")


def _elsewhere(known_to: Collection[tuple[str, str]], board: str, anchor: str) -> bool:
    """Whether a model of the board can be put beside others."""
    here = {witness for witness, place in known_to if place == board}
    other = {(witness, place) for witness, place in known_to if place != board}
    return any(witness not in here or witness == anchor for witness, _ in other)


def _arrays(
    cells: Sequence[Cell], asked: Collection[tuple[str, str]], known: Mapping[str, Board],
    families: Mapping[str, str], released: Mapping[str, date], left_out: Mapping[str, str],
) -> Sheet:  # fmt: skip
    units = sorted(asked)
    models = sorted({model for model, _ in units})
    names = sorted({c.board for c in cells})
    witnesses = sorted({c.witness for c in cells})
    tasks = sorted({known[name].task for name in names})
    family = {model: families.get(model) or model for model in models}
    scale = {c.board: c.scale for c in cells}
    ages = _ages(models, released)
    sign = {name: 1.0 if known[name].higher_is_better else -1.0 for name in names}
    return Sheet(
        tuple(cells), tuple(units), tuple(models), tuple(known[name] for name in names),
        tuple(scale[name] for name in names), tuple(witnesses), tuple(tasks),
        unit=_codes(((c.model, c.effort) for c in cells), units),
        board=_codes((c.board for c in cells), names),
        witness=_codes((c.witness for c in cells), witnesses),
        place=np.array([sign[c.board] * to_line(c.scale, c.value) for c in cells], dtype=np.float64),
        stderr=np.array([(c.stderr or 0.0) * steepness(c.scale, c.value) for c in cells], dtype=np.float64),
        unit_model=_codes((model for model, _ in units), models),
        unit_family=_codes((family[model] for model, _ in units), sorted(set(family.values()))),
        unit_lab=_codes((model.partition("/")[0] for model, _ in units), sorted({m.partition("/")[0] for m in models})),
        unit_effort=np.array([effort_level(effort) for _, effort in units], dtype=np.float64),
        unit_age=np.array([ages.get(model, 0.0) for model, _ in units], dtype=np.float64),
        unit_dated=np.array([model in ages for model, _ in units], dtype=np.bool_),
        board_task=_codes((known[name].task for name in names), tasks),
        left_out=dict(sorted(left_out.items())),
    )  # fmt: skip


def _ages(models: Iterable[str], released: Mapping[str, date]) -> dict[str, float]:
    days = {model: released[model].toordinal() for model in models if model in released}
    middle = fmean(days.values()) if days else 0.0
    return {model: (day - middle) / DAYS_OF_YEAR for model, day in days.items()}


def _codes(values: Iterable[Hashable], known: Sequence[Hashable]) -> Ints:
    place = {value: number for number, value in enumerate(known)}
    return np.array([place[value] for value in values], dtype=np.intp)
