"""The contract of a collector: facts about a source, and one pure function.

A collector module states ``SOURCE`` and ``parse``; it never fetches, sleeps, reads the clock or
touches the database. The runner hands it one ``Snapshot`` per document and stores what it yields.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import IntEnum
from hashlib import sha256
from typing import Any, Protocol, TypeVar

from intel.errors import RowError, SourceError
from intel.records import Event, Fact, Rejected

Item = TypeVar("Item")


class Authority(IntEnum):
    """Whom to believe first about a price: the higher number."""

    COMMUNITY = 1
    GATEWAY = 2
    FIRST_PARTY = 3


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts come from and how far they may travel."""

    id: str
    title: str
    url: str
    """The first document; more are asked for by ``Follow``."""
    cadence: timedelta
    authority: Authority
    licence: str
    redistributable: bool
    """False keeps its facts out of seeds and exports."""
    min_records: int
    """Floor of offers (or whatever it states) under which a reply is not believed."""
    enters_estimates: bool = True
    """False keeps its scores out of the estimates of quality, where terms let nothing of it leave the machine."""
    homepage: str = ""
    secret_env: str = ""
    """Environment variable with the key it needs; without it the source is skipped."""
    secret_header: str = ""
    """Request header that takes the key as it is; '' sends it as a bearer token."""
    needs: str = ""
    """A package beyond the plain install that reads its documents, as "pyarrow"; without it the source is skipped."""
    derived_from: tuple[str, ...] = ()
    """Ids of sources it copies: together they are one witness."""
    also: tuple[str, ...] = ()
    """Further addresses whose documents say by themselves what they are, as earlier editions do: a captured one is read
    as what its file's name says."""
    packaged: str = ""
    """"package:attribute" of an installed package that holds the same facts for use without network."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One document as it came, decompressed."""

    url: str
    body: bytes
    at: datetime
    """Aware UTC time at which it was seen."""
    key: str = ""
    """``Follow.key`` of the request that led here; '' for the first document."""
    media_type: str = ""

    @property
    def sha256(self) -> str:
        """Hash of ``body``: the name under which it is archived."""
        return sha256(self.body).hexdigest()

    def text(self) -> str:
        """The body as UTF-8; ``SourceError`` when it is not."""
        try:
            return self.body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise SourceError(f"{self.url}: not UTF-8 text (byte {error.start})") from None

    def json(self) -> Any:
        """The body as JSON with every fraction a ``Decimal``; NaN and Infinity too, for rows to refuse.

        ``SourceError`` says whether HTML came instead, the text was cut short, or it is not JSON at all.
        """
        text = self.text()
        try:
            return json.loads(text, parse_float=Decimal, parse_constant=Decimal)
        except ValueError as error:
            raise SourceError(f"{self.url}: {_not_json(text, error)}") from None
        except RecursionError:
            raise SourceError(f"{self.url}: JSON nested too deep to read") from None


def _not_json(text: str, error: ValueError) -> str:
    head = text.lstrip()[:200].lower()
    if head.startswith("<"):
        return "expected JSON, got HTML"
    if not head:
        return "expected JSON, got an empty reply"
    at = getattr(error, "pos", 0)
    return "JSON cut short" if at >= len(text.rstrip()) - 1 or "Unterminated" in str(error) else f"not JSON: {error}"


Parsed = Iterator[Fact]


class Collector(Protocol):
    """What every module of ``intel.collectors`` is."""

    SOURCE: Source

    def parse(self, snapshot: Snapshot) -> Parsed:
        """Yield the facts of one document, ``Rejected`` rows and ``Follow`` requests.

        Raises ``SourceError`` when the document as a whole is not what the source promises.
        """
        ...


class Observer(Protocol):
    """Hears of a run's events inside the transaction that stores them."""

    def __call__(self, events: Sequence[Event], transaction: object) -> None:
        """``transaction`` is the open SQLAlchemy connection; raising rolls the run back."""
        ...


def each(items: Iterable[tuple[str, Item]], build: Callable[[str, Item], Iterable[Fact]]) -> Parsed:
    """Yield what ``build`` makes of every (key, item); a ``RowError`` becomes one ``Rejected`` and the rest goes on."""
    for key, item in items:
        try:
            facts = list(build(key, item))
        except RowError as error:
            yield Rejected(printable(key), str(error), printable(str(item)))
        else:
            yield from facts


def printable(text: str, limit: int = 300) -> str:
    """``text`` cut to ``limit`` characters with control characters shown as "\\ufffd"."""
    cut = text[:limit]
    return cut if cut.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in cut)
