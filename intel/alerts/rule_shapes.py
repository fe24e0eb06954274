"""What ``alerts.yaml`` may say: its keys, and what no single key can tell."""

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
    """YAML 1.1 takes 22:00 for a number of the base sixty."""
    return f"{value // 60:02}:{value % 60:02}" if type(value) is int else value


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
