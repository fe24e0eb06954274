"""How numbers, times and names read on a page. Pure: text in, text out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from intel.market.alike import rounded, shown

UNKNOWN = "–"

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=\"'])")
_LIVE = re.compile(r"(?i)(\\:|@|www)(?=\S)")
"""What becomes an icon, an emoji or a link after escapes are resolved; a word joiner behind it prevents that."""
_HUNDRED, _TENTH = Decimal(100), Decimal("0.1")
_STEPS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def plain(name: str, limit: int = 300) -> str:
    """A name as one line of visible text, cut to ``limit`` characters with "…".

    Control and direction marks are dropped: one of them can turn the rest of a line around.
    """
    line = " ".join("".join(c if c.isprintable() else " " if c.isspace() else "" for c in name).split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def percents(share: float) -> float:
    """A share of 0-1 in percent with one place, of the four places that the command line states it with."""
    return float(f"{round(share, 4):.1%}".removesuffix("%"))


def escaped(name: str, limit: int = 60) -> str:
    """``plain`` for places that read Markdown: shown as it is, never as a picture, link, colour or formula."""
    return _LIVE.sub("\\1\u2060", _MARKUP.sub(r"\\\1", plain(name, limit)))


def usd(amount: Decimal | None) -> str:
    """Dollars to cents, to a tenth of a cent below one dollar, to two digits below ten cents.

    "$0" only for free, "–" for unknown.
    """
    if amount is None:
        return UNKNOWN
    if amount == 0:
        return "$0"
    text = f"{shown(amount):,f}"
    return f"${text}" if amount >= 1 else f"${_trimmed(text)}"


def _trimmed(text: str) -> str:
    """Without zeros behind the cents."""
    whole, _, places = text.partition(".")
    return f"{whole}.{places.rstrip('0').ljust(2, '0')}"


def cell(amount: Decimal | None) -> float | None:
    """Dollars for a column of three decimals: rounded here, since a browser rounds what is near a half either way."""
    return None if amount is None else float(rounded(amount, 3))


def _fixed(amount: Decimal, places: int) -> str:
    return f"{rounded(amount, places):,f}"


def usd_column(amounts: Sequence[Decimal | None]) -> list[str]:
    """Dollars that stand under each other: all with as many places as the smallest above zero needs."""
    places = column_places(amounts)
    return [UNKNOWN if amount is None else f"${_fixed(amount, places)}" for amount in amounts]


def column_places(amounts: Iterable[Decimal | None]) -> int:
    """Decimal places of a column of dollars: two to four."""
    smallest = min((amount for amount in amounts if amount), default=Decimal(1))
    return 2 if smallest >= 1 else 3 if smallest >= _TENTH else 4


def telling_places(amounts: Iterable[Decimal | None]) -> int:
    """Decimal places at which no two different amounts look alike ($3.00 and $2.99999), up to six."""
    known = {amount for amount in amounts if amount is not None}
    enough = (n for n in range(column_places(known), 6) if len({rounded(one, n) for one in known}) == len(known))
    return next(enough, 6)


def bill(amount: Decimal) -> str:
    """A monthly sum: whole dollars from $100 on."""
    return f"${_fixed(amount, 0)}" if amount >= _HUNDRED else usd(amount)


def usd_markdown(amount: Decimal | None) -> str:
    """``usd`` for Markdown, where a pair of dollar signs would set a formula."""
    return usd(amount).replace("$", "\\$")


def percent(share: Decimal) -> str:
    """A share as "76%"; one decimal below one percent, and never all of it where something is left."""
    if Decimal("0.995") <= share < 1:
        return "more than 99%"
    return f"{share:.0%}" if share >= Decimal("0.01") or not share else f"{share:.1%}"


def times(ratio: Decimal | None) -> str:
    """A ratio as "3.6×"; whole from 100 on."""
    if ratio is None:
        return UNKNOWN
    return f"{ratio:.1f}×" if ratio < 100 else f"{ratio:,.0f}×"


def count(number: int, word: str) -> str:
    """A number with its noun: "1 host", "23 hosts"."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def age(then: datetime, now: datetime) -> str:
    """Whole days, hours or minutes between two times, as "3 days"; "now" under a minute."""
    seconds = max(0, int((now - then).total_seconds()))
    for size, unit in _STEPS:
        if seconds >= size:
            return count(seconds // size, unit)
    return "now"


def ago(then: datetime, now: datetime) -> str:
    """How long ago: "3 days ago", "just now"."""
    since = age(then, now)
    return "just now" if since == "now" else f"{since} ago"


def day(when: datetime) -> str:
    """A date as "2 Jul 2026"."""
    return f"{when.day} {when:%b %Y}"


_RATES = re.compile(
    r"(?:(?P<before>[A-Z]{3}) )?(?P<rates>[a-z]\w*=[\d.]+(?:;[a-z]\w*=[\d.]+)*)(?: (?P<after>[A-Z]{3})\b)?"
)


def rates(text: str) -> str:
    """A text with prices as they are stored, "USD input=0.13;output=0.52", as people read them."""
    return _RATES.sub(_told, text)


def _told(found: re.Match[str]) -> str:
    currency = found["before"] or found["after"] or "USD"
    pairs = (one.split("=") for one in found["rates"].split(";"))
    sign, unit = ("$", "") if currency == "USD" else ("", f" {currency}")
    return ", ".join(f"{meter.replace('_', ' ')} {sign}{amount}{unit}" for meter, amount in pairs)


_SELLER = re.compile(r"\b[a-z0-9][\w.-]*(?= sells | is the cheapest host | \$)|(?<= at )[a-z0-9](?:[\w.-]*\w)?")
"""Where a sentence names a provider."""
_ID = re.compile(r"[a-z0-9][\w.-]*[/-][\w./:-]*\w")


def titled(text: str, names: Mapping[str, str]) -> str:
    """A sentence with titles in place of ids; what ``names`` does not know stays. Percent as everywhere here: "95%"."""
    told = _SELLER.sub(lambda found: names.get(found[0], found[0]), text)
    return rates(_ID.sub(lambda found: names.get(found[0], found[0]), told)).replace(" %", "%")


def tokens(number: int | None) -> str:
    """A token count as "128K" or "1M" (thousands and millions); "–" for unknown."""
    if number is None:
        return UNKNOWN
    for size, unit, places in ((10**9, "B", 1), (10**6, "M", 1), (10**3, "K", 0)):
        if number >= size:
            return f"{number / size:.{places}f}".removesuffix(".0") + unit
    return str(number)


def listing(names: list[str], most: int = 4) -> str:
    """Names as "a, b and c"; beyond ``most`` names, "a, b, c and 4 more"."""
    if len(names) > most:
        names = [*names[: most - 1], f"{len(names) - most + 1} more"]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))
