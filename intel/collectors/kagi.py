"""Kagi's benchmark: unpublished tasks, with the cost of the whole set, time and tokens, as a table in Markdown.

The task set is revised in place, so the printed day of the last revision is the edition. Cost and tokens are of all
tasks, time is of one; a zero by rounding is unknown. Lines with bars below the table are drawings, not rows.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Context, Decimal

from intel.collectors.shapes.markdown_table import tables
from intel.collectors.shapes.score_values import percent, plain, positive
from intel.errors import RowError, SourceError
from intel.records import Benchmark, Fact, Score, name
from intel.source import Authority, Parsed, Snapshot, Source, each

_HOME = "https://help.kagi.com/kagi/ai/llm-benchmark.html"
SOURCE = Source(
    id="kagi",
    title="Kagi LLM benchmark",
    url="https://raw.githubusercontent.com/kagisearch/kagi-docs/main/docs/kagi/ai/llm-benchmark.md",
    cadence=timedelta(days=7),
    authority=Authority.COMMUNITY,
    licence="none stated; https://github.com/kagisearch/kagi-docs",
    redistributable=False,
    min_records=50,
    enters_estimates=False,
    homepage=_HOME,
)

_REVISED = re.compile(r"Last task list revision:\s*\**\s*([A-Z][a-z]+ \d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_TASKS = re.compile(r"(?m)^\W*Tasks:\s*\**\s*(\d+)")
_NEEDED = {"model", "%accuracy"}
_DIGITS = Context(prec=7)


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one score per row of the table of accuracies."""
    text = snapshot.text()
    board = next((table for table in tables(snapshot) if set(table.headers) >= _NEEDED), None)
    if board is None:
        raise SourceError(f"{snapshot.url}: no table with the columns model and %accuracy")
    stated = _TASKS.search(text)
    items = int(stated[1]) if stated else None
    edition = _edition(text, snapshot.url)
    yield Benchmark(
        "kagi/offline", edition.isoformat(), "Kagi offline benchmark", "percent", items=items, homepage=_HOME
    )

    def row(_: str, cells: tuple[str, ...]) -> Iterator[Fact]:
        yield _score(board.cells(cells), edition, items)

    yield from each(((f"row {at}", cells) for at, cells in enumerate(board.rows, 1)), row)


def _edition(text: str, url: str) -> date:
    found = _REVISED.search(text)
    if found is None:
        raise SourceError(f"{url}: the day of the last task list revision is not printed")
    try:
        return datetime.strptime(f"{found[1]} {found[2]}", "%B %d %Y").date()  # noqa: DTZ007 - a day, not a time
    except ValueError:
        raise SourceError(f"{url}: {found[0]!r} is no day") from None


def _score(cells: dict[str, str], edition: date, items: int | None) -> Score:
    value = percent(cells["%accuracy"])
    if value is None:
        raise RowError("no accuracy")
    tokens = positive(cells.get("tokens"))
    mean = plain(_DIGITS.divide(tokens, Decimal(items))) if tokens is not None and items else None
    cost = positive(cells.get("Cost($)"))
    return Score(
        name(cells["model"]), "kagi/offline", edition.isoformat(), value, n=items, cost_usd=cost,
        cost_items=items if cost is not None else None, output_tokens=mean, seconds=positive(cells.get("time/task")),
        note=_asked(cells.get("provider", "")),
    )  # fmt: skip


def _asked(provider: str) -> str:
    """Where Kagi reached the model: the same name at two providers is one model with two scores."""
    return "" if not provider else "deprecated" if provider == "deprecated" else f"asked at {name(provider)}"
