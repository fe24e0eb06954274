from copy import deepcopy
from typing import Any

import pytest
import yaml

from intel.catalog.curated import POLICIES
from tests.routing.exporters.envoy_rules import problems
from tests.routing.exporters.made import GOLDEN


def documents(policy: str = "balanced") -> list[Any]:
    return list(yaml.safe_load_all((GOLDEN / f"{policy}.envoy.yaml").read_text("utf-8")))


@pytest.mark.parametrize("policy", POLICIES)
def test_the_manifests_are_what_the_definitions_and_their_rules_ask(policy: str) -> None:
    assert problems(documents(policy)) == []


def test_one_attempt_is_made_at_each_priority_and_priorities_follow_the_table() -> None:
    route, policy, *_ = documents()
    rule = route["spec"]["rules"][0]
    assert rule["matches"][0]["headers"][0]["value"] == "task/coding"
    assert [ref["priority"] for ref in rule["backendRefs"]] == list(range(len(rule["backendRefs"])))
    assert [ref["modelNameOverride"] for ref in rule["backendRefs"]][:2] == ["zai-org/GLM", "z-ai/glm"]
    assert policy["spec"]["retry"]["numAttemptsPerPriority"] == 1
    assert policy["spec"]["retry"]["numRetries"] >= len(rule["backendRefs"]) - 1


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("parentRefs", 0, "kind"), "Service", "only Gateway"),
        (("rules", 0, "name"), "route-not-found", "reserved"),
        (("rules", 0, "backendRefs", 0, "kind"), "InferencePool", "group and kind"),
        (("rules", 0, "backendRefs", 0, "priority"), -1, "minimum"),
        (("rules", 0, "backendRefs", 0, "name"), "nobody", "refers to AIServiceBackend nobody"),
        (("rules", 0, "backendRef"), [], "Additional properties"),
        (("rules", 0, "timeouts", "backendRequest"), "400s", "must not be longer"),
        (("llmRequestCosts",), [{"metadataKey": "a", "type": "Tokens"}], "is not one of"),
    ],
)
def test_what_the_definitions_refuse_is_refused(path: tuple[Any, ...], value: Any, said: str) -> None:
    changed = deepcopy(documents())
    *way, last = path
    place = changed[0]["spec"]
    for key in way:
        place = place[key]
    place[last] = value
    assert any(said in problem for problem in problems(changed)), problems(changed)
