"""From stated numbers to a ``Price``: one place for rounding, ``-1`` and prices that we cannot name."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter, Rate, rate_card
from intel.records import Price
from intel.units import Scale, amount, was_rounded

Stated = tuple[str, Meter, Condition, object]
"""The source's key, what it bills, when it holds, and the value as read; None is "not stated"."""


def prices(stated: Iterable[Stated], scale: Scale) -> tuple[Price, ...]:
    """One observed price in USD from what a row states; empty (unknown) when it states nothing.

    A ``-1`` under any key is the sentinel for "varies" and makes the whole price unknown. Raises
    ``RowError`` naming the key for what is no price, and when one meter and condition has two amounts.
    """
    rates, rounded = [], False
    for key, meter, condition, value in stated:
        if value is None:
            continue
        if value in (-1, "-1"):
            return ()
        try:
            per_million, cut = money(value, scale)
        except (RowError, TypeError) as error:
            raise RowError(f"{key}: {error}") from None
        rates.append(Rate(meter, per_million, condition))
        rounded = rounded or cut
    return (Price(rate_card(rates), rounded=rounded),) if rates else ()


@lru_cache(maxsize=16384, typed=True)
def money(value: object, scale: Scale) -> tuple[Decimal, bool]:
    """``amount`` and ``was_rounded`` at once, remembered: 13,000 prices of a catalog are 900 numbers.

    Typed, so that JSON ``true`` never passes for a 1 that was seen before. Raises ``RowError``, and
    ``TypeError`` for a value that cannot be hashed (an object or array where a number belongs).
    """
    return amount(value, scale), was_rounded(value, scale)


def unnamed(key: str, value: object, condition: Condition = ALWAYS) -> Iterator[Stated]:
    """A price under a key that we do not know: kept under *unknown condition*, so never used, never lost.

    Numbers inside objects and arrays are found, each with its path ("key.part"); words beside them are
    labels. The meter is the nearest guess from the key's first word. Raises ``RowError`` when there is no
    number at all: then the row must be looked at.
    """
    found = False
    for path, number in _numbers(key, value):
        found = True
        yield key, _nearest(key), replace(condition, unknown=path), number
    if not found and value is not None:
        raise RowError(f"{key}: a price in a shape that is not known: {str(value)[:60]!r}")


def _numbers(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for part, inner in sorted(value.items()):
            yield from _numbers(f"{path}.{part}", inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _numbers(f"{path}.{place}", inner)
    elif isinstance(value, Decimal | int) and not isinstance(value, bool):
        yield path, value


def _nearest(key: str) -> Meter:
    if key.startswith("input"):
        return Meter.INPUT
    return Meter.OUTPUT if key.startswith("output") else Meter.REQUEST
