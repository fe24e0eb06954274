"""Mistral's price page: tables of models, or before autumn 2026 prices in the data of its scripts, in USD and EUR.

An endpoint that several products share ("mistral-small-latest" of two generations) is nobody's id here: such products
are known by their printed names. Prices in euros are offers tagged "eur"; they are no fixed rate from the dollar ones.
Not read: pages, characters, training, storage, tools, and "50% off with batch", which prose grants to unnamed models.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from intel.collectors.shapes.markdown_table import Table, plain
from intel.collectors.shapes.model_table import PER_MILLION, Cells, Layout, header, price
from intel.collectors.shapes.page_money import NOTHING, notes
from intel.collectors.shapes.page_offers import Line, Reading
from intel.collectors.shapes.page_periods import Dated
from intel.collectors.shapes.page_tables import page_tables
from intel.collectors.shapes.rsc_payload import objects, pushed, rows, text
from intel.errors import RowError, SourceError
from intel.rates import Meter
from intel.source import Authority, Parsed, Snapshot, Source

SOURCE = Source(
    id="mistral-page",
    title="Mistral price page",
    url="https://mistral.ai/pricing/api/",
    cadence=timedelta(hours=12),
    authority=Authority.FIRST_PARTY,
    licence="facts of a public price page; terms at https://legal.mistral.ai/terms",
    redistributable=True,
    min_records=8,
    homepage="https://mistral.ai/pricing/api/",
)

_LAYOUT = Layout(
    frozenset({"model"}),
    {
        f"{name}{unit}": (meter, ())
        for name, meter in {"input": Meter.INPUT, "cached input": Meter.CACHE_READ, "output": Meter.OUTPUT}.items()
        for unit in ("", " (/m tokens)")
    },
    frozenset({"", "description", "context", "endpoint"}),
)
_LABELS = {"input (/m tokens)": Meter.INPUT, "output (/m tokens)": Meter.OUTPUT, "audio input/min": Meter.INPUT_SECOND}
_MIXED = "input (per min / per m tok)"
_TWO = re.compile(r"^(?P<audio>\S+) \(audio\) / (?P<text>\S+) \(text\)$")
_OTHER = re.compile(r"^(ocr|audio generation|training cost|storage cost|available on|price|indexing|call)\b")
_CURRENCIES = {"price_dollar": "USD", "price_euro": "EUR"}


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model and currency: USD or EUR per million tokens or seconds.

    Raises:
        SourceError: neither the tables nor the data of the page price a model.
    """
    reading = Reading()
    tables, prose = page_tables(snapshot)
    for table in tables:
        _read(reading, table, bool(PER_MILLION.search(prose)))
    items = [item for row in rows(pushed(snapshot)) for item in objects(row, "name", "api_endpoint", "price")]
    shared = Counter(sku for sku, _ in {(text(i["api_endpoint"]), text(i["name"])) for i in items} if sku)
    for item in items:
        for member, currency in _CURRENCIES.items():
            reading.read(f"{text(item['name'])} {currency}", item, partial(_item, reading, item, member, shared))
    if not any(line.rates for line in reading.lines):
        raise SourceError(f"{snapshot.url}: no prices of models; the page has changed or is another one")
    yield from reading.facts("mistral")


def _read(reading: Reading, table: Table, per_million: bool) -> None:
    _LAYOUT.read(reading, table, partial(_line, not per_million))


def _line(in_cell: bool, cell: str, cells: Cells) -> Iterator[Line]:
    yield Line(notes(cell)[0], _LAYOUT.rates(cells, in_cell=in_cell), printed_id=False)


def _item(reading: Reading, item: dict[str, Any], member: str, shared: Counter[str]) -> Iterator[Line]:
    """The line of a product in one currency; all or nothing, since a page states some prices in one currency only."""
    name, endpoint, currency = plain(text(item["name"])), text(item["api_endpoint"]).strip(), _CURRENCIES[member]
    rates: list[Dated] = []
    for entry in item["price"] if isinstance(item["price"], list) else ():
        rates += _entry(reading, name, entry, member)
    if rates:
        known, tag = bool(endpoint) and shared[endpoint] == 1, "" if currency == "USD" else currency.lower()
        yield Line(endpoint if known else name, tuple(rates), tag=tag, title=name, printed_id=known)


def _entry(reading: Reading, name: str, entry: Any, member: str) -> list[Dated]:
    if not isinstance(entry, dict):
        raise RowError("a price that is no object")
    label, printed = header(plain(text(entry.get("value")))), plain(text(entry.get(member)))
    currency = _CURRENCIES[member]
    if label in _LABELS:
        unit = "/min" if _LABELS[label] is Meter.INPUT_SECOND and printed.lower() not in NOTHING else ""
        return price(f"{printed}{unit}", _LABELS[label], currency=currency)
    if label == _MIXED:
        return _mixed(printed, currency)
    if not _OTHER.match(label) and currency == "USD":
        reading.reject(f"{name} {label}", "a price of something unknown", printed)
    return []


def _mixed(printed: str, currency: str) -> list[Dated]:
    """The two prices of "$0.004 (audio) / $0.1 (text)" under "per min / per M tok"."""
    found = _TWO.match(printed)
    if not found:
        raise RowError(f"not a price of audio and one of text: {printed[:60]!r}")
    audio = price(f"{found['audio']}/min", Meter.INPUT_SECOND, currency=currency)
    return [*audio, *price(found["text"], Meter.INPUT, currency=currency)]
