"""τ²-bench: who signed a submission does not say who ran it; old tasks are an edition of their own."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from intel.collectors import tau2
from intel.errors import SourceError
from intel.records import Benchmark, Fact, Follow, Rejected
from tests.collectors.golden import check, parse
from tests.collectors.scored import score, scores

HERE = Path(__file__).parent
FOLDER = tau2.SOURCE.url.removesuffix("manifest.json")


def listed() -> list[Fact]:
    return parse(tau2, (HERE / "manifest.json").read_bytes())


def submission(file: str, **changed: Any) -> list[Fact]:
    """The facts of a recorded submission, asked for as the list asks for it."""
    index = json.loads((HERE / "index.json").read_text("utf-8"))
    ((url, entry),) = ((url, entry) for url, entry in index.items() if entry["file"] == file)
    document = json.loads((HERE / file).read_text("utf-8")) | changed
    return parse(tau2, json.dumps(document).encode(), url, entry["key"])


def test_the_recorded_documents_give_the_golden_records() -> None:
    check(HERE, listed())
    facts = [fact for file in ("reply.json", "custom.json", "legacy.json") for fact in submission(file)]
    check(HERE, facts, "submissions.jsonl")


def test_the_list_asks_for_current_and_older_submissions_and_for_no_voice() -> None:
    index = json.loads((HERE / "index.json").read_text("utf-8"))
    asked = {fact.url: fact.key for fact in listed() if isinstance(fact, Follow)}
    assert asked == {url: entry["key"] for url, entry in index.items() if "key" in entry}
    assert [fact.key for fact in listed() if isinstance(fact, Rejected)] == ["../elsewhere"]


def test_a_standard_run_that_the_team_signs_is_independent() -> None:
    airline = score(submission("reply.json"), "Plume 3", "tau2/airline")
    assert (f"{airline.value:f}", airline.effort, airline.version) == ("72", "high", "1")
    assert (airline.reporter, airline.note, airline.stated_on) == ("independent", "", date(2026, 2, 2))
    assert (airline.cost_usd, airline.cost_items) == (Decimal("0.25"), 1)


def test_a_cost_of_nothing_is_unknown_and_a_null_is_no_score() -> None:
    facts = submission("reply.json")
    assert score(facts, "Plume 3", "tau2/retail").cost_usd is None
    assert {s.benchmark for s in scores(facts)} == {"tau2/airline", "tau2/retail", "tau2/banking"}


def test_the_way_of_looking_things_up_is_part_of_the_harness() -> None:
    assert score(submission("reply.json"), "Plume 3", "tau2/banking").harness == "alltools"
    assert score(submission("custom.json"), "Komi K9", "tau2/banking").harness == "custom own"


def test_a_lab_that_signs_for_its_own_model_is_a_vendor() -> None:
    retail = score(submission("custom.json"), "Komi K9", "tau2/retail")
    assert (retail.reporter, retail.reported_by, retail.harness) == ("vendor", "Komi-Works", "custom")
    assert retail.note == "questions left out, customer played by plume-3"
    assert retail.stated_on == date(2026, 3, 4)


def test_a_labs_figures_that_the_team_signs_are_the_labs() -> None:
    retail = score(submission("legacy.json"), "Osprey 2", "tau2/retail")
    assert (retail.version, retail.reporter) == ("0.1", "vendor")
    assert retail.note == "prompts modified, customer played by Osprey-2"


def test_what_neither_the_team_nor_the_lab_signs_was_sent_in() -> None:
    facts = submission("reply.json", submitting_organization="Somebody Else")
    assert score(facts, "Plume 3", "tau2/airline").reporter == "submitter"


def test_flags_that_nobody_looked_at_are_not_verified() -> None:
    unseen = {"verification": {"modified_prompts": None, "omitted_questions": None}}
    airline = score(submission("reply.json", methodology=unseen), "Plume 3", "tau2/airline")
    assert (airline.reporter, airline.note) == ("submitter", "not verified")


def test_scores_of_the_first_tau_bench_are_of_another_benchmark() -> None:
    first = submission("legacy.json", methodology={"tau2_bench_version": "original tau-bench"})
    assert {(s.benchmark, s.version) for s in scores(first)} == {("tau-bench/retail", "1"), ("tau-bench/airline", "1")}


def test_a_voice_agent_among_those_that_write_is_rejected() -> None:
    facts = submission("reply.json", modality="voice")
    assert not scores(facts)
    assert {f.reason for f in facts if isinstance(f, Rejected)} >= {"a voice agent among those that write"}


def test_an_unknown_domain_and_a_share_beyond_all_are_rejected() -> None:
    facts = (*submission("reply.json"), *submission("custom.json"))
    assert [fact.reason for fact in facts if isinstance(fact, Rejected)] == [
        "unknown domain 'railway'", "share 140 is not within 0-100",
    ]  # fmt: skip


def test_a_submission_without_results_fails_its_document() -> None:
    with pytest.raises(SourceError, match="neither a list of submissions nor a submission with results"):
        submission("reply.json", results={})


@pytest.mark.captures
def test_the_captured_submissions_hold_what_was_counted_by_hand(captures: Path) -> None:
    # The lists of manifest.json hold 29 and 16 names; values are read off the files' "pass_1". Of the older ones, five
    # are signed by Sierra with both flags false; three are of the first τ-bench, with two domains each.
    folder = captures / "bench/tau2/web/leaderboard/public/submissions"
    follows = [f for f in parse(tau2, (folder / "manifest.json").read_bytes()) if isinstance(f, Follow)]
    assert Counter(follow.key.partition("/")[0] for follow in follows) == {"1": 29, "0.1": 16}
    facts = [
        fact for follow in follows
        for fact in parse(tau2, (folder / follow.url.removeprefix(FOLDER)).read_bytes(), follow.url, follow.key)
    ]  # fmt: skip
    older = {s.name: s.reporter for s in scores(facts) if s.version == "0.1"}
    assert Counter(older.values()) == {"independent": 5, "vendor": 8}
    assert sum(s.benchmark.startswith("tau-bench/") for s in scores(facts)) == 6
    assert older["Gemini 3.0 Pro"] == "vendor"
    assert not any(isinstance(fact, Rejected) for fact in facts)
    assert score(facts, "Claude Sonnet 4.5", "tau2/retail").value == Decimal("72.37")
    assert score(facts, "Claude-Sonnet-4.5", "tau2/telecom").value == 98
    assert score(facts, "GPT-5.2", "tau2/airline", effort="none").value == Decimal("52.5")
    assert score(facts, "Qwen 3.8 Max", "tau2/banking").value == Decimal("55.1546392")
    assert score(facts, "RAFT-30B-A3B", "tau2/retail").cost_usd is None
    assert {b.version for b in facts if isinstance(b, Benchmark) and b.name == "tau2/banking"} == {"1"}
