"""Rate cards out of the catalog: pivoted once, kept by content, and in USD by a dated exchange rate."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Context, Decimal
from functools import lru_cache

from sqlalchemy import Connection, and_, func, select

from intel.catalog import write_rows as rows
from intel.rates import ALWAYS, Condition, Meter, Rate, RateCard, parse_condition, rate_card
from intel.units import NANO, SIGNIFICANT_DIGITS, from_nano

KEPT = 100_000
"""Rate cards kept in memory (about 1 kB each); at more, all are forgotten and read again when asked for."""

_kept: dict[str, RateCard] = {}
_TWELVE = Context(prec=SIGNIFICANT_DIGITS)
_NANO_STEP = Decimal("1e-9")


def rate_cards(conn: Connection, ids: Iterable[int]) -> dict[int, RateCard]:
    """The cards of these ids."""
    card = rows.table("rate_card")
    query = select(card.c.id, card.c.digest)
    digests = {i: digest for part in rows.slices(ids) for i, digest in conn.execute(query.where(card.c.id.in_(part)))}
    return cards_by_digest(conn, digests)


def cards_by_digest(conn: Connection, digests: Mapping[int, str]) -> dict[int, RateCard]:
    """Cards by id, given the digest of each: it names a card's content, so that one read in any catalog serves all."""
    found: dict[int, RateCard] = {}
    missing: list[int] = []
    for i, digest in digests.items():
        if (known := _kept.get(digest)) is None:
            missing.append(i)
        else:
            found[i] = known
    if len(_kept) + len(missing) > KEPT:
        _kept.clear()
    for i, (currency, rates) in _rates(conn, missing).items():
        found[i] = _kept[digests[i]] = rate_card(rates, currency)
    return found


def _rates(conn: Connection, ids: Collection[int]) -> dict[int, tuple[str, list[Rate]]]:
    rate, card = rows.table("rate"), rows.table("rate_card")
    columns = (rate.c.rate_card_id, card.c.currency, rate.c.meter, rate.c.condition, rate.c.amount_nano)
    query = select(*columns).join(card, card.c.id == rate.c.rate_card_id)
    found: dict[int, tuple[str, list[Rate]]] = {}
    for part in rows.slices(ids):
        for i, currency, meter, condition, nano in conn.execute(query.where(rate.c.rate_card_id.in_(part))).all():
            stated = Rate(Meter(meter), _amount(nano), _condition(condition))
            found.setdefault(i, (currency, []))[1].append(stated)
    return found


@lru_cache(maxsize=20_000)
def _amount(nano: int) -> Decimal:
    stored = from_nano(nano)
    return stored.normalize() if stored else Decimal(0)


@lru_cache(maxsize=5_000)
def _condition(text: str) -> Condition:
    return parse_condition(text) if text else ALWAYS


def _to_the_nano(converted: Decimal) -> Decimal:
    """A converted price as exact as a stored one: 12 digits, a billionth at least, and never free by rounding."""
    return max(_TWELVE.plus(converted).quantize(_NANO_STEP), _NANO_STEP) if converted else converted


class Exchange:
    """Turns rate cards into USD by the newest rates of a day at or before ``at``; reads them when first needed."""

    def __init__(self, conn: Connection, at: datetime) -> None:
        self._conn = conn
        self._at = at
        self._per_eur: dict[str, Decimal] | None = None
        self._done: dict[tuple[str, str], RateCard | None] = {}

    def usd(self, card: RateCard) -> RateCard | None:
        """The card in USD, to a billionth per million as all that is stored; None when a rate is unknown. Kept."""
        if card.currency == "USD":
            return card
        key = (card.currency, card.text())
        if key not in self._done:
            self._done[key] = self._convert(card)
        return self._done[key]

    def _convert(self, card: RateCard) -> RateCard | None:
        if self._per_eur is None:
            self._per_eur = {"EUR": Decimal(1)} | self._read()
        theirs, ours = self._per_eur.get(card.currency), self._per_eur.get("USD")
        if not theirs or not ours:
            return None
        ratio = ours / theirs
        converted = (Rate(r.meter, _to_the_nano(r.amount * ratio), r.condition) for r in card.rates)
        return RateCard(tuple(converted), "USD")

    def _read(self) -> dict[str, Decimal]:
        table = rows.table("exchange_rate")
        day = self._at.date()
        newest = (
            select(table.c.currency, func.max(table.c.on).label("on"))
            .where(table.c.on <= day)
            .group_by(table.c.currency)
            .subquery()
        )
        same = and_(table.c.currency == newest.c.currency, table.c.on == newest.c.on)
        query = select(table.c.currency, table.c.per_eur_nano).join(newest, same)
        return {currency: Decimal(nano) / NANO for currency, nano in self._conn.execute(query)}
