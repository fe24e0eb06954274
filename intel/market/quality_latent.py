"""The joint Gaussian posterior of what units can do, given every board's line.

What a unit can do at a task, as one witness sees it, is a sum of Gaussian parts: its lab's, family's, model's and own
ability, effort, when its model was released, the model's deviation at the task, and its deviation before this witness.
The last is why ten boards of one witness are not ten opinions. Cells of one unit, witness and task are merged by their
precision first, which changes nothing but the time it takes. Regression with Gaussian processes: Rasmussen and Williams
2006, 2.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_solve, cholesky, solve_triangular

from intel.market.quality_lines import Lines
from intel.market.quality_scale import Floats, Ints
from intel.market.quality_sheet import Sheet

LAB, FAMILY, MODEL, UNIT, EFFORT = 0.2, 0.35, 0.3, 0.01, 0.1
"""Variances of ability's parts; the unit of ability is about the spread of all models."""
YEAR = 0.8
"""Variance of what a year of later release is worth; how much it is, the scores tell."""
LAB_TASK, MODEL_TASK = 0.02, 0.02
"""Variances of what a lab's models in common, and a model by itself, deviate by at a task."""
LAB_WITNESS, MODEL_WITNESS, EFFORT_WITNESS, YEAR_WITNESS = 0.05, 0.14, 0.02, 0.05
"""The same before a witness, and what full effort and a year are worth more or less there."""
BOARD = 0.01
"""Variance of a unit's deviation on a single board."""
OWN_NOISE = 2.0
"""Variance of a cell about its node, in a board's straying: above 1, since boards of one witness stray together."""
NOBODY = -1
"""In place of a witness or a task: none of those that stand in the cells."""


def ability(sheet: Sheet) -> Floats:
    """Prior covariance of the units' abilities. Of an undated model the age is as uncertain as ages are spread."""
    effort, age, undated = sheet.unit_effort, sheet.unit_age, ~sheet.unit_dated
    alike = _same(sheet.unit_model, sheet.unit_model)
    spread = float(np.mean(age[~undated] ** 2)) if not undated.all() else 0.0
    return np.asarray(
        LAB * _same(sheet.unit_lab, sheet.unit_lab)
        + FAMILY * _same(sheet.unit_family, sheet.unit_family)
        + MODEL * alike
        + YEAR * (np.outer(age, age) + spread * alike * undated)
        + UNIT * np.eye(len(effort))
        + EFFORT * np.outer(effort, effort)
    )


@dataclass(frozen=True, slots=True)
class Nodes:
    """Distinct (unit, witness, task): cells that share one have one latent value."""

    unit: Ints
    witness: Ints
    task: Ints


@dataclass(frozen=True, slots=True)
class Latent:
    """The posterior, ready to answer for any units, witnesses and tasks."""

    sheet: Sheet
    lines: Lines
    prior: Floats
    nodes: Nodes
    value: Floats
    """Of each node: its cells' places as abilities, merged."""
    variance: Floats
    """Of each node's value about its latent value."""
    factor: Floats
    """Lower Cholesky factor of the nodes' covariance."""
    weights: Floats
    cell_node: Ints
    cell_value: Floats
    cell_variance: Floats

    def across(self, unit: Ints, witness: Ints, tasks: Floats) -> Floats:
        """Prior covariance of asked latent values (rows) with the nodes; ``tasks`` weighs the tasks, row by row."""
        sheet, nodes = self.sheet, self.nodes
        seen = _same(witness, nodes.witness)
        return np.asarray(
            self.prior[np.ix_(unit, nodes.unit)]
            + at_task(sheet, unit, nodes.unit) * tasks[:, nodes.task]
            + before_witness(sheet, unit, nodes.unit) * seen
        )

    def at(self, unit: Ints, witness: Ints, tasks: Floats) -> tuple[Floats, Floats]:
        """Mean and variance of asked latent values."""
        across = self.across(unit, witness, tasks)
        half = solve_triangular(self.factor, across.T, lower=True, check_finite=False)
        effort, age = self.sheet.unit_effort[unit], self.sheet.unit_age[unit]
        seen = MODEL_WITNESS + LAB_WITNESS + EFFORT_WITNESS * effort**2 + YEAR_WITNESS * age**2
        at_tasks = (MODEL_TASK + LAB_TASK) * np.sum(tasks**2, axis=1)
        own = np.diag(self.prior)[unit] + at_tasks + seen * (witness != NOBODY)
        return across @ self.weights, own - np.sum(half**2, axis=0)

    def jointly(self, tasks: Floats) -> tuple[Floats, Floats]:
        """Mean and covariance of every unit's ability at a mixture of tasks, before a witness that has seen none."""
        count = len(self.sheet.units)
        unit = np.arange(count)
        across = self.across(unit, np.full(count, NOBODY), np.tile(tasks, (count, 1)))
        half = solve_triangular(self.factor, across.T, lower=True, check_finite=False)
        own = (
            self.prior + float(tasks @ tasks) * at_task(self.sheet, unit, unit) + before_witness(self.sheet, unit, unit)
        )
        return across @ self.weights, own - half.T @ half


def latent(sheet: Sheet, lines: Lines, prior: Floats) -> Latent:
    """Condition on every cell."""
    value = (sheet.place - lines.level[sheet.board] - lines.lean[sheet.board] * sheet.unit_effort[sheet.unit]) / (
        lines.slope[sheet.board]
    )
    variance = own_variance(lines)[sheet.board] + _excess(sheet) / lines.slope[sheet.board] ** 2
    keys = np.stack([sheet.unit, sheet.witness, sheet.board_task[sheet.board]])
    distinct, cell_node = np.unique(keys, axis=1, return_inverse=True)
    cell_node = cell_node.reshape(-1)
    nodes = Nodes(*(distinct[row].astype(np.intp) for row in range(3)))
    precision = np.bincount(cell_node, 1 / variance)
    merged = np.bincount(cell_node, value / variance) / precision
    covariance = (
        prior[np.ix_(nodes.unit, nodes.unit)]
        + at_task(sheet, nodes.unit, nodes.unit) * _same(nodes.task, nodes.task)
        + before_witness(sheet, nodes.unit, nodes.unit) * _same(nodes.witness, nodes.witness)
    )
    covariance[np.diag_indices_from(covariance)] += 1 / precision
    factor = cholesky(covariance, lower=True, overwrite_a=True, check_finite=False)
    weights = cho_solve((factor, True), merged, check_finite=False)
    return Latent(
        sheet, lines, prior, nodes, merged, 1 / precision, factor, weights, cell_node, value, variance
    )  # fmt: skip


def at_task(sheet: Sheet, rows: Ints, columns: Ints) -> Floats:
    """Prior covariance of what two units deviate by at one and the same task."""
    return np.asarray(
        MODEL_TASK * _same(sheet.unit_model[rows], sheet.unit_model[columns])
        + LAB_TASK * _same(sheet.unit_lab[rows], sheet.unit_lab[columns])
    )


def before_witness(sheet: Sheet, rows: Ints, columns: Ints) -> Floats:
    """Prior covariance of what two units deviate by before one and the same witness."""
    return np.asarray(
        MODEL_WITNESS * _same(sheet.unit_model[rows], sheet.unit_model[columns])
        + LAB_WITNESS * _same(sheet.unit_lab[rows], sheet.unit_lab[columns])
        + EFFORT_WITNESS * np.outer(sheet.unit_effort[rows], sheet.unit_effort[columns])
        + YEAR_WITNESS * np.outer(sheet.unit_age[rows], sheet.unit_age[columns])
    )


def own_variance(lines: Lines) -> Floats:
    """Variance of a cell about its node's latent value, by board."""
    return np.asarray(OWN_NOISE * lines.noise / lines.slope**2 + BOARD)


def _excess(sheet: Sheet) -> Floats:
    """Variance by which a cell's stated error exceeds what is usual on its board: few votes, few runs."""
    usual = np.zeros(len(sheet.boards))
    for board in range(len(sheet.boards)):
        stated = sheet.stderr[(sheet.board == board) & (sheet.stderr > 0)]
        usual[board] = np.median(stated) ** 2 if len(stated) else 0.0
    return np.asarray(np.maximum(sheet.stderr**2 - usual[sheet.board], 0.0))


def _same(rows: Ints, columns: Ints) -> Floats:
    return np.equal.outer(rows, columns).astype(np.float64)


def mixture(sheet: Sheet, weights: Mapping[str, float]) -> Floats:
    """Weights by task name as a vector over the sheet's tasks, adding up to 1."""
    found = np.array([weights.get(task, 0.0) for task in sheet.tasks], dtype=np.float64)
    return np.asarray(found / found.sum())
