"""Where names stand so that none covers another, a point or the edge. Pure; pixels, y downwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_LETTER, _LINE = 6.6, 15
"""Pixels of a letter and of a line, at 12 px."""
_PLACES = (
    ("right", -8, -13), ("left", 12, 0), ("right", -12, 0), ("left", 8, -13), ("left", 8, 13), ("right", -8, 13),
    ("center", 0, -16), ("center", 0, 16), ("right", -6, -27), ("left", 6, 27), ("right", -6, 27), ("left", 6, -27),
)  # fmt: skip
"""Alignment and offset, the best liked first."""
_OVER_LABEL, _OVER_EDGE, _OVER_LINE, _OVER_POINT = 40, 40, 14, 3


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether they overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: "Box") -> bool:
        """Whether the other lies inside."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


@dataclass(frozen=True, slots=True)
class Label:
    """A name at its place; ``x`` is its left end, right end or middle, by ``align``."""

    text: str
    x: float
    y: float
    align: str

    @property
    def box(self) -> Box:
        """What it covers."""
        wide = len(self.text) * _LETTER
        left = {"left": self.x, "right": self.x - wide, "center": self.x - wide / 2}[self.align]
        return Box(left, self.y - _LINE / 2, left + wide, self.y + _LINE / 2)


def placed(
    wanted: Sequence[tuple[tuple[float, float], str]],
    points: Sequence[tuple[float, float]],
    lines: Sequence[Box],
    within: Box,
    most: int = 40,
) -> list[Label]:
    """A label for each (point, name), each at the place that covers least of what stands already.

    ``lines`` are thin boxes. A name that would cover ``most`` or more wherever it stood is left out: another name or
    the edge count 40, a line 14, a point 3. Tried from the first to the last and from the last to the first.
    """
    around = [Box(x - 6, y - 6, x + 6, y + 6) for x, y in points]
    ways = [_in_turn(order, around, lines, within, most) for order in (wanted, wanted[::-1])]
    return min(ways, key=lambda way: way[0])[1]


def _in_turn(
    wanted: Sequence[tuple[tuple[float, float], str]],
    points: Sequence[Box],
    lines: Sequence[Box],
    within: Box,
    most: int,
) -> tuple[int, list[Label]]:
    """The labels and what they cover in all, those that are left out counted as ``most`` each."""
    found: list[Label] = []
    total = 0
    for (x, y), text in wanted:
        tried = [Label(text, x + dx, y + dy, align) for align, dx, dy in _PLACES]
        costs = [_cost(label.box, found, points, lines, within) for label in tried]
        least = min(costs)
        total += min(least, most)
        if least < most:
            found.append(tried[costs.index(least)])
    return total, found


def _cost(box: Box, labels: Sequence[Label], points: Sequence[Box], lines: Sequence[Box], within: Box) -> int:
    over = sum(label.box.meets(box) for label in labels) * _OVER_LABEL
    over += (
        sum(point.meets(box) for point in points) * _OVER_POINT + sum(line.meets(box) for line in lines) * _OVER_LINE
    )
    return over + (0 if within.holds(box) else _OVER_EDGE)


def apart(levels: Sequence[float], least: float, lowest: float) -> list[float]:
    """The levels ``least`` apart, in the order given: moved down where they meet, and up again above ``lowest``."""
    order = sorted(range(len(levels)), key=lambda i: levels[i])
    moved = list(levels)
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + least)
    for place in reversed(order):
        moved[place] = min(moved[place], lowest)
        lowest = moved[place] - least
    return moved
