"""The shape of seed files: CSV with a header, sorted, LF, '' for what is unknown, small enough to be looked at."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from intel.errors import CatalogError

LARGEST = 1_900_000
"""Bytes of one file. A longer table goes on in "name-2.csv", after "name-1.csv"."""

Row = dict[str, str]


def read_table(folder: Path, name: str, columns: Sequence[str]) -> Iterator[Row]:
    """Rows of ``name.csv``, or of ``name-1.csv`` and so on; none when there is no such file.

    ``CatalogError`` names file and line where the header or a row does not fit ``columns``.
    """
    for path in _parts(folder, name):
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            if (header := next(lines, [])) != list(columns):
                raise CatalogError(
                    f"{_short(path)} line 1: the columns are {','.join(header)}, not {','.join(columns)}."
                )
            for line in lines:
                if len(line) != len(columns):
                    raise CatalogError(f"{_short(path)} line {lines.line_num}: {len(line)} fields, not {len(columns)}.")
                yield dict(zip(columns, line, strict=True))


def write_table(folder: Path, name: str, columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> None:
    """Write ``rows`` sorted, in as many files as they need; files of an earlier, longer table are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = _split(_line(columns), (_line(row) for row in sorted(rows)))
    for path in _parts(folder, name):
        path.unlink()
    for number, text in enumerate(parts, 1):
        path = folder / (f"{name}.csv" if len(parts) == 1 else f"{name}-{number}.csv")
        path.write_bytes(text)


def _parts(folder: Path, name: str) -> list[Path]:
    numbered = [p for p in folder.glob(f"{name}-*.csv") if p.stem.removeprefix(f"{name}-").isdigit()]
    whole = folder / f"{name}.csv"
    return ([whole] if whole.is_file() else []) + sorted(numbered, key=lambda p: int(p.stem.rpartition("-")[2]))


def _split(header: bytes, lines: Iterable[bytes]) -> list[bytes]:
    parts = [bytearray(header)]
    for line in lines:
        if len(parts[-1]) + len(line) > LARGEST:
            parts.append(bytearray(header))
        parts[-1] += line
    return [bytes(part) for part in parts]


def _line(fields: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(fields)
    return text.getvalue().encode()


def _short(path: Path) -> str:
    return "/".join(path.parts[-3:]) if "facts" in path.parts else path.name


def yes_no(value: bool | None) -> str:
    """Yes, no, or '' for unknown."""
    return "" if value is None else "yes" if value else "no"


def truth(text: str) -> bool | None:
    """Inverse of ``yes_no``."""
    return {"yes": True, "no": False}.get(text)


def number_text(value: int | None) -> str:
    """A whole number, or '' for unknown."""
    return "" if value is None else str(value)


def whole(text: str) -> int | None:
    """Inverse of ``number_text``."""
    return int(text) if text else None


def day(text: str) -> date | None:
    """An ISO date, or None for ''."""
    return date.fromisoformat(text) if text else None


def day_text(value: date | None) -> str:
    """Inverse of ``day``."""
    return "" if value is None else value.isoformat()


def time(text: str) -> datetime | None:
    """An ISO time in UTC, or None for ''."""
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def time_text(value: datetime | None) -> str:
    """Inverse of ``time``: "2026-07-02T00:00:00Z", with a fraction where there is one."""
    return "" if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")
