"""What the page Alerts shows: events, rules and deliveries as rows and downloads. Pure but for the columns."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from dashboard.tables import csv_text
from dashboard.words import ago, count, plain, rates, titled
from intel.alerting import Alerts, DeliveryLine, EventLine

Columns = Mapping[str, Any]
_STATES = {"waiting": "◐ waiting", "sent": "● sent", "dead": "○ given up"}


def kind_label(kind: str) -> str:
    """A kind of event for the eye: "Price changed", "End near"."""
    return kind.replace("_", " ").replace("sunset", "end").capitalize()


def claim(found: Alerts) -> str:
    """What the page says first."""
    dead = sum(one.state == "dead" for one in found.deliveries)
    if dead:
        return f"{count(dead, 'message')} could not be delivered and {'was' if dead == 1 else 'were'} given up"
    waiting = sum(one.state == "waiting" for one in found.deliveries)
    if waiting:
        return f"{count(waiting, 'message')} still to be delivered"
    return f"All {count(len(found.deliveries), 'message')} delivered" if found.deliveries else "Nothing to deliver"


def event_cells(one: EventLine, names: Mapping[str, str]) -> dict[str, object]:
    """A row of the events; ``names``: model, provider or task → what people call it."""
    return {
        "When": one.at, "Kind": kind_label(one.kind), "What": plain(titled(one.what, names), 200),
        "Before": plain(titled(one.before, names), 85) or None, "After": plain(titled(one.after, names), 85) or None,
        "How sure": plain(one.sure, 120) or None, "Source": plain(one.source, 60) or None,
    }  # fmt: skip


def event_columns() -> Columns:
    """Of the events."""
    column = st.column_config
    return {
        "When": column.DatetimeColumn(format="D MMM YYYY, HH:mm", width=138, help="UTC"),
        "Kind": column.TextColumn(width=120),
        "What": column.TextColumn(width=280),
        "Before": column.TextColumn(width=150),
        "After": column.TextColumn(width=190),
        "How sure": column.TextColumn(width=160),
        "Source": column.TextColumn(width=160),
    }


def events_csv(found: Sequence[EventLine]) -> str:
    """Events, the newest first; times in ISO 8601."""
    header = ("at", "kind", "what", "before", "after", "how_sure", "source", "link")
    return csv_text(header, (
        (one.at.isoformat(), one.kind, one.what, one.before, one.after, one.sure, one.source, one.link)
        for one in found
    ))  # fmt: skip


def fired(found: Alerts, now: datetime) -> list[tuple[str, str, str]]:
    """Of each rule its name, its sentence and when it last fired, in words."""
    return [
        (
            rule.name,
            rule.sentence,
            f"last fired {ago(rule.fired_at, now)}" if rule.fired_at else "has not fired yet",
        )
        for rule in found.rules
    ]


def delivery_cells(one: DeliveryLine) -> dict[str, object]:
    """A row of the deliveries."""
    return {
        "No.": one.number, "State": _STATES.get(one.state, one.state), "Rule": plain(one.rule, 60),
        "Channel": plain(one.channel, 60), "What": plain(rates(one.what), 200), "Due": one.due_at,
        "Done": one.settled_at, "Tries": one.attempts, "Error": plain(one.error, 120) or None,
    }  # fmt: skip


def delivery_columns() -> Columns:
    """Of the deliveries."""
    column = st.column_config
    when = "D MMM YYYY, HH:mm"
    return {
        "No.": column.NumberColumn(width=50, help="For `intel alerts retry`"),
        "State": column.TextColumn(width=90),
        "Rule": column.TextColumn(width=85),
        "Channel": column.TextColumn(width=80),
        "What": column.TextColumn(width=430),
        "Due": column.DatetimeColumn(format=when, width=130, help="UTC"),
        "Done": column.DatetimeColumn(format=when, width=130, help="UTC; – is not yet"),
        "Tries": column.NumberColumn(width=55),
        "Error": column.TextColumn(width=110),
    }


def deliveries_csv(found: Sequence[DeliveryLine]) -> str:
    """Deliveries, the newest first; times in ISO 8601."""
    header = ("number", "state", "rule", "channel", "what", "due_at", "settled_at", "attempts", "error")
    return csv_text(header, (
        (one.number, one.state, one.rule, one.channel, one.what, one.due_at.isoformat(),
         one.settled_at.isoformat() if one.settled_at else None, one.attempts, one.error) for one in found
    ))  # fmt: skip
