"""LiteLLM's ``off_peak_pricing``: cheaper hours, by UTC clock and weekday.

``{hours_utc, weekdays, windows: [{hours_utc, weekdays}], weekday_timezone, <price keys>}``; hours are one
"HH:MM-HH:MM" or a list, half-open, may wrap; "00:00-00:00" is the whole day; weekdays are 1 (Monday) to 7 or names.
"""

import re
from collections.abc import Iterator
from typing import Any

from intel.collectors.shapes.fields import mapping, rows
from intel.errors import RowError
from intel.rates import Condition

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SCHEDULE = frozenset({"hours_utc", "weekdays", "windows", "weekday_timezone"})
"""Keys of the block that say when; all others are prices."""

_HOURS = re.compile(r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")
_UTC = ("UTC", "Etc/UTC")


def conditions(block: dict[str, Any]) -> Iterator[Condition]:
    """One condition per stretch of hours. Raises ``RowError`` when the block names no hours at all.

    Hours or days that cannot be read, and weekdays counted in another time zone than UTC, give an
    *unknown condition*: the cheaper rate is kept and never used.
    """
    rules = [mapping(rule, "off_peak_pricing window") for rule in rows(block.get("windows") or [], "windows")]
    if "hours_utc" in block:
        rules.append(block)
    if not rules:
        raise RowError("off_peak_pricing names no hours")
    zone = block.get("weekday_timezone") or "UTC"
    for rule in rules:
        hours = rule.get("hours_utc")
        for stretch in hours if isinstance(hours, list) else [hours]:
            yield _condition(stretch, rule.get("weekdays"), zone)


def _condition(stretch: object, weekdays: object, zone: object) -> Condition:
    days = _days(weekdays)
    if not isinstance(stretch, str) or not _HOURS.match(stretch) or days is None or (days and zone not in _UTC):
        return Condition(unknown=f"off peak {stretch} on {weekdays} in {zone}")
    start, _, end = stretch.partition("-")
    return Condition(window="" if start == end else stretch, days=days)


def _days(weekdays: object) -> str | None:
    """Days as in "mon+tue", in the order of the week; '' for all seven or none stated, None for what is no day."""
    if weekdays is None:
        return ""
    if not isinstance(weekdays, list):
        return None
    named = [_day(day) for day in weekdays]
    if not named or None in named:
        return None
    return "" if len(set(named)) == len(DAYS) else "+".join(day for day in DAYS if day in named)


def _day(day: object) -> str | None:
    if isinstance(day, int) and not isinstance(day, bool) and 1 <= day <= len(DAYS):
        return DAYS[day - 1]
    return day[:3].lower() if isinstance(day, str) and day[:3].lower() in DAYS else None
