"""``expiration_date`` of OpenRouter's list, which Kilo has copied: the day on which a model is withdrawn."""

from collections.abc import Iterator
from datetime import date

from intel.records import Deprecation, OfferKey, Rejected
from intel.source import printable

_NEVER_BEFORE = date(2090, 1, 1)
"""``expiration_date`` 2098-12-31 means "none planned"."""


def withdrawal(key: OfferKey, expiration: object) -> Iterator[Deprecation | Rejected]:
    """The withdrawal of an offer; nothing when no date is stated, a reject of its own when it is no date."""
    if not expiration:
        return
    try:
        sunset_on = date.fromisoformat(str(expiration)[:10])
    except ValueError:
        yield Rejected(f"{key.sku} expiration_date", "not a date", printable(str(expiration)))
        return
    if sunset_on < _NEVER_BEFORE:
        yield Deprecation(key, sunset_on=sunset_on)
