"""What every collector owes the runner, asked of all that are listed."""

import ast
import pkgutil
import re
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest

import intel.collectors
from intel.collectors import COLLECTORS
from intel.records import (
    REPORTERS,
    SCALES,
    Benchmark,
    Demand,
    Deprecation,
    ExchangeRate,
    Offer,
    Rejected,
    Score,
)  # fmt: skip
from intel.source import Collector, Source
from tests.collectors import golden
from tests.collectors.recorded import documents, each_collector

PURE = {
    "bs4",
    "bs4.element",
    "calendar",
    "csv",
    "collections",
    "collections.abc",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "html",
    "io",
    "itertools",
    "json",
    "math",
    "operator",
    "re",
    "string",
    "textwrap",
    "types",
    "typing",
    "pyarrow",
    "pyarrow.parquet",
    "unicodedata",
    "urllib.parse",
    "yaml",
    "zipfile",
    "zlib",
    "zoneinfo",
}
"""What can neither fetch, wait, read the clock's environment, nor draw lots: the standard library's part, a parser."""
BELOW = ("intel.collectors", "intel.source", "intel.records", "intel.rates", "intel.units", "intel.errors")

_POINT = (ExchangeRate, Score, Demand, Deprecation)
"""What a source states instead of prices."""


def test_the_tuple_lists_every_module_once() -> None:
    modules = [m.name for m in pkgutil.iter_modules(intel.collectors.__path__) if not m.ispkg]
    listed = [c.__name__.rpartition(".")[2] for c in COLLECTORS if isinstance(c, ModuleType)]
    assert sorted(listed) == sorted(modules)
    assert len({c.SOURCE.id for c in COLLECTORS}) == len(COLLECTORS)


@each_collector
def test_the_source_states_who_it_is_and_how_it_may_be_used(collector: Collector) -> None:
    source = collector.SOURCE
    assert isinstance(source, Source)
    assert re.fullmatch(r"[a-z0-9]+([.-][a-z0-9]+)*", source.id)
    assert source.title
    assert source.licence
    assert source.url.startswith("https://")
    assert source.homepage.startswith("https://")
    assert timedelta(hours=1) <= source.cadence <= timedelta(days=7)
    assert source.min_records >= 1
    assert not set(source.derived_from) - {c.SOURCE.id for c in COLLECTORS}
    assert re.fullmatch(r"([A-Z][A-Z0-9_]+)?", source.secret_env)


@pytest.mark.parametrize("path", sorted(Path(intel.collectors.__path__[0]).rglob("*.py")), ids=lambda p: p.stem)
def test_a_collector_imports_nothing_that_could_fetch_wait_or_look_around(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported = plain | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    beyond = {module for module in imported if module not in PURE and not module.startswith(BELOW)}
    assert not beyond, f"{path.stem} is to be pure; what can do no harm may be added to PURE here: {sorted(beyond)}"


@each_collector
def test_the_recorded_replies_are_short_and_have_a_golden_file(collector: Collector) -> None:
    home = golden.home(collector)
    own = home / f"test_{home.name}.py"
    assert own.exists(), f"{own} is missing: it compares the golden file, see tests/collectors/deepinfra"
    assert golden.stored(home / "records.jsonl")
    for _, file in documents(collector):
        assert len(file.read_text("utf-8").splitlines()) <= 200, f"{file} is to be a short one, written by hand"
    facts = golden.reply(collector, home)
    stated = [fact for fact in facts if isinstance(fact, _POINT) or (isinstance(fact, Offer) and fact.prices)]
    assert stated, "nothing that a source exists for: no price, score, rate or date"
    assert any(isinstance(fact, Rejected) for fact in facts), "no row that is to be rejected: write one into the reply"


@each_collector
def test_every_score_belongs_to_a_benchmark_that_is_described(collector: Collector) -> None:
    for url, file in documents(collector):
        facts = golden.parse(collector, golden.body(file), url)
        boards = {(fact.name, fact.version): fact for fact in facts if isinstance(fact, Benchmark)}
        assert all(board.scale in SCALES for board in boards.values())
        for score in (fact for fact in facts if isinstance(fact, Score)):
            assert score.reporter in REPORTERS
            if boards[score.benchmark, score.version].scale == "percent":
                assert 0 <= score.value <= 100
            assert (score.lower is None) == (score.upper is None) == (score.interval_ratio is None)


@each_collector
def test_no_recorded_amount_is_negative_or_repeated_under_one_condition(collector: Collector) -> None:
    for url, file in documents(collector):
        for fact in golden.parse(collector, golden.body(file), url):
            for price in fact.prices if isinstance(fact, Offer) else ():
                assert all(rate.amount >= 0 for rate in price.card.rates)
                assert len({(r.meter, r.condition) for r in price.card.rates}) == len(price.card.rates)
