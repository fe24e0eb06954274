"""Collecting while the dashboard is up: what is said of each source, and whom a start asks."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from intel.cli import background
from intel.errors import CatalogError
from intel.ingest.lease import Lease
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


def a_lease(source: str = "models.dev") -> Lease:
    return Lease(source, "me", NOW, NOW, 0, 0)


@dataclass
class Bench:
    """Sentences that are kept."""

    views: dict[str, SourceView]
    said: list[str] = field(default_factory=list)

    def teller(self) -> background.Sentences:
        return background.Sentences(lambda: self.views, self.said.append, self.said.append, lambda: NOW)


def a_bench(*views: SourceView) -> Bench:
    return Bench({view.id: view for view in views})


@pytest.mark.parametrize(
    ("view", "due"),
    [
        (a_view(healthy=None), True),
        (a_view(healthy=FRESH), False),
        (a_view(healthy=FRESH, last_outcome="partial"), True),
        (a_view(healthy=OLD, last_run_at=NOW - timedelta(minutes=5), last_outcome="failed"), True),
        (a_view(healthy=NOW - timedelta(hours=6)), True),
    ],
)
def test_a_start_asks_a_source_one_cadence_after_it_was_believed_last(view: SourceView, due: bool) -> None:
    assert background.is_due(view, NOW) is due


def test_each_run_gets_one_sentence_and_a_failed_one_says_what_stands_in() -> None:
    bench = a_bench(a_view("models.dev"), a_view("openrouter", healthy=None))
    teller = bench.teller()

    teller.ran(a_lease(), a_result(added=12, changed=40, rejected=2), 0)
    failed = a_result("openrouter", "failed", healthy=False, message="https://x: no answer")
    teller.ran(a_lease("openrouter"), failed, 0)

    assert bench.said == [
        "models.dev: done, 1,200 offers, 12 new, 40 changed, 2 rejected",
        "openrouter: failed, https://x: no answer; nothing of it is known yet",
    ]


def test_without_network_each_sentence_says_which_data_stands_in_and_how_old_it_is() -> None:
    bench = a_bench(a_view("models.dev"), a_view("openrouter", healthy=None))

    background.say_what_stands_in(bench.views, bench.said.append, NOW)

    assert bench.said == [
        "models.dev: not asked (--no-live); showing 1,200 offers as of 2026-06-22 12:00 UTC (10d ago)",
        "openrouter: not asked (--no-live); nothing of it is known yet",
    ]


def test_of_a_board_its_scores_stand_in() -> None:
    view = a_view("livebench", offers=0, scores=1)
    assert background.stand_in(view, NOW) == "showing 1 score as of 2026-06-22 12:00 UTC (10d ago)"


def test_a_source_that_is_read_in_slices_is_told_of_twice() -> None:
    bench = a_bench(a_view("openrouter"))
    teller = bench.teller()

    for rest in (70, 30, 0):
        outcome = "partial" if rest else "done"
        teller.ran(a_lease("openrouter"), a_result("openrouter", outcome, message=f"{rest} left" if rest else ""), rest)

    assert bench.said == ["openrouter: partial, 1,200 offers (70 left)", "openrouter: done, 1,200 offers"]


def test_an_unwell_catalog_is_told_once_until_it_is_well_again() -> None:
    bench = a_bench(a_view())
    teller, error = bench.teller(), CatalogError("The catalog does not answer.")

    for _ in range(3):
        teller.unwell(error)
    teller.taken(a_lease())
    teller.unwell(error)

    assert bench.said == ["The catalog does not answer. Collecting goes on as soon as it can."] * 2
