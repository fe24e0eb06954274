"""Which models are used most: tokens by day, as a gateway states them, with the model that each name means."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Context, Decimal

from sqlalchemy import Connection, func, select

from intel.catalog import write_rows as rows
from intel.catalog.identity_store import load_resolver
from intel.identity.resolver import Resolver
from intel.records import OTHERS
from intel.views import DemandView

_DIGITS = Context(prec=6)
_LISTING = "openrouter"
"""The source whose listing states, for each of its ids, the permanent slug that the rankings count by."""


def demand(conn: Connection, *, on: date) -> dict[str, DemandView]:
    """What the newest day up to ``on`` says of each model, by its id; empty where no source states demand.

    A model bears several names, dated and free ones: its tokens are their sum. What resolves to no model counts for
    the whole of the day alone.
    """
    table = rows.table("demand")
    newest = select(func.max(table.c.on)).where(table.c.on <= on).scalar_subquery()
    query = select(table.c.source_id, table.c.name, table.c.on, table.c.tokens).where(table.c.on == newest)
    stated = conn.execute(query.order_by(table.c.source_id, table.c.name)).all()
    if not stated:
        return {}
    source, day = stated[0].source_id, stated[0].on
    resolver, tokens = load_resolver(conn), Counter[str]()
    slugs = _listed(conn, resolver)
    listed = [row for row in stated if row.source_id == source]
    for row in listed:
        model = None if row.name == OTHERS else slugs.get(_permanent(row.name), "")
        if model == "":
            model = resolver.resolve(source, row.name).model
        if model:
            tokens[model] += row.tokens
    whole = Decimal(sum(row.tokens for row in listed))
    return {
        model: DemandView(source, day, count, _DIGITS.divide(Decimal(count), whole))
        for model, count in sorted(tokens.items())
    }


def _listed(conn: Connection, resolver: Resolver) -> dict[str, str | None]:
    """What each permanent slug of the gateway's own listing stands for: stated, so no day in it needs to be read.

    None where the ids that share a slug mean several models; a slug whose ids nobody can name is left out.
    """
    listing = rows.table("listing")
    stated = conn.execute(select(listing.c.name, listing.c.evidence).where(listing.c.source_id == _LISTING))
    meant: dict[str, set[str]] = defaultdict(set)
    for sku, evidence in stated.all():
        model = resolver.resolve(_LISTING, sku).model
        for kind, slug in evidence:
            if model and kind == "canonical_slug":
                meant[slug].add(model)
    return {slug: next(iter(models)) if len(models) == 1 else None for slug, models in meant.items()}


def _permanent(name: str) -> str:
    """The slug without the variant behind a colon."""
    return name.partition(":")[0]
