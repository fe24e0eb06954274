"""The hand-written lists: workloads, peers and tasks."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from intel.errors import UsageError
from intel.market.cost import CHAT
from intel.market.peers import parse_peers
from intel.market.tasks import parse_tasks
from intel.market.workloads import parse_workloads

SEEDS = Path(__file__).parents[2] / "seeds"
ONE = 'default = "w"\n[w]\ntitle = "t"\ninput_tokens = 10\ncached_ratio = 0.5\noutput_tokens = 1\nrequests = 2\n'


def test_the_shipped_default_workload_is_the_one_the_code_falls_back_to() -> None:
    assert parse_workloads((SEEDS / "workloads.toml").read_text()).get() == CHAT


def test_a_workload_is_read_exactly() -> None:
    found = parse_workloads(ONE).get("w")
    assert (found.input_tokens, found.cached_ratio, found.output_tokens, found.requests) == (10, Decimal("0.5"), 1, 2)


def test_an_unknown_workload_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="No workload is called 'x'; there are w"):
        parse_workloads(ONE).get("x")


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("cached_ratio = 0.5", "cached_ratio = 1.5", "between 0 and 1"),
        ("input_tokens = 10", "input_tokens = -10", "negative"),
        ('default = "w"', 'default = "v"', "default workload 'v'"),
        ("requests = 2", "", "requests"),
        ("[w]", "[w", "cannot be read"),
    ],
)
def test_a_workload_that_makes_no_sense_is_refused_with_a_sentence(was: str, becomes: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        parse_workloads(ONE.replace(was, becomes))


def test_the_peers_of_a_model_are_those_of_its_group_and_an_unlisted_model_has_none() -> None:
    peers = parse_peers('[top]\ntitle = "t"\nclosed = ["a/x", "b/y"]\nopen = ["c/z"]\n')
    assert peers.of("c/z") == ("a/x", "b/y")
    assert peers.of("c/other") == ()


def test_the_shipped_peers_are_models_of_the_seeds_open_or_closed_as_stated() -> None:
    with (SEEDS / "models.csv").open(encoding="utf-8") as file:
        weights = {row["id"]: row["open_weights"] for row in csv.DictReader(file)}
    peers = parse_peers((SEEDS / "peers.toml").read_text())
    assert {weights[model] for group in peers.groups for model in group.open} == {"yes"}
    assert {weights[model] for group in peers.groups for model in group.closed} == {"no"}


def test_every_shipped_task_is_priced_by_a_shipped_workload() -> None:
    workloads = parse_workloads((SEEDS / "workloads.toml").read_text())
    assert {task.workload for task in parse_tasks((SEEDS / "tasks.toml").read_text()).all} <= set(workloads.by_name)


def test_an_open_model_in_two_groups_is_refused() -> None:
    group = 'title = "t"\nclosed = ["a/x"]\nopen = ["c/z"]\n'
    with pytest.raises(UsageError, match="c/z more than once"):
        parse_peers(f"[one]\n{group}[two]\n{group}")


def test_a_group_without_a_list_is_refused() -> None:
    with pytest.raises(UsageError, match="closed"):
        parse_peers('[top]\ntitle = "t"\nopen = ["c/z"]\n')
