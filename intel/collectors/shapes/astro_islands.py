"""Astro's islands: the data of a page's components, as tagged JSON in the attribute ``props``.

Every value is ``[0, value]`` (a plain one, or an object of such values) or ``[1, [values]]`` (an array); ``[0]`` alone
is undefined. Other tags (dates, sets) do not carry prices and read as None.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag

Props = dict[str, Any]


def islands(page: BeautifulSoup) -> Iterator[tuple[str, Props, Tag]]:
    """(name of the component, its props, the element) of every island whose props are readable, in order."""
    for element in page.find_all("astro-island"):
        try:
            props = json.loads(str(element.get("props") or ""), parse_float=Decimal)
        except (ValueError, RecursionError):
            continue
        if isinstance(props, dict):
            yield (
                str(element.get("component-export") or ""),
                {key: _value(item) for key, item in props.items()},
                element,
            )


def _value(tagged: Any) -> Any:
    match tagged:
        case [0, dict() as inner]:
            return {key: _value(item) for key, item in inner.items()}
        case [0, plain]:
            return plain
        case [1, list() as inner]:
            return [_value(item) for item in inner]
    return None


def cell(value: Any) -> str:
    """A table cell as text: a bare number is US dollars, null is "-", rich text is its markup."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | Decimal):
        return f"${value:f}" if isinstance(value, Decimal) else f"${value}"
    if isinstance(value, dict):
        inner = value.get("__pricingHtml") or value.get("__pricingTooltipHeading")
        return cell(inner.get("label")) if isinstance(inner, dict) else str(inner or value)
    return str(value)
