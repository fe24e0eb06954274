"""OpenAI's price page: tokens by tier and length of prompt, by modality, in Markdown or as the rendered HTML.

Not read: tools, fine-tuned models and seconds of video (no price of a model's tokens), the uplift of regional
endpoints (prose), and "promotional pricing … at least through" a day, which is no end.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from intel.collectors.shapes.openai_rows import Sheet, columns, line, not_read
from intel.collectors.shapes.openai_sheets import sheets
from intel.collectors.shapes.page_offers import Reading
from intel.errors import RowError, SourceError
from intel.records import TIERS, Alias
from intel.source import Authority, Parsed, Snapshot, Source

SOURCE = Source(
    id="openai-page",
    title="OpenAI price page",
    url="https://developers.openai.com/api/docs/pricing.md",
    cadence=timedelta(hours=12),
    authority=Authority.FIRST_PARTY,
    licence="facts of a public price page; terms at https://openai.com/policies",
    redistributable=True,
    min_records=20,
    homepage="https://developers.openai.com/api/docs/pricing",
)

_ALIASES = re.compile(
    r"((?:`[\w.-]+`[\s,]*(?:and\s+)?){1,8})(?:are|is)\s+(?:an\s+)?alias(?:es)?\s+that\s+currently\s+points?\s+to\s+"
    r"((?:`[\w.-]+`[\s,]*(?:and\s+)?){1,8})"
)
_CODE = re.compile(r"`([\w.-]+)`")


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model id and tier (USD per million units), then floating aliases that the prose states.

    Raises:
        SourceError: the page holds no standard prices, or a table of the flagship models has unknown columns.
    """
    reading = Reading()
    for sheet in sheets(snapshot):
        if not not_read(sheet):
            _read(reading, sheet, snapshot.url)
    yield from reading.facts("openai")
    yield from _aliases(snapshot.text())


def _read(reading: Reading, sheet: Sheet, url: str) -> None:
    try:
        named = columns(sheet.headers)
    except RowError as error:
        if sheet.title == "standard":
            raise SourceError(f"{url}: {error}") from None
        reading.reject(f"{sheet.title} {sheet.tier}", str(error), sheet.rows[:1])
        return
    if sheet.tier not in TIERS:
        reading.reject(sheet.title, f"unknown tier {sheet.tier[:40]!r}", sheet.rows[:1])
        return
    for row in sheet.rows:
        reading.read(f"{sheet.tier} {' '.join(row[:2])}", row, partial(line, sheet, named, row))


def _aliases(text: str) -> Iterator[Alias]:
    for found in _ALIASES.finditer(text):
        pairs = zip(_CODE.findall(found[1]), _CODE.findall(found[2]), strict=False)
        yield from (Alias(alias, target, floating=True) for alias, target in pairs)
