"""What ``alerts.yaml`` may say: its keys, and what no single key can tell."""

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from intel.alerts.events import KINDS, SEVERITIES
from intel.alerts.rules import CHANNELS, DIGESTS

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_VARIABLE = r"^[A-Za-z_][A-Za-z0-9_]*$"
_NAME = r"^[\w.-]{1,60}$"


def _several(value: Any) -> Any:
    """One word where several may stand is a list of one."""
    return [value] if isinstance(value, str) else value


def _clock(value: Any) -> Any:
    """8:00 is 08:00; a number is no time, since nobody can tell whether it counts hours, minutes or seconds."""
    if not isinstance(value, str) or ":" not in value:
        raise ValueError("write a time of day as 22:00")
    return value.strip().rjust(5, "0") if value.count(":") == 1 else value


_Words = Annotated[tuple[str, ...], BeforeValidator(_several)]
_Kinds = Annotated[tuple[Literal["all", *KINDS], ...], BeforeValidator(_several), Field(min_length=1)]  # type: ignore[valid-type]
_Clock = Annotated[time, BeforeValidator(_clock)]
_Least = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ChannelPart(_Part):
    """One channel."""

    kind: Literal[CHANNELS]  # type: ignore[valid-type]
    url: str = ""
    url_env: str = Field("", pattern=rf"{_VARIABLE}|^$")
    secret_env: str = Field("", pattern=rf"{_VARIABLE}|^$")
    allow_private: bool = False
    attempts: int = Field(8, ge=1, le=50)


class RulePart(_Part):
    """One rule."""

    name: str = Field(pattern=_NAME)
    kinds: _Kinds
    channels: Annotated[_Words, Field(min_length=1)]
    tasks: _Words = ()
    models: _Words = ()
    labs: _Words = ()
    providers: _Words = ()
    open_weights: bool | None = None
    in_use: bool = False
    min_percent: _Least | None = None
    min_usd: _Least | None = None
    severity: Literal["", *SEVERITIES] = ""  # type: ignore[valid-type]
    digest: Literal[DIGESTS] = "instant"  # type: ignore[valid-type]


class QuietPart(_Part):
    """The quiet hours."""

    start: _Clock = Field(alias="from")
    end: _Clock = Field(alias="to")


class DigestPart(_Part):
    """When digests are sent."""

    at: _Clock = time(8)
    weekday: Literal[DAYS] = "monday"  # type: ignore[valid-type]


class FilePart(_Part):
    """The whole file."""

    channels: dict[Annotated[str, Field(pattern=_NAME)], ChannelPart] = {}
    rules: tuple[RulePart, ...] = ()
    quiet_hours: QuietPart | None = None
    digests: DigestPart = DigestPart()
    zone: str = "UTC"
    table: str = ""
    """The deployed routing table, beside this file unless absolute: which models are in use."""
    templates: dict[Literal[tuple(KINDS)], str] = {}  # type: ignore[valid-type]


Place = tuple[int | str, ...]
"""The way to a key: names of keys and places in lists."""


_PATTERNS = {
    _NAME: "a name has at most 60 letters, digits and . _ -",
    rf"{_VARIABLE}|^$": "this is no name of an environment variable",
}


def said(error: Mapping[str, Any]) -> str:
    """What pydantic found, in words for the owner."""
    kind = error["type"]
    if kind == "extra_forbidden":
        return "there is no such key"
    if kind == "missing":
        return "this key is missing"
    if kind == "tuple_type":
        return "a list belongs here, as `[one, another]`"
    if kind in ("model_type", "dict_type"):
        return "keys and their values belong here, as `name: value`"
    context = error.get("ctx", {})
    text = str(context["error"]) if kind == "value_error" else str(error["msg"])
    text = _PATTERNS.get(context.get("pattern", ""), text)
    return f"{text[0].lower()}{text[1:]}"
