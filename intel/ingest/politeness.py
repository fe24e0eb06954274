"""Manners towards hosts: at most one request a second each, and what their robots.txt asks for."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import Protocol
from urllib.parse import urlsplit

from protego import Protego

INTERVAL = timedelta(seconds=1)
LONGEST_DELAY = timedelta(seconds=10)
"""Of a Crawl-delay that is honoured; a longer one is meant for crawlers of whole sites."""

ROBOTS_LIFETIME = timedelta(hours=24)
"""After RFC 9309, section 2.4."""


def retry_after(stated: str, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After of either form (seconds, HTTP date); None when it says nothing readable."""
    text = stated.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return max(0.0, ((when if when.tzinfo else when.replace(tzinfo=UTC)) - now).total_seconds())


class Turns(Protocol):
    """Spaces the requests to each host."""

    def wait(self, host: str, interval: timedelta = INTERVAL) -> None:
        """Return when the next request to ``host`` may be sent."""
        ...


class Pace:
    """Spaces the requests to one host. Safe for several threads."""

    def __init__(self, clock: Callable[[], datetime], sleep: Callable[[float], None]) -> None:
        self._clock = clock
        self._sleep = sleep
        self._next: dict[str, datetime] = {}
        self._lock = Lock()

    def wait(self, host: str, interval: timedelta = INTERVAL) -> None:
        """Return when the next request to ``host`` may be sent."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._next.get(host, now))
            self._next[host] = turn + interval
        if turn > now:
            self._sleep((turn - now).total_seconds())


class Robots:
    """Answers whether a URL may be fetched. ``load`` gives (status, text) of a robots.txt; status 0: unreachable."""

    def __init__(self, clock: Callable[[], datetime], load: Callable[[str], tuple[int, str]], agent: str) -> None:
        self._clock = clock
        self._load = load
        self._agent = agent
        self._known: dict[str, tuple[datetime, Protego | None]] = {}

    def allows(self, url: str) -> bool:
        """Whether robots.txt lets us; a missing one (4xx) allows all, an unreachable one (5xx) nothing for now."""
        rules = self._rules(url)
        return rules is not None and bool(rules.can_fetch(url, self._agent))

    def interval(self, url: str) -> timedelta:
        """Time between two requests to the host: a second, or the Crawl-delay if that is longer."""
        rules = self._rules(url)
        delay = rules.crawl_delay(self._agent) if rules is not None else None
        return min(max(INTERVAL, timedelta(seconds=float(delay or 0))), LONGEST_DELAY)

    def _rules(self, url: str) -> Protego | None:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        known = self._known.get(origin)
        if known is None or self._clock() - known[0] > ROBOTS_LIFETIME:
            known = self._known[origin] = (self._clock(), self._parse(*self._load(f"{origin}/robots.txt")))
        rules = known[1]
        if rules is None:
            del self._known[origin]  # ask again next time
        return rules

    @staticmethod
    def _parse(status: int, text: str) -> Protego | None:
        if 200 <= status < 300:
            return Protego.parse(text)
        return Protego.parse("") if 400 <= status < 500 else None
