"""DeepSeek's price table: models are columns, prices are labelled rows, and footnotes say until when and at what hours.

The English and the Chinese page have one layout in two languages; the Chinese one prices in yuan.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from intel.collectors.shapes.page_money import Cell, amounts, notes, price_cell
from intel.collectors.shapes.page_offers import stated
from intel.collectors.shapes.page_periods import Dated, Period, day
from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter

LIST_PRICE = Condition(unknown="list price")

_BEIJING = timedelta(hours=8)
_MODEL = ("model", "模型")
_INPUT = re.compile(r"1M INPUT TOKENS|百万\s*tokens\s*输入", re.IGNORECASE)
_OUTPUT = re.compile(r"1M OUTPUT TOKENS|百万\s*tokens\s*输出", re.IGNORECASE)
_MISS = re.compile(r"[(（]?\s*(?:CACHE MISS|缓存未命中)\s*[)）]?", re.IGNORECASE)
_HIT = re.compile(r"[(（]?\s*(?:CACHE HIT|缓存命中)\s*[)）]?", re.IGNORECASE)
_OFF_PEAK = re.compile(r"\bOFF-?\s?PEAK\b(?: HOURS)?|(?:空闲|低峰|非高峰)(?:时段)?", re.IGNORECASE)
_PEAK = re.compile(r"\bPEAK\b(?: HOURS)?|高峰(?:时段)?", re.IGNORECASE)
_GROUP = re.compile(r"\bPRICING\b|价格", re.IGNORECASE)

_UNTIL = re.compile(
    r"(?P<beijing>北京时间\s*)?(?P<day>\d{4}/\d{1,2}/\d{1,2})\s+(?P<clock>\d{1,2}:\d{2})(?P<utc>\s*[(（]?UTC)?"
)
_ENDS = re.compile(r"\buntil\b|延长至|截至|截止|至北京时间", re.IGNORECASE)
_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})")
_SENTENCE = re.compile(r"[。;；]|(?<=\.)\s")
_ARE_PEAK = re.compile(r"\bPeak hours are\b|为高峰时段", re.IGNORECASE)
_WEEK = re.compile(r"Monday (?:through|to) Friday|Mon\s*[-–]\s*Fri|周一至周五|工作日", re.IGNORECASE)
_HOLIDAYS = re.compile(r"exclud\w+ Chinese (?:public|statutory) holidays|不含(?:中国)?法定节假日", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PricedRow:
    """One labelled row of prices: a cell per model, and when they hold."""

    meter: Meter
    conditions: tuple[Condition, ...]
    cells: tuple[str, ...]


def models(grid: list[list[str]]) -> tuple[str, ...]:
    """The models of a table, footnote marks off; empty when it is not the price table."""
    for row in grid:
        label = notes(row[0])[0].strip().lower() if row else ""
        if label in _MODEL:
            return tuple(notes(cell)[0] for cell in row if cell and cell != row[0])
    return ()


def priced_rows(grid: list[list[str]], count: int, prose: str) -> list[PricedRow]:
    """The rows that price tokens; their last ``count`` cells are the models'.

    Raises:
        RowError: a label is not understood, or a row prices peak hours and the prose does not say when they are.
    """
    at_peak = peak_conditions(prose)
    rows = []
    for row in grid:
        label = " ".join(dict.fromkeys(row[:-count]))
        if _INPUT.search(label) or _OUTPUT.search(label):
            meter, peak = _read_label(label)
            if peak and not at_peak:
                raise RowError("peak prices without hours that are understood")
            rows.append(PricedRow(meter, at_peak if peak else (ALWAYS,), tuple(row[-count:])))
    return rows


def _read_label(label: str) -> tuple[Meter, bool | None]:
    """Meter and hours (True: peak, False: off-peak, None: all) of a label; ``RowError`` for words beyond those."""
    rest = _GROUP.sub(" ", notes(label)[0])
    taken = {}
    for name, pattern in (
        ("input", _INPUT), ("output", _OUTPUT), ("miss", _MISS), ("hit", _HIT), ("off", _OFF_PEAK), ("peak", _PEAK),
    ):  # fmt: skip
        taken[name] = bool(pattern.search(rest))
        rest = pattern.sub(" ", rest)
    if rest.strip(" ()（）") or taken["input"] == taken["output"] or (taken["hit"] and taken["miss"]):
        raise RowError(f"a label that is not understood: {label[:80]!r}")
    if taken["off"] and taken["peak"]:
        raise RowError(f"peak and off-peak in one label: {label[:80]!r}")
    meter = Meter.OUTPUT if taken["output"] else Meter.CACHE_READ if taken["hit"] else Meter.INPUT
    return meter, True if taken["peak"] else False if taken["off"] else None


def footnotes(text: str) -> dict[str, str]:
    """Footnotes by their mark, from prose such as "(1) One. (2) Two."."""
    parts = re.split(r"(?:^|(?<=\s))[(（](\d{1,2})[)）]\s*", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def currency(rows: list[PricedRow]) -> str:
    """The one currency of the prices; ``RowError`` for none or two."""
    found = {printed.currency for row in rows for cell in row.cells for printed in amounts(cell)}
    if len(found) != 1:
        raise RowError(f"no one currency: {', '.join(sorted(found)) or 'none'}")
    return found.pop()


def rates(row: PricedRow, at: int, money: str, said: Mapping[str, str]) -> list[Dated]:
    """What a row states of its model ``at``: charged until the promotion of its footnote ends, then the list price.

    A list price whose return no footnote dates is kept under an unknown condition.
    """
    read = price_cell(row.cells[at], money)
    charged = stated(read, row.meter, *row.conditions)
    if read.listed is None:
        return list(charged)
    listed = Cell(read.listed)
    end = next((end for mark in read.notes if (end := _end(said.get(mark, "")))), None)
    if end is None:
        return [*charged, *stated(listed, row.meter, LIST_PRICE)]
    return [
        *stated(read, row.meter, *row.conditions, period=Period(end=end)),
        *stated(listed, row.meter, *row.conditions, period=Period(start=end)),
    ]


def _end(footnote: str) -> datetime | None:
    return moment(footnote) if _ENDS.search(footnote) else None


def moment(text: str) -> datetime | None:
    """The first printed time, in UTC; None where there is none, or none that says of which zone it is."""
    found = _UNTIL.search(text)
    if not found or not (found["utc"] or found["beijing"]):
        return None
    hours, minutes = (int(part) for part in found["clock"].split(":"))
    local = day(found["day"]) + timedelta(hours=hours, minutes=minutes)
    return local - _BEIJING if found["beijing"] else local


def peak_conditions(said: str) -> tuple[Condition, ...]:
    """One condition per stretch of peak hours, in UTC; empty when the prose states none that is understood."""
    sentences = [text for text in _SENTENCE.split(said) if _ARE_PEAK.search(text) and _HOURS.search(text)]
    if len(sentences) != 1:
        return ()
    text = sentences[0]
    ahead = 8 if "北京时间" in text else 0 if "UTC" in text else None
    stretches = [tuple(int(part) for part in found) for found in _HOURS.findall(text)]
    if ahead is None or any(start < ahead for start, _, _, _ in stretches):  # else the weekday would change too
        return ()
    base = Condition(
        days="mon+tue+wed+thu+fri" if _WEEK.search(text) else "", calendar="cn" if _HOLIDAYS.search(text) else ""
    )
    return tuple(
        replace(base, window=f"{start - ahead:02}:{early:02}-{end - ahead:02}:{late:02}")
        for start, early, end, late in stretches
    )
