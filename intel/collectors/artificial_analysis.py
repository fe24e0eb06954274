"""Artificial Analysis: indices and benchmarks, for an owner with a key of their own, off without it.

Their terms forbid comparison products: what is read stays on the owner's machine, enters no estimate and no export.
Two shapes are read: the API's second version (every model at once) and its free list, which has pages. Evaluations are
ratios of 0-1, indices are not; null was not measured. Rows are known by their id, since slugs are given to other
models; the name carries the effort. The version of the index is the edition, "2" where none is stated.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from intel.collectors.shapes.documents import json_array, json_object
from intel.collectors.shapes.score_values import measured, percent, positive
from intel.errors import RowError
from intel.records import Benchmark, Evidence, Fact, Follow, Score, name
from intel.source import Authority, Parsed, Snapshot, Source, each

_HOME = "https://artificialanalysis.ai"
SOURCE = Source(
    id="artificial-analysis",
    title="Artificial Analysis (own key)",
    url=f"{_HOME}/api/v2/language/models/free",
    cadence=timedelta(hours=24),
    authority=Authority.COMMUNITY,
    licence="own use under https://artificialanalysis.ai/terms-of-use: no comparison product, no handing on",
    redistributable=False,
    min_records=50,
    enters_estimates=False,
    homepage=_HOME,
    secret_env="INTEL_ARTIFICIAL_ANALYSIS_KEY",
    secret_header="x-api-key",
)

_INDEX = "artificial_analysis_"


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one score per model and evaluation, and the pages that follow the first."""
    document, rows = json_object(snapshot), json_array(snapshot, "data")
    version = _version(document.get("intelligence_index_version"))
    evaluations = sorted({key for row in rows for key in _evaluations(row)})
    boards = {key: _board(key, version) for key in evaluations if key.isidentifier()}
    yield from boards.values()

    def row(_: str, model: Any) -> Iterator[Fact]:
        yield from _scores(model, boards)

    yield from each(((f"row {at}", model) for at, model in enumerate(rows, 1)), row)
    yield from _pages(document, snapshot)


def _version(stated: Any) -> str:
    try:
        found = measured(stated)
    except RowError:
        found = None
    return f"{found:f}" if found is not None else "2"


def _evaluations(row: Any) -> dict[str, Any]:
    found = row.get("evaluations") if isinstance(row, dict) else None
    return found if isinstance(found, dict) else {}


def _board(key: str, version: str) -> Benchmark:
    slug = key.removeprefix(_INDEX).replace("_", "-").lower()
    index = slug.endswith("-index")
    title = f"Artificial Analysis: {slug.replace('-', ' ')}"
    return Benchmark(
        f"artificial-analysis/{slug}", version, title, "index" if index else "percent", composite=index, homepage=_HOME
    )


def _scores(row: Any, boards: dict[str, Benchmark]) -> Iterator[Fact]:
    if not isinstance(row, dict):
        raise RowError("a row is no object")
    model = name(row.get("name"))
    known = row.get("id")
    evidence = (Evidence("artificial_analysis_id", name(known)),) if isinstance(known, str) and known.strip() else ()
    for key, value in sorted(_evaluations(row).items()):
        board = boards.get(key)
        if board is None:
            raise RowError(f"evaluation {key[:40]!r} has no name to store it by")
        found = measured(value) if board.scale == "index" else percent(value, ratio=True)
        if found is None:
            continue
        cost = _task_cost(row.get(f"{key}_cost"))
        yield Score(
            model, board.name, board.version, found, cost_usd=cost, cost_items=1 if cost is not None else None,
            evidence=evidence,
        )  # fmt: skip


def _task_cost(stated: Any) -> Decimal | None:
    """Mean cost of a task of an index in USD; only the free list states it."""
    task = stated.get("cost_per_task") if isinstance(stated, dict) else None
    return positive(task.get("total_cost")) if isinstance(task, dict) else None


def _pages(document: dict[str, Any], snapshot: Snapshot) -> Iterator[Fact]:
    pages = document.get("pagination")
    total = pages.get("total_pages") if isinstance(pages, dict) else None
    if not snapshot.key and isinstance(total, int) and 1 < total <= 50:
        yield from (Follow(f"{SOURCE.url}?page={page}", f"page {page}") for page in range(2, total + 1))
