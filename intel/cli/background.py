"""Collecting while the dashboard is up: one sentence on each source for the person who looks at the terminal."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Event

from intel.cli import out
from intel.cli.collect import line_of
from intel.cli.work import Work, keep_working
from intel.errors import CatalogError
from intel.ingest.lease import Lease
from intel.ingest.runner import RunResult
from intel.units import counted
from intel.views import SourceView

Views = Callable[[], Mapping[str, SourceView]]


class Sentences:
    """Tells of runs in sentences: of a source in slices after the first and the last, of a failure with what stands in.

    ``views`` gives the state of every source; ``say`` takes a sentence, ``show`` the progress of a run.
    """

    def __init__(
        self, views: Views, say: Callable[[str], None], show: Callable[[str], None], now: Callable[[], datetime]
    ) -> None:
        self._views = views
        self._say = say
        self._show = show
        self._now = now
        self._begun = ""
        self._unwell = ""

    def taken(self, lease: Lease) -> None:
        """Nothing is said of a run before it has ended."""
        self._unwell = ""
        del lease

    def ran(self, lease: Lease, result: RunResult, rest: int) -> None:
        """One sentence, unless it is a slice in the middle."""
        if rest and self._begun == lease.source:
            return
        self._begun = lease.source if rest else ""
        self._say(outcome_line(result, self._views()[lease.source], self._now()))

    def handed_back(self, source: str) -> None:
        """The owner has asked for the end: nothing to say."""
        del source

    def unwell(self, error: CatalogError) -> None:
        """Once for each way in which the catalog is unwell."""
        if str(error) != self._unwell:
            self._unwell = str(error)
            self._say(f"{error} Collecting goes on as soon as it can.")

    def told(self, sentence: str) -> None:
        """As it is."""
        self._say(sentence)

    def amiss(self, sentence: str) -> None:
        """As it is, too."""
        self._say(sentence)

    def progress(self, source: str, done: int, total: int) -> None:
        """How far a run has come."""
        self._show(f"{source}: {done} of {total} documents")

    def waited(self, host: str, seconds: float) -> None:
        """A second between two requests is not worth a word."""
        del host, seconds


def keep_collecting(work: Work, say: Callable[[str], None], now: Callable[[], datetime], stop: Event) -> None:
    """One round of what is due and of what did not go well before, then whatever becomes due, until ``stop`` is set."""
    work.publish()
    views = work.views()
    for name, view in views.items():
        if name in work.lacking:
            say(f"{name}: skipped, {work.lacking[name]}; {stand_in(view, now())}")
        elif not is_due(view, now()):
            say(waiting_line(view, now(), live=True))
    work.leases.hasten(name for name, view in views.items() if is_due(view, now()))
    keep_working(work, stop)


def say_what_stands_in(views: Mapping[str, SourceView], say: Callable[[str], None], now: datetime) -> None:
    """One sentence on each source that is not asked."""
    for view in views.values():
        say(waiting_line(view, now, live=False))


def is_due(view: SourceView, now: datetime) -> bool:
    """Whether a start should ask a source: a cadence after its last healthy run, or when that left something unread."""
    if view.last_healthy_at is None or now - view.last_healthy_at >= timedelta(seconds=view.cadence_seconds):
        return True
    return view.last_outcome == "partial"


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
    what = counted(view.scores, "score") if view.scores and not view.offers else counted(view.offers, "offer")
    return f"showing {what} as of {view.last_healthy_at:%Y-%m-%d %H:%M} UTC ({age} ago)"
