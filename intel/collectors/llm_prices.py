"""llm-prices.com: one person's dated history of vendors' prices, USD per million tokens.

``to_date`` is the first day on which a price no longer holds; without both dates a price has always held. Prices of
long prompts are rows of their own, "… >272k" with an id that ends "-272k" beside "… ≤272k": they become one offer with
a condition, by the meters that both state. Rows "(image gen)" price tokens of images or of text without always saying
which, and are rejected.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from intel.collectors.shapes.documents import json_object
from intel.collectors.shapes.listing import unread
from intel.collectors.shapes.llm_prices_rows import METERS, base, read_row
from intel.collectors.shapes.page_periods import dated_prices
from intel.errors import RowError, SourceError
from intel.rates import Meter
from intel.records import Fact, Offer, OfferKey, Rejected, name
from intel.source import Authority, Parsed, Snapshot, Source, each, printable

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

_NO_PRICE = frozenset({"id", "vendor", "name", "from_date", "to_date"})


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per vendor and model, with all its dated prices."""
    found = _rows(snapshot)
    stated = [row for row in found if isinstance(row, dict)]
    if not any(row.get("input") is not None for row in stated):
        raise SourceError(f"{snapshot.url}: no row states input")
    models: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in stated:
        models.setdefault((str(row.get("vendor")), base(row)), []).append(row)
    yield from each(((f"{vendor}/{sku}", (vendor, sku, rows_)) for (vendor, sku), rows_ in models.items()), _offer)
    yield from unread(((str(row.get("id")), row) for row in stated), METERS.keys() | _NO_PRICE, "price")
    yield from (Rejected("row", "price is not an object", printable(str(row))) for row in found if row not in stated)


def _rows(snapshot: Snapshot) -> list[Any]:
    """The rows of the served file, or of a vendor's own file in the repository."""
    document = json_object(snapshot)
    if "models" not in document:
        return _list(snapshot, document.get("prices"))
    return [row for model in _list(snapshot, document["models"]) for row in _history(document.get("vendor"), model)]


def _history(vendor: object, model: object) -> list[Any]:
    """The rows of one model of a vendor's own file; what is no object stays as it is, for a reject to tell of."""
    periods = model.get("price_history") if isinstance(model, dict) else None
    if not isinstance(model, dict) or not isinstance(periods, list):
        return [str(model)]
    named = {"vendor": vendor, "id": model.get("id"), "name": model.get("name")}
    return [named | period if isinstance(period, dict) else period for period in periods]


def _list(snapshot: Snapshot, found: object) -> list[Any]:
    if not isinstance(found, list) or not found:
        raise SourceError(f"{snapshot.url}: no list of prices")
    return found


def _offer(_: str, stated: tuple[str, str, list[dict[str, Any]]]) -> Iterator[Fact]:
    vendor, sku, found = stated
    parts = [read_row(row) for row in found]
    steps, ends = {p.over for p in parts if p.over}, {p.up_to for p in parts if p.up_to}
    if steps != ends or len(steps) > 1 or all(p.over for p in parts):
        raise RowError("prices of short and long prompts do not meet at one length")
    title = min(part.title for part in parts if not part.over)
    common = set.intersection(*({dated.rate.meter for dated in part.rates} for part in parts)) if steps else set(Meter)
    rates = [dated for part in parts for dated in part.rates if dated.rate.meter in common]
    yield Offer(OfferKey(name(vendor), name(sku)), name=sku, prices=dated_prices(rates), title=title)
