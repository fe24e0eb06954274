"""What is wrong in an owner's rules although each key is right by itself."""

from collections.abc import Collection, Iterator
from datetime import UTC, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from intel.addresses import host_and_port, is_private
from intel.alerts.rule_shapes import FilePart, Place, RulePart
from intel.alerts.rules import FEED, STDOUT, WEBHOOK
from intel.alerts.template import unknown_names
from intel.errors import SourceError


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
            elif channel.url and (fault := _address_fault(channel.url, channel.allow_private)):
                yield (*here, "url"), fault
        elif channel.url or not channel.url_env:
            yield here, "Apprise's addresses hold secrets: name the variable that has them with url_env"


def _address_fault(url: str, allow_private: bool) -> str:
    try:
        host = host_and_port(url)[0]
    except SourceError:
        return "this is no http or https address"
    if not url.isprintable() or " " in url:
        return "this address has a space in it, or something that cannot be printed"
    if is_private(host) and not allow_private:
        return "this address is private: write allow_private: true if it shall be sent to"
    parts = urlsplit(url)
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
