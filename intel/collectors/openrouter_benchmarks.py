"""Benchmarks that OpenRouter shows beside its models: figures of Artificial Analysis and Design Arena, handed on.

The ``benchmarks`` block of ``/api/v1/models``. Each figure keeps the witness and the licence of whoever published it:
none of them leaves the machine or enters an estimate. The edition of an index is not stated here, so it stands apart
from those that Artificial Analysis itself dates. A model without measurements has an empty block, or none.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

from intel.collectors.shapes.documents import json_array, json_object
from intel.collectors.shapes.fields import mapping, optional_name
from intel.collectors.shapes.score_values import measured
from intel.errors import RowError, SourceError
from intel.records import Benchmark, Evidence, Fact, Follow, Score, name
from intel.source import Authority, Parsed, Snapshot, Source, each

SOURCE = Source(
    id="openrouter-benchmarks",
    title="Benchmarks shown by OpenRouter",
    url="https://openrouter.ai/api/v1/models",
    cadence=timedelta(hours=24),
    authority=Authority.GATEWAY,
    licence="each figure's own: Artificial Analysis and Design Arena, neither to be handed on",
    redistributable=False,
    min_records=50,
    enters_estimates=False,
    homepage="https://openrouter.ai",
)

_ANALYSIS, _ARENA = "artificial-analysis", "design-arena"
_LICENCES = {
    _ANALYSIS: "https://artificialanalysis.ai/terms-of-use: no comparison product, no handing on",
    _ARENA: "free with attribution, handing on not stated; https://www.designarena.ai",
}
_UNSTATED = "unstated"


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one score per model and figure, and the following page where the listing has one."""
    document, rows = json_object(snapshot), json_array(snapshot, "data")
    if not any(isinstance(row, dict) and "benchmarks" in row for row in rows):
        raise SourceError(f"{snapshot.url}: no model has benchmarks")
    facts = list(each(((_id(row), row) for row in rows), _scores))
    boards = {(s.benchmark, s.version): _board(s) for s in facts if isinstance(s, Score)}
    yield from (boards[edition] for edition in sorted(boards))
    yield from facts
    links = document.get("links")
    following = links.get("next") if isinstance(links, dict) else None
    if isinstance(following, str) and following and (page := urljoin(snapshot.url, following)) != snapshot.url:
        yield Follow(page)


def _id(row: object) -> str:
    return str(row.get("id")) if isinstance(row, dict) else "row"


def _board(score: Score) -> Benchmark:
    arena = score.origin == _ARENA
    publisher, _, part = score.benchmark.partition("/")
    title = f"{publisher.replace('-', ' ').title()}: {part.replace('/', ', ').replace('-', ' ')}"
    return Benchmark(score.benchmark, score.version, title, "elo" if arena else "index", composite=not arena)


def _scores(_: str, stated: object) -> Iterator[Fact]:
    row = mapping(stated, "model")
    block = mapping(row.get("benchmarks") or {}, "benchmarks")
    indices = mapping(block.get("artificial_analysis") or {}, "artificial_analysis")
    for key, value in sorted(indices.items()):
        if key.isidentifier() and (found := measured(value)) is not None:
            yield _score(row, f"{_ANALYSIS}/{key.replace('_', '-').lower()}", _UNSTATED, found, _ANALYSIS)
    arenas = block.get("design_arena") or []
    if not isinstance(arenas, list):
        raise RowError("design_arena is no list")
    for entry in arenas:
        place = mapping(entry, "design_arena")
        rating = measured(place.get("elo"))
        if rating is not None:
            yield _score(row, _place(place), "rolling", rating, _ARENA)


def _place(entry: dict[str, Any]) -> str:
    """Categories of the arena of models bear the names that Design Arena's own board has; others their arena's too."""
    arena, category = name(entry.get("arena")), name(entry.get("category"))
    return f"{_ARENA}/{category}" if arena == "models" else f"{_ARENA}/{arena}/{category}"


def _score(row: dict[str, Any], benchmark: str, version: str, value: Any, origin: str) -> Score:
    slug = optional_name(row.get("canonical_slug"))
    return Score(
        name(row.get("id")), benchmark, version, value, origin=origin, licence=_LICENCES[origin], redistributable=False,
        evidence=(Evidence("canonical_slug", slug),) if slug else (),
    )  # fmt: skip
