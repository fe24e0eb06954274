"""Announced ends that lie ahead, told once for all that a host ends on one day. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from intel.views import OfferView

MOST = 5
"""So many ends are told one by one."""


def ends_ahead(offers: Iterable[OfferView], on: date, host: Callable[[OfferView], str]) -> list[str]:
    """A sentence without a full stop on each end after ``on``, the soonest first; those beyond ``MOST`` are counted.

    ``host`` names the seller of an offer. "openai ends gpt-5-2025-08-07 on 2026-12-11, replaced by gpt-5.6-sol".
    """
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for offer in offers:
        if offer.sunset_on is not None and offer.sunset_on > on:
            found[offer.sunset_on.isoformat(), host(offer), offer.replacement].add(offer.key.sku)
    told = [
        f"{seller} ends {', '.join(sorted(skus))} on {day}{f', replaced by {instead}' if instead else ''}"
        for (day, seller, instead), skus in sorted(found.items())
    ]
    left = len(told) - MOST
    return [*told[:MOST], f"{left} more ends are announced"] if left > 1 else told
