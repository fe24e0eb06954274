"""A log of requests as JSON lines, as gateways and clients write them: the columns that a CSV log would have.

Each line is one object. Known are this program's own names, the ``usage`` of OpenAI's and Anthropic's replies, alone or
inside a line of LiteLLM's logs, and OpenRouter's generations. What a line does not hold is absent, never zero: a line
without tokens is no request.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from intel.source import printable

_USAGE = ("usage", "response.usage", "metadata.usage_object", "")
"""Where a line may keep what was used; '' is the line itself."""
_INPUT = ("prompt_tokens", "native_tokens_prompt", "tokens_prompt", "input_tokens", "input")
_OUTPUT = ("completion_tokens", "native_tokens_completion", "tokens_completion", "output_tokens", "output")
_CACHED = (
    "prompt_tokens_details.cached_tokens", "input_tokens_details.cached_tokens", "cache_read_input_tokens",
    "native_tokens_cached", "cached",
)  # fmt: skip
_WRITTEN = (
    "cache_creation_input_tokens", "prompt_tokens_details.cache_creation_tokens",
    "prompt_tokens_details.cache_write_tokens", "cache_write",
)  # fmt: skip
_APART = ("cache_read_input_tokens", "cache_creation_input_tokens")
"""Anthropic's own names: beside them ``input_tokens`` is what is left of the prompt, and not the whole of it."""
_WORDS = {
    "model": ("model", "response.model"),
    "provider": ("provider", "custom_llm_provider", "provider_name"),
    "tier": ("tier", "service_tier", "usage.service_tier", "response.service_tier"),
    "cache_ttl": ("cache_ttl",),
}
_AT = ("at", "startTime", "start_time", "created_at", "created", "timestamp", "response.created")
_TIERS = {"default": "", "auto": "", "on_demand": "", "scale": ""}
"""What OpenAI calls the standard tier, and tiers that have no price of their own."""
_MILLISECONDS = 10**11
"""From here on a number is a time in milliseconds."""


@dataclass(slots=True)
class Lines:
    """The requests as columns of text of one length."""

    columns: dict[str, list[str]] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    """Of each row, its line in the file, from 1."""
    faults: dict[int, str] = field(default_factory=dict)
    """By line, why it is no request."""


def looks_like_lines(content: bytes) -> bool:
    """Whether the text begins as an object does; a CSV begins with its titles."""
    return content.lstrip()[:1] == b"{"


def lines(content: bytes, meters: Sequence[str], default_at: datetime) -> Lines:
    """Read every line; ``meters`` are the other meters that a line may name."""
    found = Lines({title: [] for title in (*_WORDS, "at", "input", "output", "cached", "cache_write", *meters)})
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = _row(_object(line), meters, default_at)
        except ValueError as error:
            found.faults[number] = str(error)
            continue
        found.numbers.append(number)
        for title, cells in found.columns.items():
            cells.append(row.get(title, ""))
    for title in meters:
        if not any(found.columns[title]):
            del found.columns[title]
    return found


def _object(line: bytes) -> Mapping[str, Any]:
    try:
        stated = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON.") from None
    if not isinstance(stated, dict):
        raise ValueError("it is no JSON object.")
    return stated


def _row(stated: Mapping[str, Any], meters: Sequence[str], default_at: datetime) -> dict[str, str]:
    row = {title: _text(_first(stated, names)) for title, names in _WORDS.items()}
    if not row["model"]:
        raise ValueError("no model is named.")
    row["tier"] = _TIERS.get(row["tier"], row["tier"])
    row["at"] = _moment(_first(stated, _AT), default_at)
    return row | _tokens(stated) | {title: _text(stated.get(title)) for title in meters}


def _tokens(stated: Mapping[str, Any]) -> dict[str, str]:
    for place in _USAGE:
        used = _at(stated, place) if place else stated
        if not isinstance(used, Mapping):
            continue
        prompt, output = _first(used, _INPUT), _first(used, _OUTPUT)
        if prompt is None and output is None:
            continue
        cached, written = _first(used, _CACHED), _first(used, _WRITTEN)
        if "prompt_tokens" not in used and any(name in used for name in _APART):
            prompt = _sum(prompt, cached, written)
        return {"input": _text(prompt), "output": _text(output), "cached": _text(cached), "cache_write": _text(written)}
    raise ValueError("it says nothing of tokens.")


def _sum(*counts: object) -> object:
    """The whole of several counts; the first alone where one of them is no number, which is told of it later."""
    whole = [count for count in counts if count is not None]
    return sum(whole) if all(type(count) is int for count in whole) else counts[0]  # type: ignore[arg-type]


def _first(stated: Mapping[str, Any], names: Sequence[str]) -> Any:
    """The value of the first of these that is there and not null."""
    return next((value for name in names if (value := _at(stated, name)) is not None), None)


def _at(stated: Mapping[str, Any], place: str) -> Any:
    value: Any = stated
    for part in place.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _moment(value: object, default: datetime) -> str:
    """The time in the form that every row has; one without a zone is UTC."""
    if value is None:
        moment = default
    elif isinstance(value, int | float) and not isinstance(value, bool):
        moment = _of_number(value)
    else:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            raise ValueError(f"{printable(str(value), 40)!r} is no time.") from None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"


def _of_number(value: float) -> datetime:
    try:
        return datetime.fromtimestamp(value / 1000 if abs(value) >= _MILLISECONDS else value, UTC)
    except (OverflowError, OSError, ValueError):
        raise ValueError(f"{value} is no time.") from None
