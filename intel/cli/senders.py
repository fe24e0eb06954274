"""How the owner's channels send: with the keys of the environment, or not at all while offline."""

from collections.abc import Callable, Mapping

from intel import alerting
from intel.alerting import unset_variables
from intel.alerts.deliver import Sender
from intel.alerts.rules import Channel, Rules
from intel.cli import compose

__all__ = ["kept_offline", "sender", "senders", "unset_variables"]


def senders(owner: Rules, write: Callable[[str], None]) -> Mapping[str, Sender]:
    """How each channel sends; what is for the others waits.

    Those are the ones that lack a variable and, offline, those that leave this machine.
    """
    ready = [channel for channel in owner.channels.values() if not (unset_variables(channel) or kept_offline(channel))]
    return {channel.name: sender(channel, write) for channel in ready}


def kept_offline(channel: Channel) -> bool:
    """Whether a channel must not be used now, since it leaves this machine and the owner is offline."""
    return alerting.leaves(channel) and compose.settings().offline


def sender(channel: Channel, write: Callable[[str], None]) -> Sender:
    """How one channel sends; ``UsageError`` names a variable that it lacks."""
    return alerting.sender(channel, write, compose.now)
