"""The text of a message: what, before → after, how sure, what it means for the table, evidence. Pure.

A template of the owner's is a ``string.Template``: names are replaced and nothing is run.
"""

from string import Template

MAX_TEXT = 599
"""Characters of one message."""

DEFAULT = "$what\n$change\nHow sure: $sure\nYour table: $meaning\nEvidence: $evidence"

NAMES = frozenset({
    "what", "change", "before", "after", "sure", "meaning", "evidence", "subject", "kind", "severity", "model",
    "provider", "task", "at", "rule",
})  # fmt: skip
"""What a template may name."""


def unknown_names(text: str) -> str:
    """What is wrong with a template; '' where nothing is."""
    template = Template(text)
    if not template.is_valid():
        return "a $ stands alone: write $$ for the sign itself"
    if unknown := sorted(set(template.get_identifiers()) - NAMES):
        return f"${unknown[0]} is none of {', '.join(f'${name}' for name in sorted(NAMES))}"
    return ""


def filled(text: str, values: dict[str, str]) -> str:
    """The text, without the lines that name only what is unknown."""
    lines = [line for line in text.splitlines() if _says_something(line, values)]
    return "\n".join(Template(line).safe_substitute(values) for line in lines)


def _says_something(line: str, values: dict[str, str]) -> bool:
    names = Template(line).get_identifiers()
    return not names or any(values.get(name) for name in names)


def cut(text: str, limit: int = MAX_TEXT) -> str:
    """``text`` in at most ``limit`` characters."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
