"""The same model on the same benchmark by two reporters: how far apart they are, and which is believed. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from statistics import fmean

from intel.records import OF_ANOTHER_LAB, REPORTERS
from intel.views import ScoreView


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements of one score; ``believed`` is the first of them, and ``why`` says by which rule."""

    believed: ScoreView
    other: ScoreView
    why: str

    @property
    def difference(self) -> Decimal:
        """The other less the believed one, on the benchmark's scale."""
        return self.other.value - self.believed.value


@dataclass(frozen=True, slots=True)
class Drift:
    """How much higher a lab states its own models than those who tested them."""

    lab: str
    points: float
    """Mean of vendor less independent, in points of percent boards."""
    pairs: int


def pairs(scores: Iterable[ScoreView]) -> list[Pair]:
    """Every two statements of one model on one benchmark by different reporters or witnesses.

    Efforts must be the same or one of them unlabelled; editions and harnesses may differ, which ``why`` then says. By
    benchmark, then model. The board's own run is believed before what was sent in, and that before the
    lab's word on its own model; between equals the one that was stated later.
    """
    same: dict[tuple[str, ...], list[ScoreView]] = defaultdict(list)
    for score in scores:
        if score.model is not None:
            same[score.benchmark, score.model].append(score)
    found = []
    for _, stated in sorted(same.items(), key=lambda item: item[0]):
        ranked = sorted(stated, key=_rank)
        found += [
            Pair(first, other, _why(first, other))
            for first, other in combinations(ranked, 2)
            if (first.reporter, first.witness) != (other.reporter, other.witness) and _alike(first, other)
        ]
    return found


def _alike(first: ScoreView, other: ScoreView) -> bool:
    return first.effort == other.effort or "" in (first.effort, other.effort)


def _rank(score: ScoreView) -> tuple[int, float, int]:
    day = score.stated_on.toordinal() if score.stated_on is not None else 0
    return REPORTERS.index(score.reporter), -day, score.id


def _why(first: ScoreView, other: ScoreView) -> str:
    if first.reporter != other.reporter:
        rule = f"{first.reporter} before {other.reporter}"
    else:
        rule = "stated later" if first.stated_on != other.stated_on else "read first"
    differ = [word for word in ("version", "harness", "effort") if getattr(first, word) != getattr(other, word)]
    return f"{rule}; {', '.join(differ)} {'differs' if len(differ) == 1 else 'differ'}" if differ else rule


def drifts(found: Sequence[Pair]) -> list[Drift]:
    """The mean drift of each lab's own figures on percent boards, largest first; labs without a pair are left out."""
    by_lab: dict[str, list[float]] = defaultdict(list)
    for pair in found:
        vendor, tested = pair.other, pair.believed
        own = vendor.reporter == "vendor" and vendor.note != OF_ANOTHER_LAB
        if own and tested.reporter != "vendor" and vendor.scale == "percent":
            by_lab[vendor.lab].append(float(pair.difference))
    return sorted(
        (Drift(lab, fmean(points), len(points)) for lab, points in by_lab.items()), key=lambda d: (-d.points, d.lab)
    )
