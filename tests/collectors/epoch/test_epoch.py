"""Epoch: an index in two shapes, an archive of which only Epoch's own runs count."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from intel.collectors import epoch
from intel.records import Benchmark, Fact, Follow, Rejected
from intel.source import Snapshot
from tests.collectors.golden import check, parse, reply
from tests.collectors.scored import score, scores

HERE = Path(__file__).parent
ZIP = "https://epoch.ai/data/benchmark_data.zip"
OLD = b"""Model version,ECI Score,Release date,Organization,Confidence
komi-k9-0711,141.5,2026-07-11,Komi,Unverified
"""


def listed() -> list[Fact]:
    return reply(epoch, HERE)


def archive() -> list[Fact]:
    return reply(epoch, HERE, "benchmarks.zip.txt", ZIP, "benchmarks")


def test_the_recorded_index_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_the_recorded_archive_gives_the_golden_records() -> None:
    check(HERE, archive(), "archive.jsonl")


def test_the_index_is_a_composite_with_ninety_percent_bounds_where_stated() -> None:
    (board,) = [fact for fact in listed() if isinstance(fact, Benchmark)]
    assert (board.composite, board.scale) == (True, "index")
    found = score(listed(), "Plume 3", "epoch/eci")
    assert (found.lower, found.upper, found.interval_ratio) == (Decimal("164.06"), Decimal("171.68"), Decimal("0.9"))
    assert score(listed(), "Inside Out", "epoch/eci").lower is None


def test_the_older_shape_is_read_too() -> None:
    found = score(parse(epoch, OLD), "komi-k9-0711", "epoch/eci")
    assert (found.value, found.note) == (Decimal("141.5"), "not verified")


def test_the_index_leads_to_the_archive_and_the_archive_nowhere() -> None:
    assert [fact.url for fact in listed() if isinstance(fact, Follow)] == [ZIP]
    assert not [fact for fact in archive() if isinstance(fact, Follow)]


def test_of_several_runs_the_one_that_started_last_counts() -> None:
    found = score(archive(), "plume-3_max", "epoch/swe-bench-verified")
    assert (found.value, found.stated_on) == (Decimal("78.7"), date(2026, 6, 25))
    assert (found.lower, found.upper) == (Decimal("75.739"), Decimal("81.661"))  # 78.7 -/+ 1.645 * 1.8


def test_others_figures_stay_out_and_what_cannot_be_read_is_rejected() -> None:
    assert {s.benchmark for s in scores(archive())} == {"epoch/swe-bench-verified"}
    said = [fact.reason for fact in archive() if isinstance(fact, Rejected)]
    assert "no name" in said
    assert "share 1.2 is not within 0-1" in said
    assert any("no column Model version, mean_score" in reason for reason in said)


@pytest.mark.captures
def test_the_captured_indexes_hold_what_was_counted_by_hand(captures: Path) -> None:
    # awk counts 140 lines with an eci in the new shape and 300 with a score in the old one; values read off the lines.
    folder = captures / "bench" / "epoch"
    new = _read(folder / "eci_scores_2026-02-08.csv")
    old = _read(folder / "epoch_capabilities_index_2026-04-11.csv")
    assert (len(scores(new)), len(scores(old))) == (140, 300)
    assert score(new, "Gemini 3 Pro", "epoch/eci").value == Decimal("153.992904")
    assert score(new, "Gemini 3 Flash", "epoch/eci").upper == Decimal("156.362792")
    assert score(old, "claude-mythos-2026-04-07", "epoch/eci").value == 161
    assert score(old, "muse-spark-2026-04-08", "epoch/eci").note == "not verified"
    later = _read(folder / "eci_scores_sample_2026-10-08.csv")
    assert score(later, "GPT-6 Astra", "epoch/eci").lower == Decimal("163.34")


def _read(file: Path) -> list[Fact]:
    return list(epoch.parse(Snapshot(epoch.SOURCE.url, file.read_bytes(), datetime(2026, 8, 22, tzinfo=UTC))))
