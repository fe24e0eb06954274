"""Pairs of names from different sources, judged by hand: no wrong merge, and most of the right ones."""

import csv
from pathlib import Path

import pytest

from benchmarks.identity import ask
from tests.identity.made import seeded

pytestmark = pytest.mark.captures


@pytest.fixture
def judged(captures: Path) -> list[tuple[dict[str, str], bool]]:
    """Every pair, with whether both names resolve to one model."""
    with (captures / "identity" / "hard_pairs.csv").open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file))
    return [(pair, _merged(pair)) for pair in pairs]


def _merged(pair: dict[str, str]) -> bool:
    one = ask(seeded(), pair["source_a"], pair["name_a"]).model
    return one is not None and one == ask(seeded(), pair["source_b"], pair["name_b"]).model


def test_no_pair_of_different_models_is_merged(judged: list[tuple[dict[str, str], bool]]) -> None:
    assert [(p["name_a"], p["name_b"]) for p, merged in judged if merged and p["same_model"] == "no"] == []


def test_every_pair_of_one_model_is_joined(judged: list[tuple[dict[str, str], bool]]) -> None:
    assert [(p["name_a"], p["name_b"]) for p, merged in judged if not merged and p["same_model"] == "yes"] == []
