"""Golden files: the facts of a recorded reply, one JSON line each, so that a diff shows what a change does.

``UPDATE_GOLDEN=1 pytest tests/collectors`` writes them anew; read the diff before committing it.
"""

import csv
import io
import json
import os
import zipfile
from collections.abc import Iterable
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from intel.rates import RateCard
from intel.records import Fact
from intel.source import Collector, Snapshot

HERE = Path(__file__).parent
SEEN_AT = datetime(2026, 8, 8, 6, tzinfo=UTC)


def home(collector: Collector) -> Path:
    """The folder with reply and golden file of a collector: of "models.dev" it is ``models_dev``."""
    return HERE / collector.SOURCE.id.translate({ord("."): "_", ord("-"): "_"})


def parse(collector: Collector, body: bytes, url: str = "", key: str = "") -> list[Fact]:
    """The facts in ``body``, as if it had come from ``url`` (default: the source's address)."""
    return list(collector.parse(Snapshot(url or collector.SOURCE.url, body, SEEN_AT, key=key)))


def body(file: Path) -> bytes:
    """What a host would send for a recorded file.

    Of binary replies the table is recorded: "x.parquet.csv" is written as Parquet, "x.zip.txt" is packed, a line
    "=== name" before each of its files.
    """
    if file.name.endswith(".parquet.csv"):
        return _parquet(file.read_text("utf-8"))
    return _zip(file.read_text("utf-8")) if file.name.endswith(".zip.txt") else file.read_bytes()


def is_binary(file: Path) -> bool:
    """Whether ``body`` makes something else of it than its text."""
    return file.name.endswith((".parquet.csv", ".zip.txt"))


def _parquet(text: str) -> bytes:
    """Columns whose cells are all numbers become floats, as in the files of the hub; an empty cell is null."""
    from pyarrow import BufferOutputStream, table
    from pyarrow.parquet import write_table

    header, *rows = csv.reader(text.splitlines())
    columns = {name: [row[at] for row in rows] for at, name in enumerate(header)}
    sink = BufferOutputStream()
    write_table(table({name: _cells(cells) for name, cells in columns.items()}), sink)
    return bytes(sink.getvalue())


def _cells(cells: list[str]) -> list[float | None] | list[str]:
    try:
        return [float(cell) if cell else None for cell in cells]
    except ValueError:
        return cells


def _zip(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in text.split("=== ")[1:]:
            file, _, content = part.partition("\n")
            archive.writestr(zipfile.ZipInfo(file.strip()), content)
    return packed.getvalue()


def reply(collector: Collector, folder: Path, file: str = "", url: str = "", key: str = "") -> list[Fact]:
    """The facts of one recorded file (default: ``reply.json``, ``.md`` …), as if served from ``url``."""
    return parse(collector, body(folder / file if file else recorded(folder)), url, key)


def recorded(folder: Path) -> Path:
    """The recorded reply of the source's first address: ``reply.json``, or ``.md``, ``.html``, ``.csv``, ``.yml``."""
    found = [*folder.glob("reply.*")]
    assert len(found) == 1, f"{folder} is to hold one reply.json (.md, .html, .csv, .yml), not {len(found)}"
    return found[0]


def shuffled(document: Any) -> Any:
    """The same JSON with the keys of every object, and the rows of the outermost array, in reverse order."""
    turned = _turned(document)
    return turned[::-1] if isinstance(turned, list) else turned


def _turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _turned(value[key]) for key in reversed(value)}
    return [_turned(item) for item in value] if isinstance(value, list) else value


def check(folder: Path, facts: Iterable[Fact], file: str = "records.jsonl") -> None:
    """Compare with the golden file of ``folder``, line by line; under UPDATE_GOLDEN=1 write it instead."""
    golden, lines = folder / file, [line(fact) for fact in facts]
    if os.environ.get("UPDATE_GOLDEN") == "1":
        golden.write_text("".join(f"{text}\n" for text in lines), "utf-8")
    assert lines == stored(golden), f"{golden} differs: UPDATE_GOLDEN=1 writes it anew"


def stored(golden: Path) -> list[str]:
    """The lines of a golden file, which must be there."""
    assert golden.exists(), f"{golden} is missing: UPDATE_GOLDEN=1 pytest {golden.parent} writes it"
    return golden.read_text("utf-8").splitlines()


def line(fact: Fact) -> str:
    """One fact as compact JSON: what is at its default is left out, a rate card is its canonical text."""
    return json.dumps({"fact": type(fact).__name__} | _stated(fact), ensure_ascii=False)


def _stated(record: Any) -> dict[str, Any]:
    return {
        field.name: _plain(value)
        for field in fields(record)
        if (value := getattr(record, field.name)) != field.default or field.default is MISSING
    }


def _plain(value: Any) -> Any:
    if isinstance(value, RateCard):
        return value.text() if value.currency == "USD" else f"{value.currency} {value.text()}"
    if is_dataclass(value):
        return _stated(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
