"""Who wants to hear of what: rules, channels, and the hours in which they are told. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, time, tzinfo
from decimal import Decimal

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
