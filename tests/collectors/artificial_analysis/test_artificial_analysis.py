"""Artificial Analysis: ratios and indices, one row per model and effort, and nothing without the owner's key."""

from decimal import Decimal
from pathlib import Path

import pytest

from intel.collectors import artificial_analysis
from intel.market.quality_cells import DENIED
from intel.records import Benchmark, Evidence, Fact, Follow, Rejected
from tests.collectors.golden import check, parse, reply
from tests.collectors.scored import by_benchmark, score, scores

HERE = Path(__file__).parent
INDEX = "artificial-analysis/intelligence-index"


def listed() -> list[Fact]:
    return reply(artificial_analysis, HERE)


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_ratios_are_shares_and_indices_stay_even_below_zero() -> None:
    plume = by_benchmark(listed(), "Plume 3 (high)")
    assert plume["artificial-analysis/gpqa"] == Decimal("78.2")
    assert plume[INDEX] == Decimal("41.5")
    assert plume["artificial-analysis/aa-omniscience-index"] == Decimal("-12.4")


def test_null_was_not_measured_and_none_solved_is_a_score() -> None:
    plume = by_benchmark(listed(), "Plume 3 (high)")
    assert "artificial-analysis/math-500" not in plume
    assert plume["artificial-analysis/aime"] == 0


def test_the_cost_of_a_task_of_an_index_stands_with_it() -> None:
    high, low = (score(listed(), f"Plume 3 ({effort})", INDEX) for effort in ("high", "low"))
    assert (high.cost_usd, high.cost_items) == (Decimal("0.1678"), 1)
    assert (low.cost_usd, low.cost_items) == (None, None)


def test_a_row_is_known_by_its_id_since_its_slug_is_given_to_other_models() -> None:
    high = score(listed(), "Plume 3 (high)", INDEX)
    assert high.evidence == (Evidence("artificial_analysis_id", "0a0a0a0a-1111-4222-8333-444444444444"),)


def test_the_version_of_the_index_is_the_edition() -> None:
    assert {fact.version for fact in listed() if isinstance(fact, Benchmark)} == {"4.1"}


def test_a_percentage_where_ratios_are_and_a_row_without_a_name_are_rejected() -> None:
    reasons = [fact.reason for fact in listed() if isinstance(fact, Rejected)]
    assert reasons == ["share 78.2 is not within 0-1", "no name"]


def test_the_first_page_asks_for_the_others_and_a_later_one_for_none() -> None:
    follows = [fact for fact in listed() if isinstance(fact, Follow)]
    assert [follow.url for follow in follows] == [f"{artificial_analysis.SOURCE.url}?page=2"]
    later = reply(artificial_analysis, HERE, url=follows[0].url, key=follows[0].key)
    assert not [fact for fact in later if isinstance(fact, Follow)]


def test_it_needs_a_key_says_its_terms_and_stays_out_of_exports_and_estimates() -> None:
    source = artificial_analysis.SOURCE
    assert (source.secret_env, source.secret_header) == ("INTEL_ARTIFICIAL_ANALYSIS_KEY", "x-api-key")
    assert (source.redistributable, source.enters_estimates) == (False, False)
    assert "terms-of-use" in source.licence
    assert source.id in DENIED


@pytest.mark.captures
def test_the_captured_replies_hold_what_was_counted_by_hand(captures: Path) -> None:
    # Five rows under 15 evaluations; four of them have null at math_500 and aime.
    folder = captures / "bench/artificial_analysis"
    facts = parse(artificial_analysis, (folder / "llms_models_v2_sample_2026-05.json").read_bytes())
    assert len(scores(facts)) == 5 * 15 - 4 * 2
    assert not [fact for fact in facts if isinstance(fact, Rejected | Follow)]
    assert score(facts, "gpt-oss-120B (high)", INDEX).value == Decimal("33.3")
    assert score(facts, "gpt-oss-120B (low)", INDEX).value == Decimal("24.5")
    assert score(facts, "o3", "artificial-analysis/math-500").value == Decimal("99.2")
    assert score(facts, "o3", "artificial-analysis/tau2").value == Decimal("80.7")
    assert score(facts, "gpt-oss-120B (high)", "artificial-analysis/terminalbench-hard").value == Decimal("23.5")
    free = parse(artificial_analysis, (folder / "docs_example_language_models_free_v2.json").read_bytes())
    assert score(free, "gpt-oss-20B (high)", INDEX).cost_usd == Decimal("0.1678")
    assert [f.url.rpartition("=")[2] for f in free if isinstance(f, Follow)] == ["2"]
