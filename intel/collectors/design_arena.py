"""Design Arena: people's votes on web sites that models built, as Elo.

The API is free with attribution, but says nothing of handing on: what it states stays here and enters no estimate.
``openRouterId`` is evidence of the model; rows without one are tools rather than models.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from intel.collectors.shapes.documents import json_array, json_object
from intel.collectors.shapes.score_values import measured, positive
from intel.errors import RowError
from intel.records import Benchmark, Evidence, Fact, Score, name
from intel.source import Authority, Parsed, Snapshot, Source, each

_HOME = "https://www.designarena.ai"
SOURCE = Source(
    id="design-arena",
    title="Design Arena",
    url=f"{_HOME}/api/v1/leaderboard?arena=models&category=website",
    cadence=timedelta(hours=24),
    authority=Authority.COMMUNITY,
    licence="free with attribution, handing on not stated; https://www.designarena.ai",
    redistributable=False,
    min_records=10,
    enters_estimates=False,
    homepage=_HOME,
)

_THOUSAND = 1000


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one rating per model."""
    rows, meta = json_array(snapshot, "data"), json_object(snapshot).get("meta")
    category = meta.get("category") if isinstance(meta, dict) else None
    updated = _day(meta.get("lastUpdated")) if isinstance(meta, dict) else None
    part = category if isinstance(category, str) and category.isidentifier() else "website"
    board = Benchmark(f"design-arena/{part}", "rolling", f"Design Arena: {part}", "elo", homepage=_HOME)
    yield board

    def row(_: str, stated: Any) -> Iterator[Fact]:
        yield _score(stated, board, updated)

    yield from each(((f"row {at}", stated) for at, stated in enumerate(rows, 1)), row)


def _score(row: Any, board: Benchmark, updated: date | None) -> Score:
    if not isinstance(row, dict):
        raise RowError("a row is no object")
    rating = measured(row.get("elo"))
    if rating is None:
        raise RowError("no elo")
    known, taken = row.get("openRouterId"), positive(row.get("avgGenerationTimeMs"))
    return Score(
        name(row.get("displayName")), board.name, board.version, rating,
        seconds=taken / _THOUSAND if taken is not None else None, stated_on=updated,
        evidence=(Evidence("canonical_slug", name(known)),) if isinstance(known, str) and known.strip() else (),
    )  # fmt: skip


def _day(stated: object) -> date | None:
    """The day of the newest votes; None where it is not stated as one."""
    try:
        return date.fromisoformat(stated[:10]) if isinstance(stated, str) else None
    except ValueError:
        return None
