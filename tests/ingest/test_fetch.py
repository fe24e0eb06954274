"""The network as it is: each behaviour of a host has one outcome, in one sentence."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import stamina

from intel.errors import SourceError
from intel.ingest.fetch import Bounds, Fetched, Fetcher
from tests import replay_server as host
from tests.replay_server import Behaviour, ReplayServer


@dataclass
class Time:
    """A clock that stands still until somebody sleeps, or ticks at every look."""

    now: datetime = datetime(2026, 11, 22, 12, tzinfo=UTC)
    tick: timedelta = timedelta()
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        self.now += self.tick
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


def ask(behaviours: dict[str, list[Behaviour]], *, time: Time | None = None, bounds: Bounds | None = None) -> Fetched:
    """What a fetch of /a gives."""
    with ReplayServer(behaviours) as server, a_fetcher(time, bounds) as fetcher:
        return fetcher.fetch("here", server.url("/a"))


def a_fetcher(time: Time | None = None, bounds: Bounds | None = None) -> Fetcher:
    time = time or Time()
    return Fetcher(time, time.sleep, bounds=bounds, allow_private=True)


def refused(behaviours: dict[str, list[Behaviour]], **options: object) -> str:
    """The sentence with which a fetch of /a ends."""
    with pytest.raises(SourceError) as error:
        ask(behaviours, **options)  # type: ignore[arg-type]
    text = str(error.value)
    assert "\n" not in text
    return text


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


def test_redirects_are_followed_and_the_answer_keeps_the_address_that_was_asked() -> None:
    with ReplayServer({"/a": [host.redirect("/b", 301)], "/b": [host.ok(b"2")]}) as server, a_fetcher() as fetcher:
        fetched = fetcher.fetch("here", server.url("/a"))
        assert (fetched.body, fetched.url) == (b"2", server.url("/a"))


def test_a_circle_of_redirects_is_noticed() -> None:
    assert "in a circle" in refused({"/a": [host.redirect("/b")], "/b": [host.redirect("/a")]})


def test_endless_redirects_end() -> None:
    chain: dict[str, list[Behaviour]] = {f"/{i}": [host.redirect(f"/{i + 1}")] for i in range(9)}
    assert "more than 5 times" in refused({"/a": [host.redirect("/0")], **chain})


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data", "http://localhost:1/", "http://[::1]/", "http://2130706433/",
        "http://0x7f.1/", "http://10.0.0.8/", "http://[::ffff:192.168.0.1]/",
    ],
)  # fmt: skip
def test_a_redirect_into_a_private_network_is_not_followed(target: str) -> None:
    assert "private address" in refused({"/a": [host.redirect(target)]})


def test_a_redirect_to_something_else_than_the_web_is_not_followed() -> None:
    assert "not an http or https address" in refused({"/a": [host.redirect("file:///etc/passwd")]})


def test_a_private_host_is_not_asked_at_all_unless_allowed() -> None:
    time = Time()
    with ReplayServer({"/a": [host.ok(b"1")]}) as server, Fetcher(time, time.sleep) as fetcher:
        with pytest.raises(SourceError, match=r"private address 127\.0\.0\.1"):
            fetcher.fetch("here", server.url("/a"))
        assert server.requests == []


def test_a_name_is_pinned_to_the_address_that_was_checked() -> None:
    asked: list[str] = []

    def resolve(name: str, port: int) -> list[str]:
        asked.append(name)
        return ["127.0.0.1"]

    time = Time()
    with (
        ReplayServer({"/a": [host.ok(b"1")]}) as server,
        Fetcher(time, time.sleep, allow_private=True, resolve=resolve) as fetcher,
    ):
        url = server.url("/a").replace("127.0.0.1", "prices.example")
        assert fetcher.fetch("here", url).body == b"1"
        assert server.requests[-1].headers["host"].startswith("prices.example:")
    assert set(asked) == {"prices.example"}


def test_the_next_address_is_tried_when_the_first_does_not_answer() -> None:
    time = Time()
    resolve: Callable[[str, int], list[str]] = lambda name, port: ["127.0.0.2", "127.0.0.1"]  # noqa: E731
    with (
        ReplayServer({"/a": [host.ok(b"1")]}) as server,
        Fetcher(time, time.sleep, allow_private=True, resolve=resolve) as fetcher,
    ):
        assert fetcher.fetch("here", server.url("/a")).body == b"1"


def test_a_name_that_does_not_resolve_says_so() -> None:
    def resolve(name: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    time = Time()
    with Fetcher(time, time.sleep, resolve=resolve) as fetcher, pytest.raises(SourceError, match="does not resolve"):
        fetcher.fetch("here", "https://prices.example/a")


def test_a_secret_goes_to_the_host_it_is_for_and_to_no_other() -> None:
    with ReplayServer({"/b": [host.ok(b"2")]}) as other:
        script: dict[str, list[Behaviour]] = {"/a": [host.redirect("/c")], "/c": [host.redirect(other.url("/b"))]}
        time = Time()
        with ReplayServer(script) as server, Fetcher(time, time.sleep, allow_private=True) as fetcher:
            with pytest.raises(SourceError, match="private"):
                fetcher.fetch("here", server.url("/a"), secret=("Authorization", "Bearer s3cret"))
            sent = {request.path: request.headers.get("authorization") for request in server.requests}
        assert sent == {"/robots.txt": None, "/a": "Bearer s3cret", "/c": "Bearer s3cret"}
        assert other.requests == []


def test_offline_asks_nobody() -> None:
    time = Time()
    with Fetcher(time, time.sleep, offline=True) as fetcher, pytest.raises(SourceError, match="INTEL_OFFLINE"):
        fetcher.fetch("here", "https://prices.example/a")
