"""What the tests of model lists ask of their facts."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from intel.records import Fact, Offer, Rejected
from intel.source import Collector
from tests.collectors import golden


def state(collector: Collector, document: object, url: str = "", key: str = "") -> list[Fact]:
    """The facts of a document given as Python values."""
    return golden.parse(collector, json.dumps(document).encode(), url, key)


def capture(collector: Collector, captures: Path, file: str, url: str = "") -> list[Fact]:
    """The facts of a captured reply, taken out of the envelope of those who captured it."""
    document: Any = json.loads((captures / "prices" / file).read_text("utf-8"), parse_float=_Digits)
    envelope = next((key for key in ("payload", "body") if isinstance(document, dict) and key in document), None)
    reply = document[envelope] if envelope else document
    return golden.parse(collector, json.dumps(reply).replace('"\\u0000', "").replace('\\u0000"', "").encode(), url)


class _Digits(str):
    """A fraction as it was printed, which ``json.dumps`` would otherwise round."""

    def __new__(cls, digits: str) -> "_Digits":
        return super().__new__(cls, f"\0{digits}\0")


def offers(facts: Iterable[Fact]) -> list[Offer]:
    return [fact for fact in facts if isinstance(fact, Offer)]


def offer(facts: Iterable[Fact], sku: str, provider: str = "", tier: str = "standard") -> Offer:
    (found,) = [
        o for o in offers(facts)
        if o.key.sku == sku and provider in ("", o.key.provider) and o.key.service_tier == tier and not o.key.tag
    ]  # fmt: skip
    return found


def card(stated: Offer) -> str:
    """The rate card as text; '' where the price is unknown."""
    return stated.prices[0].card.text() if stated.prices else ""


def reasons(facts: Iterable[Fact]) -> dict[str, str]:
    """Why each row was rejected."""
    return {fact.key: fact.reason for fact in facts if isinstance(fact, Rejected)}
