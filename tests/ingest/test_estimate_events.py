"""What a fit tells: leaders, new models and changes of method once each; noise and replays tell nothing."""

from dataclasses import replace
from typing import Any

import pytest

from intel.catalog import write_rows as rows
from intel.catalog.estimates import leaders
from intel.ingest.estimate import Estimated, estimate
from intel.records import Event
from tests.ingest.judged import NAMES, NEW, OLD, SKILLS, TASKS, World, kinds, stored
from tests.ingest.written import a_source, day

pytest.importorskip("scipy")


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
