"""BFCL, the Berkeley Function Calling Leaderboard: calling functions right, asked natively or by prompt.

One table at one address, whose columns tell the edition: v4 has web search and memory, v3 has executed calls; each has
its own sets of questions and its own weights of the overall mean. A name ends in how the model was asked, "(FC)" for
its own way of calling functions and "(Prompt)" for the format described in words: that is the harness, and the rest
is the name. Costs are of a thousand calls in v3 and of the whole run in v4.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from intel.collectors.shapes.csv_rows import Row, by_column, csv_rows
from intel.collectors.shapes.score_values import percent, positive
from intel.errors import RowError, SourceError
from intel.records import Benchmark, Evidence, Fact, Score, name
from intel.source import Authority, Parsed, Snapshot, Source, each, printable

_HOME = "https://gorilla.cs.berkeley.edu/leaderboard.html"
SOURCE = Source(
    id="bfcl",
    title="Berkeley Function Calling Leaderboard",
    url="https://gorilla.cs.berkeley.edu/data_overall.csv",
    cadence=timedelta(hours=24),
    authority=Authority.COMMUNITY,
    licence="Apache-2.0",
    redistributable=True,
    min_records=100,
    homepage=_HOME,
)

_NEEDED = ("Model", "Overall Acc")
_OVERALL = "overall"
_SIMPLE = {
    _OVERALL: ("Overall Acc", "overall"),
    "non-live": ("Non-Live AST Acc", "hand-written calls"),
    "live": ("Live Acc", "calls that users sent in"),
    "multi-turn": ("Multi Turn Acc", "several turns"),
    "irrelevance": ("Irrelevance Detection", "declining what no function does"),
}


@dataclass(frozen=True, slots=True)
class _Edition:
    """What one shape of the table states. ``parts`` is column and title by the last part of the slug."""

    version: str
    mark: str
    """A column that no other edition has."""
    parts: Mapping[str, tuple[str, str]]
    cost: str
    cost_items: int | None


_EDITIONS = (
    _Edition(
        "v4", "Web Search Acc",
        _SIMPLE | {"web-search": ("Web Search Acc", "web search"), "memory": ("Memory Acc", "memory")},
        "Total Cost ($)", None,
    ),
    _Edition(
        "v3", "Non-Live Exec Acc", _SIMPLE | {"executed": ("Non-Live Exec Acc", "executed calls")},
        "Cost ($ Per 1k Function Calls)", 1000,
    ),
)  # fmt: skip
_ASKED = re.compile(r"^(?P<model>.*\S)\s*\((?P<how>FC|Prompt)\)$", re.IGNORECASE)
_REPOSITORY = re.compile(r"^https://huggingface\.co/([\w.-]+/([\w.-]+?))/?$")


def parse(snapshot: Snapshot) -> Parsed:
    """Yield the parts of the edition that the columns tell, then a score per row and part that was measured."""
    table = list(csv_rows(snapshot, _NEEDED))
    header = table[0][1]
    edition = next((edition for edition in _EDITIONS if edition.mark in header), None)
    if edition is None:
        marks = " nor ".join(repr(edition.mark) for edition in _EDITIONS)
        raise SourceError(f"{snapshot.url}: neither {marks} among the columns, so the edition is unknown")
    missing = [column for column, _ in edition.parts.values() if column not in header]
    if missing:
        raise SourceError(f"{snapshot.url}: no column {', '.join(missing)} in {edition.version}")
    yield from _benchmarks(edition)

    def row(_: str, cells: list[str]) -> Iterator[Fact]:
        yield from _scores(by_column(header, cells), edition)

    yield from each(((where, cells) for where, _, cells in table), row)


def _benchmarks(edition: _Edition) -> Iterator[Benchmark]:
    for part, (_, title) in edition.parts.items():
        yield Benchmark(
            f"bfcl/{part}", edition.version, f"BFCL {edition.version} {title}", "percent",
            composite=part == _OVERALL, homepage=_HOME,
        )  # fmt: skip


def _scores(cells: Row, edition: _Edition) -> Iterator[Score]:
    """Cost and latency are of the whole run, so they stand with the overall score alone."""
    asked = _ASKED.match(cells["Model"])
    model = name(asked["model"] if asked else cells["Model"])
    harness = asked["how"].lower() if asked else ""
    evidence = _weights(model, cells.get("Model Link", ""))
    values = {part: percent(cells[column]) for part, (column, _) in edition.parts.items()}
    if values[_OVERALL] is None:
        raise RowError(f"no overall accuracy for {printable(model, 60)!r}")
    cost, seconds = positive(cells.get(edition.cost)), positive(cells.get("Latency Mean (s)"))
    for part, value in values.items():
        if value is None:
            continue
        whole = part == _OVERALL
        yield Score(
            model, f"bfcl/{part}", edition.version, value, harness=harness,
            cost_usd=cost if whole else None, cost_items=edition.cost_items if whole and cost is not None else None,
            seconds=seconds if whole else None, evidence=evidence,
        )  # fmt: skip


def _weights(model: str, link: str) -> tuple[Evidence, ...]:
    """The linked repository where it has the model's name: a link to what a model was made of would merge the two."""
    found = _REPOSITORY.match(link)
    return (Evidence("huggingface", found[1]),) if found and found[2].casefold() == model.casefold() else ()
