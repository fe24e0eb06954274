"""One fetch from a host that the test scripts, with a clock that stands still."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from intel.errors import SourceError
from intel.ingest.fetch import Bounds, Fetched, Fetcher
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
