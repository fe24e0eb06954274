"""LiveBench: one table per release, scores 0-100 by task, with measured cost and tokens beside the newest.

A release is a set of questions, so its date is the edition; rows are added and edited for as long as it stands. The
site shows means of tasks by category and the mean of the categories, and works them out in the browser from an
undocumented file: so does this collector, and it states no category of which a task is missing and no overall mean of
which a category is. A later release has to be added to ``_RELEASES``; a column that none of them knows is rejected.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Context, Decimal

from intel.collectors.shapes.csv_rows import by_column, csv_rows
from intel.collectors.shapes.score_values import percent, plain, positive
from intel.errors import RowError, SourceError
from intel.records import Benchmark, Fact, Follow, Rejected, Score, name
from intel.source import Authority, Parsed, Snapshot, Source, each

_SITE = "https://livebench.ai"
SOURCE = Source(
    id="livebench",
    title="LiveBench",
    url=f"{_SITE}/table_2026_06_25.csv",
    cadence=timedelta(hours=24),
    authority=Authority.COMMUNITY,
    licence="CC BY-SA 4.0",
    redistributable=True,
    min_records=300,
    homepage=_SITE,
    also=(f"{_SITE}/table_2026_01_08.csv", f"{_SITE}/cost_2026_06_25.csv"),
)

_CATEGORIES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "reasoning": ("Reasoning", ("theory_of_mind", "zebra_puzzle", "spatial", "logic_with_navigation")),
    "coding": ("Coding", ("code_generation", "code_completion")),
    "agentic-coding": ("Agentic Coding", ("javascript", "typescript", "python")),
    "math": ("Mathematics", ("AMPS_Hard", "integrals_with_game", "math_comp", "olympiad")),
    "data-analysis": ("Data Analysis", ("consecutive_events", "tablejoin", "tablereformat")),
    "language": ("Language", ("connections", "plot_unscrambling", "typos")),
    "instruction-following": ("Instruction Following", ("paraphrase", "simplify", "story_generation", "summarize")),
}
_TASKS = tuple(task for _, tasks in _CATEGORIES.values() for task in tasks)
_RELEASES = ("2026_06_25", "2026_01_08")
"""Newest first; both have the same tasks."""
_DIGITS = Context(prec=7)
_COST = "cost"


def parse(snapshot: Snapshot) -> Parsed:
    """Yield a score per model and category of one table; of a table of costs what a question cost."""
    release = next((r for r in _RELEASES if r in snapshot.url), "")
    if not release:
        raise SourceError(f"{snapshot.url}: not a release that is known ({', '.join(_RELEASES)})")
    if f"/{_COST}_" in snapshot.url:
        yield from _costs(snapshot, release)
        return
    yield from _scores(snapshot, release)
    if release == _RELEASES[0]:
        yield Follow(f"{_SITE}/{_COST}_{release}.csv", _COST)
        yield from (Follow(f"{_SITE}/table_{older}.csv", older) for older in _RELEASES[1:])


def _scores(snapshot: Snapshot, release: str) -> Iterator[Fact]:
    version = release.replace("_", "-")
    rows = list(csv_rows(snapshot, ("model",)))
    header = rows[0][1]
    known = [slug for slug, (_, tasks) in _CATEGORIES.items() if set(tasks) <= set(header)]
    if not known:
        raise SourceError(f"{snapshot.url}: no category has all its tasks among the columns")
    for slug in known:
        title = f"LiveBench {_CATEGORIES[slug][0]}"
        yield Benchmark(f"livebench/{slug}", version, title, "percent", homepage=_SITE)
    yield Benchmark("livebench/overall", version, "LiveBench overall", "percent", composite=True, homepage=_SITE)
    for column in sorted(set(header) - {"model", *_TASKS}):
        yield Rejected(f"column {column}", "a task of no known category")

    def row(_: str, cells: list[str]) -> Iterator[Fact]:
        yield from _row(header, cells, version)

    yield from each(((where, cells) for where, _, cells in rows), row)


def _row(header: list[str], cells: list[str], version: str) -> Iterator[Fact]:
    model = name(cells[0])
    if len(cells) > len(header):
        raise RowError(f"{len(cells)} cells under {len(header)} columns")
    stated = dict(zip(header, cells, strict=False))
    means: list[Decimal] = []
    for slug, (_, tasks) in _CATEGORIES.items():
        found = [value for task in tasks if (value := percent(stated.get(task))) is not None]
        if len(found) == len(tasks):
            means.append(_mean(found))
            yield Score(model, f"livebench/{slug}", version, means[-1])
    if len(means) == len(_CATEGORIES):
        yield Score(model, "livebench/overall", version, _mean(means))
    elif not means:
        raise RowError("no category with all its tasks")


def _mean(found: list[Decimal]) -> Decimal:
    return plain(_DIGITS.divide(sum(found, Decimal(0)), Decimal(len(found))))


def _costs(snapshot: Snapshot, release: str) -> Iterator[Fact]:
    """Measured USD a question, a "benchmark" of its own for which less is better. A task's column is its whole cost."""
    version = release.replace("_", "-")
    yield Benchmark(
        "livebench/cost", version, "LiveBench cost of a question, USD", "usd", higher_is_better=False, homepage=_SITE
    )
    for slug, (title, _) in _CATEGORIES.items():
        yield Benchmark(
            f"livebench/{slug}/cost", version, f"LiveBench {title}, cost of a question, USD", "usd",
            higher_is_better=False, homepage=_SITE,
        )  # fmt: skip

    def row(_: str, stated: tuple[list[str], list[str]]) -> Iterator[Fact]:
        cells = by_column(*stated)
        yield from _cost_row(cells, version)

    yield from each(((where, (h, c)) for where, h, c in csv_rows(snapshot, ("model", "cost_per_question"))), row)


def _cost_row(cells: dict[str, str], version: str) -> Iterator[Fact]:
    model, overall = name(cells["model"]), positive(cells["cost_per_question"])
    if overall is not None:
        yield Score(
            model, "livebench/cost", version, overall,
            input_tokens=positive(cells.get("avg_input_tokens")),
            output_tokens=positive(cells.get("avg_output_tokens")),
        )  # fmt: skip
    for slug, (_, tasks) in _CATEGORIES.items():
        weighed = [(_questions(cells, task), positive(cells.get(task))) for task in tasks]
        items = sum(count for count, _ in weighed)
        if items and all(count and cost is not None for count, cost in weighed):
            total = sum((cost for _, cost in weighed if cost is not None), Decimal(0))
            yield Score(
                model, f"livebench/{slug}/cost", version, plain(_DIGITS.divide(total, Decimal(items))), n=items,
                output_tokens=_tokens(cells, tasks, items),
            )  # fmt: skip


def _questions(cells: dict[str, str], task: str) -> int:
    count = positive(cells.get(f"nq_{task}"))
    return int(count) if count is not None else 0


def _tokens(cells: dict[str, str], tasks: tuple[str, ...], items: int) -> Decimal | None:
    """Mean tokens of an answer over the questions of a category; None where a task does not state them."""
    stated = [(_questions(cells, task), positive(cells.get(f"out_{task}"))) for task in tasks]
    if any(mean is None for _, mean in stated):
        return None
    total = sum((count * mean for count, mean in stated if mean is not None), Decimal(0))
    return plain(_DIGITS.divide(total, Decimal(items)))
