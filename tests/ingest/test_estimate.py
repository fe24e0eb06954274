"""The estimate run: one fit after new scores, and what it stores."""

from datetime import datetime
from pathlib import Path

import pytest

from intel.catalog import write_rows as rows
from intel.catalog.estimates import estimates, leaders, newest_run, unfitted_since
from intel.catalog.routing_facts import facts_for
from intel.cli.estimate import Fits
from intel.ingest.estimate import Estimated, estimate
from intel.routing.policy import RoutingPolicy, Rules
from tests.ingest.judged import NAMES, NEW, OLD, SKILLS, TASKS, World, count, kinds, stored
from tests.ingest.written import Bench, a_source, day

pytest.importorskip("scipy")


def test_a_first_fit_stores_estimates_and_is_no_news(world: World) -> None:
    world.board(day(0), SKILLS, OLD)
    world.votes(day(0), SKILLS)
    result = world.fit()
    assert (result.outcome, result.models, result.sure, result.events) == ("stored", 12, 12, ())
    with world.engine.connect() as conn:
        run = newest_run(conn)
        assert run is not None
        found = estimates(conn, run, task="coding")
        assert [one.model for one in found[:2]] == ["zai/robin-14b", "zai/robin-13b"]
        assert all(0 < one.lower < one.share < one.upper < 1 for one in found)
        assert found[0].sources == ("arena", "livebench")
        assert {one.scope for one in leaders(conn)} == {"all", "open"}


def test_scores_that_a_worker_left_without_a_fit_are_seen_until_there_is_one(world: World) -> None:
    def left(*without: str) -> datetime | None:
        with world.engine.connect() as conn:
            return unfitted_since(conn, without)

    world.board(day(0), SKILLS, OLD)
    assert left() is None, "the first fit is another matter"
    world.votes(day(0), SKILLS)
    world.fit()
    assert left() is None
    world.votes(day(3), SKILLS | {"robin-40b": 12.0})
    assert (left(), left("arena")) == (day(3), None)
    world.fit()
    assert left() is None


def test_the_first_look_of_a_worker_fits_what_another_one_left(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTEL_DATA_DIR", str(tmp_path))
    world.settled()
    world.votes(day(31), SKILLS | {"robin-40b": 12.0})
    fits = Fits(world.engine)
    assert fits.told().startswith("Estimated ")
    assert fits.told() == ""


def test_the_same_scores_again_in_other_bytes_or_in_reverse_fit_nothing_and_tell_nothing(world: World) -> None:
    world.settled()
    before = count(world)
    assert world.fit().outcome == "unchanged"
    world.votes(day(32), dict(reversed(SKILLS.items())))
    world.board(day(32), SKILLS, NEW, OLD)
    world.board(day(10), SKILLS, OLD)  # a past that is known
    assert (world.fit().outcome, count(world)) == ("unchanged", before)
    assert stored(world) == ["method_changed"]


def test_a_model_that_one_source_judges_is_provisional_and_leads_nothing(world: World) -> None:
    world.settled()
    world.board(day(31), SKILLS | {"robin-40b": 40.0}, OLD, NEW)
    assert kinds(world.fit()) == []
    with world.engine.connect() as conn:
        run = newest_run(conn)
        assert run is not None
        first = estimates(conn, run, task="coding")[0]
        assert (first.model, first.provisional, first.sources) == ("zai/robin-40b", True, ("livebench",))
        assert all("zai/robin-40b" not in one.models for one in leaders(conn))


def test_two_catalogs_of_the_same_scores_hold_the_same_digits(bench: Bench) -> None:
    world = World(bench).settled()
    with world.engine.connect() as conn:
        run = newest_run(conn)
        assert run is not None
        first = [(e.model, e.effort, e.share, e.lower, e.upper, e.ratio_quantiles) for e in estimates(conn, run)]
    with world.engine.begin() as conn:
        for name in ("leader", "estimate", "estimate_run"):
            conn.execute(rows.table(name).delete())
    world.fit()
    with world.engine.connect() as conn:
        run = newest_run(conn)
        assert run is not None
        again = [(e.model, e.effort, e.share, e.lower, e.upper, e.ratio_quantiles) for e in estimates(conn, run)]
    assert first == again


def test_a_board_less_changes_bounds_and_not_only_means(world: World) -> None:
    world.settled()
    with world.engine.connect() as conn:
        run = newest_run(conn)
        assert run is not None
        wide = {e.model: e.upper - e.lower for e in estimates(conn, run)}
    result = estimate(world.engine, TASKS, lambda: day(1000), without=["arena"])
    assert result.outcome == "stored"
    with world.engine.connect() as conn:
        run = newest_run(conn)
        assert run is not None
        assert all(e.upper - e.lower > wide[e.model] for e in estimates(conn, run))


def test_nothing_to_fit_is_said_and_stores_nothing(world: World) -> None:
    assert world.fit() == Estimated("nothing")
    assert count(world) == 0


def test_costs_that_may_not_be_handed_on_stay_out_of_what_a_table_is_made_from(world: World) -> None:
    world.settled()
    for source, free in (("open", True), ("private", False)):
        costed = [
            {"name": name, "benchmark": f"{source}/x", "version": "1", "value": "50", "cost_usd": "2"} for name in NAMES
        ]
        board = [{"name": f"{source}/x", "version": "1", "scale": "percent"}]
        at = a_source(source, redistributable=free)
        world.bench.run({"benchmarks": board, "scores": costed}, day(31), salt=99, source=at)
    policy = RoutingPolicy(title="t", tasks={"coding": Rules.model_validate({"at_least": "0.9 of leader"})})
    with world.engine.connect() as conn:
        facts = facts_for(conn, policy, TASKS, at=day(40), as_of=None)
    assert {score.source for score in facts.scores} == {"open"}
