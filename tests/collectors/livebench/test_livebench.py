"""LiveBench: means that the site works out itself, releases that are editions, cost by the question."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from intel.collectors import livebench
from intel.errors import SourceError
from intel.records import Fact, Follow, Rejected, Score
from intel.source import Snapshot
from tests.collectors.golden import check, reply
from tests.collectors.scored import by_benchmark, score, scores

HERE = Path(__file__).parent
COST = "https://livebench.ai/cost_2026_06_25.csv"
OLDER = "https://livebench.ai/table_2026_01_08.csv"


def listed() -> list[Fact]:
    return reply(livebench, HERE)


def test_the_recorded_table_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_the_recorded_costs_give_the_golden_records() -> None:
    check(HERE, reply(livebench, HERE, "cost.csv", COST, "cost"), "cost.jsonl")


def test_a_category_is_the_mean_of_its_tasks_and_overall_the_mean_of_categories() -> None:
    # coding (80 + 90) / 2; agentic (60 + 40 + 50) / 3; overall (86.75 + 85 + 50 + 91 + 72 1/3 + 79 1/6 + 62.5) / 7
    found = by_benchmark(listed(), "plume-3-high-effort")
    assert found["livebench/coding"] == 85
    assert found["livebench/agentic-coding"] == 50
    assert found["livebench/overall"] == Decimal("75.25")


def test_a_category_that_lacks_a_task_is_not_stated_and_neither_is_the_overall_mean() -> None:
    assert set(by_benchmark(listed(), "komi-k9-thinking-64k")) == {
        "livebench/reasoning", "livebench/agentic-coding", "livebench/math", "livebench/data-analysis",
        "livebench/language", "livebench/instruction-following",
    }  # fmt: skip


def test_a_short_row_states_what_it_has() -> None:
    assert "livebench/language" not in by_benchmark(listed(), "osprey-super")
    assert by_benchmark(listed(), "osprey-super")["livebench/math"] == Decimal("78.5")


def test_rows_without_a_category_and_unknown_columns_are_rejected() -> None:
    said = {fact.key: fact.reason for fact in listed() if isinstance(fact, Rejected)}
    assert said["column juggling"] == "a task of no known category"
    assert said["row 6"] == "share 191.0 is not within 0-100"
    assert said["row 7"] == "no category with all its tasks"


def test_what_a_question_of_a_category_cost_is_the_cost_of_its_tasks_by_their_questions() -> None:
    costs = reply(livebench, HERE, "cost.csv", COST, "cost")
    # (0.12 + 0.36) / (50 + 70) questions; tokens (50 * 100 + 70 * 200) / 120
    coding = score(costs, "plume-3-high-effort", "livebench/coding/cost")
    assert (coding.value, coding.n, coding.output_tokens) == (Decimal("0.004"), 120, Decimal("158.3333"))
    assert by_benchmark(costs, "komi-k9-thinking-64k") == {"livebench/agentic-coding/cost": Decimal("0.25")}


def test_editions_are_the_dates_of_the_releases() -> None:
    assert {s.version for s in scores(listed())} == {"2026-06-25"}
    assert {s.version for s in scores(reply(livebench, HERE, "older.csv", OLDER))} == {"2026-01-08"}
    assert [f.url for f in listed() if isinstance(f, Follow)] == [COST, OLDER]


def test_a_release_that_nobody_knows_fails_the_run() -> None:
    with pytest.raises(SourceError, match="not a release"):
        list(livebench.parse(Snapshot("https://livebench.ai/table_2027_01_01.csv", b"model\nx\n", datetime.now(UTC))))


@pytest.mark.captures
def test_the_captured_tables_hold_what_was_counted_by_hand(captures: Path) -> None:
    # 46 data lines of 23 cells; opus 4.5 high: code_completion 80.435, code_generation 78.873 -> 79.654;
    # javascript 59.091, typescript 20, python 40 -> 39.697; theory_of_mind 78.846, zebra 77.5, spatial 96, logic 68.
    folder = captures / "bench" / "livebench"
    new = _read(folder / "table_2026_06_25.csv", livebench.SOURCE.url)
    assert len({s.name for s in new}) == 46
    found = by_benchmark(new, "claude-opus-4-5-20251101-thinking-64k-high-effort")
    assert found["livebench/coding"] == Decimal("79.654")
    assert found["livebench/agentic-coding"] == Decimal("39.697")
    assert found["livebench/reasoning"] == Decimal("80.0865")
    assert found["livebench/data-analysis"] == Decimal("74.44167")
    assert len({s.name for s in _read(folder / "table_2026_01_08.csv", OLDER)}) == 121
    costs = _read(folder / "cost_2026_06_25.csv", COST)
    assert by_benchmark(costs, "grok-build-0.1")["livebench/cost"] == Decimal("0.0163")


def _read(file: Path, url: str) -> list[Score]:
    return scores(list(livebench.parse(Snapshot(url, file.read_bytes(), datetime(2026, 8, 22, tzinfo=UTC)))))
