"""Where words go: documents and tables to stdout, everything else to stderr. Data is text, never markup."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from shutil import get_terminal_size
from typing import Any

import typer
from rich.cells import cell_len, set_cell_size

from intel.market.alike import rounded as half_up
from intel.market.cost import Workload
from intel.settings import wants_no_colour
from intel.source import printable
from intel.units import money_text
from intel.views import OfferView

UNKNOWN = "–"
"""What a table shows for what nobody stated."""

ROOMY, WIDE = 96, 112
"""Columns of a terminal from which on a table shows more, and everything it has."""

_BOUNDLESS = 1_000_000
_GAP, _LEAST = 2, 6
"""Columns between two cells, and the fewest that a text keeps."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table for people."""

    title: str
    number: bool = False
    """Right-aligned; the unit stands in the title or the table's caption."""
    room: int = 0
    """Left out on terminals with fewer columns than this."""
    spare: int = 0
    """Above 0: left out before any text is cut where the terminal is too narrow for the table, the highest first."""


_Shown = tuple[Column, Sequence[str]]
"""A column with its title and texts."""


def say(sentence: str) -> None:
    """One line on stderr."""
    typer.echo(printable(sentence, 2000), err=True)


def document(value: Any) -> None:
    """One JSON document on stdout."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def line(text: str = "") -> None:
    """One line of text for people on stdout."""
    typer.echo(printable(text, 2000))


def _room() -> int:
    """Columns of the terminal, or of COLUMNS where that is set; without bound in a pipe or a file: nothing is cut."""
    return get_terminal_size((_BOUNDLESS, 24)).columns


def shows(column: Column) -> bool:
    """Whether this terminal is wide enough for it."""
    return _room() >= column.room


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    """A table on stdout; cells are plain text. Where the terminal is too narrow text is cut, numbers never are."""
    room = _room()
    cells = [list(map(printable, row)) for row in rows]
    shown = [
        (column, _aligned([column.title, *(row[place] for row in cells)], column.number))
        for place, column in enumerate(columns)
        if shows(column)
    ]
    kept = _unspared(shown, room)
    filled = [texts for _, texts in kept]
    widths = _fitting(filled, [column.number for column, _ in kept], room)
    title, *lines = ((" " * _GAP).join(map(_cut, row, widths)).rstrip() for row in zip(*filled, strict=True))
    typer.echo("\n".join([title if wants_no_colour() else typer.style(title, bold=True), *lines]))


def _unspared(shown: Sequence[_Shown], room: int) -> Sequence[_Shown]:
    """The columns that stay: those that can be spared go, the highest first, until all fit or none is left to go."""
    kept = list(shown)
    while _whole([max(map(cell_len, texts)) for _, texts in kept]) > room:
        most = max(range(len(kept)), key=lambda place: kept[place][0].spare)
        if not kept[most][0].spare:
            break
        del kept[most]
    return kept


def _whole(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)


def _cut(text: str, width: int) -> str:
    """``text`` on exactly so many columns of a terminal, wide characters counted as two."""
    return set_cell_size(text, width) if cell_len(text) <= width else f"{set_cell_size(text, width - 1)}…"


def _fitting(columns: Sequence[Sequence[str]], numbers: Sequence[bool], room: int) -> list[int]:
    """Widths of the columns: the widest text gives way until all of them fit, down to a few characters each."""
    widths = [max(map(cell_len, column)) for column in columns]
    while _whole(widths) > room:
        widest = max((place for place, number in enumerate(numbers) if not number), key=widths.__getitem__)
        if widths[widest] <= _LEAST:
            break
        widths[widest] -= 1
    return widths


def _aligned(texts: Sequence[str], number: bool) -> Sequence[str]:
    """A title and the texts below it; numbers with their points one below the other, at the right edge."""
    if not number:
        return texts
    room = max((len(text) - text.find(".") for text in texts[1:] if "." in text), default=0)
    padded = [texts[0], *(text.ljust(text.find(".") + room) if "." in text else text for text in texts[1:])]
    width = max(map(len, padded))
    return [text.rjust(width) for text in padded]


def usd(amount: Decimal | None, places: int = 4) -> str:
    """An amount for people, with at most ``places`` decimals and never fewer than two: "1.40", "0.0028"."""
    if amount is None:
        return UNKNOWN
    rounded = half_up(amount, places)
    return (money_text(rounded) or UNKNOWN) if rounded or not amount else f"<{Decimal(1).scaleb(-places):f}"


def count(number: int | None) -> str:
    """A whole number with thousands apart, or unknown."""
    return UNKNOWN if number is None else f"{number:,}"


def size(number: int) -> str:
    """Bytes as people say them: "812 B", "3.4 MB"."""
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if number >= unit:
            return f"{number / unit:.1f} {name}"
    return f"{number} B"


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
