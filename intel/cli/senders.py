"""How the owner's channels send: with the keys of the environment, or not at all while offline."""

from collections.abc import Callable, Mapping

from intel.alerts.chat import Apprise
from intel.alerts.deliver import Sender
from intel.alerts.messages import Message
from intel.alerts.rules import APPRISE, FEED, STDOUT, Channel, Rules
from intel.alerts.webhook import Outcome, Webhook
from intel.cli import compose
from intel.errors import UsageError
from intel.settings import secret


def senders(owner: Rules, write: Callable[[str], None]) -> Mapping[str, Sender]:
    """How each channel sends; what is for the others waits.

    Those are the ones that lack a variable and, offline, those that leave this machine.
    """
    ready = [channel for channel in owner.channels.values() if not (unset_variables(channel) or kept_offline(channel))]
    return {channel.name: sender(channel, write) for channel in ready}


def kept_offline(channel: Channel) -> bool:
    """Whether a channel must not be used now, since it leaves this machine and the owner is offline."""
    return channel.kind not in (FEED, STDOUT) and compose.settings().offline


def sender(channel: Channel, write: Callable[[str], None]) -> Sender:
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
    return Webhook(url, secret(channel.secret_env), compose.now, channel.allow_private)


def unset_variables(channel: Channel) -> list[str]:
    """Variables that a channel names and the environment lacks."""
    return [name for name in (channel.url_env, channel.secret_env) if name and not secret(name)]


def _kept(_: Message) -> Outcome:
    """A feed is written out of the catalog: what was sent there is in it."""
    return Outcome()


def _printing(write: Callable[[str], None]) -> Sender:
    def send(message: Message) -> Outcome:
        for line in (*message.text.splitlines(), ""):
            write(line)
        return Outcome()

    return send
