"""What boards print as numbers: shares, ratings, costs. A cell without a number is None, never 0."""

from decimal import Context, Decimal

from intel.errors import RowError
from intel.units import number

NOT_MEASURED = frozenset({"", "-", "–", "n/a", "na", "nan", "none", "null"})
HUNDRED = Decimal(100)
_DIGITS = Context(prec=9)
_LARGEST = Decimal(10**9)


def measured(value: object) -> Decimal | None:
    """A finite number with at most nine digits; None for an empty cell or a word that says so; else ``RowError``."""
    if value is None or (isinstance(value, str) and value.strip().lower() in NOT_MEASURED):
        return None
    found = number(value.strip() if isinstance(value, str) else value)
    if abs(found) > _LARGEST:
        raise RowError(f"number {str(value)[:40]} is beyond any score")
    rounded = _DIGITS.plus(found)
    return plain(rounded)


def plain(value: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent: 1480, not 1.48E+3."""
    return Decimal(f"{value.normalize():f}") if value else Decimal(0)


def percent(value: object, *, ratio: bool = False) -> Decimal | None:
    """A share as 0-100. "74.24%" and 74.24 are themselves; a ``ratio`` of 0-1 is made a hundred times larger.

    None where nothing was measured; ``RowError`` outside 0-100.
    """
    text = value.strip().removesuffix("%") if isinstance(value, str) else value
    found = measured(text)
    if found is None:
        return None
    share = _DIGITS.multiply(found, HUNDRED) if ratio else found
    if not 0 <= share <= HUNDRED:
        raise RowError(f"share {str(value)[:40]} is not within 0-{1 if ratio else 100}")
    return plain(share)


def positive(value: object) -> Decimal | None:
    """A number above zero, as costs and tokens are; None where it is not stated or a zero by rounding."""
    found = measured(value)
    return found if found is not None and found > 0 else None
