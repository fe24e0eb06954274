"""The charts: pure functions from plain rows to Altair, drawn alike in the light and the dark theme.

Colours are asked for by name: every colour scale has the eight slots of the theme's categorical palette as
its domain and no range, so that the browser fills in the palette of the mode it is in. Row names and ticks
are text marks in slots ``ink`` and ``muted``, since no single grey is readable on both pages; they stand
inside the plot, in a gutter that the price scale leaves free, so that nothing is ever cut off.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import altair as alt

SLOTS = ["open", "closed", "s1", "s2", "s3", "s4", "muted", "ink"]
SHAPES = ["circle", "diamond", "circle", "circle", "circle", "circle", "square", "circle"]

ROW = 24
"""Pixels of one row."""
HEAD = 28
"""Pixels above the first row, for ticks or column heads."""
_GAP = 0.7
"""Rows left free between open and closed models."""
_COLOR = alt.Color("kind:N", scale=alt.Scale(domain=SLOTS), legend=None)
_SHAPE = alt.Shape("kind:N", scale=alt.Scale(domain=SLOTS, range=SHAPES), legend=None)
_INK, _MUTED, _CLOSED = alt.ColorDatum("ink"), alt.ColorDatum("muted"), alt.ColorDatum("closed")


def kind_of(open_weights: bool | None) -> str:
    """The slot that stands for a licence: open, closed, or muted where it is unknown."""
    return {True: "open", False: "closed", None: "muted"}[open_weights]


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of ``price_bars``: what a host, or a closed peer, asks. USD per million tokens."""

    name: str
    kind: str
    """A slot of the palette."""
    input: float
    output: float
    input_text: str
    output_text: str
    blended_text: str
    detail: str
    """Source, date and agreement, for the tooltip."""
    faint: bool = False
    """Drawn paler: the price is stale."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """One row of ``price_ladder``: a model with a point per distinct price. USD per million tokens of a workload."""

    name: str
    kind: str
    points: tuple[tuple[float, int, str], ...]
    """(price, how many hosts ask it, price and hosts as text), cheapest first."""
    median: float
    note: str
    """Drawn beside the name, such as "23 hosts"."""
    before: str
    """Drawn before the first point."""
    after: str
    """Drawn after the last point."""


def price_bars(
    hosts: Sequence[Bar], peers: Sequence[Bar], blended_title: str, *, narrow: bool = False
) -> alt.LayerChart:
    """A floating bar per row from input (hollow) to output price (filled), log scale, in the order given.

    ``peers`` stand under the hosts, after a gap.
    """
    size, limit, gutter, edge, column = (11, 16, 104, 44, 0) if narrow else (12, 26, 176, 60, 104)
    span = _prices([v for b in (*hosts, *peers) for v in (b.input, b.output)], gutter + edge, edge + column)
    places = [*range(len(hosts)), *(len(hosts) + _GAP + i for i in range(len(peers)))]
    table = [
        asdict(bar) | {"row": place, "name": _short(bar.name, limit), "full": bar.name}
        for place, bar in zip(places, (*hosts, *peers), strict=True)
    ]
    head = 4 if narrow else HEAD
    base, row = alt.Chart(alt.Data(values=table)), _rows(places, head)
    low, high = alt.X("input:Q", scale=span, axis=None), alt.X("output:Q", scale=span, axis=None)
    pale = alt.condition("datum.faint", alt.value(0.4), alt.value(1))
    layers = [
        base.mark_rule(strokeWidth=6, strokeCap="round", opacity=0.22).encode(low, alt.X2("output:Q"), row, _COLOR),
        base.mark_point(size=58, filled=False, strokeWidth=2).encode(low, row, _COLOR, _SHAPE, opacity=pale),
        base.mark_point(size=74, filled=True).encode(high, row, _COLOR, _SHAPE, opacity=pale),
        _text(base, "name", row, size).encode(x=alt.value(0), color=_INK),
        _text(base, "input_text", row, size, align="right", dx=-9).encode(low, color=_MUTED),
        _text(base, "output_text", row, size, dx=9).encode(high, color=_INK),
        base.mark_point(size=900, opacity=0).encode(high, row, tooltip=_bar_tooltip(blended_title)),
    ]
    if not narrow:
        right = alt.value(alt.ExprRef("width"))
        layers += [
            _text(base, "blended_text", row, size, align="right", fontWeight=600).encode(x=right, color=_INK),
            _label(blended_title, size, "right").encode(x=right, color=_MUTED),
        ]
    return _finish(layers, places, head)


def _bar_tooltip(blended_title: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("full:N", title="Host"),
        alt.Tooltip("input_text:N", title="Input, USD per million tokens"),
        alt.Tooltip("output_text:N", title="Output, USD per million tokens"),
        alt.Tooltip("blended_text:N", title=blended_title),
        alt.Tooltip("detail:N", title="Stated by"),
    ]


def price_ladder(
    closed: Sequence[Ladder], opened: Sequence[Ladder], today: tuple[str, float], *, narrow: bool = False
) -> alt.LayerChart:
    """A row per model: pale bar from cheapest to dearest host, a dot per price, a tick at the median; log scale.

    Args:
        closed: rows on top, a diamond each, with the price before it.
        opened: rows below, after a gap.
        today: (name, price) of the dashed line through all rows: what is paid now.
        narrow: for a phone: shorter names, no notes and ratios, fewer ticks.
    """
    size, limit, gutter, after = (11, 16, 108, 12) if narrow else (12, 25, 244, 70)
    values = [point[0] for row in (*closed, *opened) for point in row.points]
    span = _prices([*values, today[1]], gutter + (46 if narrow else 60), after)
    places = [*range(len(closed)), *(len(closed) + _GAP + i for i in range(len(opened)))]
    placed = list(zip(places, (*closed, *opened), strict=True))
    whole = alt.Chart(alt.Data(values=[_ladder_row(row, place, limit) for place, row in placed]))
    dots = alt.Chart(alt.Data(values=[point for place, row in placed for point in _ladder_points(row, place)]))
    row, bottom = _rows(places), _height(places)
    low, high = alt.X("low:Q", scale=span, axis=None), alt.X("high:Q", scale=span, axis=None)
    price, median = alt.X("price:Q", scale=span, axis=None), alt.X("median:Q", scale=span, axis=None)
    ranges = whole.transform_filter("datum.hosts > 1")
    layers = [
        *_ticks(span, values, size, bottom, narrow),
        _today(today, span, bottom),
        ranges.mark_rule(strokeWidth=9, strokeCap="round", opacity=0.16).encode(low, alt.X2("high:Q"), row, _COLOR),
        dots.mark_point(filled=True, opacity=0.8).encode(
            price, row, _COLOR, _SHAPE, alt.Size("area:Q", scale=None), tooltip=_POINT_TOOLTIP
        ),
        ranges.mark_tick(height=18, thickness=2.5).encode(median, row, color=_INK),
        _text(whole, "name", row, size).encode(x=alt.value(0), color=_INK),
        _text(whole, "before", row, size, align="right", dx=-11).encode(low, color=_INK),
    ]
    if not narrow:
        layers += [
            _text(whole, "note", row, size, align="right").encode(x=alt.value(gutter - 8), color=_MUTED),
            _text(whole, "after", row, size, dx=11).encode(high, color=_MUTED),
        ]
    return _finish(layers, places)


_POINT_TOOLTIP = [alt.Tooltip("model:N", title="Model"), alt.Tooltip("text:N", title="USD per million tokens")]


def _ladder_row(row: Ladder, place: float, limit: int) -> dict[str, Any]:
    return {
        "row": place, "name": _short(row.name, limit), "kind": row.kind, "low": row.points[0][0],
        "high": row.points[-1][0], "median": row.median, "note": row.note, "after": row.after, "before": row.before,
        "hosts": sum(hosts for _, hosts, _ in row.points),
    }  # fmt: skip


def _ladder_points(row: Ladder, place: float) -> list[dict[str, Any]]:
    plain = 70 if row.kind == "closed" else 46
    return [
        {"row": place, "model": row.name, "kind": row.kind, "price": price, "text": text,
         "area": min(plain + 10 * (hosts - 1), 170)}
        for price, hosts, text in row.points
    ]  # fmt: skip


def log_ticks(low: float, high: float) -> list[float]:
    """The 1-2-5 steps inside a range, both ends included."""
    steps = (float(f"{step}e{power}") for power in range(-9, 7) for step in (1, 2, 5))
    return [tick for tick in steps if low <= tick <= high]


def _ticks(span: alt.Scale, values: Sequence[float], size: int, bottom: int, narrow: bool) -> list[alt.Chart]:
    ticks = log_ticks(min(values), max(values))
    if narrow and len(ticks) > 4:
        ticks = [tick for tick in ticks if f"{tick:e}".startswith("1")]
    base = alt.Chart(alt.Data(values=[{"tick": tick, "text": f"${tick:,.6g}"} for tick in ticks]))
    x = alt.X("tick:Q", scale=span, axis=None)
    return [
        base.mark_rule(opacity=0.2).encode(x, alt.YValue(HEAD - 8), alt.Y2Value(bottom), color=_MUTED),
        base.mark_text(fontSize=size, baseline="middle").encode(x, alt.YValue(8), text="text:N", color=_MUTED),
    ]


def _today(today: tuple[str, float], span: alt.Scale, bottom: int) -> alt.Chart:
    base = alt.Chart(alt.Data(values=[{"name": today[0], "price": today[1]}]))
    x = alt.X("price:Q", scale=span, axis=None)
    line: alt.Chart = base.mark_rule(strokeWidth=1.5, strokeDash=[4, 3]).encode(
        x, alt.YValue(HEAD - 8), alt.Y2Value(bottom), color=_CLOSED, tooltip="name:N"
    )
    return line


def _text(base: alt.Chart, field: str, row: alt.Y, size: int, *, align: Any = "left", **mark: Any) -> alt.Chart:
    drawn: alt.Chart = base.mark_text(fontSize=size, baseline="middle", align=align, **mark).encode(
        row, text=f"{field}:N"
    )
    return drawn


def _label(text: str, size: int, align: Any) -> alt.Chart:
    base = alt.Chart(alt.Data(values=[{"text": text}]))
    drawn: alt.Chart = base.mark_text(fontSize=size, baseline="middle", align=align).encode(
        alt.YValue(8), text="text:N"
    )
    return drawn


def _short(name: str, limit: int) -> str:
    return name if len(name) <= limit else f"{name[: limit - 1].rstrip()}…"


def _prices(values: Sequence[float], left: int, right: int) -> alt.Scale:
    """A log scale that leaves ``left`` and ``right`` pixels of the plot free."""
    low, high = min(values), max(values)
    if low == high:
        low, high = low / 2, high * 2
    free = alt.ExprRef(f"max(width - {right}, {left} + 40)")
    return alt.Scale(type="log", domain=[low, high], nice=False, rangeMin=left, rangeMax=free)


def _rows(places: Sequence[float], head: int = HEAD) -> alt.Y:
    last = max(places, default=0)
    span = alt.Scale(domain=[-0.5, last + 0.5], rangeMin=head, rangeMax=head + (last + 1) * ROW, nice=False)
    return alt.Y("row:Q", scale=span, axis=None)


def _height(places: Sequence[float], head: int = HEAD) -> int:
    return round(head + (max(places, default=0) + 1) * ROW)


def _finish(layers: Sequence[alt.Chart], places: Sequence[float], head: int = HEAD) -> alt.LayerChart:
    chart: alt.LayerChart = alt.layer(*layers).configure_view(stroke=None)
    return chart.properties(height=_height(places, head), width="container")
