"""Rate cards, stored once by content."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.rates import RateCard
from intel.units import to_nano


def card_ids(conn: Connection, cards: Mapping[str, RateCard]) -> dict[str, int]:
    """Ids of rate cards by digest; those that no row holds yet are stored with their rates."""
    card = rows.table("rate_card")
    ids: dict[str, int] = {}
    for part in rows.slices(cards):
        ids |= {r.digest: r.id for r in conn.execute(select(card.c.digest, card.c.id).where(card.c.digest.in_(part)))}
    new = sorted(set(cards) - set(ids))
    made = rows.add_with_ids(conn, "rate_card", [{"digest": d, "currency": cards[d].currency} for d in new])
    rates = [
        {
            "rate_card_id": card_id,
            "meter": rate.meter.value,
            "condition": rate.condition.text(),
            "amount_nano": to_nano(rate.amount),
        }
        for digest, card_id in zip(new, made, strict=True)
        for rate in cards[digest].rates
    ]
    rows.add(conn, "rate", rates)
    return ids | dict(zip(new, made, strict=True))
