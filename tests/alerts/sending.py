"""One round of delivery, to a server that the test scripts or to a sender of its own."""

from sqlalchemy import Engine

from intel.alerts.deliver import Delivered, Delivery, Sender
from intel.alerts.messages import Message
from intel.alerts.rules import Rules
from intel.alerts.webhook import Webhook
from tests.alerts.made import Clock, the_rules
from tests.replay_server import ReplayServer

RULES = the_rules()
SECRET = "correct-horse-battery"


def deliver(
    engine: Engine, clock: Clock, sender: Sender, rules: Rules = RULES, owner: str = "me", channel: str = "hook"
) -> Delivered:  # fmt: skip
    return Delivery(engine, rules, {channel: sender}, clock, owner).run()


def a_hook(server: ReplayServer, clock: Clock, timeout: float = 10) -> Webhook:
    """``timeout`` in seconds: short where the server keeps silent, else longer than a busy machine needs."""
    return Webhook(server.url("/in"), SECRET, clock, allow_private=True, timeout=timeout)


def keys(server: ReplayServer) -> list[str]:
    return [request.headers["idempotency-key"] for request in server.requests]


def a_message() -> Message:
    return Message("k", "title", "text", "info", "rule", ())
