"""How the owner's channels send: with the keys of the environment, or not at all while offline."""

from collections.abc import Callable, Mapping

from intel.alerting import leaves, sender, unset_variables
from intel.alerts.deliver import Sender
from intel.alerts.rules import Rules
from intel.cli import compose


def senders(owner: Rules, write: Callable[[str], None]) -> Mapping[str, Sender]:
    """How each channel sends; what is for the others waits.

    Those are the ones that lack a variable and, offline, those that leave this machine.
    """
    offline = compose.settings().offline
    ready = [c for c in owner.channels.values() if not (unset_variables(c) or (offline and leaves(c)))]
    return {channel.name: sender(channel, write, compose.now) for channel in ready}
