"""A deployed file with the place of everything in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from intel.errors import UsageError
from intel.routing.owner_yaml import FAST, bounded, shallow

MOST = 200_000
"""Entries of a file with its aliases unfolded: a config of some thousand deployments."""
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A document of YAML or JSON as values, and as nodes that know their lines (None where only JSON could read it)."""

    value: Any
    node: Any = None
    ours: bool = False
    """Whether an export of ours wrote it: then a gateway's fee is part of its costs."""

    def place(self, path: Path) -> str:
        """Where a part stands: "line 4, model_list.0.litellm_params.model"; of what a merge brings, its receiver."""
        keys = ".".join(map(str, path))
        line = self._line(path)
        return f"line {line}, {keys}" if line and keys else keys

    def _line(self, path: Path) -> int | None:
        node, line = self.node, None
        for part in path:
            found = _child(node, part)
            if found is None:
                break
            node, line = found
        return line


def read(text: str, where: str) -> Placed:
    """The file ``where``; ``UsageError`` with the line of what is neither YAML nor JSON."""
    ours = text.startswith("# Made by intel ")
    try:
        value, node = _json(text, where)
        return Placed(value, node, "made_by" in mapping(mapping(value).get("intel")))
    except (ValueError, RecursionError):
        pass
    try:
        node = _nodes(text, where)
        return Placed(yaml.load(text, Loader=FAST), node, ours)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise UsageError(f"{where}{line}: {_problem(error)}, so it is neither YAML nor JSON.") from None
    except (ValueError, RecursionError):
        raise UsageError(f"{where} is neither YAML nor JSON that can be read.") from None


def mapping(value: Any) -> Mapping[str, Any]:
    """The value where it is a mapping, else an empty one: a file is written by hand."""
    return value if isinstance(value, Mapping) else {}


def words(value: Any) -> list[tuple[int, str]]:
    """The texts of a list with their positions; a single text is a list of one."""
    listed = value if isinstance(value, list) else [value]
    return [(place, word) for place, word in enumerate(listed) if isinstance(word, str) and word]


def amount(value: Any) -> Decimal | None:
    """A stated price, not below 0, else None; YAML reads 4e-07 without a point as text, and gateways take it."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        stated = Decimal(str(value))
    except InvalidOperation:
        return None
    return stated if stated.is_finite() and stated >= 0 else None


def _json(text: str, where: str) -> tuple[Any, Any]:
    value = json.loads(text)
    try:  # YAML reads JSON as well, and tells its lines; not where half characters are escaped
        node = _nodes(text, where)
    except yaml.YAMLError:
        node = None
    return value, node


def _nodes(text: str, where: str) -> Any:
    shallow(text)
    node = yaml.compose(text, Loader=FAST)
    bounded(node, where, MOST)
    return node


def _problem(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or "it cannot be read").replace("\n", " ")


def _child(node: Any, part: str | int) -> tuple[Any, int] | None:
    """The node below a key or a position and the line on which it begins, counted from 1."""
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part].start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, inner in node.value:
            if key.value == str(part):
                return inner, key.start_mark.line + 1
    return None
