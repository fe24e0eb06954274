"""The plots with two axes: pure functions from plain rows to Vega-Lite specifications (``dashboard.plotting``)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle, pairwise
from typing import Any

from dashboard import plotting
from dashboard.charts import Spec, log_ticks, short
from dashboard.labels import Box, apart, placed
from dashboard.words import day

WIDTH = {False: 1136, True: 316}
"""Pixels that a plot is laid out for, by ``narrow``; a window between them gives and takes some."""
_STYLES = [(f"s{n}", dash) for dash in ("solid", "dashed") for n in (1, 2, 3, 4)]
"""Hue and dash of the first lines; from the third on, hues alone cannot be told apart by everybody."""


_QUIET = ("muted", "solid")


@dataclass(frozen=True, slots=True)
class Dot:
    """A model in the scatter. ``cost`` in USD per 1,000 requests, ``quality`` 0-1."""

    name: str
    word: str
    """Of the model in an address."""
    kind: str
    cost: float
    quality: float
    leads: bool
    """It is on the frontier, and named."""
    cost_text: str
    host: str
    detail: str


def frontier(dots: Sequence[Dot], *, narrow: bool = False) -> Spec:
    """Models at their cost (log) and quality, with the line of those that nothing cheaper is as good as, and names."""
    low, high = _wider([dot.cost for dot in dots])
    bottom, top = min(dot.quality for dot in dots) - 0.02, max(dot.quality for dot in dots) + 0.06
    leading = sorted((dot for dot in dots if dot.leads), key=lambda dot: dot.cost)
    x = _Axis(low, high, plotting.LEFT, WIDTH[narrow] - plotting.right(narrow, "scatter"), log=True)
    y = _Axis(bottom, top, plotting.height(narrow) - plotting.BELOW, plotting.ABOVE)
    points = [(x.pixel(dot.cost), y.pixel(dot.quality)) for dot in dots]
    wanted = [((x.pixel(d.cost), y.pixel(d.quality)), short(d.name, 18 if narrow else 40)) for d in leading]
    within = Box(plotting.LEFT, 0, WIDTH[narrow], plotting.height(narrow) - plotting.BELOW)
    labels = [
        {"at": x.value(label.x), "level": y.value(label.y), "align": label.align, "text": label.text}
        for label in placed(wanted, points, _corners([place for place, _ in wanted]), within, 7 if narrow else 40)
    ]
    data = {
        "dots": [
            asdict(dot) | {"full": dot.name, "quality_text": f"{dot.quality:.1%}"}
            for dot in sorted(dots, key=lambda dot: dot.leads)
        ],
        "lines": [{"cost": dot.cost, "quality": dot.quality} for dot in leading],
        "labels": labels,
        "xticks": [{"tick": tick, "text": f"${tick:,.6g}"} for tick in _thin(log_ticks(low, high), 4 if narrow else 9)],
        "yticks": [{"tick": tick, "text": f"{tick:.0%}"} for tick in _share_ticks(bottom, top)],
    }  # fmt: skip
    return _filled(plotting.scatter(narrow), data, (low, high), (bottom, top), narrow)


def _corners(places: Sequence[tuple[float, float]]) -> list[Box]:
    """The parts of a line that goes right first and then up or down to the next place."""
    parts = []
    for (x, y), (to_x, to_y) in pairwise(places):
        parts += [Box(x, y - 1, to_x, y + 1), Box(to_x - 1, min(y, to_y), to_x + 1, max(y, to_y))]
    return parts


@dataclass(frozen=True, slots=True)
class Step:
    """From ``at`` on the price holds; None: none is known. USD per million tokens."""

    at: datetime
    price: float | None
    price_text: str = ""
    detail: str = ""
    """What happened, by whose word."""


@dataclass(frozen=True, slots=True)
class Line:
    """One series of steps, oldest first."""

    name: str
    steps: tuple[Step, ...]
    short: str = ""
    """Its name on a phone."""
    quiet: bool = False
    """One of many: drawn thin and grey, without its name."""
    look: tuple[str, str] | None = None
    """A slot of the palette and a dash, of a line whose colour means something."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Something that happened, drawn as an upright."""

    at: datetime
    mark: str
    detail: str


@dataclass(slots=True)
class _Drawn:
    lines: list[dict[str, Any]] = field(default_factory=list)
    dots: list[dict[str, Any]] = field(default_factory=list)


def step_lines(lines: Sequence[Line], until: datetime, events: Sequence[Marked] = (), *, narrow: bool = False) -> Spec:
    """Prices that hold until the next one, log scale, a dot where one begins, the name at the end of each line.

    No line goes beyond ``until``. Lines without any price are left out; at least one must have one.
    """
    known = [line for line in lines if any(step.price for step in line.steps)]
    prices = [step.price for line in known for step in line.steps if step.price]
    bottom, top = _wider(prices, 1.25)
    first = min(step.at for line in known for step in line.steps if step.price)
    low, high = _millis(min(first, until - timedelta(days=1))), _millis(until)
    y = _Axis(bottom, top, plotting.height(narrow) - plotting.BELOW, plotting.ABOVE, log=True)
    drawn, ends = _Drawn(), []
    styles = cycle(_STYLES)
    for line in known:
        last = _draw(line, line.look or (_QUIET if line.quiet else next(styles)), until, drawn)
        if not line.quiet:
            ends.append((y.pixel(last), short(line.short or line.name, 16) if narrow else short(line.name, 38)))
    scale = (high - low) / (WIDTH[narrow] - plotting.right(narrow, "steps") - plotting.LEFT)
    levels = apart([pixel for pixel, _ in ends], 17, plotting.height(narrow) - plotting.BELOW)
    labels = [
        {"at": high + 9 * scale, "level": y.value(level), "align": "left", "text": text}
        for (_, text), level in zip(ends, levels, strict=True)
    ]
    data = {
        "lines": drawn.lines, "dots": drawn.dots, "labels": labels,
        "events": _events(events, low, high, scale, narrow),
        "xticks": [{"tick": _millis(at), "text": f"{at:%b %y}"} for at in _months(low, high, 3 if narrow else 8)],
        "yticks": [{"tick": tick, "text": f"${tick:,.6g}"} for tick in _price_ticks(bottom, top)],
    }  # fmt: skip
    return _filled(plotting.steps(narrow), data, (low, high), (bottom, top), narrow)


def _events(events: Sequence[Marked], low: float, high: float, scale: float, narrow: bool) -> list[dict[str, Any]]:
    """The events inside the time shown; one that stands too near to the one before keeps its words for the tooltip."""
    found: list[dict[str, Any]] = []
    free = low
    for event in sorted(events, key=lambda event: event.at):
        t = _millis(event.at)
        if low <= t <= high:
            room = not narrow and t >= free and t + len(event.mark) * 7 * scale < high
            found.append({"t": t, "mark": event.mark if room else "", "detail": event.detail, "day": day(event.at)})
            free = t + len(event.mark) * 7 * scale if room and event.mark else free
    return found


def _draw(line: Line, look: tuple[str, str], until: datetime, drawn: _Drawn) -> float:
    """Add the parts of a line; its last price. A price that is no longer known ends a part."""
    part, held, last = 0, None, 0.0
    style = {"kind": look[0], "dash": look[1], "name": line.name, "quiet": line.quiet}
    for step in line.steps:
        place = style | {"t": _millis(step.at), "part": f"{line.name}/{part}"}
        if step.price is not None:
            said = {"price_text": step.price_text, "detail": step.detail, "day": day(step.at)}
            drawn.lines.append(place | {"price": step.price})
            drawn.dots.append(place | {"price": step.price} | said)
            last = step.price
        elif held is not None:
            drawn.lines.append(place | {"price": held})
            part += 1
        held = step.price
    if held is not None:
        drawn.lines.append(style | {"t": _millis(until), "part": f"{line.name}/{part}", "price": held})
    return last


@dataclass(frozen=True, slots=True)
class _Axis:
    """Between values and pixels."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def pixel(self, value: float) -> float:
        """Where a value stands."""
        low, high, value = (map(math.log10, (self.low, self.high, value))) if self.log else (self.low, self.high, value)
        return self.start + (value - low) / (high - low) * (self.end - self.start)

    def value(self, pixel: float) -> float:
        """What stands at a pixel."""
        share = (pixel - self.start) / (self.end - self.start)
        if self.log:
            return float(10 ** (math.log10(self.low) + share * (math.log10(self.high) - math.log10(self.low))))
        return self.low + share * (self.high - self.low)


def _wider(values: Sequence[float], by: float = 1.15) -> tuple[float, float]:
    low, high = min(values) / by, max(values) * by
    return (low, high) if high / low > 2 else (low / 1.5, high * 1.5)


def _share_ticks(bottom: float, top: float) -> list[float]:
    step = 0.05 if top - bottom < 0.4 else 0.1
    return [round(step * n, 2) for n in range(int(1 / step) + 1) if bottom <= step * n <= top]


def _price_ticks(bottom: float, top: float) -> list[float]:
    """The 1-2-5 steps, or finer ones where fewer than three of those are in the range."""
    ticks = _thin(log_ticks(bottom, top), 8)
    return ticks if len(ticks) > 2 else log_ticks(bottom, top, (1, 1.5, 2, 3, 4, 5, 7))


def _thin(ticks: Sequence[float], most: int) -> list[float]:
    """At most so many: the powers of ten alone, where 1-2-5 steps are too many."""
    if len(ticks) <= most:
        return list(ticks)
    tens = [tick for tick in ticks if f"{tick:e}".startswith("1")]
    return tens if len(tens) > 1 else list(ticks)[:: max(1, len(ticks) // most)]


def _months(low: float, high: float, most: int) -> list[datetime]:
    start, found = datetime.fromtimestamp(low / 1000, UTC), []
    at = start.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while _millis(at) <= high:
        if _millis(at) >= low:
            found.append(at)
        at = (at + timedelta(days=32)).replace(day=1)
    return found[:: max(1, math.ceil(len(found) / most))]


def _millis(at: datetime) -> float:
    return at.timestamp() * 1000


def _filled(drawn: Spec, data: Mapping[str, Any], x: tuple[float, float], y: tuple[float, float], narrow: bool) -> Spec:
    """The drawing with its rows and ranges; what can be selected in it stays."""
    ranges = {"low": x[0], "high": x[1], "bottom": y[0], "top": y[1]}
    values = [{"name": name, "value": value} for name, value in ranges.items()]
    kept = [param for param in drawn["params"] if "select" in param]
    return {**drawn, "params": [*values, *kept], "datasets": dict(data), "height": plotting.height(narrow)}
