"""The data of a Next.js page: strings pushed by its scripts, joined, then one numbered value a row.

A row is ``id:JSON``, or ``id:T<length in hex>,text`` with nothing behind it. A text that begins with a dollar is
written with two.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from intel.source import Snapshot

_PUSH = re.compile(r'self\.__next_f\.push\(\[1,\s*("(?:[^"\\]|\\.)*")\s*\]\)')
_ROW = re.compile(rb"([0-9a-f]+):(?:T([0-9a-f]+),)?")


def pushed(snapshot: Snapshot) -> str:
    """All pushed strings, joined; '' for a page without any."""
    pieces = []
    for found in _PUSH.finditer(snapshot.text()):
        try:
            pieces.append(str(json.loads(found[1])))
        except ValueError:  # a script of another shape
            continue
    return "".join(pieces)


def rows(text: str) -> Iterator[Any]:
    """The value of every row that is readable JSON, in order; rows of text are left out."""
    data, at = text.encode("utf-8", "surrogatepass"), 0
    while at < len(data):
        row = _ROW.match(data, at)
        if row and row[2]:
            at = row.end() + int(row[2], 16)
            continue
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        if row:
            yield from _read(data[row.end() : end])
        at = end + 1


def _read(row: bytes) -> Iterator[Any]:
    if not row.startswith((b"[", b"{")):
        return
    try:
        yield json.loads(row, parse_float=Decimal)
    except (ValueError, RecursionError):  # a module or a hint of the framework
        return


def objects(value: Any, *keys: str) -> Iterator[dict[str, Any]]:
    """Every object inside of a value that has all the keys, outermost first, in order."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if all(key in item for key in keys):
                yield item
            waiting.extend(reversed(list(item.values())))
        elif isinstance(item, list):
            waiting.extend(reversed(item))


def text(value: Any) -> str:
    """A text as it was before it was written as a value; '' for anything else."""
    if not isinstance(value, str):
        return ""
    return value[1:] if value.startswith("$$") else value
