"""A small catalog for routing: three models that are judged, one that is not, and their hosts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from intel.market.cost import CHAT, Workload
from intel.market.tasks import Measure, Tasks
from intel.market.tasks import Task as JudgedTask
from intel.market.workloads import Workloads
from intel.routing.build import Before, build
from intel.routing.facts import Facts
from intel.routing.policy import RoutingPolicy, Rules
from intel.routing.table import Route, RoutingTable, TaskRoutes
from intel.views import QUANTILES, EstimateView, ModelView, OfferView
from tests.factories import NOON, a_model, an_offer

GLM, GPT, KIMI = "zai/glm", "openai/gpt", "moonshot/kimi"
AGENT = Workload("agent", 10_000, Decimal("0.8"), 1000, 1000)
WORKLOADS = Workloads("chat", {"chat": replace(CHAT, requests=1000), "agent": AGENT})
TASKS = Tasks(
    tuple(
        JudgedTask(name, name.title(), "people want it", "chat", (Measure(f"bench/{name}", "1", 1.0, "it asks"),))
        for name in ("coding", "writing")
    )
)
PRICED: Mapping[str, Sequence[OfferView]] = {
    GLM: [an_offer("deepinfra", GLM, "input=1;output=3"), an_offer("novita", GLM, "input=1.2;output=4")],
    GPT: [an_offer("openai", GPT, "input=5;output=30", kind="lab")],
    KIMI: [an_offer("deepinfra", KIMI, "input=1.1;output=3"), an_offer("together", KIMI, "input=2;output=5")],
}
MODELS = {GLM: a_model(GLM), GPT: a_model(GPT, False), KIMI: a_model(KIMI)}


def judged(model: str, ratio: float, effort: str = "", **changed: Any) -> list[EstimateView]:
    """A model whose quality is ``ratio`` of the best one's, give or take a hundredth, and its roll-up."""
    quantiles = tuple(ratio + (level - 0.5) / 50 for level in QUANTILES)
    lab = model.partition("/")[0]
    unit = EstimateView(
        "coding", model, model, lab, None, effort, ratio * 0.8, ratio * 0.8 - 0.05, ratio * 0.8 + 0.05, False,
        ("arena", "bench"), 3, ratio / 10, quantiles,
    )  # fmt: skip
    unit = replace(unit, **changed)
    return [unit, replace(unit, effort="*", rolled_from=effort)]


ESTIMATES = [*judged(GLM, 0.95), *judged(GPT, 0.99), *judged(KIMI, 0.85)]


def facts(offers: Mapping[str, Sequence[OfferView]] = PRICED, **changed: Any) -> Facts:
    """Those models and offers at ``NOON``."""
    models: Mapping[str, ModelView] = changed.pop("models", MODELS)
    plain = Facts(NOON, TASKS, WORKLOADS, models, ESTIMATES, "estimates of noon", offers=offers)
    return replace(plain, **changed)


def a_policy(**rules: Any) -> RoutingPolicy:
    """A policy of one task; by default any of the three models that reaches 0.80 of the leader."""
    stated = {"at_least": "0.80 of leader"} | rules
    return RoutingPolicy(title="Test", tasks={"coding": Rules.model_validate(stated)})


def a_table(
    offers: Mapping[str, Sequence[OfferView]] = PRICED, *, before: Before | None = None, known: Facts | None = None,
    **rules: Any,
) -> RoutingTable:  # fmt: skip
    """The table of ``a_policy``."""
    return build(a_policy(**rules), known or facts(offers), package_version="0.1.0", before=before)


def routes(offers: Mapping[str, Sequence[OfferView]] = PRICED, **stated: Any) -> TaskRoutes:
    """The routes of its one task."""
    return a_table(offers, **stated).tasks[0]


def primary(found: TaskRoutes) -> Route:
    assert found.primary is not None
    return found.primary


def only(offer: OfferView, **rules: Any) -> TaskRoutes:
    """GLM at that one host, and nobody else."""
    return routes({GLM: [offer]}, **rules)
