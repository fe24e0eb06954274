"""Aider: the second try counts, a format is part of the harness, two models at work are neither."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from intel.collectors import aider
from intel.records import Fact, Follow, Rejected
from intel.source import Snapshot
from tests.collectors.golden import body, check, reply
from tests.collectors.scored import score, scores

HERE = Path(__file__).parent
POLYGLOT = "aider/polyglot"


def listed() -> list[Fact]:
    return reply(aider, HERE)


def test_the_recorded_board_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_cost_and_tokens_are_of_the_whole_run_and_of_a_case() -> None:
    found = score(listed(), "plume-3 (high)", POLYGLOT)
    assert (found.value, found.effort, found.harness) == (Decimal("88.4"), "high", "aider diff")
    assert (found.cost_usd, found.cost_items, found.seconds) == (Decimal("29.0829"), 225, Decimal(194))
    assert found.output_tokens == Decimal("11659.68")
    assert found.stated_on == date(2026, 1, 5)


def test_a_cost_of_nothing_is_unknown() -> None:
    assert score(listed(), "Komi K9", POLYGLOT, harness="aider whole").cost_usd is None


def test_one_model_in_two_formats_is_two_scores_and_a_budget_is_an_effort() -> None:
    assert score(listed(), "Komi K9", POLYGLOT, harness="aider whole", effort="32k").value == Decimal("59.1")
    assert score(listed(), "Komi K9", POLYGLOT, harness="aider diff", effort="").value == Decimal("61.3")


def test_an_architect_and_its_editor_are_both_named() -> None:
    names = [s.name for s in scores(listed()) if s.harness == "aider architect"]
    assert names == ["osprey (high) + plume-mini", "Osprey 32B + hosted_ai/plume-coder"]


def test_what_is_no_share_no_date_and_no_run_is_rejected() -> None:
    reasons = [fact.reason for fact in listed() if isinstance(fact, Rejected)]
    assert reasons == ["share 101.0 is not within 0-100", "no date: 'soon'", "a run is no mapping"]


def test_the_older_boards_are_benchmarks_of_their_own() -> None:
    follows = [fact.key for fact in listed() if isinstance(fact, Follow)]
    assert follows == ["edit_leaderboard.yml", "refactor_leaderboard.yml"]
    url = aider.SOURCE.url.replace("polyglot", "edit")
    facts = list(aider.parse(Snapshot(url, body(HERE / "edit.yml"), datetime.now(UTC))))
    assert [(s.benchmark, s.value) for s in scores(facts)] == [("aider/edit", Decimal("77.4"))]


@pytest.mark.captures
def test_the_captured_boards_hold_what_was_counted_by_hand(captures: Path) -> None:
    # grep -c '^- dirname' is 69 and 98; total_cost 0 or none on 18 rows; the values are read off the file's lines.
    facts = _read(captures / "bench/aider/polyglot_leaderboard.yml", aider.SOURCE.url)
    found = scores(facts)
    assert (len(found), len([s for s in found if s.cost_usd is None])) == (69, 18)
    assert score(facts, "gpt-5 (high)", POLYGLOT).value == 88
    assert score(facts, "gpt-5 (high)", POLYGLOT).cost_usd == Decimal("29.0829")
    assert score(facts, "gpt-4o-mini-2024-07-18", POLYGLOT).value == Decimal("3.6")
    assert score(facts, "Gemini 2.0 Pro exp-02-05", POLYGLOT).value == Decimal("35.6")
    assert score(facts, "o3 (high) + gpt-4.1", POLYGLOT).effort == "high"
    edit = _read(captures / "bench/aider/edit_leaderboard.yml", aider.SOURCE.url.replace("polyglot", "edit"))
    assert len(scores(edit)) == 98


def _read(file: Path, url: str) -> list[Fact]:
    return list(aider.parse(Snapshot(url, file.read_bytes(), datetime(2026, 8, 22, tzinfo=UTC))))
