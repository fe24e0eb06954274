"""Offers of one model in the words of these tests: who, at what rates, in which tier."""

from datetime import date
from typing import Any

from intel.views import OfferView, Statement
from tests.factories import NOON, a_card, a_statement, an_offer

AT = NOON
card = a_card


def stated(rates: str = "input=1;output=4", currency: str = "USD", **changed: Any) -> Statement:
    """One source's word on a price; other currencies than USD have no exchange rate."""
    return a_statement(a_card(rates, currency), **changed)


def offer(
    provider: str = "acme", rates: str | None = "input=1;output=4", *, tier: str = "standard", sku: str = "model-1",
    kind: str = "inference", via: str = "", statements: tuple[Statement, ...] | None = None,
    sunset_on: date | None = None, held: bool = False,
) -> OfferView:  # fmt: skip
    """One offer with one statement of ``rates``; None means an unknown price."""
    words = statements if statements is not None else (stated(rates),) if rates else ()
    return an_offer(
        provider, "lab/model-1", kind=kind, sku=sku, via=via, service_tier=tier, statements=words,
        sunset_on=sunset_on, held=held,
    )  # fmt: skip
