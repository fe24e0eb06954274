"""Scores of boards in the catalog: intervals, corrections, absence, the past; what they need to be believed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from intel.catalog import queries
from intel.catalog import write_rows as rows
from intel.catalog.demand import demand
from intel.catalog.engine import writing
from intel.ingest.runner import RunResult
from intel.views import ScoreView
from tests.ingest.written import Bench, a_source, day

BOARD = {"name": "board/coding", "version": "2026-06"}


def stated(*scores: tuple[str, str], board: dict[str, Any] | None = None, **said: Any) -> dict[str, Any]:
    edition = board or BOARD
    place = {"benchmark": edition["name"], "version": edition["version"]}
    return {"benchmarks": [edition], "scores": [{"name": n, "value": v, **place, **said} for n, v in scores]}


FOUR = (("a", "80"), ("b", "70"), ("c", "60"), ("d", "50"))


def held(bench: Bench, at: datetime) -> dict[str, str]:
    with bench.engine.connect() as conn:
        return {view.name: f"{view.value:f}" for view in queries.scores(conn, now=at)}


def views(bench: Bench, at: datetime) -> list[ScoreView]:
    with bench.engine.connect() as conn:
        return queries.scores(conn, now=at)


def kinds(bench: Bench) -> list[str]:
    event = rows.table("event")
    with bench.engine.connect() as conn:
        return list(conn.scalars(select(event.c.kind).order_by(event.c.id)))


def count(bench: Bench) -> int:
    with bench.engine.connect() as conn:
        return conn.scalar(select(func.count()).select_from(rows.table("score"))) or 0


def test_a_score_is_stored_with_all_it_states(bench: Bench) -> None:
    said: dict[str, Any] = {
        "harness": "terminus", "effort": "high", "reporter": "submitter", "reported_by": "Acme", "lower": "78",
        "upper": "82", "interval_ratio": "0.95", "n": 200, "cost_usd": "1.25", "cost_items": 200, "on": "2026-05-30",
        "note": "not verified",
    }  # fmt: skip
    result = bench.run(stated(("a", "80.5"), **said), day(0))
    assert (result.scores, result.added, result.outcome) == (1, 1, "done")
    (view,) = views(bench, day(1))
    assert (f"{view.value:f}", view.harness, view.effort, view.reporter) == ("80.5", "terminus", "high", "submitter")
    assert [str(bound) for bound in (view.lower, view.upper)] == ["78", "82"]
    assert (view.n, view.cost_items) == (200, 200)
    assert (f"{view.cost_usd:f}", f"{view.interval_ratio:f}", view.note) == ("1.25", "0.95", "not verified")
    assert (view.edition, view.witness, view.licence) == ("board/coding@2026-06", "here", "MIT")
    assert view.seen_from == day(0)


def test_the_same_scores_in_other_bytes_write_nothing(bench: Bench) -> None:
    bench.run(stated(*FOUR), day(0))
    again = bench.run(stated(*FOUR[::-1]), day(1), salt=1)
    assert (again.scores, again.added, again.changed) == (4, 0, 0)
    assert count(bench) == 4


def test_a_corrected_score_is_an_interval_of_its_own_and_one_event(bench: Bench) -> None:
    bench.run(stated(*FOUR), day(0))
    bench.run(stated(("a", "81"), *FOUR[1:]), day(1))
    assert held(bench, day(0.5))["a"] == "80"
    assert held(bench, day(2))["a"] == "81"
    assert kinds(bench) == ["score_revised"]


def test_the_votes_of_a_rolling_board_are_no_correction(bench: Bench) -> None:
    board = {"name": "arena/chat", "version": "rolling", "scale": "elo"}
    bench.run(stated(("a", "1400"), board=board), day(0))
    bench.run(stated(("a", "1402"), board=board), day(1))
    assert held(bench, day(2)) == {"a": "1402"}
    assert kinds(bench) == []


def test_a_score_is_given_up_after_three_healthy_runs_without_it(bench: Bench) -> None:
    bench.run(stated(*FOUR), day(0))
    for number in (1, 2):
        bench.run(stated(*FOUR[:3]), day(number), salt=number)
        assert set(held(bench, day(number))) == {"a", "b", "c", "d"}
    bench.run(stated(*FOUR[:3]), day(3), salt=3)
    assert set(held(bench, day(3))) == {"a", "b", "c"}
    assert set(held(bench, day(2.5))) == {"a", "b", "c", "d"}


def test_a_score_that_comes_back_starts_counting_anew(bench: Bench) -> None:
    bench.run(stated(*FOUR), day(0))
    for number, listed in ((1, FOUR[:3]), (2, FOUR), (3, FOUR[:3]), (4, FOUR[:3])):
        bench.run(stated(*listed), day(number), salt=number)
    assert set(held(bench, day(4))) == {"a", "b", "c", "d"}
    assert count(bench) == 4


def test_an_edition_that_is_no_longer_mentioned_keeps_its_scores(bench: Bench) -> None:
    bench.run(stated(*FOUR), day(0))
    newer = {"name": "board/coding", "version": "2026-12"}
    for number in (1, 2, 3, 4):
        bench.run(stated(("a", "60"), board=newer), day(number), salt=number)
    assert len(views(bench, day(5))) == 5


def test_half_of_a_board_is_held_and_deletes_nothing(bench: Bench) -> None:
    bench.run(stated(*FOUR), day(0))
    result = bench.run(stated(FOUR[0]), day(0.5))
    assert result.outcome == "quarantined"
    assert "3 of 4 known scores are not listed" in result.message
    assert len(held(bench, day(1))) == 4


def test_a_board_under_its_floor_is_not_believed(bench: Bench) -> None:
    source = a_source(min_records=4)
    assert bench.run(stated(*FOUR[:2]), day(0), source=source).healthy is False
    assert views(bench, day(1)) == []


def test_of_two_scores_under_one_key_the_later_counts_and_the_other_is_rejected(bench: Bench) -> None:
    twice = stated(*FOUR, FOUR[0], *[(f"m{number}", "50") for number in range(30)])
    twice["scores"] += [{**twice["scores"][0], "value": "85", "on": "2026-06-02"}]
    result = bench.run(twice, day(0))
    assert (result.scores, result.rejected) == (34, 1)
    assert held(bench, day(1))["a"] == "85"


def test_a_score_of_an_edition_that_nobody_described_is_rejected(bench: Bench) -> None:
    listed = stated(*[(f"m{number}", "50") for number in range(30)])
    listed["scores"].append({"name": "x", "benchmark": "other", "value": "50"})
    assert bench.run(listed, day(0)).rejected == 1


def test_efforts_harnesses_and_reporters_never_merge(bench: Bench) -> None:
    listed = stated(("a", "80"))
    (first,) = listed["scores"]
    listed["scores"] += [first | {"effort": "high"}, first | {"harness": "other"}, first | {"reporter": "vendor"}]
    bench.run(listed, day(0))
    assert len(views(bench, day(1))) == 4
    assert {view.witness for view in views(bench, day(1))} == {"here", "vendor:unknown"}


def test_names_mean_models_with_the_effort_that_they_carry_and_two_models_mean_none(bench: Bench) -> None:
    models = [{"name": "zai/glm-5.2", "title": "GLM-5.2"}, {"name": "zai/glm-5.1", "title": "GLM-5.1"}]
    names = ("GLM 5.2 (high)", "glm-5.2", "glm-5.2 + glm-5.1", "nobody-7b")
    result = bench.run({"models": models, **stated(*[(name, "50") for name in names])}, day(0))
    assert result.healthy, result.message
    assert {view.name: (view.model, view.effort) for view in views(bench, day(1))} == {
        "GLM 5.2 (high)": ("zai/glm-5.2", "high"), "glm-5.2": ("zai/glm-5.2", ""),
        "glm-5.2 + glm-5.1": (None, ""), "nobody-7b": (None, ""),
    }  # fmt: skip
    assert result.unresolved == 2


def test_a_plain_name_whose_board_also_lists_it_thinking_is_a_run_without_thinking(bench: Bench) -> None:
    models = [{"name": "zai/glm-5.2", "title": "GLM-5.2"}, {"name": "zai/glm-5.1", "title": "GLM-5.1"}]
    board = stated(("glm-5-2-thinking", "75"), ("glm-5-2", "60"), ("glm-5-1", "50"))
    elsewhere = stated(("glm-5-2", "60"), board={"name": "other/coding", "version": "1"})
    both = {key: [*board[key], *elsewhere[key]] for key in board}
    bench.run({"models": models, **both}, day(0))
    assert {(view.benchmark, view.name): view.effort for view in views(bench, day(1))} == {
        ("board/coding", "glm-5-2-thinking"): "thinking", ("board/coding", "glm-5-2"): "none",
        ("board/coding", "glm-5-1"): "", ("other/coding", "glm-5-2"): "",
    }  # fmt: skip


def test_a_run_of_the_past_fills_it_and_raises_no_event(bench: Bench) -> None:
    bench.run(stated(("a", "82"), *FOUR[1:]), day(10))
    past: RunResult = bench.run(stated(*FOUR), day(0))
    assert past.outcome == "history"
    assert held(bench, day(5)) == {"a": "80", "b": "70", "c": "60", "d": "50"}
    assert held(bench, day(10))["a"] == "82"
    assert count(bench) == 5
    assert kinds(bench) == []


def test_a_past_between_two_runs_splits_what_was_thought_of_it(bench: Bench) -> None:
    bench.run(stated(*FOUR), day(0))
    bench.run(stated(*FOUR), day(10), salt=1)
    bench.run(stated(("a", "83"), *FOUR[1:]), day(5))
    assert [held(bench, day(number))["a"] for number in (4, 5, 9, 10, 12)] == ["80", "83", "83", "80", "80"]
    bench.run(stated(("a", "83"), *FOUR[1:]), day(5), salt=2)
    assert count(bench) == 6


def test_demand_is_kept_by_day(bench: Bench) -> None:
    bench.run({"demand": [["a", "2026-05-30", 100], ["a", "2026-05-31", 120]]}, day(0))
    bench.run({"demand": [["a", "2026-05-31", 130], ["b", "2026-05-31", 5]]}, day(1))
    demand = rows.table("demand")
    with bench.engine.connect() as conn:
        found = conn.execute(select(demand.c.name, demand.c.on, demand.c.tokens).order_by(demand.c.name, demand.c.on))
        assert [(name, on.day, tokens) for name, on, tokens in found] == [("a", 30, 100), ("a", 31, 130), ("b", 31, 5)]


def test_the_share_of_a_model_is_of_all_tokens_of_the_newest_day_under_all_its_names(bench: Bench) -> None:
    stated = [
        ["zai/glm-5.2", "2026-05-30", 900],
        ["z-ai/glm-5.2", "2026-05-31", 50],
        ["z-ai/glm-5.2:free", "2026-05-31", 10],
    ]
    with writing(bench.engine) as conn:
        conn.execute(rows.table("lab").insert(), [{"id": "zai", "title": "Z.ai", "homepage": ""}])
        conn.execute(rows.table("model").insert(), [{"id": "zai/glm-5.2", "lab_id": "zai", "title": "GLM-5.2"}])
    bench.run({"demand": [*stated, ["nobody-knows", "2026-05-31", 40], ["other", "2026-05-31", 100]]}, day(0))
    with bench.engine.connect() as conn:
        found = demand(conn, on=day(0).date())
        assert {name: (d.tokens, str(d.share_ratio), d.on.day) for name, d in found.items()} == {
            "zai/glm-5.2": (60, "0.3", 31)
        }
        assert demand(conn, on=date(2026, 5, 29)) == {}


def test_a_ranking_means_the_model_whose_listing_states_that_slug(bench: Bench) -> None:
    """The day in a permanent slug is no launch: what the gateway's own listing says of it goes first."""
    with writing(bench.engine) as conn:
        conn.execute(rows.table("lab").insert(), [{"id": "zai", "title": "Z.ai", "homepage": ""}])
        made = [{"id": f"zai/glm-{name}", "lab_id": "zai", "title": f"GLM-{name}"} for name in ("4.6", "4.6v", "5.2")]
        conn.execute(rows.table("model").insert(), made)
    listed = {"z-ai/glm-4.6v": "z-ai/glm-4.6-20251208", "z-ai/glm-5.2": "z-ai/x-1", "z-ai/glm-4.6": "z-ai/x-1"}
    shown = [
        {"provider": "openrouter", "sku": sku, "price": "input=1;output=2", "evidence": [["canonical_slug", slug]]}
        for sku, slug in listed.items()
    ]
    bench.run({"offers": shown}, day(0), source=a_source("openrouter"))
    said = [["z-ai/glm-4.6-20251208:free", "2026-05-31", 60], ["z-ai/x-1", "2026-05-31", 40]]
    bench.run({"demand": said}, day(0))
    with bench.engine.connect() as conn:
        assert {name: d.tokens for name, d in demand(conn, on=day(0).date()).items()} == {"zai/glm-4.6v": 60}


def test_what_a_carrier_hands_on_of_a_source_is_left_out_with_it(bench: Bench) -> None:
    """The licence follows the row's own publisher: whoever leaves out swe-bench leaves out its rows everywhere."""
    both = [*stated(("own", "60"))["scores"], *stated(("carried", "70"), origin="swe-bench")["scores"]]
    bench.run(stated() | {"scores": both}, day(0))
    with bench.engine.connect() as conn:
        free = queries.scores(conn, now=day(2), without=["swe-bench", "kagi"])
        assert {view.name for view in free} == {"own"}
        assert {view.name for view in queries.scores(conn, now=day(2))} >= {"own", "carried"}
