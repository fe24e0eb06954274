"""The captured price pages against what a reader finds on them.

A ``.truth.json`` beside each captured page lists prices by model. ``check`` asserts that every one of them is stated,
to the last digit, with its meter, tier, period and length of prompt, and that what a collector states beyond them is
what ``beyond-<page>.txt`` lists, one rate a line, each with the literal of the page that states it.
"""

import html
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

import pytest

from intel.errors import SourceError
from intel.rates import Condition, Meter, Rate
from intel.records import TIERS, Fact, Offer, Price
from intel.source import Collector
from tests.collectors import golden

FIELD = re.compile(
    r"^(?:(?P<tier>batch|flex|fast|priority)_)?(?P<listed>list_)?"
    r"(?P<meter>input|output|cache_read|cache_write)(?P<audio>_audio)?(?P<hour>_1h)?_per_m$"
)
FACTORS = (Decimal(1), Decimal(10**6), Decimal(10**6) / 60)
"""Amounts are stated per million units; pages print them per million, per one, or per minute of seconds."""
AUDIO = {"input": Meter.INPUT_AUDIO, "output": Meter.OUTPUT_AUDIO, "cache_read": Meter.CACHE_READ_AUDIO}


@dataclass(frozen=True)
class Wanted:
    """One price field of a truth."""

    names: tuple[str, ...]
    tier: str
    meter: Meter
    amount: Decimal
    kind: str
    """base, 1h, listed, peak, unknown, or the boundary in tokens."""
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class Stated:
    """One rate of an offer, and the period of its price."""

    offer: Offer
    price: Price
    rate: Rate

    def __str__(self) -> str:
        """Without the period: "gpt-5 batch input{>272000}=5"."""
        condition = self.rate.condition.text()
        braces = f"{{{condition}}}" if condition else ""
        tier = f"{self.offer.key.service_tier}{f' {self.offer.key.tag}' if self.offer.key.tag else ''}"
        return f"{self.offer.key.sku} {tier} {self.rate.meter}{braces}={self.rate.amount:f}"


def check(collector: Collector, page: Path, listing: Path, reach: int = 800) -> list[Fact]:
    """Compare; return the facts for further questions. UPDATE_GOLDEN=1 lists what is beyond the truths anew.

    ``reach`` is how many characters behind the model's name a literal may stand.
    """
    facts = golden.parse(collector, page.read_bytes())
    stated = [Stated(f, p, r) for f in facts if isinstance(f, Offer) for p in f.prices for r in p.card.rates]
    truth = json.loads(truth_of(page).read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)
    assert all(s.offer.key.tag == s.price.card.currency.lower() for s in stated if not _in(truth["currency"], s))
    met: set[Stated] = set()
    missing = []
    for wanted in (w for row in truth["models"] for w in wanted_of(row)):
        matching = [s for s in stated if _in(truth["currency"], s) and matches(s, wanted)]
        met.update(matching)
        missing += [] if matching else [wanted]
    assert missing == []
    beyond = sorted({str(s) for s in stated if s not in met and not _same_cell(s, met)})
    _compare(beyond, page.read_text("utf-8"), listing / f"beyond-{page.name}.txt", reach)
    return facts


def check_negatives(collector: Collector, captures: Path) -> None:
    """Every captured page that holds no prices, of whichever lab, ends in ``SourceError``."""
    pages = sorted((captures / "pages/_negative").glob("*.html"))
    assert len(pages) >= 2
    for page in pages:
        with pytest.raises(SourceError):
            golden.parse(collector, page.read_bytes())


def truth_of(page: Path) -> Path:
    """The truth beside a page."""
    return next(page.parent.glob(f"{page.name.removesuffix(page.suffix)}.truth.json"))


def wanted_of(row: dict[str, Any]) -> Iterator[Wanted]:
    """Every price field of a truth's row."""
    model = row.get("model", row.get("display"))
    names = tuple(model) if isinstance(model, list) else (model,)
    names += (row["display"],) if "display" in row else ()
    start = _day(row["valid_from"]) if "valid_from" in row else None
    end = _day(row["valid_through"]) + timedelta(days=1) if "valid_through" in row else None
    windows = {(w["field"], w["value"]) for w in row.get("windows", [])}
    for field, value in row.items():
        if found := FIELD.match(field):
            kind = "1h" if found["hour"] else "listed" if found["listed"] else "base"
            if (field, value) not in windows:
                yield _wanted(names, found, value, kind, start, end)
    for window in row.get("windows", []):
        since = _day(window["from"]) if "from" in window else None
        until = _day(window["through"]) + timedelta(days=1) if "through" in window else None
        yield _wanted(names, _field(window["field"]), window["value"], "base", since, until)
    for tier in row.get("tiers", []):
        over = tier.get("prompt_tokens_over", tier.get("input_tokens_over"))
        kind = str(over) if tier.get("boundary_printed", True) else "unknown"
        yield from (_wanted(names, f, v, kind, None, None) for k, v in tier.items() if (f := FIELD.match(k)))
    for field, value in row.get("peak", {}).items():
        yield _wanted(names, _field(field), value, "peak", None, None)


def _field(field: str) -> re.Match[str]:
    found = FIELD.match(field)
    assert found, field
    return found


def _wanted(
    names: tuple[str, ...],
    field: re.Match[str],
    value: Decimal,
    kind: str,
    start: datetime | None,
    end: datetime | None,
) -> Wanted:
    meter = AUDIO[field["meter"]] if field["audio"] else Meter(field["meter"])
    return Wanted(names, field["tier"] or "standard", meter, Decimal(value), kind, start, end)


def _day(text: str) -> datetime:
    return datetime.strptime(text, "%B %d, %Y").replace(tzinfo=UTC)


def _in(currency: str, stated: Stated) -> bool:
    return stated.price.card.currency == currency


def matches(stated: Stated, wanted: Wanted) -> bool:
    """Whether a rate is the wanted one."""
    offer, price, rate = stated.offer, stated.price, stated.rate
    named = {offer.key.sku, offer.name, offer.title}.intersection(wanted.names)
    fast_by_name = wanted.tier == "standard" and offer.key.service_tier == "fast" and "Fast" in offer.key.sku
    tier = offer.key.service_tier == wanted.tier or fast_by_name
    period = (wanted.start is None or price.effective_from == wanted.start) and (
        wanted.end is None or price.effective_to == wanted.end
    )
    same = rate.meter is wanted.meter and rate.amount == wanted.amount and _kind(rate.condition, wanted.kind)
    return bool(named) and tier and period and same


def _kind(condition: Condition, kind: str) -> bool:
    match kind:
        case "base":
            return condition == Condition()
        case "1h":
            return condition == Condition(cache_ttl="1h")
        case "listed":
            return True
        case "peak":
            return bool(condition.window)
        case "unknown":
            return bool(condition.unknown)
    return condition == Condition(over_tokens=int(kind))


def _same_cell(stated: Stated, met: set[Stated]) -> bool:
    """A write to the cache that lives five minutes is the default one, from one cell of the page."""
    five = stated.rate.condition == Condition(cache_ttl="5m")
    return five and any(
        other.offer is stated.offer and other.price is stated.price and other.rate.meter is stated.rate.meter
        for other in met
    )


def _compare(beyond: list[str], page: str, listing: Path, reach: int) -> None:
    seen = html.unescape(page.replace("\\u0026", "&"))
    if os.environ.get("UPDATE_GOLDEN") == "1":
        lines = [f"{rate} | {_literal(rate, seen, reach)}" for rate in beyond]
        listing.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    listed = dict(line.rsplit(" | ", 1) for line in listing.read_text("utf-8").splitlines())
    assert beyond == sorted(listed)
    assert [f"{rate} | {literal}" for rate, literal in listed.items() if not _says(literal, rate, seen, reach)] == []


def _literal(rate: str, page: str, reach: int) -> str:
    """The amount as the page prints it behind the model's name."""
    amount = Decimal(rate.rpartition("=")[2])
    for factor in FACTORS:
        value = Context(prec=9).divide(amount, factor).normalize()
        euros = (f"{value:f}€",) if " eur " in rate else ()
        for text in euros or (f"${value:.2f}", f"${value:f}", f"[0,{value:f}]", f"{value:f}元", "Free"):
            if _says(text, rate, page, reach):
                return text
    return "?"


def _says(literal: str, rate: str, page: str, reach: int) -> bool:
    """Whether the literal is the rate's amount per million, one or a minute, and stands behind the model's name."""
    sku = re.split(rf" (?:{'|'.join(TIERS)}) ", rate)[0]
    number = Decimal(0) if literal == "Free" else Decimal((re.findall(r"[\d.]+", literal) or ["NaN"])[-1])
    amount = Decimal(rate.rpartition("=")[2])
    same = any(abs(number * factor - amount) <= amount / 10**9 for factor in FACTORS)
    named = re.finditer(re.escape(sku), page, re.IGNORECASE)  # Z.ai prints its ids in capitals
    return same and any(literal in page[at.start() : at.start() + reach] for at in named)
