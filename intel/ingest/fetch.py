"""The network: one polite, bounded, conditional GET. The only module that knows an HTTP client."""

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import metadata
from typing import Literal
from urllib.parse import urljoin, urlsplit

import httpx
import stamina

from intel import __version__
from intel.addresses import Resolve, public_addresses
from intel.errors import SourceError
from intel.ingest.inflate import ACCEPT, Inflator
from intel.ingest.politeness import INTERVAL, Pace, Robots, Turns, retry_after

OFFLINE = "offline (INTEL_OFFLINE is set): nothing was fetched"
"""Why nothing came, for a terminal."""
MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that may be another one soon."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a fetch may take."""

    connect_seconds: float = 10
    read_seconds: float = 30
    """Without a byte."""
    deadline_seconds: float = 180
    """For one document, with its retries and redirects."""
    max_bytes: int = 64 * 2**20
    """Unpacked."""
    attempts: int = 4
    longest_wait_seconds: float = 60
    """Longest Retry-After that is waited for; a longer one ends the fetch."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document, or the word that it has not changed."""

    status: Literal["new", "unchanged"]
    body: bytes
    """Decompressed; empty when unchanged."""
    url: str
    """As it was asked for, whatever redirects followed."""
    etag: str = ""
    last_modified: str = ""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One document on its way, over all its hops and attempts."""

    url: str
    headers: dict[str, str]
    secret: tuple[str, str]
    """Header and value; two '' without a key."""
    until: datetime


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: httpx.Headers
    body: bytes


class _AgainError(Exception):
    """Worth another attempt, after ``wait`` seconds where the host asked for it."""

    def __init__(self, sentence: str, wait: float | None = None) -> None:
        super().__init__(sentence)
        self.wait = wait


class Fetcher:
    """Fetches documents one at a time per host; close it, or use it in a ``with``.

    ``clock`` gives aware UTC times, ``sleep`` waits so many seconds. ``allow_private`` lets the host that is asked
    first be a private one (a mirror in the owner's network); a redirect may lead to no other. ``pace`` spaces requests
    to one host, by default those of this fetcher alone.
    """

    def __init__(
        self, clock: Callable[[], datetime], sleep: Callable[[float], None], *, offline: bool = False,
        bounds: Bounds | None = None, allow_private: bool = False, user_agent: str = "", resolve: Resolve | None = None,
        pace: Turns | None = None,
    ) -> None:  # fmt: skip
        self.offline = offline
        self._clock = clock
        self._bounds = bounds or Bounds()
        self._allow_private = allow_private
        self._resolve = resolve or _resolve
        self._pace = pace or Pace(clock, sleep)
        agent = user_agent or default_agent()
        self._robots = Robots(clock, self._load_robots, agent.partition("/")[0])
        self._client = httpx.Client(
            headers={"User-Agent": agent, "Accept-Encoding": ACCEPT, "Accept": "*/*"},
            timeout=httpx.Timeout(self._bounds.read_seconds, connect=self._bounds.connect_seconds),
            trust_env=False,
        )  # fmt: skip

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of open connections."""
        self._client.close()

    def fetch(
        self, source: str, url: str, *, etag: str = "", last_modified: str = "", secret: tuple[str, str] = ("", "")
    ) -> Fetched:
        """Fetch one document; "unchanged" when the validators still hold.

        ``secret``, a header and its value, goes out to the host of ``url`` alone. Raises ``SourceError`` with one
        sentence for everything that can go wrong: offline, refused, not there, too slow, too large, led astray.
        """
        if self.offline:
            raise SourceError(f"{source}: {OFFLINE}")
        validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        until = self._clock() + timedelta(seconds=self._bounds.deadline_seconds)
        asked = _Asked(url, {k: v for k, v in validators.items() if v}, secret, until)
        try:
            answer = self._persist(asked)
        except (_AgainError, httpx.HTTPError, httpx.InvalidURL) as error:
            raise SourceError(f"{url}: {str(error) or type(error).__name__}") from None
        return _understood(asked, answer)

    def _persist(self, asked: _Asked) -> _Answer:
        bounds = self._bounds
        attempts = stamina.retry_context(
            on=self._backoff, attempts=bounds.attempts, timeout=bounds.deadline_seconds, wait_initial=1, wait_max=30,
            wait_jitter=1,
        )  # fmt: skip
        for attempt in attempts:
            with attempt:
                return self._settled(self._walk(asked, robots=True))
        raise AssertionError("stamina gives at least one attempt")

    def _settled(self, answer: _Answer) -> _Answer:
        """The answer, unless it may be another one soon."""
        if answer.status not in _PASSING:
            return answer
        wait = retry_after(answer.headers.get("retry-after", ""), self._clock())
        asks = f" and asks to wait {wait:,.0f} seconds" if wait else ""
        raise _AgainError(f"answered {answer.status}{asks}", wait)

    def _backoff(self, error: Exception) -> bool | float:
        """Whether, or after how many seconds, to try again."""
        if not isinstance(error, _AgainError):
            return False
        if error.wait is None:
            return True
        return error.wait if error.wait <= self._bounds.longest_wait_seconds else False

    def _walk(self, asked: _Asked, *, robots: bool) -> _Answer:
        """One attempt: the request and the redirects it leads through."""
        url, seen = asked.url, {asked.url}
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._hop(asked, url, robots=robots)
            if answer.status not in _REDIRECTS:
                return answer
            target = urljoin(url, answer.headers.get("location", ""))
            if target in seen:
                raise SourceError(f"{asked.url}: redirected in a circle")
            if url.startswith("https:") and not target.startswith("https:"):
                raise SourceError(f"{asked.url}: redirected to {target[:200]}, which is not https")
            seen.add(target)
            url = target
        raise SourceError(f"{asked.url}: redirected more than {MAX_REDIRECTS} times")

    def _hop(self, asked: _Asked, url: str, *, robots: bool) -> _Answer:
        home = _host(url) == _host(asked.url)
        addresses = public_addresses(url, self._resolve, allow_private=self._allow_private and home)
        interval = INTERVAL
        if robots:
            if not self._robots.allows(url):
                raise SourceError(f"{url}: the host's robots.txt does not let us fetch it")
            interval = self._robots.interval(url)
        headers = dict(asked.headers)
        if home and asked.secret[0]:
            headers[asked.secret[0]] = asked.secret[1]
        self._pace.wait(_host(url), interval)
        for place, address in enumerate(addresses):
            try:
                return self._exchange(asked, url, address, headers)
            except httpx.ConnectError as error:
                if place == len(addresses) - 1:
                    raise _AgainError(f"cannot be reached ({_plain(error)})") from None
        raise AssertionError("there is at least one address")

    def _exchange(self, asked: _Asked, url: str, address: str, headers: dict[str, str]) -> _Answer:
        """One request to one address: the one that was checked, whatever the name resolves to next."""
        there = httpx.URL(url)
        pinned = there.copy_with(host=address)
        names = {"sni_hostname": there.host}
        try:
            with self._client.stream(
                "GET", pinned, headers={"Host": there.netloc.decode(), **headers}, extensions=names
            ) as response:
                body = self._body(asked, response) if response.status_code == 200 else b""
                return _Answer(response.status_code, response.headers, body)
        except httpx.ConnectError:
            raise
        except httpx.TimeoutException:
            raise _AgainError("no answer in time") from None
        except httpx.TransportError as error:
            raise _AgainError(f"the connection broke off ({_plain(error)})") from None
        finally:
            self._client.cookies.clear()

    def _body(self, asked: _Asked, response: httpx.Response) -> bytes:
        try:
            plain = Inflator(response.headers.get("content-encoding", ""), self._bounds.max_bytes)
            for raw in response.iter_raw():  # never a chunk size here: httpx would wait until it is full
                plain.feed(raw)
                if self._clock() > asked.until:
                    raise SourceError(f"took longer than {self._bounds.deadline_seconds:g} seconds")
            return plain.finish()
        except SourceError as error:
            raise SourceError(f"{asked.url}: {error}") from None

    def _load_robots(self, url: str) -> tuple[int, str]:
        until = self._clock() + timedelta(seconds=self._bounds.read_seconds)
        answer = self._walk(_Asked(url, {}, ("", ""), until), robots=False)
        return answer.status, answer.body.decode("utf-8", "replace")


def _understood(asked: _Asked, answer: _Answer) -> Fetched:
    headers = answer.headers
    kept = {
        "etag": headers.get("etag", ""), "last_modified": headers.get("last-modified", ""),
        "media_type": headers.get("content-type", "").partition(";")[0].strip().lower(),
    }  # fmt: skip
    if answer.status == 200:
        return Fetched("new", answer.body, asked.url, **kept)
    if answer.status == 304 and asked.headers:
        return Fetched("unchanged", b"", asked.url, **kept)
    raise SourceError(f"{asked.url}: {refusal(answer.status, headers.get('cf-mitigated', ''))}")


def refusal(status: int, mitigated: str = "") -> str:
    """What an answer that is no document means, in a few words."""
    if mitigated == "challenge":
        return f"answered {status} with a challenge page for browsers"
    meaning = {401: "it wants a key", 403: "it refuses us", 404: "nothing is there", 410: "it is gone for good"}
    return f"answered {status}" + (f": {meaning[status]}" if status in meaning else "")


def default_agent() -> str:
    """Name and version, with the project's address, where the installed package states one."""
    try:
        urls = metadata.metadata("intel").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        urls = []
    address = next((url.partition(",")[2].strip() for url in urls), "")
    return f"intel/{__version__} (+{address})" if address else f"intel/{__version__} (model prices, for routing)"


def _plain(error: Exception) -> str:
    """What the system says of an error, without its number."""
    return re.sub(r"^\[[^\]]*\] ", "", str(error)).lower() or type(error).__name__


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _resolve(host: str, port: int) -> Sequence[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
