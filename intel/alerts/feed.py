"""Atom feeds out of what the channels of kind feed were sent: one for all, one for each task."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as Xml

from sqlalchemy import Connection, select

from intel.alerts.claims import SENT, claimed_of
from intel.alerts.happened import happened, surroundings
from intel.alerts.messages import Message, message
from intel.alerts.rules import FEED, Rules
from intel.catalog import write_rows as rows

ALL = "all"
ENTRIES = 100
"""Newest entries of one feed."""

_ATOM = "http://www.w3.org/2005/Atom"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def feeds(conn: Connection, rules: Rules) -> dict[str, str]:
    """Atom documents by name: "all", and each task that an entry concerns. The same catalog gives the same bytes."""
    told = _told(conn, rules)
    tasks = sorted({task for one in told for event in one.events for task in event.about.tasks})
    by_task = {task: [one for one in told if any(task in e.about.tasks for e in one.events)] for task in tasks}
    return {name: atom(name, entries[:ENTRIES]) for name, entries in {ALL: told, **by_task}.items()}


def _told(conn: Connection, rules: Rules) -> list[Message]:
    """Messages of the feed channels, newest first; what several rules sent there is an entry of each."""
    delivery = rows.table("delivery")
    channels = [channel.name for channel in rules.channels.values() if channel.kind == FEED]
    query = select(delivery).where(delivery.c.channel.in_(channels), delivery.c.state == SENT)
    found = conn.execute(query.order_by(delivery.c.event_id.desc(), delivery.c.id.desc()).limit(10 * ENTRIES)).all()
    around = surroundings(conn)
    known = {one.id: one for one in happened(conn, [row.event_id for row in found], around)}
    by_key: dict[str, list[Any]] = {}
    for row in found:
        by_key.setdefault(row.key, []).append(row)
    made = [claimed_of(same) for same in by_key.values()]
    return [message(one, [known[number] for number in one.events], rules, around.table) for one in made]


def atom(name: str, entries: Sequence[Message]) -> str:
    """One feed as text."""
    Xml.register_namespace("", _ATOM)
    feed = _element(None, "feed")
    _element(feed, "id", f"urn:intel:feed:{name}")
    _element(feed, "title", "Intel" if name == ALL else f"Intel: {name}")
    _element(feed, "updated", _time(max((_at(one) for one in entries), default=_EPOCH)))
    _element(_element(feed, "author"), "name", "Intel")
    for one in entries:
        entry = _element(feed, "entry")
        _element(entry, "id", f"urn:intel:alert:{one.key}")
        _element(entry, "title", one.title)
        _element(entry, "updated", _time(_at(one)))
        link = next((event.link for event in one.events if event.link), "")
        if link:
            _element(entry, "link").attrib |= {"rel": "alternate", "href": link}
        for kind in sorted({event.kind for event in one.events}):
            _element(entry, "category").set("term", kind)
        _element(entry, "content", one.text).set("type", "text")
    Xml.indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{Xml.tostring(feed, encoding="unicode")}\n'


def _at(one: Message) -> datetime:
    return max(event.at for event in one.events)


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _element(parent: Xml.Element | None, tag: str, text: str = "") -> Xml.Element:
    name = f"{{{_ATOM}}}{tag}"
    made = Xml.Element(name) if parent is None else Xml.SubElement(parent, name)
    made.text = "".join(c for c in text if c.isprintable() or c == "\n") or None
    return made
