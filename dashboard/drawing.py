"""How the charts are drawn: Altair specifications without numbers, built and checked once per process.

Building and validating a chart takes half a second, filling one with rows a millisecond; so what changes from
page to page (rows, price range, number of rows) comes in by name, from ``dashboard.charts``.

Colours are asked for by name too: every colour scale has the eight slots of the theme's categorical palette as
its domain and no range, so that the browser fills in the palette of the mode it is in. Row names and ticks
are text marks in slots ``ink`` and ``muted``, since no single grey is readable on both pages; they stand
inside the plot, in a gutter that the price scale leaves free, so that nothing is ever cut off.

How wide the chart is, only the browser knows, and it may change at any time; so gutters, columns and the choice of
short names are expressions on Vega's ``width``, and one specification serves a phone and a desk.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt

SLOTS = ["open", "closed", "s1", "s2", "s3", "s4", "muted", "ink"]
SHAPES = ["circle", "diamond", "circle", "circle", "circle", "circle", "square", "circle"]
ROW = 24
"""Pixels of one row."""

_COLOR = alt.Color("kind:N", scale=alt.Scale(domain=SLOTS), legend=None)
_SHAPE = alt.Shape("kind:N", scale=alt.Scale(domain=SLOTS, range=SHAPES), legend=None)
_INK, _MUTED, _CLOSED = alt.ColorDatum("ink"), alt.ColorDatum("muted"), alt.ColorDatum("closed")
_ROWS, _POINTS, _TICKS, _HEADS, _TODAY = (
    alt.Chart(alt.NamedData(name)) for name in ("rows", "points", "ticks", "heads", "today")
)
SMALL = "width < 640"
"""Whether a chart stands in a window as wide as a phone."""
WIDE = "width >= 640"
_SPARSE = _TICKS.transform_filter(f"datum.main || {WIDE}")
"""In a small window, the main ticks alone."""
_RIGHT = alt.value(alt.ExprRef("width"))


def by_width(small: float, wide: float) -> str:
    """An expression: a number for small windows and one for all others."""
    return f"({SMALL} ? {small} : {wide})"


_SIZE = alt.ExprRef(by_width(11, 12))


def head(kind: str) -> int:
    """Pixels above the first row, for ticks or column heads."""
    return 4 if kind == "moved" else 28


@cache
def bars() -> dict[str, Any]:
    """Rows with a bar from ``input`` to ``output``; datasets rows and heads, parameters low, high and last.

    A small window has the price for both alone, by which they are ordered.
    """
    x = _price_axis(by_width(104 + 10, 176 + 60), by_width(60 + 10, 60 + 104))
    row, low, high = _row_axis(head("bars")), x("input"), x("output")
    pale = alt.condition("datum.faint", alt.value(0.4), alt.value(1))
    layers = [
        _ROWS.mark_rule(strokeWidth=6, strokeCap="round", opacity=0.22).encode(low, alt.X2("output:Q"), row, _COLOR),
        _ROWS.mark_point(size=58, filled=False, strokeWidth=2).encode(low, row, _COLOR, _SHAPE, opacity=pale),
        _ROWS.mark_point(size=74, filled=True).encode(high, row, _COLOR, _SHAPE, opacity=pale),
        _name(row).encode(x=alt.value(0), color=_INK),
        _wide(_text("input_text", row, align="right", dx=-9)).encode(low, color=_MUTED),
        _wide(_text("output_text", row, dx=9)).encode(high, color=_INK),
        _ROWS.mark_point(size=900, opacity=0).encode(high, row, tooltip=_BAR_TOOLTIP),
        *_column("blended_text", row),
    ]
    return _checked(layers)


@cache
def ladder() -> dict[str, Any]:
    """Rows with a point per price; datasets rows, points, ticks, today and heads, parameters low, high and last."""
    above, gutter = head("ladder"), 258
    x = _price_axis(by_width(112 + 14, gutter + 14), by_width(48, 104))
    row, ranges = _row_axis(above), _ROWS.transform_filter("datum.hosts > 1")
    layers = [
        *_uprights(x, above),
        ranges.mark_rule(strokeWidth=9, strokeCap="round", opacity=0.16).encode(
            x("low"), alt.X2("high:Q"), row, _COLOR
        ),
        _POINTS.mark_point(filled=True, opacity=0.8).encode(
            x("price"), row, _COLOR, _SHAPE, alt.Size("area:Q", scale=None), tooltip=_POINT_TOOLTIP
        ),
        ranges.mark_tick(height=16, thickness=2.5).encode(x("median"), row, color=_INK),
        _name(row, fontWeight=500).encode(x=alt.value(0), color=_INK),
        _wide(_text("note", row, align="right")).encode(x=alt.value(gutter - 8), color=_MUTED),
        *_column("last", row),
    ]
    return _checked(layers)


@cache
def intervals(column: int = 96) -> dict[str, Any]:
    """Rows with a bar from ``lower`` to ``upper`` and a point at ``share``; datasets rows, ticks and heads.

    ``column`` is the width of the text at the right; a small window has no room for one of more than 96.
    """
    above, kept = head("intervals"), column <= 96
    x = _share_axis(by_width(136, 230), by_width(60 if kept else 16, column))
    row, top = _row_axis(above), alt.YValue(above - 8)
    ticks = _SPARSE.mark_text(fontSize=_SIZE, baseline="middle")
    pale = alt.condition("datum.faint", alt.value(0.45), alt.value(1))
    layers = [
        _SPARSE.mark_rule(opacity=0.2).encode(x("tick"), top, alt.Y2Value(_end(above)), color=_MUTED),
        ticks.encode(x("tick"), alt.YValue(8), text="text:N", color=_MUTED),
        _ROWS.mark_rule(strokeWidth=7, strokeCap="round", opacity=0.25).encode(
            x("lower"), alt.X2("upper:Q"), row, _COLOR
        ),
        _ROWS.mark_point(size=80, filled=True).encode(x("share"), row, _COLOR, _SHAPE, opacity=pale),
        _name(row).encode(alt.Color("ink:N", scale=alt.Scale(domain=SLOTS), legend=None), x=alt.value(0)),
        _ROWS.mark_point(size=900, opacity=0).encode(x("share"), row, tooltip=_INTERVAL_TOOLTIP),
        *(one if kept else _wide(one) for one in _column("chance", row)),
    ]
    return _checked(layers)


@cache
def moved() -> dict[str, Any]:
    """Rows with a bar from ``before`` to ``after``; dataset rows, parameters low, high and last."""
    x = _price_axis(by_width(160 + 14, 330 + 58), by_width(14 + 44, 58 + 60))
    row = _row_axis(head("moved"))
    layers = [
        _ROWS.mark_rule(strokeWidth=2.5, opacity=0.5).encode(x("before"), alt.X2("after:Q"), row, _COLOR),
        _ROWS.mark_point(size=34, filled=True).encode(x("before"), row, color=_MUTED),
        _ROWS.mark_point(size=85, filled=True).encode(x("after"), row, _COLOR),
        _name(row).encode(x=alt.value(0), color=_INK),
        _text("change", row, align="right", fontWeight=600).encode(x=_RIGHT, color=_INK),
        _ROWS.mark_point(size=900, opacity=0).encode(x("after"), row, tooltip=_MOVED_TOOLTIP),
    ]
    for kind, before, after in (("s1", 9, -9), ("s2", -9, 9)):
        for field, side, color in (("before", before, _MUTED), ("after", after, _INK)):
            align = "left" if side > 0 else "right"
            label = _text(f"{field}_text", row, align=align, dx=side).encode(x(field), color=color)
            layers.append(label.transform_filter(f"datum.kind == '{kind}' && {WIDE}"))
    return _checked(layers)


def _uprights(x: Any, above: int) -> list[alt.Chart]:
    """The ticks of the price axis and the dashed line at what is paid today, through all rows."""
    top, bottom = alt.YValue(above - 8), alt.Y2Value(_end(above))
    labels = _SPARSE.mark_text(fontSize=_SIZE, baseline="middle")
    return [
        _SPARSE.mark_rule(opacity=0.2).encode(x("tick"), top, bottom, color=_MUTED),
        labels.encode(x("tick"), alt.YValue(8), text="text:N", color=_MUTED),
        _TODAY.mark_rule(strokeWidth=1.5, strokeDash=[4, 3]).encode(
            x("price"), top, bottom, color=_CLOSED, tooltip="name:N"
        ),
    ]


_BAR_TOOLTIP = [
    alt.Tooltip("full:N", title="Host"),
    alt.Tooltip("input_text:N", title="Input, USD per million tokens"),
    alt.Tooltip("output_text:N", title="Output, USD per million tokens"),
    alt.Tooltip("blended_text:N", title="Both, for the workload"),
    alt.Tooltip("detail:N", title="Stated by"),
]
_INTERVAL_TOOLTIP = [
    alt.Tooltip("full:N", title="Model"),
    alt.Tooltip("share_text:N", title="Solves"),
    alt.Tooltip("bounds_text:N", title="In nine of ten cases"),
    alt.Tooltip("chance:N", title="P(best)"),
    alt.Tooltip("detail:N", title="Judged by"),
]
_MOVED_TOOLTIP = [
    alt.Tooltip("full:N", title="Model and host"),
    alt.Tooltip("before_text:N", title="Before, USD per million tokens"),
    alt.Tooltip("after_text:N", title="Now, USD per million tokens"),
    alt.Tooltip("change:N", title="Change"),
    alt.Tooltip("detail:N", title="Stated by"),
]
_POINT_TOOLTIP = [alt.Tooltip("model:N", title="Model"), alt.Tooltip("text:N", title="USD per million tokens")]


def _price_axis(left: str, right: str) -> Any:
    """A function from a field to its place on one log scale, which leaves so many pixels free.

    ``left`` and ``right`` are expressions.

    Every layer has the same scale: one without it would pull zero into the range.
    """
    free = alt.ExprRef(f"max(width - {right}, {left} + 40)")
    span = [alt.ExprRef("low"), alt.ExprRef("high")]
    scale = alt.Scale(type="log", domain=span, nice=False, rangeMin=alt.ExprRef(left), rangeMax=free)
    return lambda field: alt.X(f"{field}:Q", scale=scale, axis=None)


def _share_axis(left: str, right: str) -> Any:
    """As ``_price_axis``, on a linear scale."""
    free = alt.ExprRef(f"max(width - {right}, {left} + 40)")
    span = [alt.ExprRef("low"), alt.ExprRef("high")]
    scale = alt.Scale(domain=span, nice=False, zero=False, rangeMin=alt.ExprRef(left), rangeMax=free)
    return lambda field: alt.X(f"{field}:Q", scale=scale, axis=None)


def _row_axis(above: int) -> alt.Y:
    domain: list[Any] = [-0.5, alt.ExprRef("last + 0.5")]
    return alt.Y("row:Q", scale=alt.Scale(domain=domain, rangeMin=above, rangeMax=_end(above), nice=False), axis=None)


def _end(above: int) -> alt.ExprRef:
    return alt.ExprRef(f"{above} + (last + 1) * {ROW}")


def _text(field: str, row: alt.Y, *, align: Any = "left", **mark: Any) -> alt.Chart:
    drawn: alt.Chart = _ROWS.mark_text(fontSize=_SIZE, baseline="middle", align=align, **mark).encode(
        row, text=f"{field}:N"
    )
    return drawn


def _name(row: alt.Y, **mark: Any) -> alt.Chart:
    """What a row is called: ``brief`` in a small window."""
    drawn: alt.Chart = _text("name", row, **mark).encode(text=named("name"))
    return drawn


def named(field: str) -> Any:
    """The text of a mark: ``brief`` in a small window, else the field."""
    return alt.condition(SMALL, alt.value(alt.ExprRef("datum.brief")), f"{field}:N")


def _column(field: str, row: alt.Y) -> list[alt.Chart]:
    """The words at the right end and the head above them."""
    heads = _HEADS.mark_text(fontSize=_SIZE, baseline="middle", align="right")
    return [
        _text(field, row, align="right", fontWeight=600).encode(x=_RIGHT, color=_INK),
        heads.encode(alt.YValue(8), text=named("text"), x=_RIGHT, color=_MUTED),
    ]


def _wide(layer: alt.Chart) -> alt.Chart:
    """Left out in a small window."""
    drawn: alt.Chart = layer.transform_filter(WIDE)
    return drawn


def _checked(layers: Sequence[alt.Chart]) -> dict[str, Any]:
    chart = alt.layer(*layers).configure_mark(aria=False).configure_view(stroke=None).properties(width="container")
    spec: dict[str, Any] = chart.add_params(*(alt.param(name, value=1) for name in ("low", "high", "last"))).to_dict()
    return spec
