"""Where a fetch may go: redirects, private networks, names and the hosts a secret is for."""

from collections.abc import Callable

import pytest

from intel.errors import SourceError
from intel.ingest.fetch import Fetcher
from tests import replay_server as host
from tests.ingest.fetching import Time, a_fetcher, refused
from tests.replay_server import Behaviour, ReplayServer

pytestmark = pytest.mark.usefixtures("no_waiting")


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
