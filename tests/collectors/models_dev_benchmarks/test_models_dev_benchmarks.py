"""models.dev's figures: the row's own source decides who reports it, under which licence, and whether it is used."""

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from intel.collectors import models_dev_benchmarks
from intel.errors import SourceError
from intel.records import OF_ANOTHER_LAB, Benchmark, Fact, Rejected
from tests.collectors.golden import check, parse, reply
from tests.collectors.scored import score, scores

HERE = Path(__file__).parent


def listed() -> list[Fact]:
    return reply(models_dev_benchmarks, HERE)


def test_the_recorded_list_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_rows_that_hand_on_what_may_not_be_used_are_left_out_and_counted() -> None:
    assert not [s for s in scores(listed()) if s.benchmark in ("scicode", "swe-bench-pro/public")]
    (left_out,) = (f.reason for f in listed() if isinstance(f, Rejected) and f.key == "rows of other publishers")
    assert left_out == "3 rows hand on what may not be used"


def test_a_labs_word_on_its_own_model_is_told_from_its_word_on_anothers() -> None:
    own, other = (score(listed(), model, "swe-bench-pro") for model in ("plume/plume-3", "komi/k9"))
    assert (own.reporter, own.reported_by, own.note) == ("vendor", "", "")
    assert (other.reporter, other.reported_by, other.note) == ("vendor", "plume.ai", OF_ANOTHER_LAB)
    assert (own.stated_on, own.url) == (date(2026, 5, 28), "https://www.plume.ai/news/plume-3")


def test_rows_of_a_board_are_that_boards_under_its_licence() -> None:
    aider = score(listed(), "komi/k9", "aider/polyglot")
    issues = score(listed(), "komi/k9", "swe-bench/verified")
    assert (aider.origin, aider.reporter, aider.licence, aider.redistributable) == (
        "aider", "independent", "Apache-2.0", True,
    )  # fmt: skip
    assert (issues.origin, issues.licence, issues.redistributable) == ("swe-bench", "CC BY-NC 4.0", False)


def test_a_version_in_the_name_and_one_beside_it_are_one_edition() -> None:
    editions = {(b.name, b.version) for b in listed() if isinstance(b, Benchmark)}
    assert ("terminal-bench", "2.1") in editions
    assert not [name for name, _ in editions if name.startswith("terminal-bench-")]
    assert score(listed(), "plume/plume-3", "terminal-bench").harness == "Terminus-2"


def test_a_variant_is_an_effort_or_a_harness_and_neither_merges_rows() -> None:
    assert {s.harness for s in scores(listed()) if s.name == "komi/k9" and s.benchmark == "terminal-bench"} == {
        "Terminus-2", "Claude Code",
    }  # fmt: skip
    assert score(listed(), "komi/k9", "gpqa-diamond", effort="high").value == 90
    assert score(listed(), "komi/k9", "gpqa-diamond", effort="low").value == 70


def test_rows_that_nobody_can_check_are_rejected() -> None:
    reasons = [f.reason for f in listed() if isinstance(f, Rejected) and f.key != "rows of other publishers"]
    assert reasons == [
        "share 186 is not within 0-100", "no score", "no source, so that nobody stands behind it",
        "no name of a benchmark: '!!'", "no date: 'June'",
    ]  # fmt: skip


def test_a_list_without_benchmarks_fails_the_run() -> None:
    with pytest.raises(SourceError, match="no model has benchmarks"):
        parse(models_dev_benchmarks, b'{"plume/plume-3": {"benchmarks": []}}')


@pytest.mark.captures
def test_180_of_the_288_captured_rows_stay_out_and_the_others_are_their_publishers(captures: Path) -> None:
    # Counted over the file by host: openrouter.ai 72, artificialanalysis.ai 56, labs.scale.com 52; aider.chat 31,
    # swebench.com 3; the rest are pages and model cards of labs.
    facts = parse(models_dev_benchmarks, (captures / "prices/models.dev/2026-07-02.models.json").read_bytes())
    assert [f.reason for f in facts if isinstance(f, Rejected)] == ["180 rows hand on what may not be used"]
    assert Counter((s.reporter, s.origin, s.redistributable) for s in scores(facts)) == {
        ("vendor", "", None): 74, ("independent", "aider", True): 31, ("independent", "swe-bench", False): 3,
    }  # fmt: skip
    hosts = {urlsplit(s.url).hostname or "" for s in scores(facts)}
    assert not [host for host in hosts if host.endswith(models_dev_benchmarks.DENIED)]
    assert Counter(s.reported_by for s in scores(facts) if s.note == OF_ANOTHER_LAB) == {"anthropic.com": 4}
    assert score(facts, "google/gemini-3.1-pro-preview", "swe-bench-pro").value == Decimal("54.2")
    assert score(facts, "anthropic/claude-opus-4-8", "terminal-bench").version == "2.1"
    assert score(facts, "zhipuai/glm-4.7", "terminal-bench").version == "2.0"
    assert score(facts, "deepreinforce/ornith-1.0-9b", "terminal-bench", harness="Claude Code").value == Decimal("40.6")
    assert score(facts, "openai/gpt-5", "aider/polyglot").value == 88
    assert score(facts, "minimax/MiniMax-M2.5", "swe-bench/verified").licence == "CC BY-NC 4.0"
