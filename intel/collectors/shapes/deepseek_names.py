"""What a footnote of DeepSeek's page says of old names: when they end, and which model answers to them."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from intel.collectors.shapes.deepseek_table import moment
from intel.records import Deprecation, OfferKey

# Names begin where a word does: tried at each letter of a long word, they would cost its length squared.
_NAME = r"[a-z][\w.-]*\w"
_NAMES = rf"(?<![a-z0-9_.-])(?P<names>{_NAME}(?:(?:\s*,\s*|\s+and\s+|\s*[、与和]\s*){_NAME})*)"
_ENDING = (
    re.compile(
        rf"\bmodel names? {_NAMES} will be deprecated (?P<when>in the future\b|on [^.;]*)",
        re.IGNORECASE,
    ),
    re.compile(rf"{_NAMES}\s*[两三]?个?模型名\s*将(?P<when>于.*?|来)\s*(?:被)?弃用", re.IGNORECASE),
)


def endings(said: Mapping[str, str], sold: Collection[str]) -> Iterator[Deprecation]:
    """One word on each old name, with its last day in UTC where one is printed.

    The successor is the one model of the price table that the same footnote names; else none is stated.
    """
    for footnote in (text.replace("\0", " ") for text in said.values()):  # seen on the Chinese page of July 2026
        found = next((match for pattern in _ENDING if (match := pattern.search(footnote))), None)
        if found is None:
            continue
        rest = footnote[found.end() :]
        served = {model for model in sold if re.search(rf"(?<![\w.-]){re.escape(model)}(?![\w.-]*\w)", rest)}
        replacement = served.pop() if len(served) == 1 else ""
        for name in re.findall(_NAME, re.sub(r"\band\b", " ", found["names"])):
            if name not in sold:
                yield Deprecation(OfferKey("deepseek", name), sunset_on=_day(found["when"]), replacement=replacement)


def _day(when: str) -> date | None:
    ends = moment(when)
    return ends.date() if ends else None
