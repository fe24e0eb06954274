"""Aider's leaderboards: coding exercises solved with aider, with the measured cost of the whole run.

Rows are runs of the project or pull requests with a run's numbers; the boards have not changed since October 2025. The
headline is the second try (``pass_rate_2``). A cost of 0 or none is unknown. A run in architect mode has two models at
work, and its score belongs to neither: its name says both.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Context, Decimal
from typing import Any

import yaml

from intel.collectors.shapes.score_values import percent, plain, positive
from intel.errors import RowError, SourceError
from intel.records import Benchmark, Fact, Follow, Score, name
from intel.source import Authority, Parsed, Snapshot, Source, each, printable

_FOLDER = "https://raw.githubusercontent.com/Aider-AI/aider/main/aider/website/_data"
_HOME = "https://aider.chat/docs/leaderboards/"
SOURCE = Source(
    id="aider",
    title="Aider leaderboards",
    url=f"{_FOLDER}/polyglot_leaderboard.yml",
    cadence=timedelta(days=7),
    authority=Authority.COMMUNITY,
    licence="Apache-2.0",
    redistributable=True,
    min_records=40,
    homepage=_HOME,
    also=(f"{_FOLDER}/edit_leaderboard.yml", f"{_FOLDER}/refactor_leaderboard.yml"),
)

_BOARDS = {
    "polyglot_leaderboard.yml": Benchmark(
        "aider/polyglot", "1", "Aider polyglot", "percent", items=225, homepage=_HOME
    ),
    "edit_leaderboard.yml": Benchmark("aider/edit", "1", "Aider code editing", "percent", items=133, homepage=_HOME),
    "refactor_leaderboard.yml": Benchmark(
        "aider/refactor", "1", "Aider refactoring", "percent", items=89, homepage=_HOME
    ),
}
_DIGITS = Context(prec=7)


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one score per run of a board; of the first board also where the others are."""
    board = next((board for file, board in _BOARDS.items() if snapshot.url.endswith(file)), None)
    if board is None:
        raise SourceError(f"{snapshot.url}: none of the boards that are known ({', '.join(_BOARDS)})")
    runs = _runs(snapshot)
    yield board

    def row(_: str, run: Any) -> Iterator[Fact]:
        yield _score(run, board)

    yield from each(((f"run {at}", run) for at, run in enumerate(runs, 1)), row)
    if board is _BOARDS["polyglot_leaderboard.yml"]:
        yield from (Follow(f"{_FOLDER}/{file}", file) for file in list(_BOARDS)[1:])


def _runs(snapshot: Snapshot) -> list[Any]:
    text = snapshot.text()
    text = text[: text.rfind("\n") + 1]  # a last line without an end may lack digits, and one of the boards has none
    try:
        found = yaml.load(text, Loader=_Plain)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise SourceError(f"{snapshot.url}: not YAML: {' '.join(str(error).split())[:120]}") from None
    if not isinstance(found, list) or not any(isinstance(run, dict) and "pass_rate_2" in run for run in found):
        raise SourceError(f"{snapshot.url}: no list of runs with a pass_rate_2")
    return found


class _Plain(yaml.SafeLoader):
    """Reads every scalar as the text that was written: digits stay as printed, "2024-12-21" a text."""


_Plain.yaml_implicit_resolvers = {}


def _score(run: Any, board: Benchmark) -> Score:
    if not isinstance(run, dict):
        raise RowError("a run is no mapping")
    value = percent(run.get("pass_rate_2"))
    if value is None:
        raise RowError("no pass_rate_2")
    cases = positive(run.get("test_cases"))
    model, editor = name(run.get("model")), run.get("editor_model")
    if isinstance(editor, str) and editor.strip() and " + " not in model:
        model = name(f"{model} + {editor.strip()}")
    return Score(
        model, board.name, board.version, value, harness=_harness(run), effort=_effort(run),
        n=int(cases) if cases is not None else None, cost_usd=positive(run.get("total_cost")),
        cost_items=int(cases) if cases is not None else None,
        input_tokens=_mean(run.get("prompt_tokens"), cases), output_tokens=_mean(run.get("completion_tokens"), cases),
        seconds=positive(run.get("seconds_per_case")),
        stated_on=_day(run.get("date")),  # stands behind all but the costs: a run cut short lacks it
    )  # fmt: skip


def _harness(run: dict[str, Any]) -> str:
    """Aider and the format in which the model had to answer, which moves scores by several points."""
    return f"aider {_text(run.get('edit_format'))}".strip()


def _effort(run: dict[str, Any]) -> str:
    """As stated, or the budget of thinking tokens as "32k"; '' where neither is."""
    budget = positive(run.get("thinking_tokens"))
    return _text(run.get("reasoning_effort")) or (f"{int(budget) // 1000}k" if budget is not None else "")


def _mean(total: object, cases: Decimal | None) -> Decimal | None:
    stated = positive(total)
    return None if stated is None or cases is None else plain(_DIGITS.divide(stated, cases))


def _text(value: object) -> str:
    return name(value) if isinstance(value, str) and value.strip() else ""


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value).strip()[:10])
    except ValueError:
        raise RowError(f"no date: {printable(str(value), 40)!r}") from None
