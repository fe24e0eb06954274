"""Quality per task out of every board we may use: one fit, deterministic, pure; docs/quality.md has the method.

Needs the extra ``scores`` (numpy, scipy). What it returns is stored by the estimate run, so that reading estimates,
leaders and routes never imports this module.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from intel.market.quality_cells import Board, Cell
from intel.market.quality_check import correction
from intel.market.quality_judgement import Estimate, Judgement
from intel.market.quality_latent import ability, latent
from intel.market.quality_lines import lines
from intel.market.quality_posterior import Posterior
from intel.market.quality_sheet import sheet

__all__ = ["METHOD", "Board", "Cell", "Estimate", "Judgement", "Posterior", "fit"]

METHOD = "3"
"""Version of the method: stored with every fit; a change of a formula or of a constant raises it."""


def fit(
    cells: Iterable[Cell], boards: Iterable[Board], families: Mapping[str, str],
    asked: Iterable[tuple[str, str]] = (), released: Mapping[str, date] = MappingProxyType({}),
) -> Posterior | None:  # fmt: skip
    """Fit every board and every unit at once; None when no board may enter.

    ``families`` holds the family of each model, '' or none for a family by itself. The same cells give the same digits
    in whatever order they come. ``asked`` names units (model, effort) that shall be answered for even without a cell.
    ``released``: days of release, of the models whose day is known.
    """
    laid = sheet(cells, boards, families, asked, released)
    if not laid.boards:
        return None
    prior = ability(laid)
    joint = latent(laid, lines(laid, prior), prior)
    return Posterior(joint, correction(joint))
