"""All boards side by side, on their captured replies: what each states of a score, and that no two scores merge."""

from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

from intel.collectors import COLLECTORS
from intel.records import REPORTERS, Fact, Score
from tests.collectors.boards import captured
from tests.collectors.scored import scores
from tests.identity.made import seeded

pytestmark = pytest.mark.captures

STATED = {
    "aider": "harness effort n cost_usd cost_items input_tokens output_tokens seconds stated_on",
    "artificial-analysis": "evidence",
    "bfcl": "harness cost_usd cost_items seconds evidence",
    "design-arena": "seconds stated_on evidence",
    "epoch": "lower upper interval_ratio",
    "kagi": "n cost_usd cost_items output_tokens seconds note",
    "livebench": "",
    "lmarena": "lower upper interval_ratio n stated_on",
    "models.dev-benchmarks": (
        "harness reporter reported_by stated_on url origin licence redistributable note evidence"
    ),
    "openrouter-benchmarks": "origin licence redistributable evidence",
    "swe-bench": "harness effort reporter reported_by n cost_usd cost_items stated_on note",
    "tau2": "harness effort reporter reported_by cost_usd cost_items stated_on note",
    "terminal-bench": "harness reporter lower upper interval_ratio stated_on note",
}
"""Read off each capture, beside name, edition and value. LiveBench has its costs in another file, which is tested with
it; names of Artificial Analysis, LiveBench, LMArena and Kagi hold the effort, and identity reads it there."""

REPORTED = {
    "models.dev-benchmarks": {"independent", "vendor"},
    "swe-bench": {"independent", "submitter"},
    "tau2": {"independent", "vendor"},
    "terminal-bench": {"independent", "submitter"},
}
"""Of all others every score is the board's own."""

TWICE = {
    "kagi": {"minimax/minimax-01"},
    "lmarena": {"gpt-5.3-codex (codex-harness)"},
}
"""Names that a board lists twice with nothing to tell the rows apart: the writer keeps one and rejects the other."""


@pytest.fixture(scope="module")
def boards(captures: Path) -> dict[str, list[Fact]]:
    return dict(captured(captures))


def test_every_board_is_among_them(boards: dict[str, list[Fact]]) -> None:
    assert set(boards) == set(STATED)
    assert set(boards) < {collector.SOURCE.id for collector in COLLECTORS}


def test_every_field_that_a_capture_states_is_kept(boards: dict[str, list[Fact]]) -> None:
    given = {field.name: field.default for field in fields(Score)}
    found = {
        source: {
            field for score in scores(facts) for field, default in given.items() if getattr(score, field) != default
        }
        for source, facts in boards.items()
    }
    always = {"name", "benchmark", "version", "value"}
    assert found == {source: always | set(stated.split()) for source, stated in STATED.items()}


def test_every_score_says_who_reports_it(boards: dict[str, list[Fact]]) -> None:
    for source, facts in boards.items():
        reporters = {score.reporter for score in scores(facts)}
        assert reporters == REPORTED.get(source, {"independent"}), source
        assert reporters <= set(REPORTERS)


def test_effort_and_harness_keep_scores_apart(boards: dict[str, list[Fact]]) -> None:
    for source, facts in boards.items():
        keys = Counter(
            (s.benchmark, s.version, s.name, s.harness, s.effort, s.reporter, s.origin) for s in scores(facts)
        )
        assert {key[2] for key, count in keys.items() if count > 1} == TWICE.get(source, set()), source


def test_no_two_rows_of_a_board_mean_one_model_at_one_effort_without_a_word_that_tells_them_apart(
    boards: dict[str, list[Fact]],
) -> None:
    """A name with a harness in brackets never stands beside the same model without one."""
    found: dict[tuple[str, ...], set[str]] = {}
    for score in scores(boards["lmarena"]):
        read = seeded().resolve("lmarena", score.name)
        if read.model and score.benchmark == "lmarena/webdev/overall":
            found.setdefault((read.model, read.effort), set()).add(score.name.partition(" (")[2])
    assert {key: words for key, words in found.items() if len(words) > 1} == {}


def test_a_row_with_several_models_resolves_to_none(boards: dict[str, list[Fact]]) -> None:
    several = {
        (source, score.name) for source, facts in boards.items() for score in scores(facts) if " + " in score.name
    }
    assert Counter(source for source, _ in several) == {"aider": 3, "swe-bench": 2, "terminal-bench": 5}
    assert {name for source, name in several if seeded().resolve(source, name).model} == set()


def test_most_names_of_every_board_are_read(boards: dict[str, list[Fact]]) -> None:
    """The rest are models that nobody sells any more, several models at once, and names that may mean two."""
    shares = {}
    for source, facts in boards.items():
        stated = scores(facts)
        known = [s for s in stated if seeded().resolve(source, s.name, s.evidence).model]
        shares[source] = round(100 * len(known) / len(stated))
    least = {"aider": 80, "epoch": 70, "bfcl": 60, "swe-bench": 75, "kagi": 91}
    assert {source: share for source, share in shares.items() if share < least.get(source, 90)} == {}
