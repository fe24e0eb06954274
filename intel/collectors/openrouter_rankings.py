"""OpenRouter's rankings dataset: tokens of the most used models of each day, as demand; needs a key.

A row without a rank sums up all other models: it is kept by its name "other", or no share of the day could be told.
Slugs carry the day of the model's edition ("…-20260910"), free variants ":free"; both stay in the name. Tokens are
counted by OpenRouter's own meter.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from intel.collectors.shapes.csv_rows import by_column, csv_rows
from intel.collectors.shapes.documents import json_array
from intel.errors import RowError
from intel.records import Demand, Fact, name
from intel.source import Authority, Parsed, Snapshot, Source, each
from intel.units import number

SOURCE = Source(
    id="openrouter-rankings",
    title="OpenRouter rankings (token share)",
    url="https://openrouter.ai/api/v1/datasets/rankings-daily",
    cadence=timedelta(hours=24),
    authority=Authority.GATEWAY,
    licence="CC BY 4.0",
    redistributable=True,
    min_records=10,
    homepage="https://openrouter.ai/rankings",
    secret_env="INTEL_OPENROUTER_KEY",
)

_LARGEST = 10**18


def parse(snapshot: Snapshot) -> Parsed:
    """Yield tokens by model and day, of the CSV or of the same rows as JSON."""
    if snapshot.body.lstrip()[:1] in (b"{", b"["):
        stated = snapshot.json()
        rows = json_array(snapshot, "data" if isinstance(stated, dict) else "")
        yield from each(((f"row {at}", row) for at, row in enumerate(rows, 1)), _demand)
        return
    table = csv_rows(snapshot, ("date", "model_permaslug", "total_tokens"))

    def row(where: str, stated: tuple[list[str], list[str]]) -> Iterator[Fact]:
        yield from _demand(where, by_column(*stated))

    yield from each(((where, (header, cells)) for where, header, cells in table), row)


def _demand(_: str, row: Any) -> Iterator[Fact]:
    if not isinstance(row, dict):
        raise RowError("a row is no object")
    model = name(row.get("model_permaslug"))
    tokens = _tokens(row.get("total_tokens"))
    try:
        day = date.fromisoformat(str(row.get("date"))[:10])
    except ValueError:
        raise RowError(f"no date: {str(row.get('date'))[:40]!r}") from None
    yield Demand(model, day, tokens)


def _tokens(value: object) -> int:
    """A whole number of tokens of at least one; ``RowError`` for anything else."""
    found = number(value)
    if found < 1 or found > _LARGEST or found != found.to_integral_value():
        raise RowError(f"not a number of tokens: {str(value)[:40]}")
    return int(found)
