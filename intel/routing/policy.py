"""The stated wishes a routing table is built from: what each task asks of quality, price, data and places.

A policy is rules for all tasks and, below ``tasks``, what differs for one of them. It holds no list of winners: models
are let in by their estimated quality (``at_least``) or by name (``models``), and price decides among them.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from intel.records import QUANTIZATIONS
from intel.routing.wishes import (
    DIGITS,
    MOST_USD,
    Data,
    Names,
    Needs,
    Objective,
    PriceCeiling,
    Threshold,
    WorkloadWish,
    objective,
)

VERSION = 1
"""Of the policy format."""

Ratio = Annotated[Decimal, Field(ge=0, le=1, decimal_places=DIGITS)]
CENTURY = 36_500
"""Days: no offer, price or policy looks further."""
Quantization = Literal["", "int4", "int8", "fp4", "mxfp4", "nvfp4", "fp6", "fp8", "mxfp8", "fp16", "bf16", "fp32"]
assert set(Quantization.__args__) == {"", *QUANTIZATIONS}  # type: ignore[attr-defined]  # typing cannot say *tuple


class Rules(BaseModel):
    """What one task asks. A key that is left out has the value of all tasks, or the default here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at_least: Threshold | None = Field(
        default=None,
        description="Quality that is good enough: '0.90 of leader', or 0.60 as a share of the task's basket solved. "
        "Absent: quality is not asked, so `models: allow` must name the models.",
    )
    probability: float = Field(default=0.75, gt=0, lt=1, description="How sure that must be, by the estimates.")
    on_unreachable: Literal["best", "leave_out"] = Field(
        default="best",
        description="When nobody reaches the threshold: take the best that is left, or leave the task out.",
    )
    workload: str | WorkloadWish = Field(
        default="", description="Name of a workload, or one of your own; empty: the workload of the task."
    )
    max_usd_per_mtok: PriceCeiling = Field(default=PriceCeiling(), description="No offer above these prices.")
    max_usd_per_task: Decimal | None = Field(
        default=None,
        gt=0,
        le=MOST_USD,
        decimal_places=DIGITS,
        description="No offer above this expected cost of a request.",
    )
    needs: Needs = Field(default=Needs(), description="What the offer must state that it can do.")
    open_weights_only: bool = False
    labs: Names = Names()
    models: Names = Names()
    providers: Names = Names()
    regions: Names = Field(
        default=Names(),
        description="Region of the offer, or country of its provider's seat ('DE'); unknown is not allowed.",
    )
    gateways: Names = Field(
        default=Names(),
        description="'direct' and ids of gateways. A gateway's own listing counts only where allowed by name.",
    )
    min_quantization: Quantization = Field(
        default="", description="No offer of fewer bits. An unstated one passes, unless `quantization_stated`."
    )
    quantization_stated: bool = Field(default=False, description="Leave out offers whose quantization nobody states.")
    data: Data = Data()
    prefer: Annotated[Objective, BeforeValidator(objective)] = Field(
        default="price",
        description="Order of a model's providers: price, throughput, latency or balanced; "
        "':floor' and ':nitro' are OpenRouter's names of the first two.",
    )
    min_uptime: Ratio | None = Field(
        default=None, description="Share of time that it answered; an unknown one is left out."
    )
    provider_depth: int = Field(default=5, ge=1, le=50, description="At most so many providers for each model.")
    fallbacks: int = Field(default=3, ge=0, le=20, description="At most so many other models behind the primary.")
    one_model_per_lab: bool = False
    exclude_sunset_within_days: int = Field(
        default=0, ge=0, le=CENTURY, description="Nor anything withdrawn within so many days."
    )
    switch_if_cheaper_by: Ratio = Field(
        default=Decimal(0), description="Keep the choice last published unless the new one is cheaper by this share."
    )
    baseline: str = Field(
        default="", description="The model that savings are counted against, such as the one in use now."
    )

    @model_validator(mode="after")
    def _asks_something(self) -> "Rules":
        if self.at_least is None and not self.models.allow:
            raise ValueError("state at_least, such as '0.90 of leader', or name the models below models: allow")
        return self

    @property
    def bits(self) -> int:
        """The fewest bits of a weight that will do; 0: any."""
        return quantization_bits(self.min_quantization)


def quantization_bits(word: str) -> int:
    """Bits of a weight: 8 of "fp8", "mxfp8" and "int8"; 0 of ''."""
    return int("".join(filter(str.isdigit, word)) or 0)


class RoutingPolicy(BaseModel):
    """A whole policy: its name, the rules of every task, in the order of the file."""

    model_config = ConfigDict(frozen=True)

    title: str
    tasks: dict[str, Rules]
    max_catalog_age_days: int | None = None
    """Prices confirmed longer ago than this, when the table is made, get a warning in its header."""
    text: str = Field(default="", exclude=True, repr=False)
    """The file it was read from, to name lines of; '' for none."""
    where: str = Field(default="policy", exclude=True)
    """What the file is called."""

    @property
    def hash(self) -> str:
        """sha256 of every wish but the title: two policies of one hash wish the same."""
        stated = self.model_dump(mode="json", exclude={"title"})
        return sha256(json.dumps(stated, sort_keys=True).encode()).hexdigest()


class PolicyFile(BaseModel):
    """What a policy file may hold: the keys of ``Rules`` for all tasks, and ``tasks``."""

    model_config = ConfigDict(extra="allow")

    version: Literal[1] = 1
    title: str = "A policy of your own"
    max_catalog_age_days: int | None = Field(
        default=None, ge=0, le=CENTURY, description="Warn of prices confirmed longer ago."
    )
    tasks: dict[str, dict[str, Any] | None] = Field(
        default={},
        description="By name of the task: what differs from the keys above. Empty: every task of the catalog.",
    )


OWN_KEYS = frozenset({"version", "title", "max_catalog_age_days", "tasks"})
"""Keys of a file that are no rules."""


def schema() -> dict[str, Any]:
    """The JSON Schema of a policy file, for editors."""
    rules = Rules.model_json_schema()
    task = {"type": ["object", "null"], "additionalProperties": False, "properties": rules["properties"]}
    head = PolicyFile.model_json_schema()["properties"]
    head["tasks"] = {
        "type": "object", "description": head["tasks"]["description"], "additionalProperties": {"$ref": "#/$defs/Task"},
    }  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Intel routing policy, version 1",
        "type": "object", "additionalProperties": False, "properties": {**head, **rules["properties"]},
        "$defs": {**rules["$defs"], "Task": task},
    }  # fmt: skip


def merged(stated: Mapping[str, Any], task: Mapping[str, Any] | None) -> dict[str, Any]:
    """The keys of one task: its own before those of all."""
    return {key: value for key, value in stated.items() if key not in OWN_KEYS} | dict(task or {})
