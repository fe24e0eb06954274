"""Literals of JavaScript with JSX in them, as documentation pages carry their tables: read, never run.

A piece of JSX, or a call that compiled JSX makes of it, reads as its text: ``<>{"$"}0.16</>`` is "$0.16".
"""

import re
from typing import Any

_SPACE = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_$][\w$.]*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r"}
_OPENING = re.compile(r"<[A-Za-z0-9_.]*")
_CLOSING = re.compile(r"</[A-Za-z0-9_.]*\s*>")
_DEEPEST = 50


def literal(text: str, at: int) -> tuple[Any, int]:
    """(the literal that begins at ``at``, where it ends): text, list or dict; a number is the text of its digits.

    Raises:
        ValueError: something else stands there, or the text ends too early.
    """
    reader = _Reader(text, at)
    value = reader.value(0)
    return value, reader.at


def words(value: Any) -> str:
    """The text that a value shows: of a compiled element, that of its children."""
    if isinstance(value, dict):
        return words(value.get("children", ""))
    return "".join(words(item) for item in value) if isinstance(value, list) else str(value)


class _Reader:
    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at

    def value(self, depth: int) -> Any:
        self._space()
        sign = self.text[self.at : self.at + 1]
        if depth > _DEEPEST or not sign:
            raise ValueError(f"nothing to read at {self.at}")
        if sign in "\"'`":
            return self._string(sign)
        if sign == "[":
            return self._list("]", depth)
        if sign == "{":
            return self._object(depth)
        if sign == "<":
            return self._element(depth)
        if number := self._match(_NUMBER):
            return number
        return self._named(depth)

    def _space(self) -> None:
        self._match(_SPACE)

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found[0]

    def _took(self, sign: str) -> bool:
        self._space()
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        return True

    def _need(self, sign: str) -> None:
        if not self._took(sign):
            raise ValueError(f"expected {sign!r} at {self.at}")

    def _string(self, quote: str) -> str:
        end = self.at + 1
        while self.text[end : end + 1] != quote:
            if end >= len(self.text):
                raise ValueError(f"a text without an end at {self.at}")
            end += 2 if self.text[end] == "\\" else 1
        inner, self.at = self.text[self.at + 1 : end], end + 1
        return _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else _PLAIN.get(m[3], m[3]), inner)

    def _list(self, end: str, depth: int) -> list[Any]:
        self.at += 1
        items: list[Any] = []
        while not self._took(end):
            if items:
                self._need(",")
                if self._took(end):
                    break
            items.append(self.value(depth + 1))
        return items

    def _object(self, depth: int) -> dict[str, Any]:
        self.at += 1
        made: dict[str, Any] = {}
        while not self._took("}"):
            if made:
                self._need(",")
                if self._took("}"):
                    break
            self._space()
            quote = self.text[self.at : self.at + 1]
            key = self._string(quote) if quote in ("'", '"') else self._match(_WORD)
            self._need(":")
            made[key] = self.value(depth + 1)
        return made

    def _named(self, depth: int) -> Any:
        """A name reads as '', a call of a compiled element as the text of its properties."""
        if not self._match(_WORD):
            raise ValueError(f"not a literal at {self.at}")
        if not self.text.startswith("(", self.at):
            return ""
        arguments = self._list(")", depth)
        return "".join(words(argument) for argument in arguments if isinstance(argument, dict))

    def _element(self, depth: int) -> str:
        self._match(_OPENING)
        while not self._took(">"):
            if self._took("/>"):
                return ""
            self._attribute(depth)
        pieces: list[str] = []
        while not self._match(_CLOSING):
            sign = self.text[self.at : self.at + 1]
            if sign == "{":
                self.at += 1
                pieces.append(words(self.value(depth + 1)))
                self._need("}")
            elif sign == "<":
                pieces.append(self._element(depth + 1) if depth < _DEEPEST else self._too_deep())
            elif sign:
                pieces.append(sign)
                self.at += 1
            else:
                raise ValueError("an element without an end")
        return "".join(pieces)

    def _too_deep(self) -> str:
        raise ValueError(f"nested too deep at {self.at}")

    def _attribute(self, depth: int) -> None:
        self._space()
        if not self._match(_WORD):
            raise ValueError(f"not an attribute at {self.at}")
        if self._took("="):
            if self._took("{"):
                self.value(depth + 1)
                self._need("}")
            else:
                self.value(depth + 1)
