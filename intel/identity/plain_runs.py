"""Which rows of a board are runs without thinking, as far as its own names tell.

Where a board lists "x" beside "x-thinking" (or "x-thinking-32k"), one set of weights ran twice, and the plain name is
the run with thinking switched off: LiveBench calls the one a reasoner and not the other, LMArena and Kagi tell the two
apart by nothing else. Seen on those three in August 2026. The names must be the same but for the words that say so:
"grok-4-fast-chat" beside "grok-4-fast-reasoning" decides nothing, nor does "x" beside "x-high" or
"x (thinking-minimal)", where the plain name is the default and no switch was thrown. Without a twin a plain name stays
unlabelled.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from functools import lru_cache

from intel.identity.effort import CUTS
from intel.identity.normalise import readings

WITHOUT = "none"
"""The effort of a run without thinking."""


class PlainRuns:
    """The rows of all boards that have a thinking twin. A place is one model on one board, in the caller's words."""

    def __init__(self, rows: Iterable[tuple[Hashable, str, str]]) -> None:
        """Take (place, name, effort) of rows; those that do not say plainly that the model thought are passed over."""
        self._names: dict[Hashable, set[Hashable]] = defaultdict(set)
        for place, name, effort in rows:
            if _thinks(effort):
                self._names[place].add(_bare(name))

    def effort(self, place: Hashable, name: str) -> str:
        """``WITHOUT`` for an unlabelled row that has a twin, else ''."""
        return WITHOUT if place in self._names and _bare(name) in self._names[place] else ""


def _thinks(effort: str) -> bool:
    """Whether thinking was switched on, rather than set to a level: "thinking", "32k", "thinking+32k"."""
    parts = effort.split("+")
    return all(part == "thinking" or (part.endswith("k") and part[:-1].isdigit()) for part in parts)


@lru_cache(maxsize=4096)
def _bare(name: str) -> Hashable:
    """The name without the words that say how hard the model thought; all else that was cut still tells names apart."""
    *_, last = readings(name)
    return last.text, last.date, tuple(cut for cut in last.cuts if cut not in CUTS and not cut.startswith("date "))
