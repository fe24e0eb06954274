"""The plots with two axes: names that cover nothing, steps that end, ranges that hold everything."""

from datetime import datetime, timedelta
from typing import Any

import altair as alt
import pytest

from dashboard.charts import Spec
from dashboard.labels import Box, apart, placed
from dashboard.plots import Dot, Line, Marked, Step, frontier, step_lines
from dashboard.plotting import BANDS, PICK
from tests.factories import NOON

WITHIN = Box(0, 0, 400, 300)


def a_dot(name: str, cost: float, quality: float, **changed: Any) -> Dot:
    plain: dict[str, Any] = {"kind": "open", "leads": True, "cost_text": f"${cost}", "host": "Novita", "detail": "two"}
    return Dot(name, name, cost=cost, quality=quality, **plain | changed)


def a_line(*prices: float | None, name: str = "Novita", start: datetime = NOON) -> Line:
    return Line(name, tuple(Step(start + timedelta(days=30 * i), price, f"${price}") for i, price in enumerate(prices)))


UNTIL = NOON + timedelta(days=100)


def ranges(spec: Spec) -> dict[str, float]:
    return {param["name"]: param["value"] for param in spec["params"] if "value" in param}


def test_names_cover_neither_each_other_nor_the_edge() -> None:
    points = [(x, y) for x in (20.0, 25.0, 200.0, 390.0) for y in (10.0, 20.0, 290.0)]
    labels = placed([(point, "A model of some length") for point in points], points, [], WITHIN)
    assert labels
    for place, label in enumerate(labels):
        assert WITHIN.holds(label.box)
        assert not any(label.box.meets(other.box) for other in labels[:place])


def test_a_name_keeps_off_the_line() -> None:
    line = Box(100, 149, 400, 151)
    (label,) = placed([((100.0, 150.0), "GLM-5.2")], [(100.0, 150.0)], [line], WITHIN)
    assert not label.box.meets(line)


def test_a_name_without_room_is_left_out() -> None:
    assert placed([((5.0, 5.0), "x" * 80)], [], [], WITHIN) == []


def test_ends_of_lines_stand_apart_in_their_order_and_above_the_axis() -> None:
    levels = apart([100, 102, 290, 295, 20], 17, 300)
    assert levels == [100, 117, 283, 300, 20]


def test_the_frontier_joins_the_leading_models_and_names_them() -> None:
    spec = frontier([a_dot("Cheap", 1, 0.5), a_dot("Good", 20, 0.8), a_dot("Off", 30, 0.4, leads=False)])
    assert [row["cost"] for row in spec["datasets"]["lines"]] == [1, 20]
    assert {row["text"] for row in spec["datasets"]["labels"]} == {"Cheap", "Good"}
    found = ranges(spec)
    assert found["low"] < 1 < 30 < found["high"]
    assert found["bottom"] < 0.4 < 0.8 < found["top"]
    assert PICK in [param["name"] for param in spec["params"]]


def test_a_price_holds_until_the_next_and_the_last_one_until_the_end() -> None:
    rows = step_lines([a_line(1.0, 2.0)], UNTIL)["datasets"]["lines"]
    assert [row["price"] for row in rows] == [1.0, 2.0, 2.0]
    assert rows[-1]["t"] == UNTIL.timestamp() * 1000


def test_a_price_that_is_no_longer_known_ends_the_line_and_a_new_one_begins_another_part() -> None:
    rows = step_lines([a_line(1.0, None, 3.0)], UNTIL)["datasets"]["lines"]
    assert [(row["price"], row["part"]) for row in rows] == [
        (1.0, "Novita/0"), (1.0, "Novita/0"), (3.0, "Novita/1"), (3.0, "Novita/1"),
    ]  # fmt: skip
    assert len(step_lines([a_line(1.0, None)], UNTIL)["datasets"]["lines"]) == 2


def test_a_step_by_what_became_known_alone_breaks_the_line_and_begins_with_a_hollow_dot() -> None:
    steps = (Step(NOON, 4.0), Step(NOON + timedelta(days=30), 2.0, learned=True))
    data = step_lines([Line("Novita", steps)], UNTIL)["datasets"]
    assert [(row["price"], row["part"]) for row in data["lines"]] == [
        (4.0, "Novita/0"), (4.0, "Novita/0"), (2.0, "Novita/1"), (2.0, "Novita/1"),
    ]  # fmt: skip
    assert [row["hollow"] for row in data["dots"]] == [False, True]


def test_every_band_of_widths_names_the_frontier() -> None:
    spec = frontier([a_dot("Cheap", 1, 0.5), a_dot("Good", 20, 0.8)])
    for least, most in BANDS:
        named = [row["text"] for row in spec["datasets"]["labels"] if (row["least"], row["most"]) == (least, most)]
        assert sorted(named) == ["Cheap", "Good"]


def test_the_name_of_a_line_has_its_hue_and_begins_at_its_end() -> None:
    data = step_lines([a_line(1.0, 2.0), a_line(5.0, name="Other")], UNTIL)["datasets"]
    hues = {row["name"]: row["kind"] for row in data["lines"]}
    assert [(row["kind"], row["end"]) for row in data["labels"]] == [(hues["Novita"], 2.0), (hues["Other"], 5.0)]


def test_six_lines_have_six_hues_more_differ_in_dash_and_none_has_the_hue_of_a_licence() -> None:
    lines = [a_line(1.0 + i, name=f"Host {i}") for i in range(8)]
    rows = step_lines(lines, UNTIL)["datasets"]["dots"]
    assert len({(row["kind"], row["dash"]) for row in rows}) == 8
    assert len({row["kind"] for row in rows if row["name"] in {f"Host {i}" for i in range(6)}}) == 6
    assert not {row["kind"] for row in rows} & {"open", "closed"}


def test_events_outside_the_time_shown_are_left_out() -> None:
    events = [Marked(NOON + timedelta(days=days), "new", "GLM-5.2") for days in (-5, 10)]
    assert len(step_lines([a_line(1.0, 2.0)], UNTIL, events)["datasets"]["events"]) == 1


def test_who_hears_a_chart_hears_its_words_alone() -> None:
    for spec in (step_lines([a_line(1.0, 2.0)], UNTIL), frontier([a_dot("Cheap", 1, 0.5)])):
        assert spec["config"]["mark"] == {"aria": False}


def test_an_event_whose_words_would_reach_the_next_upright_keeps_them_for_the_tooltip() -> None:
    events = [Marked(NOON + timedelta(days=days), "GLM-5.2 out", "GLM-5.2") for days in (10, 11, 60)]
    drawn = step_lines([a_line(1.0, 2.0)], UNTIL, events)["datasets"]["events"]
    assert [row["mark"] for row in drawn] == ["", "GLM-5.2 out", "GLM-5.2 out"]


def test_one_of_many_is_drawn_without_its_name() -> None:
    quiet = Line("Other", a_line(3.0).steps, quiet=True)
    data = step_lines([quiet, a_line(1.0)], UNTIL)["datasets"]
    assert [label["text"] for label in data["labels"]] == ["Novita"]
    assert {row["kind"] for row in data["lines"] if row["quiet"]} == {"muted"}


@pytest.mark.parametrize("prices", [(0.019,), (0.019, 120.0)])
def test_one_price_and_far_apart_prices_both_leave_a_chart_that_altair_accepts(
    prices: tuple[float, ...],
) -> None:
    spec = step_lines([a_line(*prices)], UNTIL)
    found = ranges(spec)
    assert found["bottom"] < min(prices) <= max(prices) < found["top"]
    assert found["low"] < found["high"]
    assert alt.LayerChart.from_dict(spec).to_dict(validate=False)["height"] == spec["height"]
