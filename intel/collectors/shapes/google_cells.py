"""Price cells of Google's page: several amounts in one cell, each with the words behind it.

"$1.25, prompts <= 200k tokens $2.50, prompts > 200k", "$0.30 (text / image / video) $1.00 (audio)", "$0.75 through
December 31, 2026. $1.50 starting January 1, 2027.", "$1.00 / 1,000,000 tokens per hour (storage price)". What only
restates another amount is read over: "or $0.005/min", "($0.00012 per image)", "equivalent to $0.134 per 1K/2K image".
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from intel.collectors.shapes.page_money import FREE, NOTHING, Printed, notes, split_amounts
from intel.collectors.shapes.page_periods import Dated, period
from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter

Modalities = dict[str, Meter]
INPUT: Modalities = {
    "text": Meter.INPUT, "image": Meter.INPUT_IMAGE_TOKENS, "video": Meter.INPUT_VIDEO_TOKENS,
    "audio": Meter.INPUT_AUDIO, "one image": Meter.INPUT_IMAGE,
}  # fmt: skip
OUTPUT: Modalities = {
    "text": Meter.OUTPUT, "image": Meter.OUTPUT_IMAGE_TOKENS, "video": Meter.OUTPUT_VIDEO_TOKENS,
    "audio": Meter.OUTPUT_AUDIO, "one image": Meter.OUTPUT_IMAGE,
}  # fmt: skip
CACHE: Modalities = {
    "text": Meter.CACHE_READ, "image": Meter.CACHE_READ_IMAGE_TOKENS, "audio": Meter.CACHE_READ_AUDIO,
}  # fmt: skip

_PRICE = r"(?:(?:US)?\$\s?[\d.]+|[\d.]+\s?(?:\$|USD\b))"
_ONE = rf"{_PRICE}\s+per\s+[\w./]*\s*(?:image|second|frame|minute)s?\**"
_RESTATED = (
    re.compile(rf"[,.]?\s*\bequivalent to\s+{_ONE}(?:[,;]?\s*(?:and\s+)?{_ONE})*\.?", re.IGNORECASE),
    re.compile(rf"\(\s*{_ONE}\s*\)", re.IGNORECASE),
    re.compile(rf"\s+or\s+{_PRICE}\s*(?:/|per)\s*(?:min(?:ute)?|sec(?:ond)?)\b", re.IGNORECASE),
)
_LEAD = re.compile(r"^(?:same as standard,[^$]*)?$", re.IGNORECASE)
_PER_HOUR = re.compile(r"(?:/|per)\s*(?:1,000,000|1M)\s+tokens\s+per\s+hour(?:\s*\(storage price\))?", re.IGNORECASE)
_PER_MILLION = re.compile(r"(?:/|per)\s*(?:1,000,000|1M)\s+tokens", re.IGNORECASE)
_PER_IMAGE = re.compile(r"per\s+(?P<size>[\w./]*K\s+)?image", re.IGNORECASE)
_PROMPTS = re.compile(
    r",?\s*prompts\s*(?P<sign><=|≤|>=|≥|>|<)\s*(?P<thousands>\d+)k(?:\s+tokens?)?(?!\w)", re.IGNORECASE
)
_GROUP = re.compile(r"\((?P<words>[a-z/,& ]+)\)", re.IGNORECASE)
_WORDS = {"text": "text", "image": "image", "images": "image", "video": "video", "audio": "audio", "thinking": "text"}
_FAR_BELOW = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Part:
    """One amount and what the words behind it say."""

    printed: Printed
    said: str
    meters: tuple[Meter, ...]
    condition: Condition
    rates: tuple[Dated, ...]
    marked: bool


def rates(cell: str, modalities: Modalities) -> tuple[list[Dated], list[str]]:
    """(what a cell states, the amounts whose unit the page leaves open).

    An amount with a footnote that is less than a hundredth of the cell's first one is priced per image or the like
    ("$1.00 (text), $0.0006 (image)*"), and which is for the footnote to say: it is returned as printed, not as a rate.

    Raises:
        RowError: words that are not understood, or a modality for which there is no meter.
    """
    text = notes(cell)[0]
    if text.lower() in NOTHING or text.lower().startswith("not available"):
        return [], []
    if text.lower() in FREE:
        return list(_part(Printed("0"), "", modalities).rates), []
    for pattern in _RESTATED:
        text = pattern.sub(" ", text)
    lead, split = split_amounts(text)
    if not split or not _LEAD.match(lead.strip()):
        raise RowError(f"no price that is understood: {cell[:80]!r}")
    parts = [_part(printed, said, modalities) for printed, said in split]
    open_unit = [part for part in parts[1:] if part.marked and _far_below(part, parts[0])]
    found = [rate for part in parts if part not in open_unit for rate in part.rates]
    return found, [f"${part.printed.digits}{part.said}".strip() for part in open_unit]


def _far_below(part: _Part, first: _Part) -> bool:
    return Decimal(part.printed.digits) < _FAR_BELOW * Decimal(first.printed.digits) and _tokens(part)


def _tokens(part: _Part) -> bool:
    return all(meter.unit == "token" for meter in part.meters)


def _part(printed: Printed, said: str, modalities: Modalities) -> _Part:
    if printed.currency != "USD":
        raise RowError(f"expected USD, got {printed.currency}")
    held, rest = period(said)
    words = _Words(rest)
    meters: tuple[Meter, ...]
    condition = ALWAYS
    if words.take(_PER_HOUR):
        meters = (Meter.CACHE_STORAGE,)
    elif image := words.take(_PER_IMAGE):
        printed, meters = replace(printed, unit="image", per=1), _meters(("one image",), modalities)
        condition = Condition(unknown=f"{image['size'].strip()} image") if image["size"] else ALWAYS
    else:
        words.take(_PER_MILLION)
        group = words.take(_GROUP)
        meters = _meters(_named(group["words"]) if group else ("text",), modalities)
        condition = _condition(words.take(_PROMPTS))
    if left := words.left():
        raise RowError(f"words that are not understood behind ${printed.digits}: {left[:60]!r}")
    made = [printed.rate(meter, condition) for meter in meters]
    dated = tuple(Dated(rate, rounded, held) for rate, rounded in made)
    return _Part(printed, said, meters, condition, dated, "*" in said)


class _Words:
    """The words behind an amount, taken away pattern by pattern."""

    def __init__(self, text: str) -> None:
        self._text = text

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Remove the first match and return it."""
        if found := pattern.search(self._text):
            self._text = f"{self._text[: found.start()]} {self._text[found.end() :]}"
        return found

    def left(self) -> str:
        """What nobody took, without punctuation and footnote marks."""
        return self._text.strip(" .,;*")


def _named(words: str) -> tuple[str, ...]:
    """The modalities in "text / image / video" or "text and thinking"."""
    parts = [part for part in re.split(r"[\s/,&]+|\band\b", words.lower()) if part and part != "and"]
    if not parts or any(part not in _WORDS for part in parts):
        raise RowError(f"not modalities: {words[:60]!r}")
    return tuple(dict.fromkeys(_WORDS[part] for part in parts))


def _meters(named: tuple[str, ...], modalities: Modalities) -> tuple[Meter, ...]:
    """The meters of the modalities; a group with text among it is the plain price, whatever else it names."""
    wanted = ("text",) if "text" in named else named
    missing = [word for word in wanted if word not in modalities]
    if missing:
        raise RowError(f"no meter for {', '.join(missing)}")
    return tuple(modalities[word] for word in wanted)


def _condition(prompts: re.Match[str] | None) -> Condition:
    """The words "prompts > 200k tokens" as a condition; the side up to the boundary is the base price."""
    if prompts is None or prompts["sign"] in ("<=", "≤", "<"):
        return ALWAYS
    return Condition(over_tokens=int(prompts["thousands"]) * 1000, inclusive=prompts["sign"] in (">=", "≥"))
