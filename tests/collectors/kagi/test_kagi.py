"""Kagi: the table of accuracies, with the revision of the task set as edition."""

from decimal import Decimal
from pathlib import Path

import pytest

from intel.collectors import kagi
from intel.errors import SourceError
from intel.records import Fact, Rejected
from tests.collectors.golden import check, parse, reply
from tests.collectors.scored import score, scores

HERE = Path(__file__).parent
BOARD = "kagi/offline"


def listed() -> list[Fact]:
    return reply(kagi, HERE)


def test_the_recorded_page_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_cost_and_tokens_are_of_all_tasks_and_time_of_one() -> None:
    plume = score(listed(), "plume-3-thinking", BOARD)
    assert (plume.version, plume.n, f"{plume.value:f}") == ("2026-02-13", 116, "91.4")
    assert (plume.cost_usd, plume.cost_items, plume.seconds) == (Decimal("10.4"), 116, Decimal("12.6"))
    assert plume.output_tokens == Decimal("646.2845")  # 74,969 tokens over 116 tasks
    assert plume.note == "asked at kagi (ult)"


def test_a_zero_by_rounding_is_unknown() -> None:
    plume = score(listed(), "plume-3", BOARD)
    assert (plume.cost_usd, plume.cost_items, plume.output_tokens) == (None, None, None)


def test_a_name_listed_twice_keeps_both_rows_for_the_catalog_to_choose() -> None:
    page = (HERE / "reply.md").read_bytes().replace(b"| osprey-mini ", b"| komi/k9-01  ")
    assert [f"{s.value:f}" for s in scores(parse(kagi, page)) if s.name == "komi/k9-01"] == ["42.5", "28.8"]


def test_a_row_without_accuracy_is_rejected_and_drawings_are_no_rows() -> None:
    assert [fact.reason for fact in listed() if isinstance(fact, Rejected)] == ["no accuracy"]
    assert len(scores(listed())) == 5


def test_a_page_without_the_day_of_its_tasks_fails_the_run() -> None:
    page = (HERE / "reply.md").read_bytes()
    with pytest.raises(SourceError, match="last task list revision is not printed"):
        parse(kagi, page.replace(b"Last task list revision", b"Changed"))
    with pytest.raises(SourceError, match="is no day"):
        parse(kagi, page.replace(b"February 13th", b"Smarch 13th"))


def test_what_it_states_never_leaves_the_machine() -> None:
    assert (kagi.SOURCE.redistributable, kagi.SOURCE.enters_estimates) == (False, False)


@pytest.mark.captures
def test_the_captured_page_holds_what_was_counted_by_hand(captures: Path) -> None:
    # 145 lines under the head of the table; minimax-01 stands there twice.
    facts = parse(kagi, (captures / "bench/kagi/llm-benchmark.md").read_bytes())
    assert len(scores(facts)) == 145
    assert not [fact for fact in facts if isinstance(fact, Rejected)]
    assert sum(s.name == "minimax/minimax-01" for s in scores(facts)) == 2
    assert score(facts, "claude-5-fable-thinking", BOARD).value == Decimal("91.4")
    assert score(facts, "gpt-5-pro", BOARD).seconds == Decimal("193.2")
    assert score(facts, "chatgpt-4o (points to gpt 5.3)", BOARD).cost_usd == Decimal("0.8")
    assert score(facts, "gemini-3-1-flash-lite", BOARD).cost_usd is None
    assert score(facts, "magistral-small", BOARD).value == Decimal("6.3")
    assert {s.version for s in scores(facts)} == {"2026-02-13"}
