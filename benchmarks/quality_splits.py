"""What is hidden from the methods, and judged: whole blocks, whole sources, or single cells."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from intel.market.quality_cells import Cell

Mask = NDArray[np.bool_]
HIDDEN = 0.2


def blocks(cells: tuple[Cell, ...], seed: int) -> Mask:
    """Hide a fifth of the (model, witness) blocks that can be spared: one witness of every model stays visible.

    A block is everything one witness says of one model, all efforts and all categories: the question is what a model
    will do before a witness that has not seen it yet.
    """
    found = sorted({(c.model, c.witness) for c in cells})
    left = Counter(model for model, _ in found)
    spare = [block for block in found if left[block[0]] > 1]
    np.random.default_rng(seed).shuffle(spare)
    hidden: set[tuple[str, str]] = set()
    for model, witness in spare:
        if left[model] > 1 and len(hidden) < HIDDEN * len(spare):
            left[model] -= 1
            hidden.add((model, witness))
    return np.array([(c.model, c.witness) in hidden for c in cells])


def single(cells: tuple[Cell, ...], seed: int) -> Mask:
    """Hide a fifth of the cells of units with more than one. Sibling categories leak: a regression test only."""
    many = Counter((c.model, c.effort) for c in cells)
    drawn = np.random.default_rng(seed).random(len(cells)) < HIDDEN
    first: set[tuple[str, str]] = set()
    for number, cell in enumerate(cells):
        unit = (cell.model, cell.effort)
        if many[unit] < 2 or (drawn[number] and unit not in first):
            first.add(unit)
            drawn[number] = False
    return np.asarray(drawn)


def sources(cells: tuple[Cell, ...]) -> Iterator[tuple[str, Mask]]:
    """Each witness in turn, hidden whole; all labs' words on their own models are one of them."""
    names = defaultdict(list)
    for number, cell in enumerate(cells):
        names[cell.witness.partition(":")[0]].append(number)
    for name in sorted(names):
        mask = np.zeros(len(cells), dtype=np.bool_)
        mask[names[name]] = True
        yield name, mask
