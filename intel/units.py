"""Numbers as sources state them, made exact: Decimal per million units of a meter.

The catalog stores nano-units of the stated currency per million units (``BIGINT``), so
$1.40 per million tokens is 1_400_000_000 and the smallest price told from free is
0.000000001 per million.
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from enum import Enum

from intel.errors import RowError

NANO = Decimal(10**9)
MAX_PER_MILLION = Decimal(9 * 10**9)
SIGNIFICANT_DIGITS = 12

_TWELVE = Context(prec=SIGNIFICANT_DIGITS, rounding=ROUND_HALF_EVEN)
_WIDE = Context(prec=40)
_NANO_STEP = Decimal("1e-9")
_MAX_EXPONENT = 400


class Scale(Enum):
    """What a stated number is a price of; the value is the factor to "per million units"."""

    PER_UNIT = Decimal(10**6)
    """Currency per token (OpenRouter, LiteLLM), per request, per image."""
    PER_THOUSAND = Decimal(10**3)
    """Currency per 1,000 (older pages, ``requests_kcount``)."""
    PER_MILLION = Decimal(1)
    """Currency per million (models.dev, genai-prices, most pages)."""
    CENTS_PER_UNIT = Decimal(10**4)
    """US cents per token (Portkey, DeepInfra's older list)."""
    TEN_THOUSANDTHS_PER_MILLION = Decimal("0.0001")
    """1/10,000 of the currency per million (Novita's integers: 1500 is $0.15)."""


def number(value: object) -> Decimal:
    """Read a stated number exactly; ``RowError`` when it is not a finite number of at most 400 characters.

    Takes ``Decimal``, ``int`` or a numeric ``str``. A ``float`` is refused: it has already lost the digits
    that were printed (read JSON through ``Snapshot.json``).
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise RowError(f"not a number: {str(value)[:40]!r}")
    text = value if isinstance(value, Decimal | int) else value.strip()
    if isinstance(text, str) and len(text) > 400:
        raise RowError("not a number: over 400 characters")
    try:
        result = Decimal(text)
    except (InvalidOperation, ValueError):
        raise RowError(f"not a number: {str(value)[:40]!r}") from None
    if not result.is_finite():
        raise RowError(f"not a finite number: {str(value)[:40]!r}")
    if result and abs(result.adjusted()) > _MAX_EXPONENT:  # beyond it a product overflows, or falls to 0, which is free
        raise RowError(f"not a number of this world: {str(value)[:40]!r}")
    return result


def amount(value: object, scale: Scale) -> Decimal:
    """A price in currency per million units, rounded to 12 significant digits.

    Raises ``RowError`` for what is no price: negative, not finite, above 9e9 per million, or above zero
    yet too small to store. The sentinel ``-1`` ("price varies") must be caught by the caller first.
    """
    per_million = _WIDE.multiply(number(value), scale.value)
    if per_million < 0:
        raise RowError(f"negative price {str(value)[:40]}")
    if per_million > MAX_PER_MILLION:
        raise RowError(f"price {str(value)[:40]} is above 9e9 per million")
    rounded = _TWELVE.plus(per_million)
    stored = rounded.quantize(_NANO_STEP, context=_WIDE)
    if stored == 0 and rounded != 0:
        raise RowError(f"price {str(value)[:40]} is too small to store")
    return stored.normalize() if stored else Decimal(0)


def was_rounded(value: object, scale: Scale) -> bool:
    """Whether ``amount`` had to drop digits (float noise such as 0.6499999999999999)."""
    return _WIDE.multiply(number(value), scale.value) != amount(value, scale)


def to_nano(per_million: Decimal) -> int:
    """Nano-units per million, the stored form of an ``amount``."""
    return int(_WIDE.multiply(per_million, NANO))


def from_nano(stored: int) -> Decimal:
    """The ``amount`` behind a stored number."""
    return _WIDE.divide(Decimal(stored), NANO)


def money_text(per_million: Decimal | None) -> str | None:
    """Plain decimal text with at least two places: "1.40", "0.0028", "0.00"; None stays None (unknown)."""
    if per_million is None:
        return None
    text = f"{per_million.normalize():f}"
    whole, _, cents = text.partition(".")
    return f"{whole}.{cents.ljust(2, '0')}"


def counted(number: int, one: str, several: str = "") -> str:
    """A number with its noun: "1 rule", "2,000 rules"."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"
