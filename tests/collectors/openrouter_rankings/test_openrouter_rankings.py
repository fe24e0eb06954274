"""OpenRouter's rankings: tokens by model and day, as CSV or as the same rows in JSON."""

import json
from datetime import date
from pathlib import Path

import pytest

from intel.collectors import openrouter_rankings
from intel.records import OTHERS, Demand, Fact, Rejected
from tests.collectors.golden import check, parse, reply

HERE = Path(__file__).parent


def listed() -> list[Fact]:
    return reply(openrouter_rankings, HERE)


def demanded(facts: list[Fact]) -> dict[tuple[str, date], int]:
    return {(fact.name, fact.on): fact.tokens for fact in facts if isinstance(fact, Demand)}


def test_the_recorded_table_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_each_day_counts_apart_and_a_free_variant_keeps_its_name() -> None:
    found = demanded(listed())
    assert found["komi/k9-flash-20260910", date(2026, 10, 7)] == 7_519_183_440_956
    assert found["komi/k9-flash-20260910", date(2026, 10, 6)] == 7_519_183_440_000
    assert {name for name, _ in found} >= {"plume/plume-3", "plume/plume-3:free"}


def test_the_sum_of_all_other_models_is_kept_under_its_name() -> None:
    assert demanded(listed())[OTHERS, date(2026, 10, 7)] == 1_771_712_615_873


def test_what_is_no_count_no_day_or_no_name_is_rejected() -> None:
    reasons = [fact.reason for fact in listed() if isinstance(fact, Rejected)]
    assert reasons == [
        "not a number of tokens: -1", "not a number of tokens: 1.5", "no date: 'someday'", "no name",
        "4 cells under 5 columns",
    ]  # fmt: skip


def test_the_same_rows_as_json_state_the_same() -> None:
    rows = [{"date": "2026-10-07", "model_permaslug": "plume/plume-3", "rank": 3, "total_tokens": "64126854660"}]
    for body in (json.dumps(rows), json.dumps({"data": rows})):
        assert demanded(parse(openrouter_rankings, body.encode())) == {
            ("plume/plume-3", date(2026, 10, 7)): 64126854660
        }


def test_it_needs_a_key() -> None:
    assert openrouter_rankings.SOURCE.secret_env == "INTEL_OPENROUTER_KEY"


@pytest.mark.captures
def test_the_captured_day_holds_what_was_counted_by_hand(captures: Path) -> None:
    # 50 ranked rows and the one of all others.
    facts = parse(
        openrouter_rankings, (captures / "bench/openrouter_rankings/rankings_daily_2026-10-07.csv").read_bytes()
    )
    found = {name: tokens for (name, _), tokens in demanded(facts).items()}
    assert len(found) == 51
    assert found[OTHERS] == 1771712615873
    assert found["deepseek/deepseek-v4.1-flash-20260910"] == 7519183440956
    assert found["z-ai/glm-5.3-flash-20260826"] == 1724149948224
    assert found["google/gemini-2.5-flash"] == 65146854660
    assert found["openai/gpt-6-luna-pro-20260922"] == 59810339327
    assert found["anthropic/claude-fable-5.1-20260831"] == 53696704671
    assert not [fact for fact in facts if isinstance(fact, Rejected)]
