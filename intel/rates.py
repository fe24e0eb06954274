"""What is billed and under which condition: meters, rates and rate cards, with one canonical text form.

The text form is what is hashed, seeded and diffed::

    input=1.4;input{>200000}=2.5;output=4.4;cache_write{ttl 1h}=10
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from urllib.parse import quote, unquote

from intel.errors import RowError


class Meter(StrEnum):
    """What is billed. The amount of a rate is per million of these units."""

    INPUT = "input"
    OUTPUT = "output"
    CACHE_READ = "cache_read"
    CACHE_WRITE = "cache_write"
    REASONING = "reasoning"
    INPUT_AUDIO = "input_audio"
    OUTPUT_AUDIO = "output_audio"
    CACHE_READ_AUDIO = "cache_read_audio"
    CACHE_WRITE_AUDIO = "cache_write_audio"
    INPUT_IMAGE_TOKENS = "input_image_tokens"
    OUTPUT_IMAGE_TOKENS = "output_image_tokens"
    CACHE_READ_IMAGE_TOKENS = "cache_read_image_tokens"
    INPUT_VIDEO_TOKENS = "input_video_tokens"
    OUTPUT_VIDEO_TOKENS = "output_video_tokens"
    CACHE_STORAGE = "cache_storage"
    INPUT_IMAGE = "input_image"
    OUTPUT_IMAGE = "output_image"
    INPUT_PIXEL = "input_pixel"
    OUTPUT_PIXEL = "output_pixel"
    INPUT_CHARACTER = "input_character"
    OUTPUT_CHARACTER = "output_character"
    INPUT_SECOND = "input_second"
    OUTPUT_SECOND = "output_second"
    INPUT_VIDEO_SECOND = "input_video_second"
    OUTPUT_VIDEO_SECOND = "output_video_second"
    PAGE = "page"
    REQUEST = "request"
    WEB_SEARCH = "web_search"
    FILE_SEARCH = "file_search"
    CODE_SESSION = "code_session"

    @property
    def unit(self) -> str:
        """What is counted: "token", or an item such as "image"."""
        return _UNITS.get(self, "token")


_UNITS = {
    Meter.CACHE_STORAGE: "token-hour",
    Meter.INPUT_IMAGE: "image",
    Meter.OUTPUT_IMAGE: "image",
    Meter.INPUT_PIXEL: "pixel",
    Meter.OUTPUT_PIXEL: "pixel",
    Meter.INPUT_CHARACTER: "character",
    Meter.OUTPUT_CHARACTER: "character",
    Meter.INPUT_SECOND: "second",
    Meter.OUTPUT_SECOND: "second",
    Meter.INPUT_VIDEO_SECOND: "second",
    Meter.OUTPUT_VIDEO_SECOND: "second",
    Meter.PAGE: "page",
    Meter.REQUEST: "request",
    Meter.WEB_SEARCH: "search",
    Meter.FILE_SEARCH: "search",
    Meter.CODE_SESSION: "session",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """When a rate holds. The default condition is "always"; all stated parts must hold together."""

    over_tokens: int | None = None
    """The prompt (cached tokens included) must be longer than this; the whole request is billed at the rate."""
    inclusive: bool = False
    """True where the boundary is printed as "at least", so N itself pays this rate."""
    cache_ttl: str = ""
    """Lifetime of a cache write, "5m" or "1h"; '' is the provider's default."""
    window: str = ""
    """UTC hours "HH:MM-HH:MM", half-open, may wrap past midnight; '' is all day."""
    days: str = ""
    """UTC weekdays joined by "+", such as "mon+tue"; '' is every day."""
    calendar: str = ""
    """Name of a holiday calendar whose days are excluded; '' is none."""
    until: datetime | None = None
    """Aware UTC end of a promotion."""
    unknown: str = ""
    """A stated condition that we cannot judge, in the source's words. Such a rate is stored and never used."""

    def text(self) -> str:
        """Canonical form without braces; '' for "always"."""
        parts = []
        if self.over_tokens is not None:
            parts.append(f"{'>=' if self.inclusive else '>'}{self.over_tokens}")
        if self.cache_ttl:
            parts.append(f"ttl {self.cache_ttl}")
        if self.window:
            parts.append(f"utc {self.window}")
        if self.days:
            parts.append(f"days {self.days}")
        if self.calendar:
            parts.append(f"except {self.calendar}")
        if self.until is not None:
            parts.append(f"until {self.until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
        if self.unknown:
            parts.append(f"? {quote(self.unknown, safe=' ')}")
        return ",".join(parts)


ALWAYS = Condition()


@dataclass(frozen=True, slots=True)
class Rate:
    """``amount`` of the card's currency per million units of ``meter``, under ``condition``. 0 is free."""

    meter: Meter
    amount: Decimal
    condition: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class RateCard:
    """All rates of an offer as one source states them; sorted, one rate per meter and condition.

    A meter without a rate is unknown, never free.
    """

    rates: tuple[Rate, ...]
    currency: str = "USD"

    def amount(self, meter: Meter) -> Decimal | None:
        """The unconditional amount per million; None when the card does not state it."""
        for rate in self.rates:
            if rate.meter is meter and (rate.condition is ALWAYS or rate.condition == ALWAYS):
                return rate.amount
        return None

    def text(self) -> str:
        """Canonical text: the same rates give the same text, whatever order they were stated in."""
        return ";".join([
            f"{r.meter.value}={r.amount:f}" if r.condition is ALWAYS
            else f"{r.meter.value}{{{c}}}={r.amount:f}" if (c := r.condition.text())
            else f"{r.meter.value}={r.amount:f}"
            for r in self.rates
        ])  # fmt: skip

    @property
    def digest(self) -> str:
        """sha256 of currency and text: what is compared to tell a change."""
        return sha256(f"{self.currency} {self.text()}".encode()).hexdigest()


def rate_card(rates: Iterable[Rate], currency: str = "USD") -> RateCard:
    """Sort and check rates; ``RowError`` when empty or when one meter and condition has two amounts."""
    kept: dict[tuple[Meter, str], Rate] = {}
    for rate in rates:
        key = (rate.meter, rate.condition.text())
        if key in kept and kept[key].amount != rate.amount:
            raise RowError(f"two amounts for {key[0]}{f' when {key[1]}' if key[1] else ''}")
        kept[key] = rate
    if not kept:
        raise RowError("no rate")
    ranked = sorted(kept.items(), key=lambda item: (_ORDER[item[0][0]], _condition_rank(item[1].condition)))
    return RateCard(tuple(rate for _, rate in ranked), currency)


_ORDER = {meter: place for place, meter in enumerate(Meter)}


def _condition_rank(condition: Condition) -> tuple[int, str]:
    return (-1 if condition.over_tokens is None else condition.over_tokens, condition.text())


_PART = re.compile(r"^(?P<op>>=?)(?P<n>\d{1,18})$")
_WORDS = {"ttl": "cache_ttl", "utc": "window", "days": "days", "except": "calendar"}


def parse_condition(text: str) -> Condition:
    """Inverse of ``Condition.text``; ``RowError`` on anything else."""
    values: dict[str, object] = {}
    for part in filter(None, text.split(",")):
        word, _, rest = part.partition(" ")
        if match := _PART.match(part):
            values |= {"over_tokens": int(match["n"]), "inclusive": match["op"] == ">="}
        elif word in _WORDS:
            values[_WORDS[word]] = rest
        elif word == "until":
            values["until"] = _until(rest)
        elif word == "?":
            values["unknown"] = unquote(rest)
        else:
            raise RowError(f"unknown condition {part[:60]!r}")
    return Condition(**values)  # type: ignore[arg-type]  # each value above has its field's type


def _until(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise RowError(f"not the end of a promotion: {text[:40]!r}") from None


_METERS = frozenset(m.value for m in Meter)
_RATE = re.compile(r"^(?P<meter>[a-z_]+)(?:\{(?P<condition>[^}]*)\})?=(?P<amount>[0-9]+(?:\.[0-9]+)?)$")


def parse_rate_card(text: str, currency: str = "USD") -> RateCard:
    """Inverse of ``RateCard.text``; ``RowError`` when a part is not of that form."""
    rates = []
    for part in text.split(";"):
        match = _RATE.match(part)
        if not match or match["meter"] not in _METERS:
            raise RowError(f"not a rate: {part[:60]!r}")
        condition = parse_condition(match["condition"]) if match["condition"] else ALWAYS
        rates.append(Rate(Meter(match["meter"]), Decimal(match["amount"]), condition))
    return rate_card(rates, currency)
