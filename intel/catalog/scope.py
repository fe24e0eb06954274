"""Which offers a question is about. Statements are built once for each kind: building one costs more than asking."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam

from intel.catalog import write_rows as rows

AT = "at"
"""Name of the parameter that is the moment asked about, in every statement that knows time."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A kind of scope and what it takes to be one."""

    kind: str = "all"
    """all, named (every offer with a model), models, model or sku."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Parameters of the statements."""


EVERYTHING = Scope()
NAMED = Scope("named")


def of_model(model: str) -> Scope:
    """The offers of one model."""
    return Scope("model", {"model": model})


def of_models(models: Collection[str]) -> Scope:
    """The offers of several models."""
    return Scope("models", {"models": sorted(models)})


def of_sku(provider: str, sku: str) -> Scope:
    """What a provider sells under one sku."""
    return Scope("sku", {"provider": provider, "sku": sku})


@cache
def clause(kind: str) -> ColumnElement[bool] | None:
    """The condition on the offer table; None restricts nothing."""
    offer = rows.table("offer").c
    if kind == "model":
        return offer.model_id == bindparam("model")
    if kind == "models":
        return offer.model_id.in_(bindparam("models", expanding=True))
    if kind == "sku":
        return (offer.provider_id == bindparam("provider")) & (offer.sku == bindparam("sku"))
    return offer.model_id.is_not(None) if kind == "named" else None


def within(kind: str, query: Select[Any], offer_id: ColumnElement[int]) -> Select[Any]:
    """``query`` restricted to rows whose ``offer_id`` is in the scope."""
    chosen, offer = clause(kind), rows.table("offer")
    return query if chosen is None else query.join(offer, offer.c.id == offer_id).where(chosen)
