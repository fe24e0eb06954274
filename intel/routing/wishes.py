"""The parts of a policy: thresholds, workloads, lists of names, needs and ceilings."""

import re
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from intel.market.cost import Workload

_OF_LEADER = re.compile(r"^\s*(?P<share>0?\.\d+|1(\.0+)?|0)\s+of\s+leader\s*$")
DAYS_A_MONTH = 30
Objective = Literal["price", "throughput", "latency", "balanced"]
_NAMES_OF_OPENROUTER = {":floor": "price", ":nitro": "throughput"}


def objective(word: Any) -> Any:
    """The objective that a word of OpenRouter's names."""
    return _NAMES_OF_OPENROUTER.get(word, word) if isinstance(word, str) else word


class Threshold:
    """A quality that is good enough: a share of the leader's, or an absolute share of the basket solved."""

    __slots__ = ("of_leader", "share")

    def __init__(self, share: float, of_leader: bool) -> None:
        self.share, self.of_leader = share, of_leader

    def __str__(self) -> str:
        return f"{self.share:.12g}{' of leader' if self.of_leader else ''}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Threshold) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    @classmethod
    def parse(cls, stated: Any) -> "Threshold":
        """From '0.90 of leader' or a number between 0 and 1; ``ValueError`` on anything else."""
        if isinstance(stated, Threshold):
            return stated
        if isinstance(stated, str) and (match := _OF_LEADER.match(stated)):
            return cls(float(match["share"]), True)
        if isinstance(stated, bool) or not isinstance(stated, int | float) or not 0 <= stated <= 1:
            raise ValueError("write '0.90 of leader', or a share of the basket between 0 and 1, such as 0.60")
        return cls(float(stated), False)

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        written = core_schema.plain_serializer_function_ser_schema(str)
        return core_schema.no_info_plain_validator_function(cls.parse, serialization=written)

    @classmethod
    def __get_pydantic_json_schema__(cls, _: CoreSchema, __: GetJsonSchemaHandler) -> dict[str, Any]:
        words = {"type": "string", "pattern": r"^\s*(0?\.\d+|1(\.0+)?|0)\s+of\s+leader\s*$"}
        return {"anyOf": [words, {"type": "number", "minimum": 0, "maximum": 1}]}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Names(_Part):
    """Names that are allowed (empty: all) and names that are not."""

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _not_both(self) -> "Names":
        if both := sorted(set(self.allow) & set(self.deny)):
            raise ValueError(f"{both[0]!r} is allowed and denied")
        return self

    def allows(self, name: str) -> bool:
        """Whether the name may be used."""
        return name not in self.deny and (not self.allow or name in self.allow)


MOST = 1_000_000_000
"""Tokens of one request, and requests a day: above it a number is a slip, and costs leave what a decimal holds."""
MOST_USD = 1_000_000
DIGITS = 12
"""Decimals of an amount or a share: with more of them it is a slip as well, such as 1e-999999."""


class PriceCeiling(_Part):
    """USD per million tokens."""

    input: Decimal | None = Field(default=None, gt=0, le=MOST_USD, decimal_places=DIGITS)
    output: Decimal | None = Field(default=None, gt=0, le=MOST_USD, decimal_places=DIGITS)


class Needs(_Part):
    """What an offer must be stated to do; what is unknown of it counts as no."""

    tools: bool = False
    vision: bool = False
    structured_output: bool = False
    context_tokens: int | None = Field(default=None, gt=0, le=MOST)


class Data(_Part):
    """What becomes of prompts; where nobody states it, the offer is left out."""

    no_training: bool = False
    zero_retention: bool = False


class WorkloadWish(_Part):
    """Requests as they are sent."""

    input_tokens: int = Field(ge=0, le=MOST, description="Of one request: the whole prompt.")
    cached_ratio: Decimal = Field(
        default=Decimal(0), ge=0, le=1, decimal_places=DIGITS, description="Share of the prompt read from the cache."
    )
    output_tokens: int = Field(ge=0, le=MOST)
    requests_per_day: int = Field(default=1000, ge=1, le=MOST)
    batch_ratio: Decimal = Field(
        default=Decimal(0),
        ge=0,
        le=1,
        decimal_places=DIGITS,
        description="Share of the requests that may wait for the batch price.",
    )

    @model_validator(mode="after")
    def _some_token(self) -> "WorkloadWish":
        if not self.input_tokens + self.output_tokens:
            raise ValueError("a request needs some token")
        return self

    def workload(self, name: str) -> Workload:
        """As prices are compared by; requests are those of 30 days."""
        requests = self.requests_per_day * DAYS_A_MONTH
        return Workload(
            name, self.input_tokens, self.cached_ratio, self.output_tokens, requests, "stated by the policy"
        )
