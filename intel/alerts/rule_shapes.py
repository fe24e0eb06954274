"""What ``alerts.yaml`` may say: its keys, and what no single key can tell."""

from collections.abc import Collection, Iterator
from datetime import UTC, time, tzinfo
from decimal import Decimal
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from intel.alerts.events import KINDS, SEVERITIES
from intel.alerts.rules import CHANNELS, DIGESTS, FEED, STDOUT, WEBHOOK
from intel.alerts.template import unknown_names

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_VARIABLE = r"^[A-Za-z_][A-Za-z0-9_]*$"
_NAME = r"^[\w.-]{1,60}$"


def _several(value: Any) -> Any:
    """One word where several may stand is a list of one."""
    return [value] if isinstance(value, str) else value


def _clock(value: Any) -> Any:
    """YAML 1.1 takes 22:00 for a number of the base sixty."""
    return f"{value // 60:02}:{value % 60:02}" if type(value) is int else value


_Words = Annotated[tuple[str, ...], BeforeValidator(_several)]
_Kinds = Annotated[tuple[Literal["all", *KINDS], ...], BeforeValidator(_several), Field(min_length=1)]  # type: ignore[valid-type]
_Clock = Annotated[time, BeforeValidator(_clock)]
_Least = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ChannelPart(_Part):
    """One channel."""

    kind: Literal[CHANNELS]  # type: ignore[valid-type]
    url: str = ""
    url_env: str = Field("", pattern=rf"{_VARIABLE}|^$")
    secret_env: str = Field("", pattern=rf"{_VARIABLE}|^$")
    allow_private: bool = False
    attempts: int = Field(8, ge=1, le=50)


class RulePart(_Part):
    """One rule."""

    name: str = Field(pattern=_NAME)
    kinds: _Kinds
    channels: Annotated[_Words, Field(min_length=1)]
    tasks: _Words = ()
    models: _Words = ()
    labs: _Words = ()
    providers: _Words = ()
    open_weights: bool | None = None
    in_use: bool = False
    min_percent: _Least | None = None
    min_usd: _Least | None = None
    severity: Literal["", *SEVERITIES] = ""  # type: ignore[valid-type]
    digest: Literal[DIGESTS] = "instant"  # type: ignore[valid-type]


class QuietPart(_Part):
    """The quiet hours."""

    start: _Clock = Field(alias="from")
    end: _Clock = Field(alias="to")


class DigestPart(_Part):
    """When digests are sent."""

    at: _Clock = time(8)
    weekday: Literal[DAYS] = "monday"  # type: ignore[valid-type]


class FilePart(_Part):
    """The whole file."""

    channels: dict[Annotated[str, Field(pattern=_NAME)], ChannelPart] = {}
    rules: tuple[RulePart, ...] = ()
    quiet_hours: QuietPart | None = None
    digests: DigestPart = DigestPart()
    zone: str = "UTC"
    table: str = ""
    """The deployed routing table, beside this file unless absolute: which models are in use."""
    templates: dict[Literal[tuple(KINDS)], str] = {}  # type: ignore[valid-type]


Place = tuple[int | str, ...]
"""The way to a key: names of keys and places in lists."""


def faults(file: FilePart, tasks: Collection[str]) -> Iterator[tuple[Place, str]]:
    """What no single key can tell; ``tasks`` are those there are, any where none are given."""
    names = [rule.name for rule in file.rules]
    for place, rule in enumerate(file.rules):
        here: Place = ("rules", place)
        if rule.name in names[:place]:
            yield (*here, "name"), f"another rule is called {rule.name!r} too"
        for key, why in (*_unknown(rule, file, tasks), *_idle(rule, file)):
            yield (*here, key), why
    yield from _channel_faults(file)
    if zone_of(file.zone) is None:
        yield ("zone",), f"no time zone is called {file.zone[:60]!r}"
    for kind, text in file.templates.items():
        if wrong := unknown_names(text):
            yield ("templates", kind), wrong


def _unknown(rule: RulePart, file: FilePart, tasks: Collection[str]) -> Iterator[tuple[str, str]]:
    for channel in rule.channels:
        if channel not in file.channels:
            yield "channels", f"no channel is called {channel!r}"
    for task in rule.tasks if tasks else ():
        if task not in tasks:
            yield "tasks", f"no task is called {task!r}; there are {', '.join(sorted(tasks))}"


def _idle(rule: RulePart, file: FilePart) -> Iterator[tuple[str, str]]:
    """Keys that would do nothing."""
    if not {"price_changed", "all"} & set(rule.kinds):
        for key in ("min_percent", "min_usd"):
            if getattr(rule, key) is not None:
                yield key, "it bears on price_changed alone, which is not among the kinds"
    if rule.in_use and not file.table:
        yield "in_use", "say with the key table which routing table is deployed"


def _channel_faults(file: FilePart) -> Iterator[tuple[Place, str]]:
    for name, channel in file.channels.items():
        here: Place = ("channels", name)
        if channel.kind in (FEED, STDOUT):
            if channel.url or channel.url_env:
                yield here, f"{channel.kind} takes no address"
        elif channel.kind == WEBHOOK:
            if bool(channel.url) == bool(channel.url_env):
                yield here, "a webhook has either url or url_env"
            elif channel.url and (fault := _address_fault(channel.url)):
                yield (*here, "url"), fault
        elif channel.url or not channel.url_env:
            yield here, "Apprise's addresses hold secrets: name the variable that has them with url_env"


def _address_fault(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "this is no http or https address"
    return "an address with a password or a query may be secret: name a variable with url_env" if (
        "@" in parts.netloc or parts.query
    ) else ""  # fmt: skip


def zone_of(name: str) -> tzinfo | None:
    """The time zone of that name; None where there is none."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
