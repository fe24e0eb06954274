"""Design Arena: ratings by votes, the model by its id at a gateway."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from intel.collectors import design_arena
from intel.records import Benchmark, Evidence, Fact, Rejected
from tests.collectors.golden import check, parse, reply
from tests.collectors.scored import score, scores

HERE = Path(__file__).parent
SITES = "design-arena/website"


def listed() -> list[Fact]:
    return reply(design_arena, HERE)


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_a_rating_has_the_day_of_the_newest_votes_and_the_seconds_of_a_page() -> None:
    plume = score(listed(), "Plume 3", SITES)
    assert (plume.value, plume.version, plume.stated_on) == (Decimal(1390), "rolling", date(2026, 2, 22))
    assert plume.seconds == Decimal("122.828")
    assert score(listed(), "Sitewright 2", SITES).seconds is None  # a time of nothing is unknown


def test_the_id_at_a_gateway_is_evidence_and_a_tool_has_none() -> None:
    assert score(listed(), "Plume 3", SITES).evidence == (Evidence("canonical_slug", "plume/plume-3"),)
    assert score(listed(), "Sitewright 2", SITES).evidence == ()


def test_the_board_is_that_of_the_category_that_the_reply_names() -> None:
    other = (HERE / "reply.json").read_bytes().replace(b'"category": "website"', b'"category": "gamedev"')
    assert {s.benchmark for s in scores(parse(design_arena, other))} == {"design-arena/gamedev"}
    (board,) = (fact for fact in listed() if isinstance(fact, Benchmark))
    assert (board.name, board.scale) == (SITES, "elo")


def test_rows_without_a_rating_or_a_name_are_rejected() -> None:
    assert [fact.reason for fact in listed() if isinstance(fact, Rejected)] == ["no elo", "no name"]


def test_what_it_states_never_leaves_the_machine() -> None:
    assert (design_arena.SOURCE.redistributable, design_arena.SOURCE.enters_estimates) == (False, False)


@pytest.mark.captures
def test_the_captured_reply_holds_what_was_read_by_hand(captures: Path) -> None:
    facts = parse(design_arena, (captures / "bench/designarena/docs-example_2026-02-22.json").read_bytes())
    assert {s.name: f"{s.value:f}" for s in scores(facts)} == {
        "Claude Opus 4.6": "1390", "GPT-5.1 Codex": "1298", "v0-1.5-lg": "1280",
    }  # fmt: skip
    assert score(facts, "GPT-5.1 Codex", SITES).seconds == Decimal("88.348")
    assert score(facts, "v0-1.5-lg", SITES).evidence == ()
