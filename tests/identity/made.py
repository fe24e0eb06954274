"""Resolvers over a few models, and over the curated seeds."""

import csv
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from intel.identity.providers import ProviderAlias, ProviderNames
from intel.identity.resolver import AliasIndex, AliasName, ModelName, Resolver

SEEDS = Path(__file__).parents[2] / "seeds"


def resolver(models: Iterable[ModelName], aliases: Iterable[AliasName] = ()) -> Resolver:
    """A resolver over these rows."""
    return Resolver(AliasIndex(models, aliases))


def models(*ids: str) -> list[ModelName]:
    """Models without title, weights or release."""
    return [ModelName(model) for model in ids]


@cache
def seed_rows(name: str) -> list[dict[str, str]]:
    """Rows of one curated file."""
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def seeded() -> Resolver:
    """A resolver over the curated seeds."""
    return resolver(
        (
            ModelName(
                row["id"],
                row["title"],
                weights=row["huggingface"],
                released_on=date.fromisoformat(row["released_on"]) if row["released_on"] else None,
            )
            for row in seed_rows("models.csv")
        ),
        (
            AliasName(row["source"], row["name"], row["model"], row["how"], row["floating"] == "yes")
            for row in seed_rows("aliases.csv")
        ),
    )


@cache
def seeded_providers() -> ProviderNames:
    """Provider names over the curated seeds."""
    return ProviderNames(
        (
            ProviderAlias(row["source"], row["name"], row["provider"], row["region"])
            for row in seed_rows("provider_aliases.csv")
        ),
        (row["id"] for row in seed_rows("providers.csv")),
    )
