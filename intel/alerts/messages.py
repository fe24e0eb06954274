"""What a person reads of an event or a digest: something to act on, in under six hundred characters. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intel.alerts.claims import Claimed
from intel.alerts.events import Happened
from intel.alerts.price_sayings import Said
from intel.alerts.rules import INSTANT, Rules
from intel.alerts.sayings import said
from intel.alerts.template import DEFAULT, MAX_TEXT, cut, filled
from intel.routing.moves import Document, Place, places, routes

_TITLE = 120


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out to one channel, the same at every attempt."""

    key: str
    title: str
    text: str
    severity: str
    rule: str
    events: tuple[Happened, ...]


def message(claimed: Claimed, events: Sequence[Happened], rules: Rules, table: Document) -> Message:
    """The message of a claim; ``table`` is the routing table it is measured against."""
    if len(events) == 1 and claimed.digest == INSTANT:
        title, text = one_text(events[0], rules, table, claimed.severity, claimed.rule)
    else:
        title = f"{len(events)} changes, {claimed.digest} digest of {claimed.rule}"
        text = _digest(title, [said(one) for one in events])
    return Message(claimed.key, cut(title, _TITLE), text, claimed.severity, claimed.rule, tuple(events))


def one_text(one: Happened, rules: Rules, table: Document, severity: str, rule: str) -> tuple[str, str]:
    """Title and text of one event, by the owner's template for its kind or by ours."""
    words, text = said(one), ""
    for room in _ROOMS:
        values = _values(one, words, table, room) | {"severity": severity, "rule": rule}
        text = filled(rules.templates.get(one.kind, DEFAULT), values)
        if len(text) <= MAX_TEXT:
            break
    return words.what, cut(text)


_ROOMS = (160, 120, 90, 60)
"""Characters of one part, tried in turn until the whole fits: the evidence at the end must not be cut off."""


def _values(one: Happened, words: Said, table: Document, room: int) -> dict[str, str]:
    about, before, after = one.about, cut(words.before, room), cut(words.after, room)
    return {
        "what": cut(words.what, 20 + room), "change": " → ".join(filter(None, (before, after))), "before": before,
        "after": after, "sure": cut(words.sure, room), "meaning": cut(meaning(one, table), room),
        "evidence": one.link, "subject": cut(one.subject, room), "kind": one.kind,
        "model": next(iter(about.models), ""), "provider": next(iter(about.providers), ""),
        "task": ", ".join(about.tasks), "at": f"{one.at:%Y-%m-%d %H:%M} UTC",
    }  # fmt: skip


def _digest(title: str, all_said: Sequence[Said]) -> str:
    """As many lines as there is room for, and how many are left."""
    lines = [f"{title}:"]
    for place, words in enumerate(all_said):
        rest = len(all_said) - place
        line = cut(f"• {words.what}{f' ({words.after})' if words.after else ''}", 160)
        more = f"… and {rest} more: intel alerts list"
        if len("\n".join([*lines, line])) + len(more) + 1 > MAX_TEXT:
            lines.append(more)
            break
        lines.append(line)
    return cut("\n".join(lines))


def meaning(one: Happened, table: Document) -> str:
    """What an event means for the routing table: who is routed to now, and whether that is concerned."""
    if not table:
        return "no table is published yet"
    if one.kind == "routing_table_changed":
        return "deploy it: `intel route -o FILE`"
    if one.subject.startswith("task "):
        return _of_task(one, table)
    used = places(table)
    model = next((name for name in one.about.models if name in used), None)
    if model is not None:
        return _of_model(model, used, one.about.providers)
    if one.about.models:
        return f"does not use {one.about.models[0]}"
    return "prices that only it states grow old" if one.kind == "source_stale" else "not concerned"


def _of_task(one: Happened, table: Document) -> str:
    task = one.subject.removeprefix("task ")
    route = routes(table).get(task)
    if route is None:
        return f"has no route for {task}"
    providers = route["providers"]
    host = providers[0] if isinstance(providers, list) and providers else "nobody"
    known = route["model"] in one.about.models
    return f"{task} goes to {route['model']} at {host}" + (", the leader itself" if known else "")


def _of_model(model: str, used: Mapping[str, Sequence[Place]], providers: Sequence[str]) -> str:
    first = [place.task for place in used[model] if place.primary]
    behind = [place.task for place in used[model] if not place.primary]
    parts = [f"{model} is primary for {_some(first)}"] if first else []
    parts += [f"{'' if first else model + ' is '}fallback for {_some(behind)}"] if behind else []
    host = used[model][0].provider
    here = f", at this very host ({host})" if host in providers else f", at {host}"
    return " and ".join(parts) + here


def _some(tasks: Sequence[str]) -> str:
    return ", ".join(tasks[:3]) + (f" and {len(tasks) - 3} more" if len(tasks) > 3 else "")
