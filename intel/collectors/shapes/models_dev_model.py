"""What models.dev says of a model beside its price; the same fields in its model and provider lists."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from intel.collectors.shapes.fields import mapping, optional_name, rows, tokens, words
from intel.records import Evidence, Limits
from intel.source import printable

_CAPABILITIES = (
    ("attachment", "attachment"),
    ("reasoning", "reasoning"),
    ("structured_output", "structured_output"),
    ("temperature", "temperature"),
    ("tool_call", "tools"),
)
_HUGGING_FACE = re.compile(r"^https://huggingface\.co/([^/?#]+/[^/?#]+)/?$")


def title(entry: dict[str, Any]) -> str:
    """For display only, so a stray tab (four of Novita's, 2026-07) is mended where a name would be rejected."""
    stated = entry.get("name")
    return printable(stated.strip()) if isinstance(stated, str) else ""


def day(stated: object) -> date | None:
    """A whole date; None for "2025-09" too, whose day is not known."""
    try:
        return date.fromisoformat(stated) if isinstance(stated, str) else None
    except ValueError:
        return None


def evidence(model: dict[str, Any]) -> Iterator[Evidence]:
    """Where the weights are, and the Hugging Face repository id when they are there."""
    for link in rows(model.get("weights") or [], "weights"):
        url = optional_name(mapping(link, "weights").get("url"))
        if url:
            yield Evidence("weights", url)
        if match := _HUGGING_FACE.match(url):
            yield Evidence("huggingface", match[1])


def limits(model: dict[str, Any]) -> Limits:
    """What the model takes and does; a limit of 0 (pictures, speech) is unknown."""
    limit, modalities = model.get("limit"), model.get("modalities")
    limit = limit if isinstance(limit, dict) else {}
    modalities = modalities if isinstance(modalities, dict) else {}
    return Limits(
        context_tokens=tokens(limit.get("context")),
        max_output_tokens=tokens(limit.get("output")),
        input_modalities=words(modalities.get("input")),
        output_modalities=words(modalities.get("output")),
        capabilities=tuple([word for key, word in _CAPABILITIES if model.get(key) is True]),
    )
