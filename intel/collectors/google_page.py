"""Google's Gemini API price page, as the vendor's Markdown or as a reader's render of the HTML.

Only the paid column and only prices per million tokens are read: pictures, seconds of video and songs have tables of
their own, and "Free of charge" in the free column is an allowance, not a price.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from intel.collectors.shapes.google_cells import CACHE, INPUT, OUTPUT, Modalities, rates
from intel.collectors.shapes.google_sections import Section, sections
from intel.collectors.shapes.markdown_table import Table, tables
from intel.collectors.shapes.page_money import notes
from intel.collectors.shapes.page_offers import Line, Reading
from intel.errors import RowError, SourceError
from intel.source import Authority, Parsed, Snapshot, Source

SOURCE = Source(
    id="google-page",
    title="Gemini API price page",
    url="https://ai.google.dev/gemini-api/docs/pricing.md.txt",
    cadence=timedelta(hours=12),
    authority=Authority.FIRST_PARTY,
    licence="CC BY 4.0 (Google Developers site policies)",
    redistributable=True,
    min_records=4,
    homepage="https://ai.google.dev/gemini-api/docs/pricing",
)

_PAID = "paid tier, per 1m tokens in usd"
_OTHER_UNITS = ("paid tier, per image", "paid tier, per second", "paid tier, per request", "paid tier, per song")
_PRICES: dict[str, Modalities] = {
    "input price": INPUT,
    "text input price": INPUT,
    "image input price": {"text": INPUT["image"]},
    "audio input price": {"text": INPUT["audio"]},
    "video input price": {"text": INPUT["video"]},
    "output price": OUTPUT,
    "context caching price": CACHE,
    "context caching (storage)": CACHE,
}
_NO_PRICES = ("grounding", "used to improve", "tuning", "image generation pricing")


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model id (or display name) and tier: USD per million tokens.

    Raises:
        SourceError: no section with a heading prices a model.
    """
    reading = Reading()
    for section in sections(tables(snapshot)):
        section.tables = [table for table in section.tables if _is_priced(reading, table, section.title)]
        if section.tables:
            reading.read(section.title, section.prose[:100], partial(_section, reading, section))
    if not any(line.rates for line in reading.lines):
        raise SourceError(f"{snapshot.url}: no prices of models; the page has changed or is another one")
    yield from reading.facts("google")


def _is_priced(reading: Reading, table: Table, title: str) -> bool:
    """Whether the table holds token prices of a model; what looks like them and is not understood is rejected."""
    paid = [text.lower() for text in table.headers if "paid tier" in text.lower()]
    if len(paid) != 1 or any(paid[0].startswith(other) for other in _OTHER_UNITS):
        return False
    if paid[0] != _PAID:
        reading.reject(title, f"prices of an unknown unit: {paid[0]}")
        return False
    return any(_label(row[0]) in _PRICES for row in table.rows)


def _label(cell: str) -> str:
    """The row of "Input price (text, image, video)*" is "input price"; the caching row keeps its "(storage)"."""
    bare = notes(cell)[0].lower().rstrip("* ")
    return bare if bare in _PRICES else bare.partition(" (")[0]


def _section(reading: Reading, section: Section) -> Iterator[Line]:
    if not section.title:
        raise RowError("a price table without a heading: whose prices they are is not stated")
    ids, names = section.ids(), section.names()
    status, sunset_on = section.ending()
    for tier, table in zip(section.tiers(), section.tables, strict=True):
        for row in table.rows:
            key = f"{section.title} {tier} {row[0]}"
            reading.read(key, row, partial(_row, reading, key, table, row, ids or names, tier, bool(ids)))
        for sku in ids or names:
            yield Line(sku, (), tier, "", status, section.title, bool(ids), sunset_on)


def _row(
    reading: Reading, key: str, table: Table, row: tuple[str, ...], skus: tuple[str, ...], tier: str, printed_id: bool
) -> Iterator[Line]:
    cells = {name.lower(): cell for name, cell in table.cells(row).items()}
    label = _label(row[0])
    if label not in _PRICES:
        if "price" in label and not label.startswith(_NO_PRICES):
            raise RowError(f"a price of something unknown: {row[0][:60]!r}")
        return
    found, open_unit = rates(cells[_PAID], _PRICES[label])
    for amount in open_unit:
        reading.reject(key, f"an amount whose unit only its footnote states: {amount}", cells[_PAID])
    for sku in skus:
        yield Line(sku, tuple(found), tier, printed_id=printed_id)
