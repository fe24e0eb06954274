"""Runs over the network: conditional requests, many documents in slices, hosts that fail."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import pytest
import stamina

from intel.ingest.archive import Archive
from intel.ingest.fetch import Fetcher
from intel.ingest.runner import Runner, RunResult
from intel.records import Follow
from tests import replay_server as host
from tests.ingest.written import Bench, Scripted, a_source, day, offers
from tests.replay_server import Behaviour, ReplayServer

CHEAP, DEAR = "input=1;output=2", "input=2;output=4"


@dataclass
class Live:
    """A bench whose source answers over HTTP."""

    bench: Bench
    server: ReplayServer
    steps: list[tuple[int, int]]

    def run(self, at: datetime, limit: int | None = None, prefer: Callable[[Follow], int] | None = None) -> RunResult:
        """One run at a time of the test's choice."""
        self.server.requests.clear()
        self.steps.clear()
        archive = Archive(self.bench.folder / "archive")
        with Fetcher(lambda: at, lambda seconds: None, allow_private=True) as fetcher:
            runner = Runner(
                self.bench.engine, fetcher, archive, lambda: at,
                progress=lambda source, done, total: self.steps.append((done, total)),
            )  # fmt: skip
            return runner.run(Scripted(a_source(url=self.server.url("/all"))), follow_limit=limit, prefer=prefer)


Serve = Callable[[dict[str, Sequence[Behaviour]]], Live]


@pytest.fixture
def serve(bench: Bench) -> Iterator[Serve]:
    """Starts the host of a scripted source."""
    with contextmanager(_serving)(bench) as start, stamina.set_testing(True):
        yield start


def _serving(bench: Bench) -> Iterator[Serve]:
    running: list[ReplayServer] = []

    def start(script: dict[str, Sequence[Behaviour]]) -> Live:
        server = ReplayServer(script)
        running.append(server.__enter__())
        return Live(bench, server, [])

    yield start
    for server in running:
        server.__exit__(None, None, None)


def body(stated: object) -> bytes:
    return json.dumps(stated).encode()


def pages(count: int) -> dict[str, Sequence[Behaviour]]:
    """A first document that asks for so many others, each with one offer."""
    script: dict[str, Sequence[Behaviour]] = {}

    def first(exchange: host.Exchange) -> None:
        follow = [exchange.server.url(f"/{i}") for i in range(count)]
        exchange.reply(200, body({**offers({"m": CHEAP}), "follow": follow}))

    script["/all"] = [first]
    for i in range(count):
        script[f"/{i}"] = [host.ok(body(offers({f"m{i}": CHEAP}, "b")), etag=f'"{i}"')]
    return script


def test_an_unchanged_document_is_a_healthy_run_that_confirms_everything(serve: Serve) -> None:
    live = serve({"/all": [host.ok(body(offers({"m": CHEAP})), etag='"1"'), host.not_modified()]})
    assert live.run(day(1)).outcome == "done"
    before = live.bench.counts()
    result = live.run(day(2))
    assert (result.outcome, result.healthy, result.offers) == ("unchanged", True, 1)
    assert live.server.requests[-1].headers["if-none-match"] == '"1"'
    assert live.bench.counts() == before | {"run": before["run"] + 1}
    assert live.bench.rows("document", "etag", "fetched_at") == [('"1"', day(2))]


def test_an_unchanged_document_lets_in_what_has_waited_a_cadence(serve: Serve) -> None:
    script = [
        host.ok(body(offers({"m": CHEAP})), etag='"1"'), host.ok(body(offers({"m": "input=9;output=9"})), etag='"2"'),
        host.not_modified(),
    ]  # fmt: skip
    live = serve({"/all": script})
    assert [live.run(day(n)).quarantined for n in (1, 2, 2.5, 3.5)] == [0, 1, 1, 0]
    assert live.bench.prices() == {"a/m": "input=9;output=9"}


def test_a_document_whose_archived_copy_is_gone_is_fetched_without_conditions(serve: Serve) -> None:
    live = serve({"/all": [host.ok(body(offers({"m": CHEAP})), etag='"1"')]})
    live.run(day(1))
    for path in (live.bench.folder / "archive").rglob("*.gz"):
        path.unlink()
    assert live.run(day(2)).healthy
    assert "if-none-match" not in live.server.requests[-1].headers


def test_a_document_whose_archived_copy_is_damaged_is_fetched_without_conditions(serve: Serve) -> None:
    live = serve({"/all": [host.ok(body(offers({"m": CHEAP})), etag='"1"')]})
    live.run(day(1))
    for path in (live.bench.folder / "archive").rglob("*.gz"):
        path.write_bytes(path.read_bytes()[:20])
    assert live.run(day(2)).outcome == "unchanged"
    assert "if-none-match" not in live.server.requests[-1].headers


def test_the_body_is_archived_before_it_is_parsed(serve: Serve) -> None:
    live = serve({"/all": [host.ok(b"<html>sorry</html>")]})
    assert live.run(day(1)).outcome == "failed"
    assert len(list((live.bench.folder / "archive").rglob("*.gz"))) == 1


def test_all_documents_are_read_and_progress_is_told(serve: Serve) -> None:
    live = serve(pages(3))
    result = live.run(day(1))
    assert (result.outcome, result.documents, result.offers) == ("done", 4, 4)
    assert live.steps == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_slices_take_what_was_never_fetched_and_then_the_oldest(serve: Serve) -> None:
    live = serve(pages(5))
    read = []
    for number in range(1, 5):
        result = live.run(day(number), limit=2)
        assert result.outcome == "partial"
        read.append(live.server.paths()[1:])
    assert read == [["/0", "/1"], ["/2", "/3"], ["/4", "/0"], ["/1", "/2"]]
    assert live.steps == [(1, 3), (2, 3), (3, 3)]
    assert result.message == "3 of 6 documents are left for later runs"
    assert len(live.bench.prices()) == 6
    assert live.bench.counts()["tombstone"] == 0


def test_of_documents_that_are_due_alike_the_preferred_go_first(serve: Serve) -> None:
    live = serve(pages(4))
    live.run(day(1), limit=2, prefer=lambda follow: -int(follow.url[-1]))
    assert live.server.paths()[1:] == ["/3", "/2"]


def test_a_document_that_is_gone_is_named_and_the_rest_is_read(serve: Serve) -> None:
    script = pages(3)
    script["/1"] = [host.status(404)]
    live = serve(script)
    result = live.run(day(1))
    assert (result.outcome, result.healthy, result.documents) == ("partial", True, 3)
    assert result.message == f"1 of 4 documents are missing ({live.server.url('/1')}: answered 404: nothing is there)"


def test_a_host_that_fails_five_times_in_a_row_is_left_alone(serve: Serve) -> None:
    script = pages(20)
    script |= {f"/{i}": [host.status(404)] for i in range(1, 20)}
    live = serve(script)
    result = live.run(day(1))
    assert len(live.server.paths()) == 7
    assert result.message.startswith("5 of 21 documents are missing")
    assert result.message.endswith("14 of 21 documents are left for later runs")


def test_a_circle_of_documents_is_walked_once(serve: Serve) -> None:
    def again(exchange: host.Exchange) -> None:
        links = [exchange.server.url(path) for path in ("/all", "/more")]
        exchange.reply(200, body({**offers({"m": CHEAP}), "follow": links}))

    live = serve({"/all": [again], "/more": [again]})
    assert live.run(day(1)).outcome == "done"
    assert live.server.paths() == ["/all", "/more"]


def test_one_bad_source_does_not_stop_another(serve: Serve) -> None:
    bad = serve({"/all": [host.status(500)]})
    good = serve({"/all": [host.ok(body(offers({"m": CHEAP})))]})
    assert [live.run(day(1)).outcome for live in (bad, good)] == ["failed", "done"]
