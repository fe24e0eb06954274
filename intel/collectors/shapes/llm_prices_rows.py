"""One row of llm-prices.com: a model, or its prices for long prompts, over one period."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from intel.collectors.shapes.page_periods import Dated, Period
from intel.collectors.shapes.prices import money
from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter, Rate
from intel.records import name
from intel.units import Scale

METERS = {"input": Meter.INPUT, "output": Meter.OUTPUT, "input_cached": Meter.CACHE_READ}
_SCALE = Scale.PER_MILLION
_PART = re.compile(r"\s*(?P<side>[≤>])\s*(?P<thousands>\d{2,5})k$")
_IMAGES = "(image gen)"


@dataclass(frozen=True, slots=True)
class Row:
    """One price of one part of a model. ``over``: holds above so many tokens; ``up_to``: holds up to them."""

    title: str
    over: int | None
    up_to: int | None
    rates: tuple[Dated, ...]


def base(row: dict[str, Any]) -> str:
    """The id, of a row for long prompts that of the model itself."""
    sku, part = str(row.get("id")), _PART.search(str(row.get("name")))
    return sku.removesuffix(f"-{part['thousands']}k") if part and part["side"] == ">" else sku


def read_row(row: dict[str, Any]) -> Row:
    """The row; ``RowError`` when it is not understood whole."""
    title = name(row.get("name"))
    if not isinstance(row.get("id"), str) or not isinstance(row.get("vendor"), str):
        raise RowError("no id or no vendor")
    if _IMAGES in title:
        raise RowError("tokens of images or of text: the row does not say which for every price")
    part = _PART.search(title)
    bound = int(part["thousands"]) * 1000 if part else None
    over = bound if part and part["side"] == ">" else None
    condition = Condition(over_tokens=over) if over else ALWAYS
    held = _period(row)
    rates = tuple(_dated(key, row.get(key), condition, held) for key in METERS if row.get(key) is not None)
    return Row(_PART.sub("", title), over, None if over else bound, rates)


def _dated(key: str, value: object, condition: Condition, held: Period) -> Dated:
    try:
        per_million, cut = money(value, _SCALE)
    except (RowError, TypeError) as error:
        raise RowError(f"{key}: {error}") from None
    return Dated(Rate(METERS[key], per_million, condition), cut, held)


def _period(row: dict[str, Any]) -> Period:
    start, end = (_midnight(row[key]) if row.get(key) else None for key in ("from_date", "to_date"))
    if start and end and end <= start:
        raise RowError(f"ends {row['to_date']} before it begins")
    return Period(start, end)


def _midnight(stated: object) -> datetime:
    try:
        return datetime.strptime(str(stated), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise RowError(f"no day: {str(stated)[:40]!r}") from None
