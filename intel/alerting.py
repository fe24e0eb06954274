"""Alerts as an owner sees and tries them, for the command line and the dashboard alike."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select

from intel.addresses import host_and_port
from intel.alerts.backlog import listed
from intel.alerts.chat import Apprise
from intel.alerts.deliver import Sender
from intel.alerts.events import KINDS, WARNING, About, Happened
from intel.alerts.happened import happened
from intel.alerts.messages import Message
from intel.alerts.rule_file import load_rules
from intel.alerts.rules import APPRISE, FEED, INSTANT, STDOUT, WEBHOOK, Channel, Rule, Rules
from intel.alerts.sayings import said
from intel.alerts.webhook import Outcome, Webhook
from intel.catalog import write_rows as rows
from intel.errors import SourceError, UsageError
from intel.settings import secret

SHOWN = 300
"""Newest events that are looked at, and deliveries: what failed first, then the newest."""


@dataclass(frozen=True, slots=True)
class EventLine:
    """One thing that happened, in words."""

    at: datetime
    kind: str
    what: str
    before: str
    after: str
    sure: str
    source: str
    link: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule as a sentence, and when it last told of something; None: never yet."""

    name: str
    sentence: str
    fired_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One thing that a rule tells a channel."""

    number: int
    state: str
    rule: str
    channel: str
    what: str
    due_at: datetime
    settled_at: datetime | None
    attempts: int
    error: str


@dataclass(frozen=True, slots=True)
class Alerts:
    """What happened, who wants to hear of it, and what became of telling them; the newest first, failures before."""

    events: Sequence[EventLine]
    rules: Sequence[RuleLine]
    channels: Sequence[str]
    deliveries: Sequence[DeliveryLine]
    fault: str = ""
    """What is wrong in the file of rules; they are empty then."""


def alerts(engine: Engine, file: Path | None, tasks: Collection[str]) -> Alerts:
    """All of it; without a ``file`` there are no rules."""
    owner, fault = Rules(), ""
    try:
        owner = load_rules(file, tasks)[0] if file else owner
    except UsageError as error:
        fault = str(error)
    with engine.connect() as connection:
        return Alerts(
            _events(connection), _rules(connection, owner), tuple(owner.channels), _deliveries(connection), fault
        )


def sentence(rule: Rule) -> str:
    """Such as "Tells ops at once of price changes of models zai/*, by 10 % or more"."""
    when = {INSTANT: "at once"}.get(rule.digest, f"in a {rule.digest} digest")
    kinds = "everything" if rule.kinds == frozenset(KINDS) else _listed(k.replace("_", " ") for k in sorted(rule.kinds))
    filters = [
        f"{word} {_listed(names)}"
        for word, names in (("tasks", rule.tasks), ("models", rule.models), ("labs", rule.labs),
                            ("hosts", rule.providers)) if names
    ]  # fmt: skip
    filters += [] if rule.open_weights is None else ["open weights" if rule.open_weights else "closed weights"]
    filters += ["models in use"] if rule.in_use else []
    least = [f"{rule.min_percent} %"] if rule.min_percent else []
    least += [f"${rule.min_usd} per million"] if rule.min_usd else []
    words = f"Tells {rule.channel} {when} of {kinds}"
    words += f"; only {', '.join(filters)}" if filters else ""
    return f"{words}; prices that move by {' and '.join(least)} or more." if least else f"{words}."


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _events(connection: Connection) -> list[EventLine]:
    event = rows.table("event")
    newest = select(event.c.id).where(event.c.kind.in_(sorted(KINDS))).order_by(event.c.id.desc()).limit(SHOWN)
    found = happened(connection, list(connection.scalars(newest)))
    return [_event_line(one) for one in sorted(found, key=lambda one: (one.at, one.id), reverse=True)]


def _event_line(one: Happened) -> EventLine:
    words = said(one)
    return EventLine(one.at, one.kind, words.what, words.before, words.after, words.sure, one.source, one.link)


def _rules(connection: Connection, owner: Rules) -> list[RuleLine]:
    delivery = rows.table("delivery")
    newest = select(delivery.c.rule, func.max(delivery.c.made_at)).group_by(delivery.c.rule)
    fired = dict(map(tuple, connection.execute(newest)))
    return [RuleLine(rule.name, sentence(rule), fired.get(rule.name)) for rule in owner.rules]


def _deliveries(connection: Connection) -> list[DeliveryLine]:
    found = listed(connection, limit=SHOWN)[0]
    events = {one.id: said(one).what for one in happened(connection, [row.event_id for row in found])}
    return [
        DeliveryLine(row.id, row.state, row.rule, row.channel, events.get(row.event_id, ""), row.due_at,
                     row.settled_at, row.attempts, row.error) for row in found
    ]  # fmt: skip


def sender(channel: Channel, write: Callable[[str], None], clock: Callable[[], datetime]) -> Sender:
    """How one channel sends; ``UsageError`` names a variable that it lacks."""
    if channel.kind == FEED:
        return _kept
    if channel.kind == STDOUT:
        return _printing(write)
    if unset := unset_variables(channel):
        raise UsageError(f"The channel {channel.name} needs the variable {unset[0]}, which is not set.")
    if channel.kind == APPRISE:
        return Apprise(secret(channel.url_env), channel.url_env)
    url = channel.url or secret(channel.url_env)
    return Webhook(url, secret(channel.secret_env), clock, channel.allow_private)


def unset_variables(channel: Channel) -> list[str]:
    """Variables that a channel names and the environment lacks."""
    return [name for name in (channel.url_env, channel.secret_env) if name and not secret(name)]


def misled(channel: Channel) -> bool:
    """Whether the variable with a webhook's address is set, and holds none."""
    if channel.kind != WEBHOOK or not (stated := secret(channel.url_env)):
        return False
    try:
        host_and_port(stated)
    except SourceError:
        return True
    return False


def leaves(channel: Channel) -> bool:
    """Whether what it is told leaves this machine."""
    return channel.kind not in (FEED, STDOUT)


def _kept(_: Message) -> Outcome:
    """A feed is written out of the catalog: what was sent there is in it."""
    return Outcome()


def _printing(write: Callable[[str], None]) -> Sender:
    def send(message: Message) -> Outcome:
        for line in (*message.text.splitlines(), ""):
            write(line)
        return Outcome()

    return send


def send_test(
    channel: Channel, write: Callable[[str], None], clock: Callable[[], datetime], *, offline: bool
) -> Outcome:
    """Send one message that says it is a test; ``UsageError`` where the channel cannot be used now."""
    if offline and leaves(channel):
        raise UsageError(f"Offline (INTEL_OFFLINE is set): {channel.name} leaves this machine.")
    at = clock()
    one = Happened(0, "new_host", "model test/model at test-host", at, "", {}, {}, {}, About(("test/model",)))
    text = f"This is a test of the channel {channel.name}. Nothing has happened."
    message = Message(f"test-{at:%Y%m%d%H%M%S%f}", "Intel: a test", text, WARNING, "test", (one,))
    return sender(channel, write, clock)(message)


def send_test_to(
    file: Path, name: str, tasks: Collection[str], clock: Callable[[], datetime], write: Callable[[str], None],
    *, offline: bool,
) -> None:  # fmt: skip
    """``send_test`` to a channel of the file; ``UsageError`` also where it was not taken."""
    channel = load_rules(file, tasks)[0].channels.get(name)
    if channel is None:
        raise UsageError(f"No channel is called {name!r} in {file.name}.")
    if error := send_test(channel, write, clock, offline=offline).error:
        raise UsageError(f"The test did not reach {name}: {error}.")
