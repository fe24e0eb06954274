"""The owner's ``alerts.yaml``, read into rules; what is wrong in it is named with its line and key."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from intel.alerts.events import KINDS
from intel.alerts.rule_faults import faults, zone_of
from intel.alerts.rule_shapes import DAYS, FilePart, Place, RulePart, said
from intel.alerts.rules import Channel, Rule, Rules
from intel.errors import UsageError
from intel.routing.owner_yaml import read


def parse_rules(text: str, name: str, tasks: Collection[str] = ()) -> tuple[Rules, str]:
    """Rules out of YAML text, and the path of the deployed table that it names ('' for none).

    ``tasks`` are those that a rule may name; any where none are given. ``UsageError`` names the line and key of
    everything that is wrong.
    """
    root, stated = _read(text, name)
    try:
        file = FilePart.model_validate({} if stated is None else stated)
    except ValidationError as error:
        raise _wrong(name, root, [(tuple(e["loc"]), said(dict(e))) for e in error.errors()]) from None
    if wrong := [*faults(file, tasks), *_twice(root, ())]:
        raise _wrong(name, root, wrong)
    return _rules(file), file.table


def _read(text: str, name: str) -> tuple[Any, Any]:
    try:
        return read(text, name)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}" if mark else ""
        raise UsageError(
            f"{name}{where}: this is no YAML ({getattr(error, 'problem', None) or 'unreadable'})."
        ) from None


def _wrong(name: str, root: Any, found: Sequence[tuple[Place, str]]) -> UsageError:
    told = []
    for place, why in found[:3]:
        key = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
        told.append(f"{name} line {_line(root, place)}{f', {key}' if key else ''}: {why}")
    more = f" And {len(found) - 3} more." if len(found) > 3 else ""
    return UsageError(f"{'; '.join(told)}.{more}")


def _line(node: Any, place: Place) -> int:
    """Of the key or item at ``place``, or of the last part of the way to it that is there."""
    line = node.start_mark.line + 1 if node is not None else 1
    for part in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _twice(node: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """Keys that stand twice in one mapping: YAML would silently take the last."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield (*place, key.value), "this key stands twice"
            seen.add(key.value)
            yield from _twice(value, (*place, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _twice(value, (*place, number))


def _rules(file: FilePart) -> Rules:
    quiet = file.quiet_hours
    return Rules(
        tuple(made for rule in file.rules for made in _of_rule(rule)),
        {name: Channel(name, **dict(channel)) for name, channel in file.channels.items()},
        (quiet.start, quiet.end) if quiet and quiet.start != quiet.end else None,
        file.digests.at, DAYS.index(file.digests.weekday), zone_of(file.zone) or UTC, dict(file.templates),
    )  # fmt: skip


def _of_rule(stated: RulePart) -> Iterator[Rule]:
    """One rule for each of its channels: each tells by itself, and waits for no other."""
    several = len(stated.channels) > 1
    filters = {name: value for name, value in dict(stated).items() if name not in ("name", "kinds", "channels")}
    kinds = frozenset(KINDS) if "all" in stated.kinds else frozenset(stated.kinds)
    for channel in dict.fromkeys(stated.channels):
        yield Rule(f"{stated.name}:{channel}" if several else stated.name, channel, kinds, **filters)


def load_rules(file: Path, tasks: Collection[str] = ()) -> tuple[Rules, Path | None]:
    """``parse_rules`` of a file, and where its deployed table is; ``UsageError`` where it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The rules in {file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"The rules in {file} are not UTF-8 text.") from None
    rules, table = parse_rules(text, file.name, tasks)
    return rules, file.parent / Path(table).expanduser() if table else None
