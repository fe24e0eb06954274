"""Tasks and their baskets: what is read, and what is said of a file that is wrong."""

import pytest

from intel.errors import UsageError
from intel.market.tasks import parse_tasks

ONE = """
[coding]
title = "Code"
why = "Because."
workload = "agentic"
[[coding.basket]]
benchmark = "livebench/coding"
version = "2026-06-25"
weight = 2
why = "Fresh questions."
[[coding.basket]]
benchmark = "aider/polyglot"
version = "1"
why = "Edits that run."
"""


def test_a_basket_names_editions_with_weights() -> None:
    task = parse_tasks(ONE).get("coding")
    assert task.weights == {"livebench/coding@2026-06-25": 2.0, "aider/polyglot@1": 1.0}


def test_what_changes_the_judgement_changes_the_digest_and_words_do_not() -> None:
    tasks = parse_tasks(ONE)
    same = parse_tasks(ONE.replace("Because.", "For another reason."))
    heavier = parse_tasks(ONE.replace("weight = 2", "weight = 3"))
    editions = ["livebench/coding@2026-06-25", "aider/polyglot@1"]
    assert same.digest(editions, "1") == tasks.digest(list(reversed(editions)), "1")
    assert heavier.digest(editions, "1") != tasks.digest(editions, "1")
    assert tasks.digest(editions, "2") != tasks.digest(editions, "1")
    assert tasks.digest(editions[:1], "1") != tasks.digest(editions, "1")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "names no task"),
        ("[coding", "cannot be read"),
        ("x = " + "[" * 5000, "mine.toml is nested too deep to read"),
        ("x = " + "9" * 5000, "cannot be read: Exceeds the limit"),
        ("x = 1", "outside of any task"),
        (ONE.replace('title = "Code"', ""), "task 'coding': 'title' is missing"),
        (ONE.replace("weight = 2", "weight = 0"), "weight of 'livebench/coding' is 0"),
        (ONE.replace("weight = 2", "weight = nan"), "not a number above 0"),
        (ONE.replace("workload", "wrkload"), "no key 'wrkload'"),
        (ONE.replace("aider/polyglot", "livebench/coding").replace('"1"', '"2026-06-25"'), "twice in the basket"),
        (ONE.replace('workload = "agentic"', 'workload = "agentic"\nkind = "best"'), "kind is 'best'"),
        ('[a]\ntitle="a"\nwhy="a"\nworkload="a"\n', "the basket is empty"),
        ('[a]\ntitle="a"\nwhy="a"\nworkload="a"\nbasket=3\n', r"task 'a': basket is 3.*write \[\[a.basket\]\]"),
        (ONE.replace("weight = 2", "wieght = 2"), "task 'coding': there is no key 'wieght' in a basket"),
    ],
)
def test_a_wrong_file_is_told_what_and_where(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        parse_tasks(text, "mine.toml")


def test_an_unknown_workload_and_an_unknown_task_are_named() -> None:
    with pytest.raises(UsageError, match="unknown workload 'agentic'"):
        parse_tasks(ONE, workloads=["chat"])
    with pytest.raises(UsageError, match="No task is called 'cooking'; there are coding"):
        parse_tasks(ONE).get("cooking")
