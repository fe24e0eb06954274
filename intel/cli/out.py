"""Where words go: documents and tables to stdout, everything else to stderr. Data is text, never markup."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import typer

from intel.market.cost import Workload
from intel.source import printable
from intel.units import money_text
from intel.views import OfferView

UNKNOWN = "–"
"""What a table shows for what nobody stated."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table for people."""

    title: str
    number: bool = False
    """Right-aligned; the unit stands in the title or the table's caption."""
    wide: bool = False
    """Left out on terminals narrower than 110 columns."""


def say(sentence: str) -> None:
    """One line on stderr."""
    typer.echo(printable(sentence, 2000), err=True)


def document(value: Any) -> None:
    """One JSON document on stdout."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def line(text: str = "") -> None:
    """One line of text for people on stdout."""
    typer.echo(printable(text, 2000))


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    """A table on stdout; cells are plain text, cut rather than wrapped where the terminal is too narrow."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(markup=False, highlight=False, emoji=False, soft_wrap=False)
    kept = [place for place, column in enumerate(columns) if not column.wide or console.width >= 110]
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for place in kept:
        column = columns[place]
        shown.add_column(
            Text(column.title), justify="right" if column.number else "left", no_wrap=True,
            overflow="ellipsis", min_width=len(column.title) if column.number else None,
        )  # fmt: skip
    for row in rows:
        shown.add_row(*(Text(printable(row[place])) for place in kept))
    console.print(shown)


def usd(amount: Decimal | None, places: int = 4) -> str:
    """An amount for people, with at most ``places`` decimals and never fewer than two: "1.40", "0.0028"."""
    if amount is None:
        return UNKNOWN
    rounded = amount.quantize(Decimal(1).scaleb(-places))
    return (money_text(rounded) or UNKNOWN) if rounded or not amount else f"<{Decimal(1).scaleb(-places):f}"


def count(number: int | None) -> str:
    """A whole number with thousands apart, or unknown."""
    return UNKNOWN if number is None else f"{number:,}"


def tokens(number: int | None) -> str:
    """A size in tokens as people say it: "131k", "1M"."""
    if number is None:
        return UNKNOWN
    if number >= 1_000_000:
        return f"{number / 1_000_000:.3g}M"
    return f"{number / 1000:.3g}k" if number >= 1000 else str(number)


def age(seconds: float | None, stale: bool = False) -> str:
    """A stretch of time in its largest fitting unit, with "stale" behind it where that holds."""
    if seconds is None:
        return UNKNOWN
    size = next((f"{int(seconds // unit)}{name}" for unit, name in _UNITS if seconds >= 2 * unit), "now")
    return f"{size} stale" if stale else size


_UNITS = ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min"))


def iso(moment: datetime | None) -> str | None:
    """Aware time as "2026-07-02T00:00:00Z"; None stays None."""
    return None if moment is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def workload(chosen: Workload) -> str:
    """What prices are blended for, in words."""
    cached = f" ({chosen.cached_ratio:.0%} from the cache)" if chosen.cached_ratio else ""
    return f"blended for {chosen.name}: {chosen.input_tokens:,} tokens in{cached}, {chosen.output_tokens:,} out"


def host(offer: OfferView) -> str:
    """The provider with what tells its offers apart: "deepinfra via openrouter"."""
    via = f" via {offer.key.via}" if offer.key.via else ""
    return f"{offer.provider.id}{via}{f' {offer.key.region}' if offer.key.region else ''}"


def raw(text: str) -> None:
    """A whole document on stdout as it is."""
    typer.echo(text, nl=False)
