"""BFCL: the columns tell the edition, the end of a name tells how the model was asked."""

from decimal import Decimal
from pathlib import Path

import pytest

from intel.collectors import bfcl
from intel.errors import SourceError
from intel.records import Benchmark, Evidence, Fact, Rejected
from tests.collectors.golden import check, parse, reply
from tests.collectors.scored import by_benchmark, score, scores

HERE = Path(__file__).parent
OVERALL = "bfcl/overall"


def listed() -> list[Fact]:
    return reply(bfcl, HERE)


def test_the_recorded_table_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_native_calls_and_prompted_calls_are_two_scores_of_one_name() -> None:
    assert score(listed(), "Plume-3-2026-01-05", OVERALL, harness="fc").value == Decimal("70.25")
    assert score(listed(), "Plume-3-2026-01-05", OVERALL, harness="prompt").value == Decimal("55.8")
    assert score(listed(), "CallerAgent", OVERALL).harness == ""


def test_a_cell_without_a_number_is_no_score_and_a_zero_share_is_one() -> None:
    assert "bfcl/web-search" not in by_benchmark(listed(), "Osprey-70B-Instruct")
    assert by_benchmark(listed(), "CallerAgent")["bfcl/multi-turn"] == 0


def test_the_cost_of_the_whole_run_stands_with_the_overall_score_and_a_zero_is_unknown() -> None:
    plume = score(listed(), "Plume-3-2026-01-05", OVERALL, harness="fc")
    assert (plume.cost_usd, plume.cost_items, plume.seconds) == (Decimal("81.4"), None, Decimal("3.1"))
    assert score(listed(), "CallerAgent", OVERALL).cost_usd is None
    assert all(found.cost_usd is None for found in scores(listed()) if found.benchmark != OVERALL)


def test_a_repository_of_the_same_name_is_evidence_and_any_other_link_is_none() -> None:
    assert score(listed(), "Osprey-70B-Instruct", OVERALL).evidence == (
        Evidence("huggingface", "osprey-lab/Osprey-70B-Instruct"),
    )
    assert score(listed(), "CallerAgent", OVERALL).evidence == ()  # it links to the weights it is built on


def test_the_older_columns_are_an_edition_of_their_own() -> None:
    facts = reply(bfcl, HERE, "v3.csv")
    assert {fact.version for fact in facts if isinstance(fact, Benchmark)} == {"v3"}
    assert score(facts, "Plume-2", "bfcl/executed", harness="fc").value == Decimal("89.1")
    fc = score(facts, "Plume-2", OVERALL, harness="fc")
    assert (fc.version, fc.cost_usd, fc.cost_items) == ("v3", Decimal("8.5"), 1000)
    assert score(facts, "Plume-2", OVERALL, harness="prompt").cost_items is None


def test_columns_of_no_known_edition_fail_the_run() -> None:
    with pytest.raises(SourceError, match="the edition is unknown"):
        parse(bfcl, b"Rank,Overall Acc,Model\n1,50.0%,Plume-3 (FC)\n")


def test_an_edition_that_lacks_a_part_fails_the_run() -> None:
    table = (HERE / "reply.csv").read_text("utf-8").replace("Memory Acc", "Recall Acc")
    with pytest.raises(SourceError, match="no column Memory Acc in v4"):
        parse(bfcl, table.encode())


def test_rows_without_an_overall_share_or_with_too_few_cells_are_rejected() -> None:
    reasons = [fact.reason for fact in listed() if isinstance(fact, Rejected)]
    assert reasons == [
        "no overall accuracy for 'Komi-K9'", "share 130% is not within 0-100", "3 cells under 23 columns",
    ]  # fmt: skip


@pytest.mark.captures
def test_the_captured_table_holds_what_was_counted_by_hand(captures: Path) -> None:
    # Eight lines under the header, read off by column: four "(FC)", three "(Prompt)", one that says neither.
    facts = parse(bfcl, (captures / "bench/bfcl/data_overall_v3_sample.csv").read_bytes())
    overall = [found for found in scores(facts) if found.benchmark == OVERALL]
    assert sorted(found.harness for found in overall) == ["", "fc", "fc", "fc", "fc", "prompt", "prompt", "prompt"]
    assert len(scores(facts)) == 8 * 6
    assert score(facts, "watt-tool-70B", OVERALL).value == Decimal("74.24")
    assert score(facts, "gpt-4o-2024-11-20", OVERALL, harness="prompt").cost_usd == Decimal("13.54")
    assert score(facts, "gpt-4o-2024-11-20", "bfcl/multi-turn", harness="fc").value == 41
    assert score(facts, "o1-2024-12-17", "bfcl/irrelevance").value == Decimal("87.78")
    assert score(facts, "MiniCPM3-4B-FC", "bfcl/executed").value == Decimal("87.57")
