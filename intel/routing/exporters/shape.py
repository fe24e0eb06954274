"""Whether a native document is whole: its shape by the published JSON Schema, and the first place where it is not.

Reads the dozen words that our schema uses, so that no validator is needed to run; a test holds it against one.
What a later package adds to an entry without a new version is no damage, and nor is what an older format did not know.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from intel.routing.exporters import native
from intel.source import printable

_KINDS: Mapping[str, tuple[type, ...]] = {
    "object": (Mapping,), "array": (list,), "string": (str,), "boolean": (bool,), "null": (type(None),),
    "integer": (int,), "number": (int, float),
}  # fmt: skip
_CALLED = {"object": "a mapping of keys", "array": "a list", "string": "text", "boolean": "true or false",
           "null": "null", "integer": "a whole number", "number": "a number"}  # fmt: skip
_SHOWN = 60


def damage(document: Mapping[str, Any]) -> str:
    """Where it is not what the schema says, and how: "tasks.math.primary.providers.1: …"; '' for a whole one."""
    schema = native.schema()
    return next(_Reader(schema, document.get("version") == native.VERSION).wrong(schema, document, ""), "")


class _Reader:
    def __init__(self, schema: Mapping[str, Any], strict: bool) -> None:
        self._named, self._strict = schema["$defs"], strict

    def wrong(self, part: Mapping[str, Any], value: Any, place: str) -> Iterator[str]:
        """Every place below ``place`` that is not as this part of the schema has it, from the top down."""
        if "$ref" in part:
            part = self._named[part["$ref"].rpartition("/")[2]] | {k: v for k, v in part.items() if k != "$ref"}
        if "anyOf" in part:
            part = part["anyOf"][1 if value is None else 0]
            yield from self.wrong(part, value, place)
            return
        if said := self._here(part, value):
            yield f"{place or 'its head'}: {said}"
        elif isinstance(value, Mapping):
            yield from self._entries(part, value, place)
        elif isinstance(value, list) and "items" in part:
            for number, one in enumerate(value):
                yield from self.wrong(part["items"], one, f"{place}.{number}")

    def _entries(self, part: Mapping[str, Any], value: Mapping[str, Any], place: str) -> Iterator[str]:
        own, others = part.get("properties", {}), part.get("additionalProperties")
        for key, one in value.items():
            rule = own.get(key) or (others if isinstance(others, Mapping) else None)
            if rule is not None:
                yield from self.wrong(rule, one, f"{place}.{key}".lstrip("."))
        lacking = [key for key in part.get("required", ()) if key not in value] if self._strict else []
        yield from (f"{place or 'its head'}: {key} is missing" for key in lacking)

    def _here(self, part: Mapping[str, Any], value: Any) -> str:
        """What is wrong with the value itself, whatever is in it."""
        kinds = part.get("type", "string" if "enum" in part else [])
        kinds = kinds if isinstance(kinds, list) else [kinds]
        shown = printable(repr(value), _SHOWN)
        if kinds and not any(_is(value, kind) for kind in kinds):
            return f"{shown} is not {' or '.join(_CALLED[kind] for kind in kinds)}"
        if isinstance(value, list):
            return "it is empty" if len(value) < part.get("minItems", 0) else ""
        return f"{shown} is not what stands there" if self._strict and not _fits(part, value) else ""


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, _KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _fits(part: Mapping[str, Any], value: Any) -> bool:
    """By its values, its pattern and its bounds."""
    if isinstance(value, str):
        return value in part.get("enum", [value]) and re.search(part.get("pattern", ""), value) is not None
    if isinstance(value, int | float):
        low, most = part.get("exclusiveMinimum"), part.get("exclusiveMaximum")
        inside = (low is None or value > low) and (most is None or value < most)
        return bool(inside and value >= part.get("minimum", value) and value == part.get("const", value))
    return True
