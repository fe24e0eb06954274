"""Price cells of official pages: one amount, its unit, its struck list price, and nothing that is not understood.

The notation is that of ``markdown_table`` and ``html_table``: ``~~$1.74~~`` is struck, ``<sup>1</sup>`` a footnote.
"""

import re
from dataclasses import dataclass, replace
from decimal import Context, Decimal

from intel.collectors.shapes.prices import money
from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter, Rate
from intel.units import Scale, number

NOTHING = frozenset({"", "-", "–", "—", "--", "——", "\\", "/", "n/a", "na", "none", "not available", "not supported"})
"""What a cell says, in lower case, that states no price: unknown, never free."""
FREE = frozenset({"free", "free of charge", "limited-time free"})

_DIGITS = r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?:(?P<before>US\$|\$|€|£|¥|￥|USD|EUR|CNY|RMB)\s?(?P<digits>{_DIGITS})"
    rf"|(?P<first>{_DIGITS})\s?(?P<after>\$|€|£|¥|￥|元|USD\b|EUR\b|CNY\b|RMB\b))(?![\d]|[.,]\d)"
)
_CURRENCIES = {
    "US$": "USD", "$": "USD", "USD": "USD", "€": "EUR", "EUR": "EUR", "£": "GBP",
    "¥": "CNY", "￥": "CNY", "元": "CNY", "CNY": "CNY", "RMB": "CNY",
}  # fmt: skip
"""Signs as these pages use them; none of them prices in yen."""

_MILLION, _THOUSAND = 10**6, 10**3
_COUNT = r"(?P<count>1,000,000|1\s?million|million|1m|m|1,000|1000|thousand|1k|k|1|a|an)?"
_THING = (
    r"(?P<thing>mtok|mt|tokens?|tok|characters?|chars?|seconds?|sec|minutes?|min|hours?|images?|pages?|requests?"
    r"|calls?|searches|search queries|songs?)"
)
_UNIT = re.compile(rf"\s*(?:/|per)\s*{_COUNT}\s*{_THING}\b\.?", re.IGNORECASE)
_COUNTS = {
    "1,000,000": _MILLION, "million": _MILLION, "1million": _MILLION, "1m": _MILLION, "m": _MILLION,
    "1,000": _THOUSAND, "1000": _THOUSAND, "thousand": _THOUSAND, "1k": _THOUSAND, "k": _THOUSAND,
    "1": 1, "a": 1, "an": 1,
}  # fmt: skip
_THINGS = {
    "mtok": ("token", _MILLION), "mt": ("token", _MILLION), "tok": ("token", 1), "char": ("character", 1),
    "sec": ("second", 1), "minute": ("second", 60), "min": ("second", 60), "hour": ("second", 3600),
    "call": ("request", 1), "searches": ("search", 1), "search queries": ("search", 1),
}  # fmt: skip
"""Word of the page → unit of the meter, and how many of them one is."""

_STRUCK = re.compile(r"~~(.+?)~~")
_SUP = re.compile(r"\s?<sup>([^<>]{0,40})</sup>")
_OFF = re.compile(r"\(?\s*\d+(?:\.\d+)?% off\s*\)?", re.IGNORECASE)
_WIDE = Context(prec=40)


@dataclass(frozen=True, slots=True)
class Printed:
    """An amount as a page prints it, with the currency and the unit that stand beside it."""

    digits: str
    """Without thousands separators: "1250.5"."""
    currency: str = "USD"
    unit: str = ""
    """"token", "second", "image" …; '' when the cell prints none (then the header's holds)."""
    per: int = _MILLION
    """How many units the amount buys; a million where ``unit`` is ''."""

    def rate(self, meter: Meter, condition: Condition = ALWAYS) -> tuple[Rate, bool]:
        """The rate per million units, and whether digits were dropped.

        Raises:
            RowError: the amount is priced per something else than ``meter`` bills, or is no price.
        """
        if self.unit and self.unit != meter.unit:
            raise RowError(f"{self.digits} per {self.unit} is no price of {meter} (per {meter.unit})")
        value = _WIDE.divide(number(self.digits), Decimal(self.per))
        per_million, cut = money(value, Scale.PER_UNIT)
        return Rate(meter, per_million, condition), cut


@dataclass(frozen=True, slots=True)
class Cell:
    """What a price cell states."""

    charged: Printed | None
    """None: no price is stated."""
    listed: Printed | None = None
    """The struck price beside it, which is not charged while the offer lasts."""
    notes: tuple[str, ...] = ()
    """Footnote marks, as in "3" or "*"."""


def notes(text: str) -> tuple[str, tuple[str, ...]]:
    """(the text without footnote marks, the marks): "x<sup>(1)</sup>" gives ("x", ("1",))."""
    return _SUP.sub("", text).strip(), tuple(mark.strip("()[] ") for mark in _SUP.findall(text))


def amounts(text: str) -> list[Printed]:
    """Every amount in a text, each with the unit right after it; also those inside of prose."""
    return [_printed(text, found) for found in _AMOUNT.finditer(text)]


def split_amounts(text: str) -> tuple[str, list[tuple[Printed, str]]]:
    """(words before the first amount, every amount without its unit and the words behind it up to the next one)."""
    found = list(_AMOUNT.finditer(text))
    if not found:
        return text, []
    ends = [*(match.start() for match in found[1:]), len(text)]
    parts = [
        (Printed(_digits(match), _currency(match)), text[match.end() : end])
        for match, end in zip(found, ends, strict=True)
    ]
    return text[: found[0].start()], parts


def price_cell(text: str, currency: str = "USD") -> Cell:
    """The one price of a cell, in ``currency``, struck list price and footnotes told apart.

    "Free" is 0; a dash and the like is no price. A "75% off" label is read over: the page prints the price itself.

    Raises:
        RowError: a number without a currency, more than one amount, another currency, a list price below the charged
            one, or words that are not understood.
    """
    bare, marks = notes(text)
    struck = [_one(inner, currency) for inner in _STRUCK.findall(bare)]
    rest = _OFF.sub(" ", _STRUCK.sub(" ", bare)).strip().rstrip("*†").strip()
    if len(struck) > 1:
        raise RowError(f"more than one struck price: {text[:80]!r}")
    charged = None if rest.lower() in NOTHING else _one(rest, currency)
    if struck and (charged is None or number(struck[0].digits) < number(charged.digits)):
        raise RowError(f"a struck price without a lower one: {text[:80]!r}")
    listed = struck[0] if struck else None
    if listed and charged and not listed.unit:
        listed = replace(listed, unit=charged.unit, per=charged.per)
    return Cell(charged, listed, marks)


def _one(text: str, currency: str) -> Printed:
    if text.strip().lower() in FREE:
        return Printed("0", currency)
    found = list(_AMOUNT.finditer(text))
    if len(found) != 1:
        raise RowError(f"{'more than one amount' if found else 'no amount that is understood'}: {text[:80]!r}")
    printed = _printed(text, found[0])
    unit = _UNIT.match(text, found[0].end())
    rest = text[: found[0].start()] + text[unit.end() if unit else found[0].end() :]
    if rest.strip(" *†"):
        raise RowError(f"words that are not understood beside a price: {text[:80]!r}")
    if printed.currency != currency:
        raise RowError(f"expected {currency}, got {printed.currency}: {text[:80]!r}")
    return printed


def _printed(text: str, found: re.Match[str]) -> Printed:
    printed = Printed(_digits(found), _currency(found))
    unit = _UNIT.match(text, found.end())
    return printed if unit is None else _with_unit(printed, unit)


def _digits(found: re.Match[str]) -> str:
    return (found["digits"] or found["first"]).replace(",", "")


def _currency(found: re.Match[str]) -> str:
    return _CURRENCIES[found["before"] or found["after"]]


def _with_unit(printed: Printed, unit: re.Match[str]) -> Printed:
    count = _COUNTS["".join((unit["count"] or "1").lower().split())]
    thing = unit["thing"].lower()
    name, holds = _THINGS.get(thing) or _THINGS.get(thing.removesuffix("s")) or (thing.removesuffix("s"), 1)
    return replace(printed, unit=name, per=count * holds)
