"""Everything that Apprise speaks, e-mail among it: addresses out of one environment variable."""

import logging
import re

from intel.alerts.messages import Message
from intel.alerts.webhook import Outcome
from intel.errors import UsageError

_KINDS = {"info": "info", "warning": "warning", "critical": "failure"}


class Apprise:
    """Sends messages to the addresses of one channel. Those hold secrets: they are in no error and no log."""

    def __init__(self, addresses: str, variable: str) -> None:
        try:
            import apprise
        except ModuleNotFoundError:
            raise UsageError("A channel of kind apprise needs its package: pip install 'intel[alerts]'.") from None
        for name in ("apprise", "urllib3"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # their logs show whole addresses
        self._variable = variable
        self._sender = apprise.Apprise()
        self._known = [self._sender.add(address) for address in re.split(r"[\s,]+(?=\w+://)", addresses.strip())]

    def __call__(self, message: Message) -> Outcome:
        """One attempt; what arrived at some addresses and not at others is tried again at all."""
        if not all(self._known):
            return Outcome(f"{self._variable} holds something that Apprise knows no service for", final=True)
        sent = self._sender.notify(
            body=message.text, title=message.title, notify_type=_KINDS[message.severity], body_format="text"
        )
        return Outcome() if sent else Outcome("Apprise could not deliver it")
