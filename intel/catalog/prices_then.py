"""What a model cost on the day that a board measured what it spends."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, or_, select

from intel.catalog import write_rows as rows
from intel.catalog.cards import Exchange, cards_by_digest
from intel.market.usage import PriceThen
from intel.views import ScoreView

_DIRECT = ("lab", "cloud", "neocloud", "inference")


def prices_then(conn: Connection, scores: Iterable[ScoreView]) -> dict[int, list[PriceThen]]:
    """By score id, the prices of its model at direct hosts, standard tier and no region, when the score was first seen.

    Where nobody stated one by then, the score is left out.
    """
    by_moment: dict[datetime, dict[str, list[int]]] = {}
    for score in scores:
        if score.model is not None:
            by_moment.setdefault(score.seen_from, {}).setdefault(score.model, []).append(score.id)
    found: dict[int, list[PriceThen]] = {}
    for at, models in sorted(by_moment.items()):
        exchange = Exchange(conn, at)
        read = conn.execute(_query(), {"at": at, "models": sorted(models), "kinds": _DIRECT}).all()
        cards = cards_by_digest(conn, {row.rate_card_id: row.digest for row in read})
        asked: dict[str, list[PriceThen]] = {}
        for row in read:
            card = exchange.usd(cards[row.rate_card_id])
            if card is not None:
                asked.setdefault(row.model_id, []).append(PriceThen(card, row.kind == "lab"))
        found |= {score_id: asked[model] for model in asked for score_id in models[model]}
    return found


@cache
def _query() -> Select[Any]:
    offer, price, card, provider = (rows.table(name) for name in ("offer", "price", "rate_card", "provider"))
    at: ColumnElement[Any] = bindparam("at")
    held = and_(price.c.seen_from <= at, or_(price.c.seen_to.is_(None), price.c.seen_to > at))
    effective = and_(price.c.effective_from <= at, or_(price.c.effective_to.is_(None), price.c.effective_to > at))
    columns = (offer.c.model_id, provider.c.kind, price.c.rate_card_id, card.c.digest)
    return (
        select(*columns)
        .join(price, price.c.offer_id == offer.c.id)
        .join(card, card.c.id == price.c.rate_card_id)
        .join(provider, provider.c.id == offer.c.provider_id)
        .where(offer.c.model_id.in_(bindparam("models", expanding=True)))
        .where(provider.c.kind.in_(bindparam("kinds", expanding=True)))
        .where(offer.c.service_tier == "standard", offer.c.via == "", offer.c.region == "", held, effective)
        .order_by(offer.c.model_id, card.c.digest, provider.c.kind)
    )
