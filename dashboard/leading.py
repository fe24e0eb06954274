"""Who leads a task, for the page Leaders: its claim, its rows and its download. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.charts import Interval, kind_of
from dashboard.tables import csv_text
from dashboard.words import count, listing, percents, plain
from intel.market.leaders import leader_first
from intel.market.tasks import Task
from intel.views import EstimateView, LeaderView

SHOWN = 14
"""Models in the chart; the table has all."""
UNLABELLED = "unstated"
_VENDOR = "vendor:"


@dataclass(frozen=True, slots=True)
class Row:
    """One model of a task, or one effort of a model. ``p_best`` None: not known for this scope."""

    estimate: EstimateView
    leads: bool
    p_best: float | None


def rows(
    estimates: Sequence[EstimateView], found: LeaderView | None, *, open_only: bool
) -> tuple[list[Row], list[Row]]:
    """(judged by two sources or more, provisional), each by falling share.

    Among open weights P(best) is stored for the leader or the tied only.
    """
    chance = dict(zip(found.models, found.p_best, strict=True)) if found else {}
    chosen = [one for one in estimates if one.open_weights or not open_only]
    made = [Row(one, one.model in chance, chance.get(one.model, None if open_only else one.p_best)) for one in chosen]
    return [row for row in made if not row.estimate.provisional], [row for row in made if row.estimate.provisional]


def claim(task: Task, ranked: Sequence[Row], found: LeaderView | None, *, open_only: bool) -> str:
    """The answer in one sentence; a tie is called a tie."""
    titles = {row.estimate.model: plain(row.estimate.title, 40) for row in ranked if row.leads}
    named = leader_first(found.models, [row.estimate for row in ranked]) if found else []
    names = [titles[model] for model in named if model in titles]
    what = task.title[0].lower() + task.title[1:]
    kind = "open model" if open_only else "model"
    if not names or found is None:
        return f"No {kind} is judged by two independent sources at {what}"
    if found.state == "leader":
        return f"{names[0]} leads{' the open models' if open_only else ''} at {what}"
    return f"{count(len(names), kind)} may be best at {what}: {listing(names, 3)}"


def intervals(ranked: Sequence[Row]) -> list[Interval]:
    """The best as rows of the chart."""
    return [
        Interval(
            plain(row.estimate.title, 60), kind_of(row.estimate.open_weights), row.estimate.share, row.estimate.lower,
            row.estimate.upper, _chance(row.p_best), _detail(row.estimate), not row.leads,
        )
        for row in ranked[:SHOWN]
    ]  # fmt: skip


def effort_intervals(efforts: Sequence[EstimateView]) -> list[Interval]:
    """The efforts of one model as rows of a chart; what was judged by one source alone is pale."""
    return [
        Interval(
            f"{one.effort or UNLABELLED} effort", kind_of(one.open_weights), one.share, one.lower, one.upper,
            witnesses(one.sources), _detail(one), one.provisional,
        )
        for one in efforts
    ]  # fmt: skip


def _chance(probability: float | None) -> str:
    if probability is None:
        return ""
    return "under 1%" if probability < 0.01 else f"{probability:.0%}"


def _detail(one: EstimateView) -> str:
    return f"{witnesses(one.sources)} at {one.rolled_from or one.effort.strip('*') or UNLABELLED} effort"


def witnesses(sources: Sequence[str]) -> str:
    """Who stands behind an estimate; a lab's word on its own model is marked as that."""
    own = any(source.startswith(_VENDOR) for source in sources)
    return ", ".join([*(s for s in sources if not s.startswith(_VENDOR)), *(["lab’s own word"] if own else [])])


def table(shown: Sequence[Row]) -> list[Mapping[str, object]]:
    """The rows of a table: one that leads alone leads, several may be best."""
    word = "leads" if sum(row.leads for row in shown) == 1 else "may be best"
    return [_cells(row, word if row.leads else "no") for row in shown]


def _cells(row: Row, leads: str) -> Mapping[str, object]:
    one = row.estimate
    return {
        "Model": plain(one.title, 60), "Solves": percents(one.share),
        "From": percents(one.lower), "To": percents(one.upper),
        "P(best)": None if row.p_best is None else 100 * row.p_best, "Leads": leads,
        "Effort": one.rolled_from or UNLABELLED, "Weights": kind_word(one.open_weights),
        "Judged by": witnesses(one.sources), "Boards": one.boards,
    }  # fmt: skip


def absent(model: str, estimates: Sequence[EstimateView], what: str, *, known: bool) -> str:
    """Why a model is not among those shown at a task called ``what``; '' for one that the catalog does not know."""
    one = next((one for one in estimates if one.model == model), None)
    if one is None:
        return f"is not judged at {what}" if known else ""
    weights = {False: "closed weights", None: "weights of unknown licence"}.get(one.open_weights, "weights")
    return f"has {weights} and is filtered out by Weights: Open"


def kind_word(open_weights: bool | None) -> str:
    """Open, closed or unknown."""
    return {True: "open", False: "closed", None: "unknown"}[open_weights]


HEADER = (
    "task", "model", "title", "effort", "rolled_up", "share", "lower", "upper", "p_best", "leads", "provisional",
    "weights", "sources", "boards", "fitted_at",
)  # fmt: skip


def csv(shown: Sequence[Row], efforts: Mapping[tuple[str, str], Sequence[EstimateView]], fitted_at: str) -> str:
    """Every estimate of a task, each model before its efforts; shares are 0-1, unknown is empty."""
    lines: list[tuple[object, ...]] = []
    for row in shown:
        one = row.estimate
        lines.append(_line(one, one.rolled_from, fitted_at, row))
        lines += [_line(effort, effort.effort, fitted_at) for effort in efforts.get((one.task, one.model), ())]
    return csv_text(HEADER, lines)


def _line(one: EstimateView, effort: str, fitted_at: str, row: Row | None = None) -> tuple[object, ...]:
    chance = round(row.p_best, 4) if row and row.p_best is not None else None
    return (
        one.task, one.model, one.title, effort, row is not None, round(one.share, 4), round(one.lower, 4),
        round(one.upper, 4), chance, row.leads if row else None, one.provisional, kind_word(one.open_weights),
        "+".join(one.sources), one.boards, fitted_at,
    )  # fmt: skip
