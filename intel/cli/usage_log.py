"""A log of requests, CSV or JSON lines: which columns it has, and what each row used.

A million rows of CSV are read in a second, as many JSON lines in several.
"""

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intel.cli.usage_lines import Lines, lines, looks_like_lines
from intel.errors import UsageError
from intel.rates import Meter
from intel.source import printable

if TYPE_CHECKING:
    from intel.market.bulk import Ints, Requests

WORDS = ("model", "provider", "tier", "cache_ttl")
"""Columns of text, of which only ``model`` must be there."""
TOKENS = {"input": Meter.INPUT, "output": Meter.OUTPUT, "cached": Meter.CACHE_READ, "cache_write": Meter.CACHE_WRITE}
"""Columns of tokens as the options of ``intel cost`` call them; ``input`` is the whole prompt."""
OTHERS = {meter.value: meter for meter in Meter if meter not in TOKENS.values()}
"""Any other meter may have a column of its name."""


@dataclass(frozen=True, slots=True)
class UsageLog:
    """Every request of a file that can be read, as columns of one length."""

    words: Mapping[str, Sequence[str]]
    """The different values of each column of words; '' where a cell was empty."""
    codes: Mapping[str, "Ints"]
    """Of each column of words, the place of each row's value in ``words``."""
    requests: "Requests"
    unused: tuple[str, ...]
    """Columns of the file that say nothing about a price."""
    faults: Mapping[int, str] = field(default_factory=dict)
    """By line of the file, why it is no request: its sentence."""


def read(path: Path, default_at: datetime) -> UsageLog:
    """The log in ``path`` (CSV with titles, or JSON lines; also gzipped); rows without a time are of ``default_at``.

    A line whose numbers are none is among the faults, and left out. ``UsageError`` for what is wrong with the whole.
    """
    if find_spec("numpy") is None or find_spec("pyarrow") is None:
        raise UsageError("Pricing a log needs numpy and pyarrow: pip install 'intel[scores]'.")
    from intel.market.bulk import Requests

    table, told = _table(path, default_at)
    titles = table.column_names
    if twice := next((title for title in titles if titles.count(title) > 1), ""):
        raise UsageError(f"{path}: the column {twice!r} stands twice, and which of them is meant nobody can tell.")
    missing = [title for title in ("model", "input", "output") if title not in titles]
    if missing or not table.num_rows:
        raise UsageError(f"{path}: {f'no column {missing[0]!r}' if missing else _nothing(told)}. {_FORM}")
    words, codes = _words(table)
    wrong: dict[int, str] = {}
    usage = {meter: _whole(table, title, wrong) for title, meter in (TOKENS | OTHERS).items() if title in titles}
    _take_parts(usage, wrong)
    requests = Requests(usage, _seconds(path, table, default_at))
    unused = tuple(title for title in titles if title not in {*WORDS, *TOKENS, *OTHERS, "at"})
    if not wrong:
        return UsageLog(words, codes, requests, unused, told.faults if isinstance(told, Lines) else {})
    good = _good(table.num_rows, wrong)
    left = {title: column[good] for title, column in codes.items()}
    if isinstance(told, Lines):
        faults = told.faults | {told.numbers[row - 1]: why for row, why in wrong.items()}
    else:
        faults = _by_line(path, told, wrong)
    return UsageLog(words, left, requests.take(good), unused, faults)


_FORM = (
    "A log has the columns model, input and output, and may have provider, at, cached, cache_write, cache_ttl, tier; "
    "or it has one JSON object a line."
)


def _table(path: Path, default_at: datetime) -> tuple[Any, "bytes | Lines | None"]:
    """The file as columns; with it the lines that it was read from, or its content where it can be read but once."""
    from pyarrow import ArrowException, BufferReader, string
    from pyarrow.csv import ConvertOptions, read_csv

    texts = dict.fromkeys((*WORDS, "at", *TOKENS, *OTHERS), string())
    try:
        piped = path.exists() and not path.is_file() and not path.is_dir()
        content = _unpacked(path.read_bytes()) if piped else None
        if looks_like_lines(_begin(path) if content is None else content):
            return _of_lines(_unpacked(path.read_bytes()) if content is None else content, default_at)
        source = path if content is None else BufferReader(content)
        options = ConvertOptions(column_types=texts, strings_can_be_null=False)
        return read_csv(source, convert_options=options), content
    except (ArrowException, OSError, EOFError) as error:
        if isinstance(error, OSError) and error.filename:
            raise UsageError(f"{path}: {error.strerror}.") from None
        raise UsageError(f"{path} is not a CSV file: {printable(str(error), 200)}.") from None


def _of_lines(content: bytes, default_at: datetime) -> tuple[Any, Lines]:
    from pyarrow import array, string, table

    read = lines(content, list(OTHERS), default_at)
    return table({title: array(cells, string()) for title, cells in read.columns.items()}), read


def _begin(path: Path) -> bytes:
    """The first bytes of what is in a file, unpacked."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    with gzip.open(path) if packed else path.open("rb") as file:
        return file.read(4096)


def _nothing(told: "bytes | Lines | None") -> str:
    faults = sorted(told.faults.items()) if isinstance(told, Lines) else []
    return "no request in it" + (f"; line {faults[0][0]}: {faults[0][1].removesuffix('.')}" if faults else "")


def _unpacked(content: bytes) -> bytes:
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def _by_line(path: Path, content: bytes | None, wrong: Mapping[int, str]) -> dict[int, str]:
    """By line of the file, the titles being the first and empty ones counted, in place of the row's number from 1."""
    text = _unpacked(path.read_bytes()) if content is None else content
    filled = (number for number, line in enumerate(text.splitlines(), 1) if line)
    return {line: wrong[row] for row, line in enumerate(filled) if row in wrong}


def _good(rows: int, wrong: Mapping[int, str]) -> Any:
    """The places of the rows that nothing is wrong with."""
    from intel.market.bulk import constant

    kept = constant(1, rows).copy()
    kept[[row - 1 for row in wrong]] = 0
    return kept.nonzero()[0]


def _words(table: Any) -> tuple[dict[str, Sequence[str]], dict[str, "Ints"]]:
    from intel.market.bulk import constant

    words: dict[str, Sequence[str]] = {}
    codes = {}
    for title in WORDS:
        if title in table.column_names:
            column = table[title].combine_chunks().dictionary_encode()
            words[title] = [text.strip() for text in column.dictionary.to_pylist()]
            codes[title] = column.indices.cast("int64").to_numpy()
        else:
            words[title], codes[title] = [""], constant(0, table.num_rows)
    return words, codes


def _whole(table: Any, title: str, wrong: dict[int, str]) -> "Ints":
    """A column of whole numbers; an empty cell is 0, and so is what is none: its row, from 1, is wrong then."""
    from pyarrow import ArrowInvalid, chunked_array, compute

    filled = compute.if_else(compute.equal(table[title], ""), "0", table[title])
    try:
        numbers = filled.cast("int64")
    except ArrowInvalid:
        numbers = None
    if numbers is None or compute.min(numbers).as_py() < 0:
        texts = filled.to_pylist()
        for row, text in enumerate(texts, 1):
            if not _fits(text):
                wrong.setdefault(row, f"{title} {printable(text, 40)!r} is no whole number of {title}.")
        numbers = chunked_array([[int(text) if _fits(text) else 0 for text in texts]], "int64")
    found: Ints = numbers.combine_chunks().to_numpy()
    return found


def _fits(text: str) -> bool:
    digits = text.lstrip("0")
    return text.isascii() and text.isdecimal() and len(digits) < 20 and int(digits or 0) < 2**63


def _take_parts(usage: dict[Meter, "Ints"], wrong: dict[int, str]) -> None:
    """The whole prompt becomes its fresh part, as meters count it; a row where it is less than its parts is wrong."""
    parts = [usage[meter] for meter in (Meter.CACHE_READ, Meter.CACHE_WRITE) if meter in usage]
    for part in parts:
        usage[Meter.INPUT] = usage[Meter.INPUT] - part
    for place in (usage[Meter.INPUT] < 0).nonzero()[0] if parts else ():
        wrong.setdefault(int(place) + 1, "input is the whole prompt, cached and cache_write cannot exceed it.")


def _seconds(path: Path, table: Any, default: datetime) -> "Ints":
    from pyarrow import ArrowInvalid, timestamp

    from intel.market.bulk import constant

    if "at" not in table.column_names:
        return constant(int(default.timestamp()), table.num_rows)
    for kind in (timestamp("us", "UTC"), timestamp("us")):  # with a zone in every row, or UTC without one
        try:
            micros = table["at"].cast(kind).cast("int64").combine_chunks()
        except ArrowInvalid:
            continue
        found: Ints = micros.to_numpy() // 1_000_000
        return found
    raise UsageError(
        f"{path}: the times in column 'at' are not all of one form: write 2026-07-02T18:30:00Z in each row, or each "
        "without a zone, which is UTC."
    )
