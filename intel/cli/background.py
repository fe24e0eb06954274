"""Collecting while the dashboard is up: which source is due, one sentence on each, and the routing table afterwards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

from intel.cli import out
from intel.cli.collect import line_of
from intel.errors import IntelError
from intel.ingest.runner import RunResult
from intel.source import Collector
from intel.views import SourceView

LOOK_SECONDS = 300
"""How often the sources are looked over once the first round is done."""

RETRY = timedelta(minutes=30)
"""How long a source that could not be read is left alone."""

SLICE = 40
"""Followed documents of one run: about as many seconds, after which the pages show them."""


@dataclass(frozen=True, slots=True)
class Work:
    """What collecting needs of the world."""

    collectors: Sequence[Collector]
    run: Callable[[Collector, int], RunResult]
    """Runs one collector, with at most so many followed documents."""
    views: Callable[[], Mapping[str, SourceView]]
    publish: Callable[[], str]
    """Publishes the routing table and says so; '' when it is the one already published."""
    say: Callable[[str], None]
    now: Callable[[], datetime]
    live: bool = True
    """False: say what stands in and ask nobody."""


def keep_collecting(work: Work, stop: Event) -> None:
    """One round at once, then the sources that have become due, until ``stop`` is set."""
    _publish(work)
    starting = True
    while not stop.is_set():
        if collect_due(work, stop, starting=starting):
            _publish(work)
        if not work.live or stop.wait(LOOK_SECONDS):
            return
        starting = False


def collect_due(work: Work, stop: Event, *, starting: bool) -> bool:
    """Run every source that is due, and say one sentence on each; the first round tells of the others too.

    Returns whether some run brought prices or confirmed them.
    """
    believed = False
    for collector in work.collectors:
        if stop.is_set():
            break
        view = work.views()[collector.SOURCE.id]
        if work.live and is_due(view, work.now(), starting=starting):
            believed |= _collect(work, collector, stop)
        elif starting:
            work.say(waiting_line(view, work.now(), live=work.live))
    return believed


def is_due(view: SourceView, now: datetime, *, starting: bool) -> bool:
    """Whether a source should be asked now.

    One cadence after its last healthy run; a start also takes up what was left unread, and tries again at once what
    failed, which is otherwise left alone for half an hour.
    """
    if view.last_healthy_at is not None and now - view.last_healthy_at < timedelta(seconds=view.cadence_seconds):
        return starting and view.last_outcome == "partial"
    return starting or view.last_run_at is None or now - view.last_run_at >= RETRY


def _collect(work: Work, collector: Collector, stop: Event) -> bool:
    """All slices of one source; a sentence after the first and the last."""
    result = work.run(collector, SLICE)
    work.say(outcome_line(result, work.views()[collector.SOURCE.id], work.now()))
    believed = result.healthy
    left = result.later
    if left:
        _publish(work)
    while left > 0 and result.healthy and not stop.is_set():
        result = work.run(collector, SLICE)
        left -= SLICE
        if left <= 0 or not result.healthy:
            work.say(outcome_line(result, work.views()[collector.SOURCE.id], work.now()))
    return believed


def _publish(work: Work) -> None:
    try:
        if sentence := work.publish():
            work.say(sentence)
    except IntelError as error:
        work.say(f"routing table: {error}")


def outcome_line(result: RunResult, view: SourceView, now: datetime) -> str:
    """What became of a run, and what stands in for it when it brought nothing."""
    return line_of(result) if result.healthy else f"{line_of(result)}; {stand_in(view, now)}"


def waiting_line(view: SourceView, now: datetime, *, live: bool) -> str:
    """Why a source is not asked now, and what stands in."""
    return f"{view.id}: {'fresh' if live else 'not asked (--no-live)'}; {stand_in(view, now)}"


def stand_in(view: SourceView, now: datetime) -> str:
    """Which data of a source the pages show, and how old it is."""
    if view.last_healthy_at is None:
        return "nothing of it is known yet"
    age = out.age((now - view.last_healthy_at).total_seconds())
    return f"showing {view.offers:,} offers as of {view.last_healthy_at:%Y-%m-%d %H:%M} UTC ({age} ago)"
