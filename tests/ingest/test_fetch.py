"""The network as it is: each behaviour of a host has one outcome, in one sentence."""

from datetime import timedelta

import pytest
import stamina

from intel.errors import SourceError
from intel.ingest.fetch import Bounds, Fetcher
from tests import replay_server as host
from tests.ingest.fetching import Time, a_fetcher, ask, refused
from tests.replay_server import Behaviour, ReplayServer

pytestmark = pytest.mark.usefixtures("no_waiting")


def test_a_reply_comes_with_its_validators_and_its_type() -> None:
    reply = host.ok(
        b'{"a":1}', "application/json; charset=utf-8", etag='"v1"', last_modified="Mon, 01 Jun 2026 00:00:00 GMT"
    )
    fetched = ask({"/a": [reply]})
    assert (fetched.status, fetched.body, fetched.etag) == ("new", b'{"a":1}', '"v1"')
    assert fetched.media_type == "application/json"
    assert fetched.last_modified == "Mon, 01 Jun 2026 00:00:00 GMT"


def test_validators_are_sent_back_and_304_means_unchanged() -> None:
    with ReplayServer({"/a": [host.not_modified()]}) as server, a_fetcher() as fetcher:
        fetched = fetcher.fetch("here", server.url("/a"), etag='"v1"', last_modified="yesterday")
        sent = server.requests[-1].headers
    assert fetched.status == "unchanged"
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"v1"', "yesterday")


def test_a_304_that_nobody_asked_for_is_an_error() -> None:
    assert "answered 304" in refused({"/a": [host.not_modified()]})


def test_the_user_agent_says_who_asks_and_only_offers_what_it_can_bound() -> None:
    with ReplayServer({"/a": [host.ok(b"{}")]}) as server, a_fetcher() as fetcher:
        fetcher.fetch("here", server.url("/a"))
        sent = server.requests[-1].headers
    assert sent["user-agent"].startswith("intel/")
    assert sent["accept-encoding"] == "gzip, deflate"
    assert "authorization" not in sent


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw"])
def test_compressed_replies_are_unpacked(encoding: str) -> None:
    assert ask({"/a": [host.packed(b"x" * 100_000, encoding)]}).body == b"x" * 100_000


def test_a_bomb_stops_at_the_ceiling() -> None:
    said = refused({"/a": [host.bomb(64 * 2**20)]}, bounds=Bounds(max_bytes=2**20))
    assert "larger than 1 MiB when unpacked" in said


def test_a_plain_reply_stops_at_the_ceiling_too() -> None:
    assert "larger than" in refused({"/a": [host.ok(b"x" * 5000)]}, bounds=Bounds(max_bytes=4000))


def test_an_encoding_that_was_not_offered_is_refused() -> None:
    assert "'br', which was not asked for" in refused({"/a": [host.ok(b"??", content_encoding="br")]})


def test_compressed_bytes_without_an_end_are_cut_short() -> None:
    import gzip

    cut = gzip.compress(b"some text that goes on" * 100)[:-9]
    assert "cut short" in refused({"/a": [host.ok(cut, content_encoding="gzip")]})


def test_a_busy_host_is_asked_again() -> None:
    assert ask({"/a": [host.status(500), host.status(503), host.ok(b"[1]")]}).body == b"[1]"


def test_a_host_that_stays_broken_is_given_up() -> None:
    assert refused({"/a": [host.status(500)]}).endswith("answered 500")


def test_a_body_cut_short_is_asked_for_again_and_then_given_up() -> None:
    body = b'{"models": [1, 2, 3]}'
    assert ask({"/a": [host.truncated(body, 5), host.ok(body)]}).body == body
    assert "the connection broke off" in refused({"/a": [host.truncated(body, 5)]})


def test_a_silent_host_times_out() -> None:
    assert "no answer in time" in refused({"/a": [host.silence()]}, bounds=Bounds(read_seconds=0.05, attempts=1))


def test_a_slow_drip_ends_at_the_deadline() -> None:
    slow = Time(tick=timedelta(seconds=1))
    said = refused({"/a": [host.drip(b"x" * 5000)]}, time=slow, bounds=Bounds(deadline_seconds=40))
    assert "took longer than 40 seconds" in said


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (401, "it wants a key"),
        (403, "it refuses us"),
        (404, "nothing is there"),
        (410, "it is gone for good"),
        (418, "418"),
    ],
)
def test_a_final_answer_is_not_asked_for_again(answer: int, meaning: str) -> None:
    with ReplayServer({"/a": [host.status(answer)]}) as server, a_fetcher() as fetcher:
        with pytest.raises(SourceError, match=meaning):
            fetcher.fetch("here", server.url("/a"))
        assert server.paths() == ["/a"]


def test_a_challenge_page_is_called_by_its_name() -> None:
    assert "challenge page" in refused({"/a": [host.challenge()]})


@pytest.mark.parametrize(
    ("stated", "asks"),
    [("120", "120 seconds"), ("Sun, 22 Nov 2026 12:30:01 GMT", "1,800 seconds"), ("soon", "answered 429")],
)
def test_a_wait_longer_than_we_have_ends_the_fetch_and_says_how_long(stated: str, asks: str) -> None:
    with ReplayServer({"/a": [host.status(429, retry_after=stated)]}) as server, a_fetcher() as fetcher:
        with pytest.raises(SourceError) as error:
            fetcher.fetch("here", server.url("/a"))
        assert asks in str(error.value)
        assert len(server.paths()) == (3 if stated == "soon" else 1)


def test_a_short_wait_is_kept() -> None:
    waited: list[float] = []
    stamina.instrumentation.set_on_retry_hooks([lambda details: waited.append(details.wait_for)])
    try:
        stamina.set_testing(False)
        now = Time()
        reply = ask({"/a": [host.status(429, retry_after="0"), host.ok(b"[]")]}, time=now)
    finally:
        stamina.instrumentation.set_on_retry_hooks(None)
    assert reply.body == b"[]"
    assert waited == [0.0]


def test_one_host_is_asked_once_a_second() -> None:
    time = Time()
    with ReplayServer({"/a": [host.ok(b"1")], "/b": [host.ok(b"2")]}) as server, a_fetcher(time) as fetcher:
        fetcher.fetch("here", server.url("/a"))
        fetcher.fetch("here", server.url("/b"))
    assert time.slept == [1.0, 1.0]  # robots.txt, /a, /b


def test_robots_txt_is_asked_once_and_obeyed() -> None:
    rules = host.ok(b"User-agent: intel\nDisallow: /private\n", "text/plain")
    with ReplayServer({"/robots.txt": [rules], "/a": [host.ok(b"1")]}) as server, a_fetcher() as fetcher:
        with pytest.raises(SourceError, match=r"robots\.txt does not let us"):
            fetcher.fetch("here", server.url("/private/a"))
        fetcher.fetch("here", server.url("/a"))
        assert [r.path for r in server.requests] == ["/robots.txt", "/a"]


def test_a_crawl_delay_is_kept() -> None:
    time = Time()
    rules = host.ok(b"User-agent: *\nCrawl-delay: 4\n", "text/plain")
    with ReplayServer({"/robots.txt": [rules], "/a": [host.ok(b"1")]}) as server, a_fetcher(time) as fetcher:
        fetcher.fetch("here", server.url("/a"))
        fetcher.fetch("here", server.url("/a"))
    assert time.slept == [1.0, 4.0]


def test_a_host_whose_robots_txt_is_broken_is_left_alone_for_now() -> None:
    script: dict[str, list[Behaviour]] = {"/robots.txt": [host.status(503), host.status(404)], "/a": [host.ok(b"1")]}
    with ReplayServer(script) as server, a_fetcher() as fetcher:
        with pytest.raises(SourceError, match=r"robots\.txt"):
            fetcher.fetch("here", server.url("/a"))
        assert fetcher.fetch("here", server.url("/a")).body == b"1"


def test_offline_asks_nobody() -> None:
    time = Time()
    with Fetcher(time, time.sleep, offline=True) as fetcher, pytest.raises(SourceError, match="INTEL_OFFLINE"):
        fetcher.fetch("here", "https://prices.example/a")
