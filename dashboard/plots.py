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
from dashboard.words import day, percents

WIDTHS = (316, 620, 1136)
"""Pixels that the words of a plot are laid out for, by band (``plotting.BANDS``); a window gives and takes some."""
_STYLES = [
    *((hue, "solid") for hue in ("s1", "s2", "s3", "s4", "ink")), ("muted", "dashed"),
    *((hue, "dashed") for hue in ("s1", "s2", "s3", "s4", "ink")),
]  # fmt: skip
"""Hue and dash of the first lines: six hues before one comes again. Not everybody can tell all of them apart, so the
name stands at the end of each line."""


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


def frontier(dots: Sequence[Dot]) -> Spec:
    """Models at their cost (log) and quality, with the line of those that nothing cheaper is as good as, and names."""
    low, high = _wider([dot.cost for dot in dots])
    bottom, top = min(dot.quality for dot in dots) - 0.02, max(dot.quality for dot in dots) + 0.06
    leading = sorted((dot for dot in dots if dot.leads), key=lambda dot: dot.cost)
    ticks = _thin(log_ticks(low, high), 9)
    few = _thin(ticks, 4)
    data = {
        "dots": [
            asdict(dot) | {"full": dot.name, "quality_text": f"{percents(dot.quality)}%"}
            for dot in sorted(dots, key=lambda dot: dot.leads)
        ],
        "lines": [{"cost": dot.cost, "quality": dot.quality} for dot in leading],
        "labels": [
            label for band, width in zip(plotting.BANDS, WIDTHS, strict=True)
            for label in _labels(dots, leading, width, band, (low, high), (bottom, top))
        ],
        "xticks": [{"tick": tick, "text": f"${tick:,.6g}", "main": tick in few} for tick in ticks],
        "yticks": [{"tick": tick, "text": f"{tick:.0%}"} for tick in _share_ticks(bottom, top)],
    }  # fmt: skip
    return _filled(plotting.scatter(), data, (low, high), (bottom, top))


def _labels(
    dots: Sequence[Dot], leading: Sequence[Dot], width: int, band: tuple[int, int],
    costs: tuple[float, float], qualities: tuple[float, float],
) -> list[dict[str, Any]]:  # fmt: skip
    """The names of the frontier where a plot so wide has room for them, all of them; for a band of widths."""
    x = _Axis(*costs, plotting.LEFT, width - plotting.right(width, "scatter"), log=True)
    y = _Axis(*qualities, plotting.HEIGHT - plotting.BELOW, plotting.ABOVE)
    points = [(x.pixel(dot.cost), y.pixel(dot.quality)) for dot in dots]
    wanted = [((x.pixel(d.cost), y.pixel(d.quality)), short(d.name, 18 if width < 460 else 40)) for d in leading]
    within = Box(plotting.LEFT, 0, width, plotting.HEIGHT - plotting.BELOW)
    return [
        {"at": x.value(label.x), "level": y.value(label.y), "align": label.align, "text": label.text,
         "least": band[0], "most": band[1]}
        for label in placed(wanted, points, _corners([place for place, _ in wanted]), within, 40)
    ]  # fmt: skip


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
    learned: bool = False
    """Nothing moved: a rate became known, or is stated no more."""


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


def step_lines(lines: Sequence[Line], until: datetime, events: Sequence[Marked] = ()) -> Spec:
    """Prices that hold until the next one, log scale, a dot where one begins, the name at the end of each line.

    No line goes beyond ``until``. Lines without any price are left out; at least one must have one.
    """
    known = [line for line in lines if any(step.price for step in line.steps)]
    prices = [step.price for line in known for step in line.steps if step.price]
    bottom, top = _wider(prices, 1.25)
    first = min(step.at for line in known for step in line.steps if step.price)
    low, high = _millis(min(first, until - timedelta(days=1))), _millis(until)
    drawn, ends = _Drawn(), []
    styles = cycle(_STYLES)
    for line in known:
        look = line.look or (_QUIET if line.quiet else next(styles))
        last = _draw(line, look, until, drawn)
        if not line.quiet:
            ends.append((line, look[0], last))
    scale = (high - low) / (WIDTHS[-1] - plotting.right(WIDTHS[-1], "steps") - plotting.LEFT)
    ticks = _months(low, high, 8)
    few = ticks[:: math.ceil(len(ticks) / 3) or 1]
    data = {
        "lines": drawn.lines, "dots": drawn.dots, "labels": _names_at_ends(ends, (bottom, top)),
        "events": _events(events, low, high, scale),
        "xticks": [{"tick": _millis(at), "text": f"{at:%b %y}", "main": at in few} for at in ticks],
        "yticks": [{"tick": tick, "text": f"${tick:,.6g}"} for tick in _price_ticks(bottom, top)],
    }  # fmt: skip
    return _filled(plotting.steps(), data, (low, high), (bottom, top))


def _names_at_ends(ends: Sequence[tuple[Line, str, float]], prices: tuple[float, float]) -> list[dict[str, Any]]:
    """A row per line, hue and last price: its name as near to its end as the other names allow."""
    y = _Axis(*prices, plotting.HEIGHT - plotting.BELOW, plotting.ABOVE, log=True)
    levels = apart([y.pixel(last) for _, _, last in ends], 17, plotting.HEIGHT - plotting.BELOW)
    return [
        {
            "end": last, "level": y.value(level), "kind": hue, "text": short(line.name, 28),
            "brief": short(line.short or line.name, 16),
        }
        for (line, hue, last), level in zip(ends, levels, strict=True)
    ]  # fmt: skip


def _events(events: Sequence[Marked], low: float, high: float, scale: float) -> list[dict[str, Any]]:
    """The events inside the time shown; one whose words would reach the next upright keeps them for the tooltip.

    ``scale`` is milliseconds per pixel of the widest plot.
    """
    shown = sorted((event for event in events if low <= _millis(event.at) <= high), key=lambda event: event.at)
    ends = [*(_millis(event.at) for event in shown[1:]), high]
    return [
        {
            "t": (t := _millis(event.at)), "mark": event.mark if t + len(event.mark) * 7 * scale < end else "",
            "detail": event.detail, "day": day(event.at),
        }
        for event, end in zip(shown, ends, strict=False)
    ]  # fmt: skip


def _draw(line: Line, look: tuple[str, str], until: datetime, drawn: _Drawn) -> float:
    """Add the parts of a line; its last price. A price that is no longer known ends a part.

    So does one that only differs by what became known: the next part begins at a hollow dot, no upright between them.
    """
    part, held, last = 0, None, 0.0
    style = {"kind": look[0], "dash": look[1], "name": line.name, "quiet": line.quiet}
    for step in line.steps:
        if step.price is not None and step.learned and held is not None:
            drawn.lines.append(style | {"t": _millis(step.at), "part": f"{line.name}/{part}", "price": held})
            part += 1
        place = style | {"t": _millis(step.at), "part": f"{line.name}/{part}", "hollow": step.learned}
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


def _filled(drawn: Spec, data: Mapping[str, Any], x: tuple[float, float], y: tuple[float, float]) -> Spec:
    """The drawing with its rows and ranges; what can be selected in it stays."""
    ranges = {"low": x[0], "high": x[1], "bottom": y[0], "top": y[1]}
    values = [{"name": name, "value": value} for name, value in ranges.items()]
    kept = [param for param in drawn["params"] if "select" in param]
    return {**drawn, "params": [*values, *kept], "datasets": dict(data), "height": plotting.HEIGHT}
