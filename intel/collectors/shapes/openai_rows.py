"""Rows of OpenAI's price tables: which column bills what, and for which length of prompt.

The boundary of "Long context" is printed only in the labels of some models, as "(<272K context length)"; where it is
not, the long rate holds under an *unknown condition*. The page's own tooltip words the other side as ">272K input
tokens", hence the exclusive boundary.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intel.collectors.shapes.page_money import Printed, notes, price_cell
from intel.collectors.shapes.page_offers import Line
from intel.collectors.shapes.page_periods import Dated
from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter

LONG = Condition(unknown="long context")

_ESTIMATE = "estimated cost"
"""What a minute comes to at the prices beside it: a price of its own only where there are none, wherever it stands."""
_METERS: dict[str, dict[str, Meter]] = {
    "input": {"text": Meter.INPUT, "audio": Meter.INPUT_AUDIO, "image": Meter.INPUT_IMAGE_TOKENS},
    "cached input": {
        "text": Meter.CACHE_READ, "audio": Meter.CACHE_READ_AUDIO, "image": Meter.CACHE_READ_IMAGE_TOKENS,
    },
    "cache writes": {"text": Meter.CACHE_WRITE, "audio": Meter.CACHE_WRITE_AUDIO},
    "output": {"text": Meter.OUTPUT, "audio": Meter.OUTPUT_AUDIO, "image": Meter.OUTPUT_IMAGE_TOKENS},
    _ESTIMATE: {"text": Meter.INPUT_SECOND},
}  # fmt: skip
_OTHER_UNITS = {Meter.INPUT: {"character": Meter.INPUT_CHARACTER, "second": Meter.INPUT_SECOND}}
_WORDS = ("model", "modality", "category", "use case")
_SAME = {"output / cost": "output", "cached": "cached input", "cache write": "cache writes"}
_NOT_READ = ("tool", "training", "price per second")
_LABEL = re.compile(r"^(?P<id>[^\s()]+)(?:\s*\((?P<note>[^()]*)\))?$")
_LENGTH = re.compile(r"^(?P<sign><|≤|<=|>|≥|>=)\s*(?P<thousands>\d+)K context length$", re.IGNORECASE)
_STATUS = {"legacy": "deprecated", "deprecated": "deprecated", "preview": "beta", "beta": "beta"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of the page in either of its forms; cells are text such as "$2.50" or "-"."""

    title: str
    tier: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    tag: str = ""


def columns(headers: Sequence[str]) -> list[str]:
    """Headers without what drifts; ``RowError`` for one that is not known or stands there twice."""
    named = [notes(header)[0].lower().strip() for header in headers]
    bare = [name.removeprefix("short context ").removeprefix("long context ") for name in named]
    unknown = [name for name in bare if _SAME.get(name, name) not in (*_METERS, *_WORDS)]
    if unknown or len(set(named)) != len(named) or "model" not in named:
        raise RowError(f"a price table of unknown columns: {' | '.join(headers)}"[:300])
    return named


def not_read(sheet: Sheet) -> bool:
    """Whether it prices tools, fine-tuned models or seconds of video, which are no offers of a model's tokens."""
    return any(header.lower().strip() in _NOT_READ for header in sheet.headers)


def line(sheet: Sheet, named: Sequence[str], row: Sequence[str]) -> Iterator[Line]:
    """What a row states; ``RowError`` when it is not understood."""
    if len(row) != len(named):
        raise RowError(f"{len(row)} cells under {len(named)} headers")
    cells = dict(zip(named, row, strict=True))
    sku, status, short, long = _labelled(notes(cells["model"])[0])
    modality = cells.get("modality", "Text").lower()
    rates: list[Dated] = []
    for name, cell in sorted(cells.items(), key=lambda each: each[0] == _ESTIMATE):
        if name in _WORDS or (name == _ESTIMATE and rates):
            continue
        bare = name.removeprefix("short context ").removeprefix("long context ")
        meter = _METERS[_SAME.get(bare, bare)].get(modality)
        if meter is None:
            raise RowError(f"no meter for {bare} of {modality[:40]!r}")
        rates += _rate(cell, meter, long if name.startswith("long context") else short)
    yield Line(sku, tuple(rates), sheet.tier, sheet.tag, status)


def _labelled(label: str) -> tuple[str, str, Condition, Condition]:
    """(id, status, condition of the short columns, of the long ones) of "gpt-5.5 (<272K context length)"."""
    found = _LABEL.match(label)
    if not found:
        raise RowError(f"not the id of a model: {label[:60]!r}")
    note = (found["note"] or "").strip()
    if not note or note.lower() in _STATUS:
        return found["id"], _STATUS.get(note.lower(), ""), ALWAYS, LONG
    length = _LENGTH.match(note)
    if not length:
        raise RowError(f"a note that may change the price: {label[:60]!r}")
    over = Condition(over_tokens=int(length["thousands"]) * 1000, inclusive=length["sign"] in ("≥", ">="))
    return found["id"], "", ALWAYS if length["sign"] in ("<", "≤", "<=") else over, over


def _rate(cell: str, meter: Meter, condition: Condition) -> list[Dated]:
    charged = price_cell(cell).charged
    if charged is None:
        return []
    billed = _billed(charged, meter)
    rate, rounded = charged.rate(billed, condition)
    return [Dated(rate, rounded)]


def _billed(charged: Printed, meter: Meter) -> Meter:
    return _OTHER_UNITS.get(meter, {}).get(charged.unit, meter)


def named_tier(word: str) -> tuple[str, str] | None:
    """(tier, tag) of a tab such as "Fast mode"; None for what is no tier. "Ultrafast" is fast with a tag."""
    tier = word.lower().strip().removesuffix(" mode").removesuffix(" processing").strip()
    if tier in ("ultrafast", "ultra-fast"):
        return "fast", "ultrafast"
    return (tier, "") if tier in ("standard", "batch", "flex", "fast", "priority") else None
