"""The charts of the pages: pure functions from plain rows to Vega-Lite specifications.

How they are drawn is in ``dashboard.drawing``; here rows get their places, ranges and ticks.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from dashboard import drawing
from dashboard.words import percents

Spec = dict[str, Any]
Row = TypeVar("Row")
_FEW = 3
"""Ticks that a small window has room for."""
_GAP = 0.7
"""Rows left free between open and closed models."""
_PAIR, _BELOW = 1.7, 0.68
"""Rows from one model to the next, and from its hosts to its equals."""


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
    full: str = ""
    """Whose price it is, for the tooltip; '' as the name."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """One row of ``price_ladder``: the prices of a model's hosts, or of its equals. USD per million tokens."""

    name: str
    kind: str
    points: tuple[tuple[float, int, str], ...]
    """(price, how many ask it, price and who as text), cheapest first."""
    median: float
    note: str
    """Drawn beside the name, such as "23 hosts"."""
    last: str
    """Drawn at the right end."""
    full: str = ""
    """Whose prices they are, for the tooltip; '' as the name."""


def price_bars(hosts: Sequence[Bar], peers: Sequence[Bar], blended_title: str) -> Spec:
    """A floating bar per row from input (hollow) to output price (filled), log scale, in the order given.

    ``peers`` stand under the hosts, after a gap.
    """
    rows = [
        asdict(bar) | {"row": place, **_names(bar.name, 26, 16), "full": bar.full or bar.name}
        for place, bar in _placed(hosts, peers)
    ]
    prices = [value for bar in (*hosts, *peers) for value in (bar.input, bar.output)]
    data = {"rows": rows, "heads": [{"text": blended_title, "brief": blended_title}]}
    return _filled(drawing.bars(), data, prices, drawing.head("bars"))


def price_ladder(pairs: Sequence[tuple[Ladder, Ladder | None]], today: tuple[str, float]) -> Spec:
    """Two rows per model, its hosts and under them its equals: a pale bar from cheapest to dearest, a dot per price.

    A tick stands at the median; log scale.

    Args:
        pairs: in the order of show; None where a model has no equal.
        today: (name, price) of the dashed line through all rows: what is paid now.
    """
    placed = [
        (_PAIR * place + below * _BELOW, row)
        for place, pair in enumerate(pairs)
        for below, row in enumerate(pair)
        if row is not None
    ]
    prices = [point[0] for _, row in placed for point in row.points]
    data = {
        "rows": [_ladder_row(row, place) for place, row in placed],
        "points": [point for place, row in placed for point in _ladder_points(row, place)],
        "ticks": _ticks([*prices, today[1]]),
        "today": [{"name": today[0], "price": today[1]}],
        "heads": [{"text": "closed ÷ open", "brief": "ratio"}],
    }
    return _filled(drawing.ladder(), data, [*prices, today[1]], drawing.head("ladder"))


@dataclass(frozen=True, slots=True)
class Interval:
    """One row of ``share_intervals``: a model's estimate. Shares are 0-1."""

    name: str
    kind: str
    share: float
    lower: float
    upper: float
    chance: str
    """P(best) as text; '' where it is not known."""
    detail: str
    """Sources and effort, for the tooltip."""
    faint: bool = False
    """Drawn paler: neither leads nor is tied."""


def share_intervals(rows: Sequence[Interval], *, last: tuple[str, int] = ("P(best)", 96)) -> Spec:
    """A bar per row from the lower to the upper bound of its share, with a point at the estimate; linear scale.

    ``last`` is the head of the column at the right and its width in pixels; a small window has room for
    ninety-six at most.
    """
    placed = [
        asdict(row) | {
            "row": place, **_names(row.name, 32, 19), "full": row.name, "share_text": f"{percents(row.share)}%",
            "bounds_text": f"{percents(row.lower)}% to {percents(row.upper)}%", "ink": "muted" if row.faint else "ink",
        }
        for place, row in enumerate(rows)
    ]  # fmt: skip
    low = min(row.lower for row in rows)
    high = max(row.upper for row in rows)
    step = 0.05 if high - low < 0.4 else 0.1
    ticks = [round(step * n, 2) for n in range(int(1 / step) + 1) if low <= step * n <= high]
    main = ticks[:: max(1, math.ceil(len(ticks) / _FEW))]
    drawn = [{"tick": tick, "text": f"{tick:.0%}", "main": tick in main} for tick in ticks]
    data = {"rows": placed, "ticks": drawn, "heads": [{"text": last[0], "brief": last[0]}]}
    return _filled(drawing.intervals(last[1]), data, [low, high], drawing.head("intervals"))


@dataclass(frozen=True, slots=True)
class Moved:
    """One row of ``price_moves``: what one host asked before and asks now. USD per million tokens of a workload."""

    name: str
    before: float
    after: float
    before_text: str
    after_text: str
    change: str
    """As "−40%"."""
    detail: str


def price_moves(rows: Sequence[Moved]) -> Spec:
    """A bar per row from the old price (small, grey) to the new one (a cut and a rise in hues of their own); log."""
    placed = [
        asdict(row) | {
            "row": place, "full": row.name, "name": short(row.name, 48), "brief": _both(row.name),
            "kind": "s1" if row.after < row.before else "s2",
        }
        for place, row in enumerate(rows)
    ]  # fmt: skip
    prices = [price for row in rows for price in (row.before, row.after)]
    return _filled(drawing.moved(), {"rows": placed}, prices, drawing.head("moved"))


def _placed(above: Sequence[Row], below: Sequence[Row]) -> list[tuple[float, Row]]:
    places = [*range(len(above)), *(len(above) + _GAP + i for i in range(len(below)))]
    return list(zip(places, (*above, *below), strict=True))


def _ladder_row(row: Ladder, place: float) -> dict[str, Any]:
    return {
        "row": place, **_names(row.name, 25, 16), "kind": row.kind, "low": row.points[0][0],
        "high": row.points[-1][0], "median": row.median, "note": row.note, "last": row.last,
        "hosts": sum(hosts for _, hosts, _ in row.points),
    }  # fmt: skip


def _ladder_points(row: Ladder, place: float) -> list[dict[str, Any]]:
    plain = 42 if row.kind == "closed" else 46
    return [
        {"row": place, "model": row.full or row.name, "kind": row.kind, "price": price, "text": text,
         "area": min(plain + 10 * (hosts - 1), 170)}
        for price, hosts, text in row.points
    ]  # fmt: skip


def log_ticks(low: float, high: float, within: Sequence[float] = (1, 2, 5)) -> list[float]:
    """The 1-2-5 steps inside a range, or others ``within`` ten, both ends included."""
    steps = (float(f"{step}e{power}") for power in range(-9, 7) for step in within)
    return [tick for tick in steps if low <= tick <= high]


def _ticks(prices: Sequence[float]) -> list[dict[str, Any]]:
    ticks = log_ticks(min(prices), max(prices))
    tens = [tick for tick in ticks if f"{tick:e}".startswith("1")] or ticks[:1]
    return [{"tick": tick, "text": f"${tick:,.6g}", "main": tick in tens} for tick in ticks]


def _names(name: str, most: int, few: int) -> dict[str, str]:
    """A name cut for a wide window and for a small one."""
    return {"name": short(name, most), "brief": short(name, few)}


def _both(name: str) -> str:
    """Of "model · host", a piece of either, for a small window."""
    model, between, host = name.partition(" · ")
    return f"{short(model, 15)}{between}{short(host, 9)}" if len(name) > 24 else name


def short(name: str, limit: int) -> str:
    """A name of at most so many letters, cut with an ellipsis: before a number at its end, which tells it from others.

    "DeepSeek V4 Pro 0813" is no "DeepSeek V4 Pro".
    """
    if len(name) <= limit:
        return name
    tail = name.rpartition(" ")[2]
    kept = tail if any(map(str.isdigit, tail)) and len(tail) < limit * 2 // 3 else ""
    return f"{name[: limit - 1 - len(kept)].rstrip(' .')}…{kept}"


def _filled(drawn: Spec, data: dict[str, list[dict[str, Any]]], prices: Sequence[float], head: int) -> Spec:
    """The drawing with its rows, its price range and its height."""
    low, high = min(prices), max(prices)
    if low == high:
        low, high = low / 2, high * 2
    last = max(row["row"] for row in data["rows"])
    values = {"low": low, "high": high, "last": last}
    return {
        **drawn,
        "params": [{"name": name, "value": value} for name, value in values.items()],
        "datasets": data,
        "height": round(head + (last + 1) * drawing.ROW),
    }
