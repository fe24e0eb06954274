"""The estimate run: one fit after new scores, leaders and events once each; noise and replays make none."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from intel.catalog import write_rows as rows
from intel.catalog.estimates import estimates, leaders, newest_run, unfitted_since
from intel.catalog.routing_facts import facts_for
from intel.cli.estimate import Fits
from intel.ingest.estimate import Estimated, estimate
from intel.market.tasks import parse_tasks
from intel.records import Event
from intel.routing.policy import RoutingPolicy, Rules
from tests.ingest.written import Bench, a_source, day

pytest.importorskip("scipy")

TASKS = parse_tasks("""
[coding]
title = "Code"
why = "Because."
workload = "agentic"
[[coding.basket]]
benchmark = "livebench/coding"
version = "2026-01-08"
why = "Old questions."
[[coding.basket]]
benchmark = "livebench/coding"
version = "2026-06-25"
why = "New questions."
[[coding.basket]]
benchmark = "arena/coding"
version = "rolling"
why = "Votes."
""")
OLD, NEW = "2026-01-08", "2026-06-25"
NAMES = [f"robin-{number}b" for number in range(3, 15)]
SKILLS = {name: float(place) for place, name in enumerate(NAMES)}
"""Twelve models, the last one the best."""
CLOSED = ("robin-14b", "robin-40b")


@dataclass
class World:
    """A catalog with two independent boards."""

    bench: Bench
    salt: int = 0

    @property
    def engine(self) -> Engine:
        return self.bench.engine

    def board(self, at: datetime, scores: Mapping[str, float], *versions: str) -> None:
        """LiveBench: a percent board in these editions."""
        self._run("livebench", at, [("livebench/coding", version, "percent") for version in versions], {
            name: f"{min(99.5, 30 + 4 * skill):.2f}" for name, skill in scores.items()
        })  # fmt: skip

    def votes(self, at: datetime, scores: Mapping[str, float]) -> None:
        """An arena: one rolling edition."""
        rated = {name: f"{1200 + 20 * skill:.1f}" for name, skill in scores.items()}
        self._run("arena", at, [("arena/coding", "rolling", "elo")], rated)

    def _run(self, source: str, at: datetime, editions: list[tuple[str, str, str]], stated: dict[str, str]) -> None:
        self.salt += 1
        names = sorted(stated)
        document = {
            "models": [{"name": f"zai/{name}", "title": name, "open_weights": name not in CLOSED} for name in names],
            "benchmarks": [{"name": n, "version": v, "scale": s} for n, v, s in editions],
            "scores": [
                {"name": name, "benchmark": board, "version": version, "value": stated[name]}
                for board, version, _ in editions
                for name in names
            ],
        }
        result = self.bench.run(document, at, salt=self.salt, source=replace(a_source(source)))
        assert result.healthy, result.message

    def fit(self) -> Estimated:
        return estimate(self.engine, TASKS, lambda: day(1000))

    def settled(self) -> "World":
        """After a first fit on the old edition and one on both."""
        self.board(day(0), SKILLS, OLD)
        self.votes(day(0), SKILLS)
        self.fit()
        self.board(day(30), SKILLS, OLD, NEW)
        self.votes(day(30), SKILLS)
        self.fit()
        return self


@pytest.fixture
def world(bench: Bench) -> World:
    return World(bench)


def kinds(result: Estimated) -> list[str]:
    return sorted(event.kind for event in result.events)


def stored(world: World) -> list[str]:
    event = rows.table("event")
    fitted = ("new_leader", "tie_broken", "new_open_leader", "new_model", "method_changed")
    with world.engine.connect() as conn:
        return list(conn.scalars(select(event.c.kind).where(event.c.kind.in_(fitted)).order_by(event.c.id)))


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


def test_a_new_edition_is_a_change_of_method_and_no_leader(world: World) -> None:
    world.board(day(0), SKILLS, OLD)
    world.votes(day(0), SKILLS)
    world.fit()
    turned = {name: 11 - skill for name, skill in SKILLS.items()}
    world.board(day(30), turned, NEW)
    result = world.fit()
    assert kinds(result) == ["method_changed"]
    (event,) = result.events
    assert event.evidence["editions"] == {
        "before": ["arena/coding@rolling", f"livebench/coding@{OLD}"],
        "after": ["arena/coding@rolling", f"livebench/coding@{OLD}", f"livebench/coding@{NEW}"],
    }


def test_a_changed_basket_is_a_change_of_method_too(world: World) -> None:
    world.settled()
    (task,) = TASKS.all
    heavier = replace(TASKS, all=(replace(task, basket=(replace(task.basket[0], weight=3.0), *task.basket[1:])),))
    assert kinds(estimate(world.engine, heavier, lambda: day(1000))) == ["method_changed"]


def test_a_new_model_clearly_on_top_is_one_new_model_and_one_new_leader(world: World) -> None:
    world.settled()
    better = SKILLS | {"robin-40b": 40.0}
    world.board(day(31), better, OLD, NEW)
    world.votes(day(31), better)
    result = world.fit()
    assert kinds(result) == ["new_leader", "new_model"]
    leader, model = sorted(result.events, key=lambda event: event.kind)
    assert leader.subject == "task coding"
    assert leader.before is not None
    assert leader.after is not None
    assert [one["model"] for one in _models(leader)] == ["zai/robin-40b"]
    assert leader.after["p_beats_next"] >= 0.9  # type: ignore[operator]
    assert model.after == {"model": "zai/robin-40b", "rank": {"coding": 1}}
    assert stored(world) == ["method_changed", "new_leader", "new_model"]


def _models(event: Event) -> list[dict[str, Any]]:
    assert event.after is not None
    found = event.after["models"]
    assert isinstance(found, list)
    return found


def test_a_new_model_that_is_a_little_ahead_makes_a_tie_and_no_leader(world: World) -> None:
    world.settled()
    with_one = SKILLS | {"robin-40b": 11.2}
    world.board(day(31), with_one, OLD, NEW)
    world.votes(day(31), with_one)
    assert kinds(world.fit()) == ["new_model"]
    with world.engine.connect() as conn:
        tie = next(one for one in leaders(conn) if one.scope == "all")
    assert tie.state == "tie"
    assert {"zai/robin-40b", "zai/robin-14b"} <= set(tie.models)


def test_the_same_scores_again_in_other_bytes_or_in_reverse_fit_nothing_and_tell_nothing(world: World) -> None:
    world.settled()
    before = count(world)
    assert world.fit().outcome == "unchanged"
    world.votes(day(32), dict(reversed(SKILLS.items())))
    world.board(day(32), SKILLS, NEW, OLD)
    world.board(day(10), SKILLS, OLD)  # a past that is known
    assert (world.fit().outcome, count(world)) == ("unchanged", before)
    assert stored(world) == ["method_changed"]


def count(world: World) -> int:
    with world.engine.connect() as conn:
        return conn.scalar(select(func.count()).select_from(rows.table("estimate_run"))) or 0


def test_a_row_that_bears_another_name_of_the_model_is_no_news(world: World) -> None:
    world.settled()
    with world.engine.begin() as conn:
        rows.add(conn, "alias", [{
            "source_id": "arena", "name": "Sparrow", "model_id": "zai/robin-14b", "how": "curated", "floating": False,
            "note": "",
        }])  # fmt: skip
    renamed = {("Sparrow" if name == "robin-14b" else name): skill for name, skill in SKILLS.items()}
    for number in (31, 32, 32.5):
        world.salt += 1
        world.bench.run({
            "benchmarks": [{"name": "arena/coding", "version": "rolling", "scale": "elo"}],
            "scores": [
                {"name": name, "benchmark": "arena/coding", "version": "rolling", "value": f"{1200 + 20 * skill:.1f}"}
                for name, skill in renamed.items()
            ],
        }, day(number), salt=world.salt, source=a_source("arena"))  # fmt: skip
        assert world.fit().events == ()


def test_a_board_of_a_basket_that_falls_silent_is_told_of_once_for_each_silence(world: World) -> None:
    def livebench_alone(number: int) -> Estimated:
        world.board(day(number), SKILLS | {NAMES[0]: number / 100}, OLD, NEW)
        return world.fit()

    world.settled()
    assert kinds(livebench_alone(32)) == []
    (event,) = livebench_alone(34).events
    assert (event.kind, event.subject, event.source) == ("board_stale", "board arena", "arena")
    assert event.before == {"checked_at": day(30).isoformat()}
    assert event.after == {"stale_since": day(33).isoformat()}
    assert event.evidence == {"editions": ["arena/coding@rolling"], "tasks": ["coding"]}
    assert kinds(livebench_alone(36)) == []
    world.votes(day(37), SKILLS)
    assert kinds(livebench_alone(38)) == []
    assert kinds(livebench_alone(41)) == ["board_stale"]


def test_what_was_silent_before_the_first_fit_is_no_news(world: World) -> None:
    world.votes(day(0), SKILLS)
    world.board(day(10), SKILLS, OLD)
    world.fit()
    world.board(day(20), SKILLS | {NAMES[0]: 0.5}, OLD)
    assert kinds(world.fit()) == []


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


def test_the_best_of_the_open_models_has_an_event_of_its_own(world: World) -> None:
    world.settled()
    between = SKILLS | {"robin-30b": 10.9, "robin-14b": 40.0}
    world.board(day(31), between, OLD, NEW)
    world.votes(day(31), between)
    world.fit()
    ahead = between | {"robin-30b": 30.0}
    world.board(day(32), ahead, OLD, NEW)
    world.votes(day(32), ahead)
    assert kinds(world.fit()) == ["new_open_leader"]


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
