"""How the plots with two axes are drawn: a scatter with its frontier, and step lines. As ``dashboard.drawing``.

Ticks and names are text marks again; both axes have fixed margins, so that labels can be placed in Python.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt

from dashboard.drawing import SHAPES, SLOTS, WIDE, by_width, named

LEFT, ABOVE, BELOW = 52, 14, 26
DASHES = {"solid": [1, 0], "dashed": [6, 3], "dotted": [2, 3]}
PICK = "pick"
"""Name of the selection: the word of the model that was clicked."""

_COLOR = alt.Color("kind:N", scale=alt.Scale(domain=SLOTS), legend=None)
_SHAPE = alt.Shape("kind:N", scale=alt.Scale(domain=SLOTS, range=SHAPES), legend=None)
_DASH = alt.StrokeDash("dash:N", scale=alt.Scale(domain=list(DASHES), range=list(DASHES.values())), legend=None)
_INK, _MUTED = alt.ColorDatum("ink"), alt.ColorDatum("muted")
_DOTS, _LINES, _LABELS, _XTICKS, _YTICKS, _EVENTS = (
    alt.Chart(alt.NamedData(name)) for name in ("dots", "lines", "labels", "xticks", "yticks", "events")
)


HEIGHT = 440
"""Pixels of a plot."""
BANDS = ((0, 460), (460, 900), (900, 100_000))
"""Widths of a plot, in pixels, that have words laid out of their own."""


def right(width: int, kind: str) -> int:
    """Pixels that are left free at the right of a plot so wide, for the names of lines."""
    small = width < 640
    if kind == "scatter":
        return 12 if small else 30
    return 112 if small else 200


def _free(kind: str) -> str:
    return by_width(right(0, kind), right(1000, kind))


_SIZE = alt.ExprRef(by_width(11, 12))
_OPEN: dict[str, Any] = {"fill": alt.ExprRef("background"), "strokeWidth": 2}
"""A hollow dot: the line behind it does not show through."""
_ROOMY = 900
"""Pixels of a plot below which events have no words."""


@cache
def scatter() -> dict[str, Any]:
    """Points at ``cost`` (log) and ``quality``; datasets dots, lines (the frontier), labels, xticks, yticks."""
    x, y = _x("log", "scatter"), _y("linear")
    pale = alt.condition("datum.leads", alt.value(1), alt.value(0.45))
    area = alt.condition("datum.leads", alt.value(130), alt.value(56))
    picked = alt.selection_point(name=PICK, fields=["word"], on="click", clear=False)
    layers = [
        *_frame(x, y, "scatter"),
        _LINES.mark_line(interpolate="step-after", strokeWidth=1.5, strokeDash=[4, 3]).encode(
            x("cost"), y("quality"), color=_MUTED
        ),
        _DOTS.mark_point(filled=True).encode(x("cost"), y("quality"), _COLOR, _SHAPE, opacity=pale, size=area),
        *_texts(x, y),
        _DOTS.mark_point(size=400, opacity=0, cursor="pointer").encode(
            x("cost"), y("quality"), tooltip=_POINT_TOOLTIP
        ).add_params(picked),
    ]  # fmt: skip
    return _checked(layers)


@cache
def steps() -> dict[str, Any]:
    """Step lines over ``t`` (milliseconds); datasets lines, dots, labels, events, xticks, yticks."""
    x, y = _x("linear", "steps"), _y("log")
    end = HEIGHT - BELOW
    layers = [
        *_frame(x, y, "steps"),
        _EVENTS.mark_rule(strokeWidth=1, strokeDash=[2, 3], aria=False).encode(
            x("t"), alt.YValue(ABOVE), alt.Y2Value(end), color=_MUTED, tooltip=_EVENT_TOOLTIP
        ),
        _EVENTS.transform_filter(f"width > {_ROOMY}")
        .mark_text(fontSize=_SIZE, dx=4, dy=5, align="left", aria=False)
        .encode(x("t"), alt.YValue(ABOVE), text="mark:N", color=_MUTED),
        *(
            _LINES.transform_filter(f"datum.quiet == {quiet}")
            .mark_line(interpolate="step-after", strokeWidth=width, opacity=opacity)
            .encode(x("t"), y("price"), _COLOR, _DASH, alt.Detail("part:N"), alt.Order("t:Q"))
            for quiet, width, opacity in (("true", 1, 0.35), ("false", 2, 1))
        ),
        *(
            _DOTS.transform_filter(f"!datum.quiet && {hollow}datum.hollow")
            .mark_point(filled=bool(hollow), size=size, opacity=1, **({} if hollow else _OPEN))
            .encode(x("t"), y("price"), _COLOR)
            for hollow, size in (("!", 46), ("", 60))
        ),
        *_ends(y),
        _DOTS.mark_point(size=260, opacity=0).encode(x("t"), y("price"), tooltip=_STEP_TOOLTIP),
    ]
    return _checked(layers)


_POINT_TOOLTIP = [
    alt.Tooltip("full:N", title="Model"),
    alt.Tooltip("quality_text:N", title="Solves"),
    alt.Tooltip("cost_text:N", title="USD per 1,000 requests"),
    alt.Tooltip("host:N", title="Cheapest host"),
    alt.Tooltip("detail:N", title="Judged by"),
]
_STEP_TOOLTIP = [
    alt.Tooltip("name:N", title="Series"),
    alt.Tooltip("price_text:N", title="USD per million tokens"),
    alt.Tooltip("day:N", title="From"),
    alt.Tooltip("detail:N", title="What"),
]
_EVENT_TOOLTIP = [alt.Tooltip("day:N", title="Day"), alt.Tooltip("detail:N", title="Event")]


def _x(kind: Any, plot: str) -> Any:
    span = [alt.ExprRef("low"), alt.ExprRef("high")]
    end = alt.ExprRef(f"max(width - {_free(plot)}, {LEFT} + 40)")
    scale = alt.Scale(type=kind, domain=span, nice=False, zero=alt.Undefined if kind == "log" else False,
                      rangeMin=LEFT, rangeMax=end)  # fmt: skip
    return lambda field: alt.X(f"{field}:Q", scale=scale, axis=None)


def _y(kind: Any) -> Any:
    span = [alt.ExprRef("bottom"), alt.ExprRef("top")]
    scale = alt.Scale(type=kind, domain=span, nice=False, zero=alt.Undefined if kind == "log" else False,
                      rangeMin=HEIGHT - BELOW, rangeMax=ABOVE)  # fmt: skip
    return lambda field: alt.Y(f"{field}:Q", scale=scale, axis=None)


def _frame(x: Any, y: Any, kind: str) -> list[alt.Chart]:
    """Ticks of both axes with their rules."""
    end = alt.ExprRef(f"max(width - {_free(kind)}, {LEFT} + 40)")
    below, shown = HEIGHT - 6, _XTICKS.transform_filter(f"datum.main || {WIDE}")
    return [
        _YTICKS.mark_rule(opacity=0.2).encode(alt.XValue(LEFT), alt.X2Value(end), y("tick"), color=_MUTED),
        _YTICKS.mark_text(fontSize=_SIZE, align="right", baseline="middle").encode(
            alt.XValue(LEFT - 8), y("tick"), text="text:N", color=_MUTED
        ),
        shown.mark_rule(opacity=0.12).encode(x("tick"), alt.YValue(ABOVE), alt.Y2Value(HEIGHT - BELOW), color=_MUTED),
        shown.mark_text(fontSize=_SIZE, baseline="bottom").encode(
            x("tick"), alt.YValue(below), text="text:N", color=_MUTED
        ),
    ]


def _texts(x: Any, y: Any) -> list[alt.Chart]:
    """Names at places that were worked out before for a band of widths, one layer per alignment."""
    return [
        _LABELS.transform_filter(f"datum.align == '{align}' && width >= datum.least && width < datum.most")
        .mark_text(fontSize=_SIZE, fontWeight=500, align=align, baseline="middle")
        .encode(x("at"), y("level"), text="text:N", color=_INK)
        for align in ("left", "right", "center")
    ]  # fmt: skip


def _ends(y: Any) -> list[alt.Chart]:
    """The name of each line beside its end, with a stroke in its hue from the one to the other."""
    end = f"max(width - {_free('steps')}, {LEFT} + 40)"
    return [
        _LABELS.mark_rule(strokeWidth=1, opacity=0.6).encode(
            alt.XValue(alt.ExprRef(f"{end} + 1")), alt.X2Value(alt.ExprRef(f"{end} + 11")), y("end"), alt.Y2("level:Q"),
            _COLOR,
        ),
        _LABELS.mark_text(fontSize=_SIZE, fontWeight=600, align="left", baseline="middle").encode(
            alt.XValue(alt.ExprRef(f"{end} + 14")), y("level"), _COLOR, text=named("text")
        ),
    ]  # fmt: skip


def _checked(layers: Sequence[alt.Chart]) -> dict[str, Any]:
    """Marks are hidden from who hears the page: the chart's words say what it shows, the table under it the rest."""
    chart = alt.layer(*layers).configure_mark(aria=False).configure_view(stroke=None).properties(width="container")
    names = ("low", "high", "bottom", "top")
    spec: dict[str, Any] = chart.add_params(*(alt.param(name, value=1) for name in names)).to_dict()
    return spec
