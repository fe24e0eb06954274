"""A small catalog made by hand, the tables that every ready policy makes of it, and their golden files."""

import os
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from intel.catalog import curated
from intel.market.cost import CHAT
from intel.market.tasks import Measure, Task, Tasks
from intel.market.workloads import Workloads
from intel.records import Limits
from intel.routing.build import build
from intel.routing.exporters import FORMATS, exporter
from intel.routing.exporters.written import Written
from intel.routing.facts import Facts
from intel.routing.policy import RoutingPolicy, Rules
from intel.routing.policy_file import parse_policy
from intel.routing.table import RoutingTable
from intel.views import OfferView
from tests.factories import NOON, a_model, an_offer
from tests.routing.made import AGENT, judged

GOLDEN = Path(__file__).parent / "golden"
ENDINGS = {"native": "yaml", "litellm": "yaml", "vllm-sr": "yaml", "envoy": "yaml", "markdown": "md"}
"""Of the formats that are no JSON."""
GLM, GPT, KIMI, OPUS, LOCAL = "zai/glm", "openai/gpt", "moonshot/kimi", "anthropic/opus", "acme/nameless"
NAMES = ("coding", "agentic-terminal", "tool-use")
TASKS = Tasks(tuple(Task(n, n.title(), "asked", "chat", (Measure(f"bench/{n}", "1", 1.0, "it asks"),)) for n in NAMES))
WORKLOADS = Workloads("chat", {"chat": replace(CHAT, requests=1000), "agent": AGENT})
ABLE = Limits(262_144, 65_536, ("image", "text"), ("text",), ("structured_output", "tools"))
MODELS = {
    name: replace(a_model(name, weights), limits=ABLE)
    for name, weights in ((GLM, True), (GPT, False), (KIMI, True), (OPUS, False), (LOCAL, True))
}


def _offer(provider: str, model: str, stated: str, headquarters: str = "US", **key: Any) -> OfferView:
    made = an_offer(provider, model, stated, limits=ABLE, **key)
    return replace(made, provider=replace(made.provider, headquarters=headquarters))


OFFERS: Mapping[str, list[OfferView]] = {
    GLM: [
        _offer("deepinfra", GLM, "input=0.4;output=1.6;cache_read=0.08", sku="zai-org/GLM", quantization="fp8"),
        _offer("nebius", GLM, "input=0.6;output=2.2", "NL", sku="zai-org/GLM"),
        _offer("novita", GLM, "input=0.42;output=1.7", sku="z-ai/glm", via="openrouter", quantization="fp4"),
        _offer("shed", GLM, "input=0.41;output=1.7", sku="glm-in-a-shed"),
        _offer("openrouter", GLM, "input=0.4;output=1.6", kind="gateway", sku="z-ai/glm"),
        _offer("vercel", GLM, "input=0.45;output=1.8", kind="gateway", sku="zai/glm"),
    ],
    GPT: [
        _offer("openai", GPT, "input=1.25;input{>200000}=2.5;output=10;cache_read=0.125", kind="lab", sku="gpt"),
        _offer("nebius", GPT, "input=1.2;output=9.9", "NL", sku="gpt-by-nebius"),
        _offer("azure", GPT, "input=1.3;output=10.5", kind="cloud", sku="gpt", region="eastus"),
        _offer("openrouter", GPT, "input=1.25;output=10", kind="gateway", sku="openai/gpt"),
        _offer("vercel", GPT, "input=1.25;output=10", kind="gateway", sku="openai/gpt"),
    ],
    KIMI: [
        _offer("moonshot", KIMI, "input=0.6;output=2.5;cache_read=0.15", "CN", kind="lab", sku="kimi"),
        _offer("together", KIMI, "input=1;output=3", sku="moonshotai/Kimi"),
        _offer("openrouter", KIMI, "input=0.6;output=2.5", kind="gateway", sku="moonshotai/kimi"),
    ],
    OPUS: [
        _offer("anthropic", OPUS, "input=5;output=25;cache_read=0.5;cache_write=6.25", kind="lab", sku="opus"),
        _offer("amazon-bedrock", OPUS, "input=5;output=25", "US", kind="cloud", sku="eu.anthropic.opus",
               region="eu-central-1"),
        _offer("openrouter", OPUS, "input=5;output=25", kind="gateway", sku="anthropic/opus"),
    ],
    LOCAL: [_offer("shed", LOCAL, "input=0.3;output=1", sku="nameless")],
}  # fmt: skip

_QUALITY = ((GPT, 0.99, "high"), (OPUS, 0.97, ""), (GLM, 0.93, ""), (KIMI, 0.9, "max"), (LOCAL, 0.85, ""))
ESTIMATES = [
    replace(one, task=task)
    for task, models in (("coding", _QUALITY), ("tool-use", _QUALITY[:3]))
    for model, ratio, effort in models
    for one in judged(model, ratio, effort)
]


def facts() -> Facts:
    """What the small catalog knows at ``NOON``."""
    called = curated.provider_names()
    fees = {"openrouter": Decimal("0.055")}
    return Facts(
        NOON, TASKS, WORKLOADS, MODELS, ESTIMATES, "estimates of noon", offers=OFFERS, fees=fees, called=called
    )


@cache
def table(policy: str) -> RoutingTable:
    """What a ready policy makes of it."""
    wishes = parse_policy(curated.policy_text(policy), policy, tasks=NAMES)
    return build(wishes, facts(), package_version="0.1.0")


def a_table(known: Facts | None = None, **rules: Any) -> RoutingTable:
    """What a policy of one task makes of it."""
    stated = Rules.model_validate({"at_least": "0.80 of leader"} | rules)
    policy = RoutingPolicy(title="Test", tasks={"coding": stated})
    return build(policy, known or facts(), package_version="0.1.0")


@cache
def written(policy: str, format: str) -> Written:
    """Its table in a format."""
    return exporter(format)(table(policy))


def golden(policy: str, format: str) -> Path:
    """The golden file of a ready policy in a format; under UPDATE_GOLDEN=1 it is written first."""
    path = GOLDEN / f"{policy}.{format}.{ENDINGS.get(format, 'json')}"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(written(policy, format).text, encoding="utf-8")
    return path


EVERY = [(policy, format) for policy in curated.POLICIES for format in FORMATS]
