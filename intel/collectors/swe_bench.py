"""SWE-bench's leaderboards: issues of real repositories that an agent resolved, 0-100.

Rows of mini-SWE-agent are the board's own runs, and its versions 1 and 2 are not compared; all others are sent in by
those who built the agent, whose name is the harness. A row that several models share belongs to none. The data are
licensed for other than commercial use alone: they never leave the machine and enter no estimate.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from intel.collectors.shapes.documents import json_array
from intel.collectors.shapes.score_values import percent, positive
from intel.errors import RowError, SourceError
from intel.records import Benchmark, Fact, Score, name
from intel.source import Authority, Parsed, Snapshot, Source, each

SOURCE = Source(
    id="swe-bench",
    title="SWE-bench",
    url="https://raw.githubusercontent.com/SWE-bench/swe-bench.github.io/master/data/leaderboards.json",
    cadence=timedelta(days=1),
    authority=Authority.COMMUNITY,
    licence="CC BY-NC 4.0",
    redistributable=False,
    min_records=100,
    enters_estimates=False,
    homepage="https://www.swebench.com",
)

_MINI = "mini-SWE-agent"
_MANY = {"multiple", "undisclosed", "unknown", ""}
_ITEMS = {"verified": 500, "lite": 300, "test": 2294, "multimodal": 517, "multilingual": 300}
"""Tasks of each board, as its page states them; of those run by others too they are the same."""


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one score per row of every board."""
    boards = [board for board in json_array(snapshot, "leaderboards") if _is_board(board)]
    if not boards:
        raise SourceError(f"{snapshot.url}: no leaderboard has a name and results")
    for board in boards:
        part = _slug(board["name"])
        edition = Benchmark(
            f"swe-bench/{part}", "1", f"SWE-bench {board['name'][:60]}", "percent", items=_ITEMS.get(part),
            homepage=SOURCE.homepage,
        )  # fmt: skip
        yield edition

        def row(_: str, stated: Any, edition: Benchmark = edition) -> Iterator[Fact]:
            yield _score(stated, edition)

        yield from each(((f"{part} {_title(stated)}", stated) for stated in board["results"]), row)


def _is_board(board: object) -> bool:
    return (
        isinstance(board, dict)
        and isinstance(board.get("name"), str)
        and bool(_slug(board["name"]))
        and isinstance(board.get("results"), list)
    )


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]


def _title(row: object) -> str:
    return str(row.get("name")) if isinstance(row, dict) else "row"


def _score(row: Any, board: Benchmark) -> Score:
    if not isinstance(row, dict):
        raise RowError("a row is no object")
    value = percent(row.get("resolved"))
    if value is None:
        raise RowError("no share resolved")
    agent = _text(row.get("agent"))
    mini = agent == _MINI or agent.startswith(f"{_MINI} ")
    cost = positive(row.get("instance_cost"))
    return Score(
        _model(row), board.name, board.version, value, harness=_harness(row, agent, mini=mini),
        effort=_text(row.get("reasoning_effort")), reporter="independent" if mini else "submitter",
        reported_by="" if mini else _text(row.get("agent_org")), n=board.items, cost_usd=cost,
        cost_items=1 if cost is not None else None, stated_on=_day(row.get("date")),
        note=_note(row, mini=mini),
    )  # fmt: skip


def _note(row: dict[str, Any], *, mini: bool) -> str:
    """``checked`` is true, false, null or a sentence; a system that tries more than once is no single run."""
    tags = row.get("tags")
    again = "System: Attempts - 2+" in tags if isinstance(tags, list) else False
    unchecked = row.get("checked") is not True and not mini
    return ", ".join(["not checked by the board"] * unchecked + ["two attempts or more"] * again)


def _model(row: dict[str, Any]) -> str:
    """The one tagged model; of several, all of them, which means none; else what the row calls itself."""
    tags = row.get("tags")
    tagged = [
        tag.partition(":")[2].strip()
        for tag in (tags if isinstance(tags, list) else ())
        if isinstance(tag, str) and tag.startswith("Model:")
    ]
    if len(set(tagged)) > 1:
        return name(" + ".join(sorted(set(tagged))))
    shown = _text(row.get("model_display"))
    if shown.lower() not in _MANY:
        return shown
    return name(tagged[0]) if tagged and tagged[0] else name(row.get("name"))


def _harness(row: dict[str, Any], agent: str, *, mini: bool) -> str:
    if not mini:
        return agent or _text(row.get("name"))
    version = _text(row.get("mini-swe-agent_version"))
    return f"{_MINI} {version.partition('.')[0]}" if version else _MINI


def _text(value: object) -> str:
    return name(value) if isinstance(value, str) and value.strip() else ""


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        raise RowError(f"no date: {value!r}") from None
