"""Who wants to hear of what: rules, and whether an event is one of theirs. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, time, tzinfo
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase

from intel.alerts.events import INFO, KINDS, Facts, Happened

INSTANT, DAILY, WEEKLY = "instant", "daily", "weekly"
DIGESTS = (INSTANT, DAILY, WEEKLY)
WEBHOOK, APPRISE, FEED, STDOUT = "webhook", "apprise", "feed", "stdout"
CHANNELS = (WEBHOOK, APPRISE, FEED, STDOUT)

MAX_ATTEMPTS = 8
"""So many attempts without an answer make a delivery dead; with the waits between them that is about 18 hours."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to tell somebody. What is secret stands in the environment: a channel only names the variable."""

    name: str
    kind: str
    """One of ``CHANNELS``."""
    url: str = ""
    """Of a webhook, where it is no secret."""
    url_env: str = ""
    """Variable with the webhook's address, or with Apprise's addresses, parted by spaces or commas."""
    secret_env: str = ""
    """Variable with the key that signs a webhook's requests; '' for unsigned ones."""
    allow_private: bool = False
    """Whether a webhook may lead into the owner's own network."""
    attempts: int = MAX_ATTEMPTS


@dataclass(frozen=True, slots=True)
class Rule:
    """Events of these kinds that pass every stated filter go to one channel; an empty filter lets everything pass."""

    name: str
    channel: str
    kinds: frozenset[str]
    tasks: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    """Patterns of ids, as "zai/*"."""
    labs: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    open_weights: bool | None = None
    in_use: bool = False
    """Only models that the deployed table names."""
    min_percent: Decimal | None = None
    """Of ``price_changed``: by so much at least some rate must have moved."""
    min_usd: Decimal | None = None
    """The same in USD per million tokens."""
    severity: str = ""
    """'' is the kind's own."""
    digest: str = INSTANT


@dataclass(frozen=True, slots=True)
class Rules:
    """An owner's whole file."""

    rules: tuple[Rule, ...] = ()
    channels: Mapping[str, Channel] = field(default_factory=dict)
    quiet: tuple[time, time] | None = None
    """Local hours in which only what is critical is told, half-open; may wrap past midnight."""
    digest_at: time = time(8)
    digest_weekday: int = 0
    """0 is Monday."""
    zone: tzinfo = UTC
    templates: Mapping[str, str] = field(default_factory=dict)
    """Texts of the owner's by kind."""
    used: frozenset[str] = frozenset()
    """Models of the deployed table."""


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
