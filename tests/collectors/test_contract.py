"""What every collector owes the runner, asked of all that are listed."""

import ast
import copy
import json
import pkgutil
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import intel.collectors
from intel.collectors import COLLECTORS
from intel.errors import SourceError
from intel.records import (
    REPORTERS,
    SCALES,
    Benchmark,
    Demand,
    Deprecation,
    ExchangeRate,
    Fact,
    Offer,
    OfferKey,
    Rejected,
    Score,
)  # fmt: skip
from intel.source import Collector, Source
from tests.collectors import golden

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

GARBAGE = {
    "nothing": b"",
    "blank": b" \n",
    "HTML": b"<!DOCTYPE html><html><body>Just a moment...</body></html>",
    "an empty list": b"[]",
    "an empty object": b"{}",
    "null": b"null",
    "a number": b"42",
    "a text": b'"maintenance"',
    "not UTF-8": b'{"caf\xe9": 1}',
    "an error object": b'{"error": {"message": "rate limited"}}',
    "deep nesting": b"[" * 100_000,
}

JUNK: tuple[Any, ...] = (None, True, -1, -7, 10**30, "", "x" * 10_000, "bell\u0007", [], {}, [[]], {"x": {}}, ["a", 1])

_POINT = (ExchangeRate, Score, Demand, Deprecation)
"""What a source states instead of prices."""

NOISE = ("", "|" * 9, "<td><td>", "| $1 $2 |", "x" * 9_999, "\u0007", "## Elsewhere")

each_collector = pytest.mark.parametrize("collector", COLLECTORS, ids=lambda c: c.SOURCE.id)


def documents(collector: Collector) -> list[tuple[str, Path]]:
    """(address, file) of every recorded reply: reply.json (.md, .html), and what an index.json lists beside it."""
    home = golden.home(collector)
    index = home / "index.json"
    if not index.exists():
        return [(collector.SOURCE.url, golden.recorded(home))]
    return [(url, home / entry["file"]) for url, entry in json.loads(index.read_text("utf-8")).items()]


def json_documents(collector: Collector) -> list[tuple[str, Path]]:
    return [(url, file) for url, file in documents(collector) if file.suffix == ".json"]


def pages(collector: Collector) -> list[tuple[str, Path]]:
    return [(u, file) for u, file in documents(collector) if file.suffix != ".json" and not golden.is_binary(file)]


def believed(facts: list[Fact]) -> Counter[Fact]:
    return Counter(fact for fact in facts if not isinstance(fact, Rejected))


def nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value inside a JSON document, itself left out."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield (*path, key)
        yield from nodes(item, (*path, key))


def read(file: Path) -> Any:
    """The document with fractions as marked text, so that ``written`` gives back the digits that were printed."""
    return json.loads(file.read_text("utf-8"), parse_float=lambda digits: f"\ue000{digits}\ue001")


def written(document: Any) -> bytes:
    """The inverse of ``read``."""
    return json.dumps(document, ensure_ascii=False).replace('"\ue000', "").replace('\ue001"', "").encode()


def damaged(document: Any, path: tuple[Any, ...], junk: Any) -> bytes:
    """The document with one value replaced."""
    broken = copy.deepcopy(document)
    holder = broken
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = junk
    return written(broken)


def shuffled(value: Any, dice: random.Random) -> Any:
    if isinstance(value, dict):
        items = [(key, shuffled(inner, dice)) for key, inner in value.items()]
        dice.shuffle(items)
        return dict(items)
    return [shuffled(inner, dice) for inner in value] if isinstance(value, list) else value


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
    assert not {module for module in imported if module not in PURE and not module.startswith(BELOW)}


@each_collector
def test_the_recorded_replies_are_short_and_have_a_golden_file(collector: Collector) -> None:
    assert (golden.home(collector) / "records.jsonl").stat().st_size
    for _, file in documents(collector):
        assert len(file.read_text("utf-8").splitlines()) <= 200
    facts = golden.reply(collector, golden.home(collector))
    assert any(isinstance(fact, _POINT) or (isinstance(fact, Offer) and fact.prices) for fact in facts)
    assert any(isinstance(fact, Rejected) for fact in facts)


@each_collector
@pytest.mark.parametrize("body", GARBAGE.values(), ids=GARBAGE)
def test_garbage_fails_the_run(collector: Collector, body: bytes) -> None:
    for url, _ in documents(collector):
        with pytest.raises(SourceError, match=re.escape(url)):
            golden.parse(collector, body, url)


@each_collector
def test_a_reply_cut_short_anywhere_fails_the_run(collector: Collector) -> None:
    for url, file in json_documents(collector):
        body = file.read_bytes().rstrip()
        for at in (1, len(body) // 3, len(body) // 2, len(body) - 1):
            with pytest.raises(SourceError):
                golden.parse(collector, body[:at], url)


@each_collector
def test_a_page_cut_short_anywhere_fails_the_run_or_states_no_other_amount(
    collector: Collector,
) -> None:
    for url, file in pages(collector):
        text = file.read_text("utf-8")
        whole = believed(golden.parse(collector, text.encode(), url))
        end = len(text.rstrip())
        for at in range(1, end, max(1, end // 150)):
            try:
                facts = golden.parse(collector, text[:at].encode(), url)
            except SourceError:
                continue
            assert _amounts(believed(facts)) <= _amounts(whole), text[max(0, at - 60) : at]


def _amounts(facts: Counter[Fact]) -> set[tuple[object, str]]:
    offers = [fact for fact in facts if isinstance(fact, Offer)]
    scores = {(_score_key(fact), str(fact.value)) for fact in facts if isinstance(fact, Score)}
    return scores | {
        (o.key, f"{r.meter} {r.condition} {r.amount}") for o in offers for p in o.prices for r in p.card.rates
    }


def _score_key(score: Score) -> tuple[str, ...]:
    return (score.benchmark, score.version, score.name, score.harness, score.effort, score.reporter, score.origin)


@each_collector
def test_a_binary_reply_cut_short_anywhere_fails_the_run(collector: Collector) -> None:
    for url, file in documents(collector):
        body = golden.body(file) if golden.is_binary(file) else b""
        for at in (1, len(body) // 3, len(body) // 2, len(body) - 1)[: len(body)]:
            with pytest.raises(SourceError):
                golden.parse(collector, body[:at], url)


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
def test_no_single_damaged_line_of_a_page_breaks_the_run_or_gets_into_a_key(collector: Collector, soak: int) -> None:
    for url, file in pages(collector):
        lines = file.read_text("utf-8").splitlines()
        dice = random.Random(soak)
        for _ in range(60 * soak):
            at, junk = (
                dice.randrange(len(lines)),
                dice.choice(("", "|" * 9, "<td><td>", "$1 $2", "x" * 9_999, "\u0007")),
            )
            try:
                facts = golden.parse(collector, "\n".join([*lines[:at], junk, *lines[at + 1 :]]).encode(), url)
            except SourceError:
                continue
            assert all(_storable(fact.key) for fact in facts if isinstance(fact, Offer)), (at, junk)


@each_collector
def test_the_same_reply_with_its_keys_shuffled_states_the_same(collector: Collector) -> None:
    for url, file in json_documents(collector):
        document, as_recorded = read(file), believed(golden.parse(collector, file.read_bytes(), url))
        for seed in range(3):
            other = written(shuffled(document, random.Random(seed)))
            assert believed(golden.parse(collector, other, url)) == as_recorded


@each_collector
def test_no_single_damaged_value_breaks_the_run_or_gets_into_a_key(collector: Collector, soak: int) -> None:
    for url, file in json_documents(collector):
        document = read(file)
        wounds = [(path, junk) for path in nodes(document) for junk in JUNK]
        for path, junk in random.Random(soak).sample(wounds, min(len(wounds), 300 * soak)):
            try:
                facts = golden.parse(collector, damaged(document, path, junk), url)
            except SourceError:
                continue
            for fact in facts:
                assert not isinstance(fact, Offer) or _storable(fact.key), (path, junk)


def _storable(key: OfferKey) -> bool:
    parts = (key.provider, key.sku, key.via, key.region, key.quantization, key.service_tier, key.tag)
    return all(len(part) <= 300 and part.isprintable() for part in parts) and bool(key.provider and key.sku)


@each_collector
def test_no_recorded_amount_is_negative_or_repeated_under_one_condition(collector: Collector) -> None:
    for url, file in documents(collector):
        for fact in golden.parse(collector, golden.body(file), url):
            for price in fact.prices if isinstance(fact, Offer) else ():
                assert all(rate.amount >= 0 for rate in price.card.rates)
                assert len({(r.meter, r.condition) for r in price.card.rates}) == len(price.card.rates)
