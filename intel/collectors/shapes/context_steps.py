"""Prices by length of prompt, as lists of steps: which rate holds above which number of tokens."""

from typing import Any

from intel.errors import RowError
from intel.rates import ALWAYS, Condition


def above(threshold: object) -> Condition:
    """The condition of a step that holds for prompts longer than ``threshold`` tokens; 0 is always."""
    bound = whole(threshold, "threshold")
    return Condition(over_tokens=bound) if bound else ALWAYS


def half_open(steps: list[dict[str, Any]]) -> list[Condition]:
    """Conditions of Vercel's steps, in the order given: ``min`` is within a step, ``max`` is not.

    Steps for Alibaba's models start at 32001 where Alibaba prints "up to 32K", so the lower end belongs to the step.
    Where two steps overlap by one token the earlier ``max`` is the boundary. Raises ``RowError`` for any other gap.
    """
    order = sorted(range(len(steps)), key=lambda place: whole(steps[place].get("min") or 0, "min"))
    found = [ALWAYS] * len(steps)
    end = 0
    for place in order:
        start = whole(steps[place].get("min") or 0, "min")
        if end - start not in (0, 1) and (end, start) != (0, 1):
            raise RowError(f"steps leave prompts of {end} tokens without one price")
        found[place] = Condition(over_tokens=end, inclusive=True) if end else ALWAYS
        end = whole(steps[place].get("max") or 0, "max")
        if end <= start and place != order[-1]:
            raise RowError(f"a step from {start} ends at {end}")
    return found


def closed(steps: list[dict[str, Any]]) -> list[Condition]:
    """Conditions of Novita's steps, in the order given: ``max_tokens`` is within its step, the next begins above it.

    ``min_tokens`` of the next repeats that number or is one more. Raises ``RowError`` for any other gap.
    """
    order = sorted(range(len(steps)), key=lambda place: whole(steps[place].get("min_tokens"), "min_tokens"))
    found = [ALWAYS] * len(steps)
    end = 0
    for place in order:
        start = whole(steps[place].get("min_tokens"), "min_tokens")
        if start - end not in (0, 1):
            raise RowError(f"steps leave prompts of {end} tokens without one price")
        found[place] = above(end)
        end = whole(steps[place].get("max_tokens") or 0, "max_tokens")
        if end <= start and place != order[-1]:
            raise RowError(f"a step from {start} ends at {end}")
    return found


def whole(value: object, what: str) -> int:
    """A number of tokens of 0 or more; ``RowError`` otherwise."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**12:
        raise RowError(f"{what} is no number of tokens: {str(value)[:40]!r}")
    return value
