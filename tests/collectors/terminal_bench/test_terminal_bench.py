"""Terminal-Bench: an edition is a benchmark, an agent a harness, a verified run the board's own."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from intel.collectors import terminal_bench
from intel.errors import SourceError
from intel.records import Fact, Follow, Rejected
from tests.collectors.golden import check, parse, reply
from tests.collectors.scored import score, scores

HERE = Path(__file__).parent
BOARD = "terminal-bench"
FOUR = terminal_bench.SOURCE.url.replace("2.0", "4.0")


def listed() -> list[Fact]:
    return reply(terminal_bench, HERE)


def later() -> list[Fact]:
    return reply(terminal_bench, HERE, "later.html", FOUR, "4.0")


def test_the_recorded_pages_give_the_golden_records() -> None:
    check(HERE, listed())
    check(HERE, later(), "later.jsonl")


def test_a_share_and_its_standard_error_become_percent_and_a_95_percent_interval() -> None:
    plume = score(listed(), "Plume 3", BOARD)
    assert (plume.value, plume.version, plume.harness) == (Decimal("82.0224719"), "2.0", "terminus-2")
    assert (plume.lower, plume.upper) == (Decimal("79.8202247004"), Decimal("84.2247190996"))
    assert (plume.interval_ratio, plume.stated_on) == (Decimal("0.95"), date(2026, 2, 3))
    assert score(listed(), "Komi K9", BOARD, harness="komi-cli").lower is None


def test_an_interval_ends_at_nothing() -> None:
    assert score(listed(), "Osprey 70B", BOARD).lower == 0


def test_a_verified_run_is_the_boards_own_and_any_other_was_sent_in() -> None:
    assert score(listed(), "Komi K9", BOARD, harness="terminus-2").reporter == "independent"
    sent = score(listed(), "Komi K9", BOARD, harness="komi-cli")
    assert (sent.reporter, sent.note) == ("submitter", "not verified")
    assert [found.reporter for found in scores(later())] == ["submitter", "submitter", "independent", "submitter"]


def test_models_that_worked_together_are_all_in_the_name() -> None:
    assert score(listed(), "Plume 3 + Komi K9 (high)", BOARD).harness == "crew"
    assert score(later(), "Plume 4 + Komi K10", BOARD).harness == "crew"


def test_the_later_shape_states_effort_cost_trials_and_time() -> None:
    top, lower = score(later(), "Plume 4", BOARD, effort="max"), score(later(), "Plume 4", BOARD, effort="high")
    assert (top.value, top.version, top.n, top.harness) == (Decimal("48.18"), "4.0", 330, "plume-code")
    assert (top.cost_usd, top.cost_items, top.seconds) == (Decimal("3267.18"), 330, Decimal("2796.3"))
    assert (top.lower, top.upper) == (Decimal("45.39"), Decimal("50.97"))
    assert (lower.value, lower.cost_usd, lower.cost_items) == (Decimal("31.5"), None, None)


def test_one_percent_of_the_later_shape_is_no_share_of_one() -> None:
    assert score(later(), "Komi K10", BOARD).value == Decimal("1.2")


def test_the_other_editions_are_asked_for_once() -> None:
    assert [fact.key for fact in listed() if isinstance(fact, Follow)] == ["4.0", "2.1"]
    assert not [fact for fact in later() if isinstance(fact, Follow)]


def test_a_table_of_another_edition_or_two_that_differ_fail_the_run() -> None:
    page = (HERE / "reply.html").read_bytes()
    with pytest.raises(SourceError, match=r"no table of edition 4\.0"):
        parse(terminal_bench, page, FOUR)
    tables = {"a": {"rows": [{"metrics": {}}]}, "b": {"rows": [{"metrics": {"accuracy": 1}}]}}
    with pytest.raises(SourceError, match=r"2 different tables of edition 4\.0"):
        parse(terminal_bench, json.dumps(tables).encode(), FOUR)


def test_rows_without_a_model_or_a_share_are_rejected() -> None:
    reasons = [fact.reason for fact in (*listed(), *later()) if isinstance(fact, Rejected)]
    assert reasons == ["share 1.2 is not within 0-1", "no model", "no accuracy", "no accuracy"]


@pytest.mark.captures
def test_the_captured_page_holds_what_was_counted_by_hand(captures: Path) -> None:
    # 124 rows of the page's table; 73 of them bear the mark of a verified run; values are the cells of "Accuracy".
    facts = parse(terminal_bench, (captures / "bench/terminal_bench/tbench_2.0_leaderboard_2026-05.html").read_bytes())
    found = scores(facts)
    assert (len(found), sum(s.reporter == "independent" for s in found)) == (124, 73)
    assert (sum(" + " in s.name for s in found), sum(s.lower is None for s in found)) == (5, 6)
    assert round(score(facts, "GPT-5.5", BOARD).value, 1) == Decimal("82.0")
    assert round(score(facts, "Claude Opus 4.6", BOARD, harness="claude-code").value, 1) == Decimal("58.0")
    assert round(score(facts, "GLM 5", BOARD).value, 1) == Decimal("52.4")
    assert round(score(facts, "Kimi K2 Thinking", BOARD).value, 1) == Decimal("35.7")
    assert round(score(facts, "GPT-OSS-20B", BOARD, harness="terminus-2").value, 1) == Decimal("3.1")


@pytest.mark.captures
def test_the_captured_row_of_the_later_edition_is_read(captures: Path) -> None:
    body = (captures / "bench/terminal_bench/tb_4.0_leaderboard_row_2026-09-14.json").read_bytes()
    (found,) = scores(parse(terminal_bench, body, FOUR))
    assert (found.name, found.harness, found.effort) == ("GPT-6 Astra", "codex", "max")
    assert (found.value, found.upper, found.n) == (Decimal("58.18"), Decimal("60.97"), 330)
    assert (found.cost_usd, found.version) == (Decimal("3267.18"), "4.0")
