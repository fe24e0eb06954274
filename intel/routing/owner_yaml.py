"""YAML as an owner writes it: a clock time is a text, and aliases cannot unfold without end."""

import re
from typing import Any

import yaml

from intel.errors import UsageError

MOST = 10_000
"""Entries of a file with its aliases unfolded."""

FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's loader where there is one, for files that programs wrote; behind ``shallow``."""
DEEPEST = 200
"""Levels of a file that libyaml is given: its composer has no bound of its own and brings the process down."""

_TEXT = "tag:yaml.org,2002:str"
_CLOCK = re.compile(r"^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$")


class Loader(yaml.SafeLoader):
    """Leaves 22:00 the text that it looks like; YAML 1.1 would make it 1,320, a number of the base sixty."""


Loader.yaml_implicit_resolvers = {
    first: [(_TEXT, _CLOCK), *found] if first in "-+0123456789" else list(found)
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(text: str, where: str) -> tuple[Any, Any]:
    """The document as nodes, which know their lines, and as values; both None for an empty one.

    ``yaml.YAMLError``, ``ValueError`` or ``RecursionError`` for what is no YAML, ``UsageError`` for what unfolds to
    more than any owner writes.
    """
    node = yaml.compose(text, Loader=Loader)
    bounded(node, where)
    return node, yaml.load(text, Loader=Loader)


def shallow(text: str) -> None:
    """``RecursionError`` on a text that is nested more than ``DEEPEST`` levels deep."""
    depth = 0
    for event in yaml.parse(text, Loader=FAST):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise RecursionError


def bounded(node: Any, where: str, most: int = MOST) -> None:
    """``UsageError`` on aliases that would unfold to more than ``most`` entries, or for ever."""
    left, seen = [node], 0
    while left:
        one = left.pop()
        seen += 1
        if seen > most:
            raise UsageError(f"{where}: it unfolds to more than {most:,} entries; write it with fewer aliases.")
        if isinstance(one, yaml.SequenceNode):
            left += one.value
        elif isinstance(one, yaml.MappingNode):
            left += [part for pair in one.value for part in pair]
