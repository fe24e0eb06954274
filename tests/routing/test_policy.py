from pathlib import Path

import pytest

from intel.errors import UsageError
from intel.routing.policy import parse_policy

STATED = """
providers = 2
fallbacks = 1
[tasks.coding]
title = "Coding"
workload = "chat"
candidates = ["zai/glm", "openai/gpt"]
why = "They can."
"""


def test_a_policy_is_its_tasks_in_order_and_its_limits() -> None:
    policy = parse_policy(STATED + STATED.split("fallbacks = 1")[1].replace("coding", "writing"))
    assert [task.name for task in policy.tasks] == ["coding", "writing"]
    assert (policy.providers, policy.fallbacks) == (2, 1)
    assert policy.models() == ("zai/glm", "openai/gpt")


def test_the_hash_covers_every_wish_and_no_spelling() -> None:
    policy = parse_policy(STATED)
    assert parse_policy("# a comment\n" + STATED).hash == policy.hash
    for was, becomes in [("fallbacks = 1", "fallbacks = 2"), ("They can", "They may"), ('"zai/glm", ', "")]:
        assert parse_policy(STATED.replace(was, becomes)).hash != policy.hash


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("providers = 2", "", "no 'providers'"),
        ("providers = 2", "providers = 0", "at least one provider"),
        ('workload = "chat"', "", "no 'workload'"),
        ('"zai/glm", "openai/gpt"', "", "needs candidates"),
        ('"openai/gpt"', '"zai/glm"', "each named once"),
        ("[tasks.coding]", "[tasks", "cannot be read"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_with_a_sentence(was: str, becomes: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        parse_policy(STATED.replace(was, becomes))


def test_the_shipped_tasks_are_a_policy() -> None:
    shipped = parse_policy((Path(__file__).parents[2] / "seeds" / "candidates.toml").read_text())
    assert len(shipped.tasks) >= 5
