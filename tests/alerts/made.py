"""Rules, events and channels that the tests of alerts are made of."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select

from intel.alerts.events import About, Happened
from intel.alerts.outbox import route
from intel.alerts.rule_file import parse_rules
from intel.alerts.rules import Rules
from intel.catalog import write_rows as rows
from intel.catalog.engine import writing
from intel.catalog.events import store_events
from intel.catalog.writer import take_turn
from intel.records import Event
from tests.factories import NOON

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

ONE_HOOK = """
channels:
  hook: {kind: webhook, url_env: HOOK, secret_env: KEY, allow_private: true}
rules:
  - {name: all, kinds: all, channels: hook}
"""


class Clock:
    """A clock that the test moves."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def on(self, by: timedelta) -> None:
        """Let so much time go by."""
        self.at += by


def the_rules(text: str = ONE_HOOK) -> Rules:
    """Rules out of YAML."""
    return parse_rules(text, "alerts.yaml")[0]


def it_happened(kind: str = "new_leader", **said: Any) -> Happened:
    """An event of a model that leads coding."""
    facts: dict[str, Any] = {
        "id": 1, "kind": kind, "subject": "task coding", "at": NOON, "source": "", "before": {}, "after": {},
        "evidence": {}, "about": About(("zai/glm-5.2",), ("deepinfra",), ("coding",), True),
    }  # fmt: skip
    return Happened(**(facts | said))


def leads(model: str, task: str = "coding", at: datetime = NOON) -> Event:
    """The event of another leader."""
    before = {"state": "leader", "models": [{"model": "openai/gpt-5.5", "p_best": 0.93}], "p_beats_next": 0.91}
    after = {"state": "leader", "models": [{"model": model, "p_best": 0.97}], "p_beats_next": 0.94}
    return Event("new_leader", f"task {task}", at, "", before, after, {"scores": 3047})


def happen(engine: Engine, rules: Rules, *events: Event, at: datetime = NOON) -> int:
    """Store events and put them before the rules, in one transaction; the deliveries that this made."""
    with writing(engine) as conn:
        take_turn(conn)
        store_events(conn, events)
        return route(conn, rules, at)


def deliveries(engine: Engine) -> list[Mapping[str, Any]]:
    """All rows, in the order in which they were made."""
    delivery = rows.table("delivery")
    with engine.connect() as conn:
        return [dict(row) for row in conn.execute(select(delivery).order_by(delivery.c.id)).mappings()]
