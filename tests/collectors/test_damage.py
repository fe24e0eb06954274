"""Replies that are garbage, cut short, damaged or put in another order: each is read whole or not at all."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from intel.errors import SourceError
from intel.records import (
    Fact,
    Offer,
    OfferKey,
    Rejected,
    Score,
)  # fmt: skip
from intel.source import Collector
from tests.collectors import golden
from tests.collectors.recorded import documents, each_collector, json_documents, pages

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

NOISE = ("", "|" * 9, "<td><td>", "| $1 $2 |", "x" * 9_999, "\u0007", "## Elsewhere")
UNFIT = "this got into a key: read each part of it by records.name, or shapes.fields.optional_name"


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
    """The document with one value replaced, in its written form; the document itself comes back as it was."""
    holder = document
    for key in path[:-1]:
        holder = holder[key]
    well, holder[path[-1]] = holder[path[-1]], junk
    try:
        return written(document)
    finally:
        holder[path[-1]] = well


def shuffled(value: Any, dice: random.Random) -> Any:
    if isinstance(value, dict):
        items = [(key, shuffled(inner, dice)) for key, inner in value.items()]
        dice.shuffle(items)
        return dict(items)
    return [shuffled(inner, dice) for inner in value] if isinstance(value, list) else value


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
def test_no_single_damaged_line_of_a_page_breaks_the_run_or_gets_into_a_key(collector: Collector, soak: int) -> None:
    for url, file in pages(collector):
        lines = file.read_text("utf-8").splitlines()
        dice = random.Random(soak)
        for _ in range(60 * soak):
            at, junk = dice.randrange(len(lines)), dice.choice(NOISE)
            try:
                facts = golden.parse(collector, "\n".join([*lines[:at], junk, *lines[at + 1 :]]).encode(), url)
            except SourceError:
                continue
            assert all(_storable(fact.key) for fact in facts if isinstance(fact, Offer)), (at, junk, UNFIT)


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
                assert not isinstance(fact, Offer) or _storable(fact.key), (path, junk, UNFIT)


def _storable(key: OfferKey) -> bool:
    parts = astuple(key)
    fit = all(isinstance(part, str) and len(part) <= 300 and part.isprintable() for part in parts)
    return fit and bool(key.provider and key.sku)
