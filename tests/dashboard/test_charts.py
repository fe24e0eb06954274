"""What the charts draw, read from their specification."""

from typing import Any

import altair as alt
import pytest

from dashboard.charts import Bar, Ladder, Spec, kind_of, log_ticks, price_bars, price_ladder, short
from dashboard.drawing import SLOTS


def a_bar(name: str = "Novita", low: float = 1.4, high: float = 4.4, kind: str = "open", **changed: Any) -> Bar:
    return Bar(name, kind, low, high, f"${low}", f"${high}", "$2.15", "models.dev, single", **changed)


def a_ladder(name: str = "GLM-5.2", *prices: float, kind: str = "open") -> Ladder:
    points = tuple((price, 1, f"${price} at a host") for price in prices or (1.0, 2.0, 4.0))
    return Ladder(name, kind, points, points[len(points) // 2][0], "3 hosts", "4.0×")


def rows_of(spec: Spec) -> list[dict[str, Any]]:
    return [row for rows in spec["datasets"].values() for row in rows]


def span_of(spec: Spec) -> tuple[float, float]:
    values = {param["name"]: param["value"] for param in spec["params"]}
    return values["low"], values["high"]


def test_every_host_is_drawn_and_peers_stand_below_a_gap() -> None:
    hosts = [a_bar(f"Host {i}") for i in range(33)]
    spec = price_bars(hosts, [a_bar("GPT-5.5", 5, 30, "closed")], "Chat mix")
    places = {row["full"]: row["row"] for row in rows_of(spec) if "full" in row}
    assert len(places) == 34
    assert places["GPT-5.5"] > places["Host 32"] + 1


def test_colours_are_named_so_that_the_browser_picks_those_of_its_theme() -> None:
    scales = [
        layer["encoding"]["color"]["scale"]
        for layer in price_bars([a_bar()], [], "Chat mix")["layer"]
        if "scale" in layer["encoding"].get("color", {})
    ]
    assert scales
    assert all(scale == {"domain": SLOTS} for scale in scales)


def test_open_closed_and_unknown_differ_in_colour_and_in_shape() -> None:
    kinds = [kind_of(open_weights) for open_weights in (True, False, None)]
    assert kinds == ["open", "closed", "muted"]
    layers = price_bars([a_bar()], [], "Chat mix")["layer"]
    shape = next(layer["encoding"]["shape"]["scale"] for layer in layers if "shape" in layer["encoding"])
    shapes = dict(zip(shape["domain"], shape["range"], strict=True))
    assert len({shapes[kind] for kind in kinds}) == 3


@pytest.mark.parametrize(("low", "high"), [(0.019, 0.019), (0.019, 120.0)])
def test_one_price_and_far_apart_prices_both_fit_the_scale(low: float, high: float) -> None:
    first, last = span_of(price_bars([a_bar(low=low, high=high)], [], "Chat mix"))
    assert first <= low <= high <= last
    assert first < last


def test_names_too_long_for_the_gutter_are_cut_and_whole_in_the_tooltip() -> None:
    row = rows_of(price_bars([a_bar("x" * 80)], [], "Chat mix"))[0]
    assert (row["name"], row["brief"]) == ("x" * 25 + "…", "x" * 15 + "…")
    assert row["full"] == "x" * 80


def test_a_small_window_gets_fewer_ticks() -> None:
    spec = price_ladder([(a_ladder("GLM-5.2", 0.1, 9.0), None)], ("GPT-5.5", 11.25))
    ticks = [row for row in rows_of(spec) if "tick" in row]
    assert 0 < len([row for row in ticks if row["main"]]) < len(ticks)


def test_a_price_that_several_hosts_ask_is_a_larger_dot() -> None:
    ladder = Ladder("GLM-5.2", "open", ((1.0, 1, "$1"), (2.0, 13, "$2")), 2.0, "14 hosts", "2.0×")
    areas = [row["area"] for row in rows_of(price_ladder([(ladder, None)], ("GPT-5.5", 11.25))) if "area" in row]
    assert areas[1] > areas[0]


def test_the_equals_of_a_model_stand_under_its_hosts_and_nearer_than_the_next_model() -> None:
    pairs = [(a_ladder(), a_ladder("", 3.0, 5.0, kind="closed")), (a_ladder("Kimi"), None)]
    spec = price_ladder(pairs, ("GPT-5.5", 11.25))
    first, equals, second = spec["datasets"]["rows"]
    assert (first["kind"], equals["kind"], second["name"]) == ("open", "closed", "Kimi")
    assert 0 < equals["row"] - first["row"] < second["row"] - equals["row"]


def test_what_is_paid_today_is_inside_the_scale_even_when_it_is_the_dearest() -> None:
    spec = price_ladder([(a_ladder(), None)], ("GPT-5.5", 11.25))
    assert span_of(spec) == (1.0, 11.25)
    scales = [layer["encoding"]["x"]["scale"] for layer in spec["layer"] if "field" in layer["encoding"]["x"]]
    assert scales
    assert all(scale == scales[0] for scale in scales), "a layer with a scale of its own would shift its marks"


@pytest.mark.parametrize(
    "spec", [price_bars([a_bar()], [], "Chat mix"), price_ladder([(a_ladder(), None)], ("GPT", 9.0))]
)
def test_what_is_filled_in_leaves_a_chart_that_altair_accepts(spec: Spec) -> None:
    assert alt.LayerChart.from_dict(spec).to_dict(validate=False)["params"] == spec["params"]


def test_charts_of_one_kind_do_not_share_their_rows() -> None:
    first, second = price_bars([a_bar("One")], [], "Chat mix"), price_bars([a_bar("Two")], [], "Chat mix")
    assert [rows_of(spec)[0]["full"] for spec in (first, second)] == ["One", "Two"]


def test_ticks_are_the_one_two_five_steps_within_the_range() -> None:
    assert log_ticks(0.1, 5) == [0.1, 0.2, 0.5, 1, 2, 5]
    assert log_ticks(0.3, 0.4) == []
    assert log_ticks(0.3, 0.4, (1, 3, 4)) == [0.3, 0.4]


def test_a_short_name_keeps_the_number_that_tells_it_from_another() -> None:
    names = ("DeepSeek V4 Pro 0813", "Qwen3.5 397B-A17B", "Alibaba Cloud Model Studio", "GLM-5.2")
    assert [short(name, 16) for name in names] == [
        "DeepSeek V4…0813", "Qwen3…397B-A17B", "Alibaba Cloud M…", "GLM-5.2",
    ]  # fmt: skip
