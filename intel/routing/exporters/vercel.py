"""Options for the Vercel AI Gateway, a set for each task, as ``generateText({model, providerOptions})`` takes them."""

import json
import re
from collections.abc import Sequence
from typing import Any

from intel.records import QUANTIZATIONS
from intel.routing.exporters.resold import Resold, resold, restricted
from intel.routing.exporters.written import Written, header
from intel.routing.policy import Rules, quantization_bits
from intel.routing.table import RoutingTable

VERCEL = "vercel"
_SORTS = {"price": "cost", "throughput": "tps", "latency": "ttft"}
"""By objective; the gateway calls them otherwise than OpenRouter does."""
_NEEDS = (("tools", "tool-use"), ("structured_output", "structured-output"), ("vision", "vision"))
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


def export(table: RoutingTable) -> Written:
    """One JSON document: a header, and ``tasks`` by name."""
    tasks = {}
    sold, left_out = resold(table, VERCEL)
    for task, named in sold:
        options = _gateway(task.rules, named)
        tasks[task.name] = {"model": named[0].name, "providerOptions": {"gateway": options}}
    document = {"intel": header(table, left_out), "tasks": tasks}
    return Written(json.dumps(document, indent=2, ensure_ascii=False) + "\n", left_out)


def _gateway(rules: Rules, named: Sequence[Resold]) -> dict[str, Any]:
    slugs = list(dict.fromkeys(slug for one in named for slug in one.slugs))
    options: dict[str, Any] = {
        "models": [one.name for one in named[1:]],
        "order": slugs,
        "only": slugs if restricted(rules) else [],
        "sort": _SORTS.get(rules.prefer),
        "zeroDataRetention": rules.data.zero_retention,
        "disallowPromptTraining": rules.data.no_training,
        "headquarters": _countries(rules),
        "has": [*(word for need, word in _NEEDS if getattr(rules.needs, need)), *_weights(rules)],
    }
    return {name: value for name, value in options.items() if value}


def _weights(rules: Rules) -> list[str]:
    """Formats of too few bits, shut out one by one: a provider that states none passes."""
    return [f"!quantization:{word}" for word in QUANTIZATIONS if quantization_bits(word) < rules.bits]


def _countries(rules: Rules) -> list[str]:
    """Countries of the policy's regions; a list may not mix allowed and shut out ones."""
    allowed = [name for name in rules.regions.allow if _COUNTRY.match(name)]
    return allowed or [f"!{name}" for name in rules.regions.deny if _COUNTRY.match(name)]
