"""Terminal-Bench: agents at work in a terminal, each with a model, by the tests that their tasks end in.

Every edition has its own tasks, so 2.0, 2.1 and 4.0 are never compared. A page holds its table as the data of its
scripts, in one of two shapes: up to 2.x an accuracy of 0-1 with its standard error and a list of models, later one of
0-100 with the half width of a 95 % interval, the effort, and the cost of all trials. A verified run was made by a
member of the board's team; all others were sent in. An agent that drives several models has them all in the name, and
its score belongs to none of them.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from intel.collectors.shapes.fields import mapping, optional_name, tokens
from intel.collectors.shapes.rsc_payload import objects, pushed, rows, text
from intel.collectors.shapes.score_values import measured, percent, plain, positive
from intel.errors import RowError, SourceError
from intel.records import Benchmark, Fact, Follow, Score, name
from intel.source import Authority, Parsed, Snapshot, Source, each, printable

_BOARD = "terminal-bench"
_PAGES = "https://www.tbench.ai/leaderboard/terminal-bench"
SOURCE = Source(
    id="terminal-bench",
    title="Terminal-Bench",
    url=f"{_PAGES}/2.0",
    cadence=timedelta(hours=24),
    authority=Authority.COMMUNITY,
    licence="none stated for the board; its submissions are Apache-2.0",
    redistributable=False,
    min_records=30,
    homepage="https://www.tbench.ai",
)

_ITEMS = {"2.0": 89}
_LATER = ("4.0", "2.1")
_EDITION = re.compile(r"^(\d+)[.-](\d+)(?:[.-]\d+)?$")
_NINETY_FIVE = Decimal("0.95")
_SE_95 = Decimal("1.96")
_NOT_SLUG = re.compile(r"[^a-z0-9.+]+")


def parse(snapshot: Snapshot) -> Parsed:
    """Yield a score per row of the edition that the address names; of the first edition also where the others are."""
    version = snapshot.url.rstrip("/").rpartition("/")[2]
    if not _EDITION.match(version):
        raise SourceError(f"{snapshot.url}: the address names no edition")
    found = _table(snapshot, version)
    yield Benchmark(
        _BOARD, version, f"Terminal-Bench {version}", "percent",
        items=_ITEMS.get(version), homepage=f"{_PAGES}/{version}",
    )  # fmt: skip

    def row(_: str, item: object) -> Iterator[Fact]:
        stated = mapping(item, "row")
        yield _later(stated, version) if "metrics" in stated else _earlier(stated, version)

    yield from each(((f"row {at}", item) for at, item in enumerate(found, 1)), row)
    if snapshot.url == SOURCE.url:
        yield from (Follow(f"{_PAGES}/{later}", later) for later in _LATER)


def _table(snapshot: Snapshot, version: str) -> list[Any]:
    """The rows of the one table of that edition; a page may carry tables of others beside it."""
    page = snapshot.text()
    data = [snapshot.json()] if page.lstrip().startswith("{") else list(rows(pushed(snapshot)))
    tables = [
        table["rows"] for value in data for table in objects(value, "rows")
        if isinstance(table["rows"], list) and any(map(_is_row, table["rows"])) and _edition(table) in ("", version)
    ]  # fmt: skip
    if not tables:
        raise SourceError(f"{snapshot.url}: no table of edition {version} in the page's data")
    if any(table != tables[0] for table in tables):
        raise SourceError(f"{snapshot.url}: {len(tables)} different tables of edition {version}")
    return list(tables[0])


def _is_row(item: object) -> bool:
    return isinstance(item, dict) and ({"agent", "model", "accuracy"} <= item.keys() or "metrics" in item)


def _edition(table: dict[str, Any]) -> str:
    """The edition that stands beside the rows, "4-0-0" being 4.0; '' where none does."""
    board = table.get("leaderboard")
    stated = board.get("name") if isinstance(board, dict) else table.get("version")
    found = _EDITION.match(stated) if isinstance(stated, str) else None
    return f"{found[1]}.{found[2]}" if found else ""


def _earlier(row: dict[str, Any], version: str) -> Score:
    value, error = percent(row.get("accuracy"), ratio=True), percent(row.get("stderr"), ratio=True)
    agent = row.get("agentVersion")
    notes = () if agent in (None, "", "unknown") else (f"agent version {printable(str(agent), 40)}",)
    return _score(
        row, version, (row.get("model"), row.get("agent"), row.get("date")), value,
        error * _SE_95 if error is not None else None,
        note=notes,
    )  # fmt: skip


def _later(row: dict[str, Any], version: str) -> Score:
    about, metrics = mapping(row.get("metadata"), "metadata"), mapping(row.get("metrics"), "metrics")
    trials, cost = tokens(metrics.get("n_trials")), positive(metrics.get("total_cost_usd"))
    return _score(
        about | {"verified": row.get("verified", about.get("verified"))}, version,
        (about.get("model_display"), about.get("agent_display"), about.get("date")),
        percent(metrics.get("accuracy")), measured(metrics.get("accuracy_ci95_half_width")),
        effort=optional_name(about.get("reasoning_effort")), n=trials, cost_usd=cost,
        cost_items=trials if cost is not None else None, seconds=positive(metrics.get("avg_trial_duration_sec")),
    )  # fmt: skip


def _score(
    row: dict[str, Any], version: str, who: tuple[object, object, object], value: Decimal | None, half: Decimal | None,
    *, note: tuple[str, ...] = (), **stated: Any,
) -> Score:  # fmt: skip
    """``who`` is models, agent and day; ``half`` is half of the 95 % interval."""
    models, agent, day = who
    if value is None:
        raise RowError("no accuracy")
    if half is not None and half < 0:
        raise RowError("an interval below nothing")
    verified = row.get("verified") is True
    return Score(
        _names(models), _BOARD, version, value,
        harness=_NOT_SLUG.sub("-", _label(agent).lower()).strip("-"),
        reporter="independent" if verified else "submitter",
        lower=plain(max(Decimal(0), value - half)) if half is not None else None,
        upper=plain(min(Decimal(100), value + half)) if half is not None else None,
        interval_ratio=_NINETY_FIVE if half is not None else None,
        stated_on=_day(day), note=", ".join((*note, *(() if verified else ("not verified",)))), **stated,
    )  # fmt: skip


def _names(models: object) -> str:
    """One model's name, or those of all that worked together, as "A + B"."""
    listed = models if isinstance(models, list) else [models]
    if not listed:
        raise RowError("no model")
    return name(" + ".join(_label(model) for model in listed))


def _label(stated: object) -> str:
    """A name that stands bare, or as the label of a link."""
    return name(text(stated.get("label") if isinstance(stated, dict) else stated))


def _day(stated: object) -> date | None:
    try:
        return date.fromisoformat(stated) if isinstance(stated, str) and stated else None
    except ValueError:
        raise RowError(f"no date: {printable(str(stated), 40)!r}") from None
