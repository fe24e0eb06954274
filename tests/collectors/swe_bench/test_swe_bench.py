"""SWE-bench: the agent is the harness, the board's own runs are told from those sent in, several models are none."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from intel.collectors import swe_bench
from intel.errors import SourceError
from intel.records import Benchmark, Fact, Rejected
from tests.collectors.golden import check, parse, reply
from tests.collectors.scored import score, scores

HERE = Path(__file__).parent
VERIFIED = "swe-bench/verified"


def listed() -> list[Fact]:
    return reply(swe_bench, HERE)


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_runs_of_the_boards_own_agent_are_independent_and_its_versions_two_harnesses() -> None:
    new = score(listed(), "Plume 3", VERIFIED, harness="mini-SWE-agent 2")
    old = score(listed(), "Plume 3", VERIFIED, harness="mini-SWE-agent 1")
    assert (new.reporter, new.effort, new.n, new.stated_on) == ("independent", "high", 500, date(2026, 2, 17))
    assert (new.cost_usd, new.cost_items) == (Decimal("0.753907997"), 1)
    assert (old.reporter, old.effort, old.cost_usd) == ("independent", "", None)


def test_what_others_ran_was_sent_in_and_says_whether_the_board_checked_it() -> None:
    sent = score(listed(), "Plume 3", VERIFIED, harness="Solver")
    assert (sent.reporter, sent.reported_by, sent.effort) == ("submitter", "Solvers", "medium")
    assert sent.note == "not checked by the board"
    assert score(listed(), "OldAgent + Osprey 2", VERIFIED).note == ""


def test_a_row_with_several_models_is_named_after_all_of_them() -> None:
    both = [s for s in scores(listed()) if s.name == "komi-k9 + plume-3"]
    assert [(s.harness, s.note) for s in both] == [
        ("Solver", "two attempts or more"), ("Team", "not checked by the board"),
    ]  # fmt: skip


def test_an_undisclosed_model_keeps_the_name_of_the_row() -> None:
    assert score(listed(), "Hidden Agent", VERIFIED).harness == "Hidden"


def test_every_board_is_a_benchmark_of_its_own_and_one_without_results_is_left_out() -> None:
    boards = {fact.name: fact.items for fact in listed() if isinstance(fact, Benchmark)}
    assert boards == {VERIFIED: 500, "swe-bench/multi-lingual": None}


def test_a_day_that_is_none_and_a_missing_share_are_rejected() -> None:
    assert [fact.reason for fact in listed() if isinstance(fact, Rejected)] == ["no date: 'soon'", "no share resolved"]


def test_a_reply_without_a_board_fails_the_run() -> None:
    with pytest.raises(SourceError, match="no leaderboard has a name and results"):
        parse(swe_bench, b'{"leaderboards": [{"name": "Verified"}]}')


def test_what_it_states_never_leaves_the_machine() -> None:
    source = swe_bench.SOURCE
    assert (source.licence, source.redistributable, source.enters_estimates) == ("CC BY-NC 4.0", False, False)


@pytest.mark.captures
def test_the_captured_boards_hold_what_was_counted_by_hand(captures: Path) -> None:
    # Nine rows of three boards; three are of mini-SWE-agent, two name two models.
    facts = parse(swe_bench, (captures / "bench/swe_bench/leaderboards_sample_2026-10-08.json").read_bytes())
    assert sorted(s.benchmark.rpartition("/")[2] for s in scores(facts)) == sorted(
        ["multilingual"] * 2 + ["test"] * 2 + ["verified"] * 5
    )
    assert sum(s.reporter == "independent" for s in scores(facts)) == 3
    assert sorted(s.name for s in scores(facts) if "+" in s.name) == [
        "Doubao-Seed-1.6 + Doubao-Seed-Code", "claude-sonnet-4.5 + gpt-5",
    ]  # fmt: skip
    assert score(facts, "Gemini 3 Flash", "swe-bench/multilingual").value == Decimal("72.7")
    assert score(facts, "Claude 4.5 Opus", VERIFIED, effort="high").cost_usd == Decimal("0.753907997")
    assert score(facts, "Claude 4.5 Opus", VERIFIED, harness="live-SWE-agent").effort == "medium"
    assert score(facts, "Gemini 3 Pro Preview", VERIFIED).note == "not checked by the board"
    assert score(facts, "Claude 4.5 Opus", "swe-bench/test").value == Decimal("52.62")
