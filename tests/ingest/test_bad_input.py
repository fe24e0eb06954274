"""What bad input becomes: the outcome DESIGN names, the last good state intact, one clear sentence."""

import json

import pytest
import stamina

from intel.ingest.archive import Archive
from intel.ingest.fetch import Bounds, Fetcher
from intel.ingest.runner import Runner
from tests import replay_server as host
from tests.ingest.written import Bench, Scripted, a_source, day, offers
from tests.replay_server import ReplayServer

CHEAP = "input=1;output=2"
FINE = {f"f{i}": CHEAP for i in range(40)}


def good(bench: Bench) -> dict[str, int]:
    """A catalog in a good state, and its row counts."""
    assert bench.run(offers({"m": CHEAP, **FINE}), day(1)).outcome == "done"
    return bench.counts()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b'{"offers": [{"provider": "a", "sku"', "https://here.example/all: JSON cut short"),
        (b'{"offers": [', "https://here.example/all: JSON cut short"),
        (b"<!DOCTYPE html><title>Just a moment...</title>", "https://here.example/all: expected JSON, got HTML"),
        (b"", "https://here.example/all: expected JSON, got an empty reply"),
        (b'{"offers": []}', "https://here.example/all: states nothing"),
        (b'{"offers": "soon"} or not', "https://here.example/all: not JSON: Extra data: line 1 column 20 (char 19)"),
        (b"\xff\xfe{}", "https://here.example/all: not UTF-8 text (byte 0)"),
        (b"[" * 200_000, "https://here.example/all: JSON nested too deep to read"),
    ],
    ids=["truncated", "cut", "html", "empty", "empty list", "garbage", "encoding", "nested"],
)
def test_a_reply_that_is_no_reply_fails_the_run_and_leaves_the_catalog_alone(
    bench: Bench, body: bytes, sentence: str
) -> None:
    before = good(bench)
    result = bench.run_bytes(body, day(2))
    assert (result.outcome, result.healthy, result.message) == ("failed", False, sentence)
    assert bench.counts() == before | {"run": before["run"] + 1}
    assert bench.prices() == {f"a/{sku}": CHEAP for sku in ("m", *FINE)}


@pytest.mark.parametrize(
    ("price", "reason"),
    [
        ("NaN", "not a finite number: 'NaN'"),
        ("1e400", "price 1E+400 is above 9e9 per million"),
        ("-Infinity", "not a finite number: '-Infinity'"),
        ("-0.5", "negative price -0.5"),
        ("9000000001", "price 9000000001 is above 9e9 per million"),
        ('"much"', "not a number: 'much'"),
        ("1e-30", "price 1E-30 is too small to store"),
    ],
)
def test_a_price_that_is_no_price_is_rejected_and_the_rest_is_believed(bench: Bench, price: str, reason: str) -> None:
    good(bench)
    rows = [json.dumps({"provider": "a", "sku": sku, "price": CHEAP}) for sku in FINE]
    body = '{"offers": [{"provider": "a", "sku": "m", "input": %s}, %s]}' % (price, ", ".join(rows))  # noqa: UP031
    result = bench.run_bytes(body.encode(), day(2))
    assert (result.outcome, result.rejected) == ("done", 1)
    assert bench.rows("rejected", "reason") == [(reason,)]
    assert bench.prices()["a/m"] == CHEAP


@pytest.mark.parametrize(
    ("sku", "reason"),
    [
        ("x" * 10_000, "name of 10000 characters, over 300: '" + "x" * 40 + "'…"),
        ("glm\x00-5.2", "control character in name 'glm\\x00-5.2'"),
        ("glm\x1b[31m", "control character in name 'glm\\x1b[31m'"),
        ("glm\ud800", "control character in name 'glm\\ud800'"),
        ("", "no name"),
    ],
)
def test_a_name_that_is_no_name_is_rejected_and_the_rest_is_believed(bench: Bench, sku: str, reason: str) -> None:
    good(bench)
    stated = offers({"m": CHEAP, **FINE})
    stated["offers"].append({"provider": "a", "sku": sku, "price": CHEAP})
    result = bench.run(stated, day(2))
    assert (result.outcome, result.rejected, result.offers) == ("done", 1, 41)
    assert bench.rows("rejected", "reason") == [(reason,)]
    ((key,),) = bench.rows("rejected", "key")
    assert len(key) <= 300
    assert key.isprintable()


def test_a_bomb_fails_the_run_and_the_catalog_stands(bench: Bench) -> None:
    before = good(bench)
    with stamina.set_testing(True), ReplayServer({"/all": [host.bomb(2 * 2**30)]}) as server:
        fetcher = Fetcher(lambda: day(2), lambda seconds: None, allow_private=True, bounds=Bounds(max_bytes=2**22))
        runner = Runner(bench.engine, fetcher, Archive(bench.folder / "archive"), lambda: day(2))
        result = runner.run(Scripted(a_source(url=server.url("/all"))))
        fetcher.close()
    assert result.outcome == "failed"
    assert result.message.endswith("larger than 4 MiB when unpacked")
    assert bench.counts() == before | {"run": before["run"] + 1}


def test_a_challenge_page_fails_the_run_and_the_catalog_stands(bench: Bench) -> None:
    before = good(bench)
    with stamina.set_testing(True), ReplayServer({"/all": [host.challenge()]}) as server:
        fetcher = Fetcher(lambda: day(2), lambda seconds: None, allow_private=True)
        runner = Runner(bench.engine, fetcher, Archive(bench.folder / "archive"), lambda: day(2))
        result = runner.run(Scripted(a_source(url=server.url("/all"))))
        fetcher.close()
    assert result.message.endswith("answered 403 with a challenge page for browsers")
    assert bench.counts() == before | {"run": before["run"] + 1}
