"""Collecting in the background: who is due, what is said, and that it ends when it should."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from intel.cli import background
from intel.errors import CatalogError
from intel.ingest.runner import RunResult
from intel.views import SourceView

NOW = datetime(2026, 7, 2, 12, tzinfo=UTC)
FRESH, OLD = NOW - timedelta(hours=1), NOW - timedelta(days=10)


def a_view(name: str = "models.dev", *, healthy: datetime | None = OLD, **changes: Any) -> SourceView:
    view = SourceView(
        id=name, title=name, url="https://example.org", licence="MIT", authority=1, redistributable=True,
        cadence_seconds=6 * 3600, last_run_at=healthy, last_outcome="done", last_healthy_at=healthy, age_seconds=None,
        stale=False, records=3, offers=1200, rejected=0, quarantined=0, message="",
    )  # fmt: skip
    return replace(view, **changes)


def a_result(name: str = "models.dev", outcome: str = "done", **changes: Any) -> RunResult:
    result = RunResult(
        source=name, at=NOW, started_at=NOW, finished_at=NOW, outcome=outcome, healthy=True, message="", offers=1200
    )
    return replace(result, **changes)


@dataclass
class Bench:
    """A world that answers from lists and remembers what was asked of it."""

    views: Sequence[SourceView]
    results: list[RunResult] = field(default_factory=list)
    publishing: str | CatalogError = ""
    live: bool = True
    ran: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    published: int = 0
    stop: Event = field(default_factory=Event)

    def _run(self, collector: Any, limit: int) -> RunResult:
        self.ran.append(collector.SOURCE.id)
        assert limit == background.SLICE
        return self.results.pop(0)

    def _publish(self) -> str:
        self.published += 1
        if isinstance(self.publishing, CatalogError):
            raise self.publishing
        return self.publishing

    def work(self) -> background.Work:
        collectors: Any = [SimpleNamespace(SOURCE=SimpleNamespace(id=view.id)) for view in self.views]
        by_id = {view.id: view for view in self.views}
        return background.Work(
            collectors, self._run, lambda: by_id, self._publish, self.said.append, lambda: NOW, self.live
        )


@pytest.mark.parametrize(
    ("view", "starting", "due"),
    [
        (a_view(healthy=None), True, True),
        (a_view(healthy=None), False, True),
        (a_view(healthy=FRESH), True, False),
        (a_view(healthy=FRESH, last_outcome="partial"), True, True),
        (a_view(healthy=FRESH, last_outcome="partial"), False, False),
        (a_view(healthy=OLD), False, True),
        (a_view(healthy=OLD, last_run_at=NOW - timedelta(minutes=5), last_outcome="failed"), False, False),
        (a_view(healthy=OLD, last_run_at=NOW - timedelta(minutes=5), last_outcome="failed"), True, True),
        (a_view(healthy=OLD, last_run_at=NOW - timedelta(minutes=30), last_outcome="failed"), False, True),
        (a_view(healthy=NOW - timedelta(hours=6)), False, True),
    ],
)
def test_a_source_is_due_one_cadence_after_it_was_believed_last(view: SourceView, starting: bool, due: bool) -> None:
    assert background.is_due(view, NOW, starting=starting) is due


def test_each_source_gets_one_sentence_and_only_the_due_ones_are_asked() -> None:
    bench = Bench(
        [a_view("models.dev"), a_view("litellm", healthy=FRESH), a_view("openrouter", healthy=None)],
        [
            a_result(added=12, changed=40, rejected=2),
            a_result("openrouter", "failed", healthy=False, message="https://x: no answer"),
        ],
    )

    assert background.collect_due(bench.work(), bench.stop, starting=True)

    assert bench.ran == ["models.dev", "openrouter"]
    assert bench.said == [
        "models.dev: done, 1,200 offers, 12 new, 40 changed, 2 rejected",
        "litellm: fresh; showing 1,200 offers as of 2026-07-02 11:00 UTC (60min ago)",
        "openrouter: failed, https://x: no answer; nothing of it is known yet",
    ]


def test_without_network_each_sentence_says_which_data_stands_in_and_how_old_it_is() -> None:
    bench = Bench([a_view("models.dev"), a_view("openrouter", healthy=None)], live=False)

    background.keep_collecting(bench.work(), bench.stop)

    assert bench.ran == []
    assert bench.said == [
        "models.dev: not asked (--no-live); showing 1,200 offers as of 2026-06-22 12:00 UTC (10d ago)",
        "openrouter: not asked (--no-live); nothing of it is known yet",
    ]
    assert bench.published == 1


def test_a_source_of_many_documents_is_read_in_slices_and_told_of_twice() -> None:
    slices = [a_result("openrouter", "partial", later=left, message=f"{left} left") for left in (70, 30)]
    bench = Bench([a_view("openrouter")], [*slices, a_result("openrouter")])

    background.collect_due(bench.work(), bench.stop, starting=True)

    assert bench.ran == ["openrouter"] * 3
    assert bench.said == ["openrouter: partial, 1,200 offers (70 left)", "openrouter: done, 1,200 offers"]


def test_slices_end_at_the_first_that_fails() -> None:
    failed = a_result("openrouter", "failed", healthy=False, message="gone")
    bench = Bench([a_view("openrouter")], [a_result("openrouter", "partial", later=300), failed])

    background.collect_due(bench.work(), bench.stop, starting=True)

    assert bench.results == []
    assert bench.said[-1].startswith("openrouter: failed, gone; showing")


def test_nothing_more_is_asked_once_the_owner_stops() -> None:
    bench = Bench([a_view("models.dev"), a_view("litellm")])
    bench.stop.set()

    background.keep_collecting(bench.work(), bench.stop)

    assert bench.ran == []


def test_a_table_that_cannot_be_published_is_told_and_collecting_goes_on() -> None:
    bench = Bench([a_view(healthy=FRESH)], publishing=CatalogError("The catalog holds nothing."), live=False)

    background.keep_collecting(bench.work(), bench.stop)

    assert bench.said[0] == "routing table: The catalog holds nothing."
    assert bench.said[1].startswith("models.dev: not asked")
