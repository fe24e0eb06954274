"""llm-prices.com: one person's dated history of vendors' prices, USD per million tokens.

``to_date`` is the first day on which a price no longer holds; without both dates a price has always held. Prices of
long prompts are rows of their own, "… >272k" with an id that ends "-272k" beside "… ≤272k": they become one offer with
a condition. Rows "(image gen)" price tokens of images or of text without always saying which, and are rejected.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from intel.collectors.shapes.documents import json_object
from intel.collectors.shapes.page_periods import Dated, Period, dated_prices
from intel.collectors.shapes.prices import money
from intel.errors import RowError, SourceError
from intel.rates import ALWAYS, Condition, Meter, Rate
from intel.records import Fact, Offer, OfferKey, Rejected, name
from intel.source import Authority, Parsed, Snapshot, Source, each, printable
from intel.units import Scale

SOURCE = Source(
    id="llm-prices",
    title="llm-prices.com (dated history)",
    url="https://www.llm-prices.com/historical-v1.json",
    cadence=timedelta(hours=24),
    authority=Authority.COMMUNITY,
    licence="none stated; https://github.com/simonw/llm-prices",
    redistributable=False,
    min_records=60,
    homepage="https://www.llm-prices.com",
)

_SCALE = Scale.PER_MILLION
_METERS = {"input": Meter.INPUT, "output": Meter.OUTPUT, "input_cached": Meter.CACHE_READ}
_NO_PRICE = frozenset({"id", "vendor", "name", "from_date", "to_date"})
_PART = re.compile(r"\s*(?P<side>[≤>])\s*(?P<thousands>\d{2,5})k$")
_IMAGES = "(image gen)"


@dataclass(frozen=True, slots=True)
class _Row:
    """One price of one part of a model. ``over``: holds above so many tokens; ``up_to``: holds up to them."""

    title: str
    over: int | None
    up_to: int | None
    rates: tuple[Dated, ...]


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per vendor and model, with all its dated prices."""
    found = _rows(snapshot)
    stated = [row for row in found if isinstance(row, dict)]
    if not any(row.get("input") is not None for row in stated):
        raise SourceError(f"{snapshot.url}: no row states input")
    models: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in stated:
        models.setdefault((str(row.get("vendor")), _base(row)), []).append(row)
    yield from each(((f"{vendor}/{sku}", (vendor, sku, rows_)) for (vendor, sku), rows_ in models.items()), _offer)
    yield from _unread(stated)
    yield from (Rejected("row", "price is not an object", printable(str(row))) for row in found if row not in stated)


def _rows(snapshot: Snapshot) -> list[Any]:
    """The rows of the served file, or of a vendor's own file in the repository."""
    document = json_object(snapshot)
    if "models" not in document:
        return _list(snapshot, document.get("prices"))
    models = [model for model in _list(snapshot, document["models"]) if isinstance(model, dict)]
    return [
        {"vendor": document.get("vendor"), "id": model.get("id"), "name": model.get("name"), **price}
        for model in models
        for price in model.get("price_history") or ()
        if isinstance(price, dict)
    ]


def _list(snapshot: Snapshot, found: object) -> list[Any]:
    if not isinstance(found, list) or not found:
        raise SourceError(f"{snapshot.url}: no list of prices")
    return found


def _base(row: dict[str, Any]) -> str:
    """The id, of a row for long prompts that of the model itself."""
    sku, part = str(row.get("id")), _PART.search(str(row.get("name")))
    return sku.removesuffix(f"-{part['thousands']}k") if part and part["side"] == ">" else sku


def _offer(_: str, stated: tuple[str, str, list[dict[str, Any]]]) -> Iterator[Fact]:
    vendor, sku, found = stated
    parts = [_row(row) for row in found]
    steps, ends = {p.over for p in parts if p.over}, {p.up_to for p in parts if p.up_to}
    if steps != ends or len(steps) > 1 or all(p.over for p in parts):
        raise RowError("prices of short and long prompts do not meet at one length")
    title = min(part.title for part in parts if not part.over)
    rates = [rate for part in parts for rate in part.rates]
    yield Offer(OfferKey(name(vendor), name(sku)), name=sku, prices=dated_prices(rates), title=title)


def _row(row: dict[str, Any]) -> _Row:
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
    rates = tuple(_dated(key, row.get(key), condition, held) for key in _METERS if row.get(key) is not None)
    return _Row(_PART.sub("", title), over, None if over else bound, rates)


def _dated(key: str, value: object, condition: Condition, held: Period) -> Dated:
    try:
        per_million, cut = money(value, _SCALE)
    except (RowError, TypeError) as error:
        raise RowError(f"{key}: {error}") from None
    return Dated(Rate(_METERS[key], per_million, condition), cut, held)


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


def _unread(stated: Iterable[dict[str, Any]]) -> Iterator[Rejected]:
    """One reject per price key that is not known, with how many rows state it."""
    new: dict[str, list[str]] = {}
    for row in stated:
        for key in row.keys() - _METERS.keys() - _NO_PRICE:
            if row[key] is not None:
                new.setdefault(key, []).append(str(row.get("id")))
    for key, ids in sorted(new.items()):
        yield Rejected(printable(f"price key {key}"), f"unknown price key on {len(ids)} rows", printable(min(ids)))
