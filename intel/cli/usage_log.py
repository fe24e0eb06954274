"""A log of requests as a CSV file: which columns it has, and what each row used. Reads a million rows in a second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    """Every request of a file, as columns of one length."""

    words: Mapping[str, Sequence[str]]
    """The different values of each column of words; '' where a cell was empty."""
    codes: Mapping[str, "Ints"]
    """Of each column of words, the place of each row's value in ``words``."""
    requests: "Requests"
    unused: tuple[str, ...]
    """Columns of the file that say nothing about a price."""


def read(path: Path, default_at: datetime) -> UsageLog:
    """The log in ``path`` (CSV with a line of titles, also gzipped); rows without a time are of ``default_at``.

    ``UsageError`` says what is wrong and in which row; the line of titles is not counted.
    """
    if find_spec("numpy") is None or find_spec("pyarrow") is None:
        raise UsageError("Pricing a log needs numpy and pyarrow: pip install 'intel[scores]'.")
    from intel.market.bulk import Requests

    table = _table(path)
    titles = table.column_names
    if twice := next((title for title in titles if titles.count(title) > 1), ""):
        raise UsageError(f"{path}: the column {twice!r} stands twice, and which of them is meant nobody can tell.")
    missing = [title for title in ("model", "input", "output") if title not in titles]
    if missing or not table.num_rows:
        raise UsageError(f"{path}: {f'no column {missing[0]!r}' if missing else 'no request in it'}. {_FORM}")
    words, codes = _words(table)
    usage = {meter: _whole(path, table, title) for title, meter in (TOKENS | OTHERS).items() if title in titles}
    _take_parts(path, usage)
    at = _seconds(path, table, default_at)
    known = {*WORDS, *TOKENS, *OTHERS, "at"}
    return UsageLog(words, codes, Requests(usage, at), tuple(t for t in titles if t not in known))


_FORM = (
    "A log has the columns model, input and output, and may have provider, at, cached, cache_write, cache_ttl, tier."
)


def _table(path: Path) -> Any:
    from pyarrow import ArrowException, string
    from pyarrow.csv import ConvertOptions, read_csv

    texts = dict.fromkeys((*WORDS, "at", *TOKENS, *OTHERS), string())
    try:
        return read_csv(path, convert_options=ConvertOptions(column_types=texts, strings_can_be_null=False))
    except FileNotFoundError:
        raise UsageError(f"{path}: No such file or directory.") from None
    except (ArrowException, OSError) as error:
        raise UsageError(f"{path} is not a CSV file: {printable(str(error), 200)}.") from None


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


def _whole(path: Path, table: Any, title: str) -> "Ints":
    """A column of whole numbers; an empty cell is 0."""
    from pyarrow import ArrowInvalid, compute

    filled = compute.if_else(compute.equal(table[title], ""), "0", table[title])
    try:
        numbers = filled.cast("int64")
    except ArrowInvalid:
        numbers = None
    if numbers is None or compute.min(numbers).as_py() < 0:
        row, text = next((i, t) for i, t in enumerate(filled.to_pylist(), 1) if not _fits(t))
        raise UsageError(f"{path}, row {row}: {title} {printable(text, 40)!r} is no whole number of {title}.")
    found: Ints = numbers.combine_chunks().to_numpy()
    return found


def _fits(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text) < 2**63


def _take_parts(path: Path, usage: dict[Meter, "Ints"]) -> None:
    """The whole prompt becomes its fresh part, as meters count it."""
    parts = [usage[meter] for meter in (Meter.CACHE_READ, Meter.CACHE_WRITE) if meter in usage]
    for part in parts:
        usage[Meter.INPUT] = usage[Meter.INPUT] - part
    if parts and usage[Meter.INPUT].min() < 0:
        row = int(usage[Meter.INPUT].argmin()) + 1
        raise UsageError(f"{path}, row {row}: input is the whole prompt, cached and cache_write cannot exceed it.")


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
