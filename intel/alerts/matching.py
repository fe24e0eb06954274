"""Whether an event is one that a rule is for. Pure."""

from collections.abc import Collection, Sequence
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase

from intel.alerts.events import INFO, KINDS, Facts, Happened
from intel.alerts.rules import Rule


def wanted(rules: Sequence[Rule], happened: Happened, used: Collection[str]) -> list[Rule]:
    """The rules that an event is for."""
    return [rule for rule in rules if matches(rule, happened, used)]


def matches(rule: Rule, happened: Happened, used: Collection[str]) -> bool:
    """Whether an event passes a rule's filters.

    A price that only one of several sources has changed, while another one is believed, passes none.
    """
    about = happened.about
    return (
        happened.kind in rule.kinds
        and (not rule.tasks or not set(rule.tasks).isdisjoint(about.tasks))
        and _like(rule.models, about.models)
        and _like(rule.labs, about.labs)
        and _like(rule.providers, about.providers)
        and rule.open_weights in (None, about.open_weights)
        and (not rule.in_use or not set(used).isdisjoint(about.models))
        and (happened.kind != "price_changed" or _moved_enough(rule, happened.evidence.get("moved")))
    )


def severity(rule: Rule, kind: str) -> str:
    """How urgent a rule takes an event to be."""
    return rule.severity or KINDS.get(kind, INFO)


def _like(patterns: Sequence[str], names: Sequence[str]) -> bool:
    return not patterns or any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


def _moved_enough(rule: Rule, moved: Facts | None) -> bool:
    """Whether the believed price moved by both thresholds; one that became known or unknown always did."""
    if moved is None:
        return False
    before, after = moved.get("before"), moved.get("after")
    if not before or not after:
        return True
    percent, usd = move(before, after)
    return percent >= (rule.min_percent or 0) and usd >= (rule.min_usd or 0)


def move(before: Facts, after: Facts) -> tuple[Decimal, Decimal]:
    """The largest move of a rate that both sides state: in percent of what it was, and in USD per million.

    From zero to anything is a hundred percent.
    """
    percent = usd = Decimal(0)
    for meter in before.keys() & after.keys():
        try:
            old, new = Decimal(before[meter]), Decimal(after[meter])
        except (InvalidOperation, TypeError):
            continue
        usd = max(usd, abs(new - old))
        percent = max(percent, abs(new - old) / old * 100 if old else Decimal(100 * (new != old)))
    return percent, usd
