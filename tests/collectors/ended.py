"""What pages of deprecations say, as their tests ask for it."""

from collections.abc import Iterable
from datetime import date

from intel.records import Deprecation, Fact

Ends = dict[str, tuple[date | None, date | None, str]]
"""By sku: when it was announced, the last day, and what replaces it."""


def ends(facts: Iterable[Fact]) -> Ends:
    return {
        fact.key.sku: (fact.deprecated_on, fact.sunset_on, fact.replacement)
        for fact in facts
        if isinstance(fact, Deprecation)
    }
