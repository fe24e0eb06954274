"""What boards themselves say, for the page Leaders: side by side, of one model, where reporters differ. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from dashboard.leading import UNLABELLED, Row
from dashboard.tables import csv_text
from dashboard.words import count, day, listing, percents, plain
from intel.market.crosscheck import Drift, Pair
from intel.market.tasks import Task
from intel.records import REPORTERS
from intel.views import ScoreView

_UNITS = {"percent": "%", "elo": "Elo", "index": "index", "usd": "USD"}
_BY = {"independent": "the board", "submitter": "sent in", "vendor": "lab’s own word"}


def editions(task: Task, scores: Iterable[ScoreView]) -> dict[str, str]:
    """Edition → column title with its unit, of those in the basket that have a score; in the basket's order."""
    titles = {score.edition: f"{plain(score.title, 40)}, {_UNITS[score.scale]}" for score in scores}
    return {measure.edition: titles[measure.edition] for measure in task.basket if measure.edition in titles}


def basket(task: Task, scores: Iterable[ScoreView]) -> list[dict[str, object]]:
    """What the task is judged by, a row per edition."""
    titles = {score.edition: plain(score.title, 60) for score in scores}
    return [
        {"Board": titles.get(one.edition), "Weight": one.weight, "Why": one.why, "Edition": one.edition}
        for one in task.basket
    ]  # fmt: skip


def basket_csv(task: Task) -> str:
    """The basket, an edition per row."""
    return csv_text(
        ("task", "edition", "weight", "why"), ((task.name, m.edition, m.weight, m.why) for m in task.basket)
    )


def best(scores: Iterable[ScoreView]) -> dict[tuple[str, str], ScoreView]:
    """One score for each model and edition: the board's own before what was sent in, then the better one."""
    found: dict[tuple[str, str], ScoreView] = {}
    for score in scores:
        if score.model is not None:
            held = found.get((score.model, score.edition))
            if held is None or _rank(score) < _rank(held):
                found[score.model, score.edition] = score
    return found


def _rank(score: ScoreView) -> tuple[int, Decimal]:
    return REPORTERS.index(score.reporter), -score.value if score.higher_is_better else score.value


def matrix(
    ranked: Sequence[Row], columns: Mapping[str, str], chosen: Mapping[tuple[str, str], ScoreView]
) -> list[dict[str, object]]:
    """A row per model with its estimate and its score on each edition; None where a board has none of it."""
    made = []
    for row in ranked:
        found = {edition: chosen.get((row.estimate.model, edition)) for edition in columns}
        own = [title.partition(",")[0] for edition, title in columns.items() if _own(found[edition])]
        made.append(
            {"Model": plain(row.estimate.title, 60), "Solves": percents(row.estimate.share)}
            | {title: _number(found[edition]) for edition, title in columns.items()}
            | {"Lab’s own word": ", ".join(own) or None}
        )
    return made


def _own(score: ScoreView | None) -> bool:
    return score is not None and score.reporter == "vendor"


def _number(score: ScoreView | None) -> float | None:
    return None if score is None else float(score.value)


def matrix_claim(
    columns: Mapping[str, str], chosen: Mapping[tuple[str, str], ScoreView], titles: Mapping[str, str],
    *, open_only: bool = False,
) -> str:  # fmt: skip
    """Who is first on how many boards; ``titles`` holds the models that are shown."""
    by_edition: dict[str, list[ScoreView]] = defaultdict(list)
    for (model, edition), score in chosen.items():
        if model in titles and edition in columns:
            by_edition[edition].append(score)
    first = Counter(str(max(found, key=_better).model) for found in by_edition.values())
    if not first:
        return "No board of the basket has a score"
    (model, most), *_ = sorted(first.items(), key=lambda item: (-item[1], item[0]))
    if most == 1 and len(first) > 1:
        return f"Another {'open ' if open_only else ''}model is first on each of the {len(first)} boards"
    among = "Of the open models " if open_only else ""
    return f"{among}{plain(titles[model], 40)} is first on {most} of {count(sum(first.values()), 'board')}"


def _better(score: ScoreView) -> tuple[Decimal, str]:
    return score.value if score.higher_is_better else -score.value, str(score.model)


def stated_by(scores: Iterable[ScoreView]) -> str:
    """Whose scores these are and when each source was last seen to state them."""
    newest: dict[str, datetime] = {}
    for score in scores:
        newest[score.source] = max(score.checked_at, newest.get(score.source, score.checked_at))
    return f"Scores as stated by {listing([f'{source} {day(newest[source])}' for source in sorted(newest)], 6)}."


def of_model(model: str, task: Task, scores: Iterable[ScoreView]) -> list[ScoreView]:
    """Every score of a model, those of the task's basket first; costs and composites are no evidence and left out."""
    theirs = [s for s in scores if s.model == model and s.scale != "usd" and not s.composite]
    return sorted(theirs, key=lambda s: (s.edition not in task.weights, s.benchmark, s.version, *_rank(s)))


def cells(score: ScoreView, task: Task) -> Mapping[str, object]:
    """A score as a row of the table under a model."""
    places = 0 if score.scale == "elo" else 1
    known = score.lower is not None and score.upper is not None
    spread = f"{score.lower:.{places}f} to {score.upper:.{places}f}" if known else None
    return {
        "Board": plain(score.title, 60), "Edition": score.version, "Score": float(score.value),
        "Unit": _UNITS[score.scale], "Interval": spread, "Effort": score.effort or UNLABELLED,
        "Harness": score.harness or None, "Reported by": _BY[score.reporter],
        "In basket": "yes" if score.edition in task.weights else "no",
        "Stated": score.stated_on or score.seen_from.date(), "Source": score.source, "Evidence": score.url,
    }  # fmt: skip


def drift_claim(drifts: Sequence[Drift], pairs: Sequence[Pair]) -> str:
    """How much higher labs state their own models than others found them."""
    if not pairs:
        return "No score is stated by two reporters"
    if not drifts:
        return "No lab states a score that somebody else has measured too"
    top = drifts[0]
    way = "higher" if top.points >= 0 else "lower"
    names = f"{plain(top.lab, 40).capitalize()} states its own models {abs(top.points):.1f} points {way} than others do"
    return names if len(drifts) == 1 else f"{names}, the widest of {len(drifts)} labs"


def pair_cells(pair: Pair, titles: Mapping[str, str]) -> Mapping[str, object]:
    """Two reporters of one score as a row; ``titles`` by model id."""
    believed, other = pair.believed, pair.other
    name = titles.get(believed.model or "", believed.model or believed.name)
    return {
        "Board": plain(believed.title, 60), "Model": plain(name, 60),
        "Believed": float(believed.value), "By": _BY[believed.reporter], "Other": float(other.value),
        "Other by": _BY[other.reporter], "Differs": float(pair.difference), "Unit": _UNITS[believed.scale],
        "Rule": pair.why,
    }  # fmt: skip


HEADER = (
    "model", "name", "benchmark", "version", "value", "scale", "lower", "upper", "effort", "harness", "reporter",
    "reported_by", "witness", "stated_on", "checked_at", "source", "url", "sha256", "licence",
)  # fmt: skip


def csv(scores: Iterable[ScoreView]) -> str:
    """Scores as stated, whose licence lets them leave the machine; unknown is empty."""
    return csv_text(
        HEADER,
        (
            (
                s.model, s.name, s.benchmark, s.version, s.value, s.scale, s.lower, s.upper, s.effort, s.harness,
                s.reporter, s.reported_by, s.witness, s.stated_on, s.checked_at.isoformat(), s.source, s.url, s.sha256,
                s.licence,
            )
            for s in scores
            if s.redistributable
        ),
    )  # fmt: skip
