"""Facts that an installed package carries as Python objects: what stands in for a source without network.

``Source.packaged`` is "package.module:attribute", such as "genai_prices.data:providers". The objects are written out
as the JSON that the source itself serves: attributes sorted, those that are None left out.
"""

import json
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from intel.errors import SourceError
from intel.source import Source

_DAY = re.compile(r"\b20\d\d-[01]\d-[0-3]\d\b")


def packaged_body(source: Source) -> bytes | None:
    """The packaged facts as JSON bytes, the same for the same package version; None when it is not installed."""
    module, _, attribute = source.packaged.partition(":")
    try:
        found = getattr(import_module(module), attribute)
    except ModuleNotFoundError:
        return None
    except (ImportError, AttributeError) as error:
        raise SourceError(f"{source.id}: the installed package has no {source.packaged} ({error})") from None
    return json.dumps(_plain(found), ensure_ascii=False, separators=(",", ":")).encode()


def stands_in(source: Source) -> bool:
    """Whether an installed package carries the facts of a source, so that it can be read without network."""
    module = source.packaged.partition(":")[0]
    return bool(module) and find_spec(module.partition(".")[0]) is not None


def packaged_at(body: bytes, now: datetime) -> datetime | None:
    """The newest day that the facts name and that has come: they are at least that young. None when they name none."""
    today = now.astimezone(UTC).date()
    days = sorted(day for day in map(_day, set(_DAY.findall(body.decode()))) if day is not None and day <= today)
    return datetime.combine(days[-1], time(), UTC) if days else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return _Exact(value)
    if isinstance(value, float):
        return _Exact(Decimal(repr(value)))
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return _members(value)


def _members(value: object) -> dict[str, Any]:
    """Attributes of an object, sorted; private ones and None left out."""
    stated = {name: member for name, member in vars(value).items() if not name.startswith("_") and member is not None}
    return {name: _plain(stated[name]) for name in sorted(stated)}


class _Exact(float):
    """A number that is written with the digits it was stated in."""

    def __new__(cls, stated: Decimal) -> "_Exact":
        made = super().__new__(cls, stated)
        made.text = f"{stated:f}"
        return made

    text: str

    def __repr__(self) -> str:
        return self.text
