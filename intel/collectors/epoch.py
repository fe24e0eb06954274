"""Epoch AI: the Capabilities Index and the benchmarks that Epoch runs itself.

The index is fitted anew over all benchmarks whenever one changes, so it is one rolling edition of a composite, never
evidence beside its parts. It has been published in two shapes, "ECI Score" by model version and "eci" with a 90 %
interval, and both are read. The archive of benchmarks holds one file each: those called "…_external.csv" are others'
figures under others' terms and are left out. Values there are shares of 0-1. Of several runs of a model the one that
started last counts.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from intel.collectors.shapes.csv_rows import Row, by_column, csv_rows
from intel.collectors.shapes.score_values import measured, percent, plain
from intel.errors import RowError, SourceError
from intel.records import Benchmark, Fact, Follow, Rejected, Score, name
from intel.source import Authority, Parsed, Snapshot, Source, each, printable

_DATA = "https://epoch.ai/data"
_HOME = "https://epoch.ai/benchmarks"
SOURCE = Source(
    id="epoch",
    title="Epoch AI benchmarks",
    url=f"{_DATA}/eci_scores.csv",
    cadence=timedelta(hours=24),
    authority=Authority.COMMUNITY,
    licence="CC BY 4.0",
    redistributable=True,
    min_records=30,
    homepage=_HOME,
)

INDEX = Benchmark("epoch/eci", "rolling", "Epoch Capabilities Index", "index", composite=True, homepage=_HOME)
_ARCHIVE = "benchmark_data.zip"
_LARGEST_FILE = 20_000_000
_NINETY = Decimal("0.9")
_SE_90 = Decimal("1.645")
_NOT_BOARDS = frozenset({"benchmark_metadata", "epoch_capabilities_index", "eci_scores"})


def parse(snapshot: Snapshot) -> Parsed:
    """Yield the index, or the scores of every benchmark in the archive that Epoch ran."""
    if snapshot.url.endswith(_ARCHIVE):
        yield from _archive(snapshot)
        return
    yield INDEX
    table = list(csv_rows(snapshot, ()))
    header = table[0][1]
    columns = next((shape for shape in _SHAPES if set(shape) <= set(header)), None)
    if columns is None:
        raise SourceError(
            f"{snapshot.url}: neither eci nor ECI Score among the columns {printable(','.join(header), 120)}"
        )

    def row(_: str, stated: list[str]) -> Iterator[Fact]:
        yield from _index_row(by_column(header, stated), *columns)

    yield from each(((where, cells) for where, _, cells in table), row)
    if not snapshot.key:
        yield Follow(f"{_DATA}/{_ARCHIVE}", "benchmarks")


_SHAPES = (("Model", "eci"), ("Model version", "ECI Score"))
"""Names of the columns for model and index."""


def _index_row(cells: Row, model: str, index: str) -> Iterator[Fact]:
    value = measured(cells[index])
    if value is None:
        return
    lower, upper = measured(cells.get("eci_ci_low")), measured(cells.get("eci_ci_high"))
    bounds = lower is not None and upper is not None and lower <= value <= upper
    yield Score(
        name(cells[model]), INDEX.name, INDEX.version, value,
        lower=lower if bounds else None, upper=upper if bounds else None, interval_ratio=_NINETY if bounds else None,
        note="not verified" if cells.get("Confidence") == "Unverified" else "",
    )  # fmt: skip


def _archive(snapshot: Snapshot) -> Iterator[Fact]:
    try:
        with zipfile.ZipFile(io.BytesIO(snapshot.body)) as packed:
            files = sorted(entry.filename for entry in packed.infolist() if _is_board(entry))
            found = [(file, packed.read(file)) for file in files]
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError) as error:
        raise SourceError(f"{snapshot.url}: not a zip archive: {printable(str(error), 80)}") from None
    if not found:
        raise SourceError(f"{snapshot.url}: no benchmark of Epoch's own in the archive")
    for file, body in found:
        try:
            yield from _board(Snapshot(f"{snapshot.url}#{file}", body, snapshot.at), _stem(file))
        except SourceError as error:
            yield Rejected(printable(file), printable(str(error)))


def _is_board(entry: zipfile.ZipInfo) -> bool:
    stem = _stem(entry.filename)
    own = entry.filename.endswith(".csv") and not stem.endswith("_external") and stem not in _NOT_BOARDS
    return own and entry.file_size <= _LARGEST_FILE


def _stem(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(".csv")


def _board(snapshot: Snapshot, stem: str) -> Iterator[Fact]:
    board = Benchmark(
        f"epoch/{stem.replace('_', '-').lower()}",
        "1",
        f"{stem.replace('_', ' ')} (run by Epoch)",
        "percent",
        homepage=_HOME,
    )
    newest: dict[str, tuple[str, Row]] = {}
    rejected: list[Fact] = []
    for where, header, cells in csv_rows(snapshot, ("Model version", "mean_score")):
        try:
            row = by_column(header, cells)
            model = name(row["Model version"])
        except RowError as error:
            rejected.append(Rejected(f"{stem} {where}", str(error), printable(",".join(cells))))
            continue
        if model not in newest or row.get("Started at", "") > newest[model][0]:
            newest[model] = (row.get("Started at", ""), row)
    yield board
    yield from rejected

    def read(model: str, row: Row) -> Iterator[Fact]:
        yield from _run(model, row, board)

    yield from each(((model, row) for model, (_, row) in newest.items()), read)


def _run(model: str, row: Row, board: Benchmark) -> Iterator[Fact]:
    value = percent(row["mean_score"], ratio=True)
    if value is None:
        return
    error = percent(row.get("stderr"), ratio=True)
    half = error * _SE_90 if error is not None else None
    yield Score(
        model, board.name, board.version, value,
        lower=plain(max(Decimal(0), value - half)) if half is not None else None,
        upper=plain(min(Decimal(100), value + half)) if half is not None else None,
        interval_ratio=_NINETY if half is not None else None,
        stated_on=_day(row.get("Started at", "")),
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        raise RowError(f"no date: {printable(text, 40)!r}") from None
