"""Options for the Vercel AI Gateway, a set for each task, as ``generateText({model, providerOptions})`` takes them."""

import json
import re
from collections.abc import Sequence
from typing import Any

from intel.records import QUANTIZATIONS
from intel.routing.exporters.resold import Resold, resold, restricted
from intel.routing.exporters.written import Told, Written, by_reason, header
from intel.routing.policy import Rules, quantization_bits
from intel.routing.table import RoutingTable, TaskRoutes

VERCEL = "vercel"
_SORTS = {"price": "cost", "throughput": "tps", "latency": "ttft"}
"""By objective; the gateway calls them otherwise than OpenRouter does."""
_NEEDS = (("tools", "tool-use"), ("structured_output", "structured-output"), ("vision", "vision"))
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


def export(table: RoutingTable) -> Written:
    """One JSON document: a header, and ``tasks`` by name. The gateway's options have no word for an effort."""
    tasks = {}
    sold = resold(table, VERCEL, _chooses, _refuses)
    for task, named in sold.tasks:
        options = _gateway(task.rules, named)
        tasks[task.name] = {"model": named[0].name, "providerOptions": {"gateway": options}}
    notes = by_reason([*sold.told, *(note for task, named in sold.tasks for note in _notes(task, named))])
    document = {"intel": header(table, sold.left_out, notes), "tasks": tasks}
    return Written(json.dumps(document, indent=2, ensure_ascii=False) + "\n", sold.left_out, notes, sold.lost)


def _notes(task: TaskRoutes, named: Sequence[Resold]) -> list[Told]:
    """What the gateway's options cannot say: efforts and ceilings on prices."""
    notes: list[Told] = []
    for one in named:
        if one.route.effort:
            notes.append((task, one.route, f"the caller must set the effort, {one.route.effort!r}"))
        if _capped(task.rules):
            notes.append((task, one.route, "vercel takes no ceiling on prices; only the table's providers may answer"))
    return notes


def _capped(rules: Rules) -> bool:
    limits = (rules.max_usd_per_mtok.input, rules.max_usd_per_mtok.output, rules.max_usd_per_task)
    return any(limit is not None for limit in limits)


def _chooses(rules: Rules) -> bool:
    """Ceilings and the context are kept by naming the providers, since no option says them."""
    return restricted(rules) or _capped(rules) or rules.needs.context_tokens is not None


def _refuses(rules: Rules) -> str:
    return "the policy wants quantization stated, and vercel cannot be told to" if rules.quantization_stated else ""


def _gateway(rules: Rules, named: Sequence[Resold]) -> dict[str, Any]:
    slugs = list(dict.fromkeys(slug for one in named for slug in one.slugs))
    options: dict[str, Any] = {
        "models": [one.name for one in named[1:]],
        "order": slugs,
        "only": slugs if _chooses(rules) else [],
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
