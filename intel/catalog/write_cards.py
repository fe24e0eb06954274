"""Rate cards, stored once by content."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.rates import Meter, Rate, RateCard, parse_condition, rate_card
from intel.units import from_nano, to_nano


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


def load_cards(conn: Connection, ids: Iterable[int]) -> dict[int, RateCard]:
    """Rate cards by id, as they were stated."""
    card, rate = rows.table("rate_card"), rows.table("rate")
    query = select(card.c.id, card.c.currency, rate.c.meter, rate.c.condition, rate.c.amount_nano).join(
        rate, rate.c.rate_card_id == card.c.id
    )
    currency: dict[int, str] = {}
    rates: dict[int, list[Rate]] = {}
    for part in rows.slices(ids):
        for card_id, code, meter, condition, nano in conn.execute(query.where(card.c.id.in_(part))):
            currency[card_id] = code
            made = Rate(Meter(meter), from_nano(nano), parse_condition(condition))
            rates.setdefault(card_id, []).append(made)
    return {i: rate_card(found, currency[i]) for i, found in rates.items()}
