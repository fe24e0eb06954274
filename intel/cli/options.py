"""Arguments and options that several commands share, so that each is spelt and explained once."""

from datetime import UTC, date, datetime, time
from typing import Annotated

import typer

from intel.errors import UsageError
from intel.source import printable

Model = Annotated[str, typer.Argument(metavar="MODEL", help="Model id, slug or any known name of it.")]
Provider = Annotated[str, typer.Option("--provider", metavar="P", help="Provider by its id or title.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Policy = Annotated[
    str, typer.Option("--policy", metavar="P", help="A ready policy's name or a YAML file; default: INTEL_POLICY.")
]
AsOf = Annotated[
    str,
    typer.Option(
        "--as-of", metavar="TIME", help="What was believed then: ISO 8601, UTC if no zone; a date is its last moment."
    ),
]
WorkloadName = Annotated[
    str, typer.Option("--workload", metavar="NAME", help="Workload that prices are blended for; 'chat' by default.")
]


_FIRST_YEAR = 1001
"""An earlier one, in some zone, would be printed with fewer than four digits, which is no ISO 8601."""


def parse_time(text: str, option: str, *, end_of_day: bool = False) -> datetime | None:
    """An aware UTC time from ISO 8601 text, None from ''; ``UsageError`` names the option.

    Without a zone it is UTC. A bare date is its first moment, or its last with ``end_of_day``.
    """
    if not text:
        return None
    try:
        if len(text) == len("2026-07-02"):
            moment = datetime.combine(date.fromisoformat(text), time.max if end_of_day else time.min)
        else:
            moment = datetime.fromisoformat(text)
        if moment.year < _FIRST_YEAR:
            raise ValueError
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(f"{option} {text!r} is no time: write 2026-07-02 or 2026-07-02T18:30Z.") from None


def listed_number(text: str, what: str, command: str) -> int:
    """The number under which ``command`` lists something, ``what``; ``UsageError`` for text that cannot be one."""
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise UsageError(f"{printable(text, 40)!r} is no number of {what}: `{command}` shows them.")
    return int(text)


_MOST_DIGITS = 18
"""Of a number that 64 bits hold, whatever its digits."""


def source_id(text: str) -> str:
    """A source's id as people spell it: "-", "_" and "." are one, and case does not matter."""
    return text.casefold().replace("-", "_").replace(".", "_")
