"""Figures that OpenRouter hands on keep the witness and the terms of those who published them."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from intel.collectors import openrouter_benchmarks
from intel.errors import SourceError
from intel.records import Evidence, Fact, Follow, Rejected
from tests.collectors.golden import check, parse, reply
from tests.collectors.scored import score, scores

HERE = Path(__file__).parent
INDEX = "artificial-analysis/intelligence-index"


def listed() -> list[Fact]:
    return reply(openrouter_benchmarks, HERE)


def test_the_recorded_listing_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_every_figure_keeps_its_own_publisher_and_licence_and_stays_here() -> None:
    source = openrouter_benchmarks.SOURCE
    assert (source.redistributable, source.enters_estimates) == (False, False)
    for found in scores(listed()):
        assert found.origin == found.benchmark.partition("/")[0]
        assert found.redistributable is False
        assert found.origin.replace("-", "") in found.licence.replace("-", "")


def test_the_arena_of_models_shares_the_boards_of_design_arena_and_others_do_not() -> None:
    boards = {s.benchmark for s in scores(listed()) if s.origin == "design-arena"}
    assert boards == {"design-arena/website", "design-arena/agents/gamedev"}


def test_an_index_stands_apart_from_the_editions_that_its_publisher_dates() -> None:
    plume = score(listed(), "plume/plume-3", INDEX)
    assert (plume.value, plume.version) == (Decimal("57.1"), "unstated")
    assert plume.evidence == (Evidence("canonical_slug", "plume/plume-3-20260105"),)


def test_what_is_null_was_not_measured_and_odd_rows_are_rejected() -> None:
    assert "artificial-analysis/agentic-index" not in {s.benchmark for s in scores(listed())}
    assert [fact.reason for fact in listed() if isinstance(fact, Rejected)] == ["design_arena is no list", "no name"]


def test_a_further_page_is_asked_for() -> None:
    (follow,) = (fact for fact in listed() if isinstance(fact, Follow))
    assert follow.url == "https://openrouter.ai/api/v1/models?offset=7"


def test_a_listing_without_any_block_fails_the_run() -> None:
    with pytest.raises(SourceError, match="no model has benchmarks"):
        parse(openrouter_benchmarks, b'{"data": [{"id": "plume/plume-3"}]}')


@pytest.mark.captures
def test_the_captured_listing_holds_what_was_counted_by_hand(captures: Path) -> None:
    # 217 models have a block: 1,409 entries of Design Arena, 154 of Artificial Analysis (three indices, some null).
    body = (captures / "prices/openrouter/2026-08-08.models.json").read_bytes()
    facts = parse(openrouter_benchmarks, b'{"data": %s}' % body)
    assert Counter(s.origin for s in scores(facts)) == {"design-arena": 1409, "artificial-analysis": 436}
    assert score(facts, "qwen/qwen3.8-max", INDEX).value == Decimal("58.1")
    assert score(facts, "qwen/qwen3.8-max", "artificial-analysis/coding-index").value == Decimal("71.8")
    assert score(facts, "meta/muse-spark-1.2", "design-arena/website").value == 1337
    assert score(facts, "meta/muse-spark-1.2", "design-arena/gamedev").value == 1385
    assert score(facts, "deepseek/deepseek-v4-flash-0731", "design-arena/dataviz").value == 1192
    assert not [fact for fact in facts if isinstance(fact, Rejected)]
