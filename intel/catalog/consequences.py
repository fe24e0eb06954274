"""What the events of a run mean: hosts that come, another cheapest one, disputes, and whether a belief has moved.

Reads the catalog as of the run and just before it, in the run's own transaction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from intel.catalog.offers import offers_by_model
from intel.catalog.subjects import Named, offers_named
from intel.errors import RowError
from intel.market.belief import believe
from intel.market.host_changes import Moment, Offers, asks, host_events, moved_price
from intel.rates import parse_rate_card
from intel.records import Event
from intel.views import OfferView

MOVED = "moved"
"""In the evidence of a ``price_changed``: the believed price before and after, in USD per million by meter.

Several sources state one change, one after the other; it is there once, where what is believed has changed."""

_STIRRING = frozenset({"price_changed", "offer_added", "offer_back", "offer_gone"})


def with_consequences(conn: Connection, events: Sequence[Event], at: datetime, source: str) -> list[Event]:
    """``events`` of one run, told whether the believed prices have moved, and what follows for the models behind them.

    The run itself must be in the catalog already.
    """
    stirring = [event for event in events if event.kind in _STIRRING]
    if not stirring:
        return list(events)
    named = offers_named(conn, {event.subject for event in stirring})
    models = {offer.model for offer in named.values() if offer.model is not None}
    earlier = offers_by_model(conn, now=at, as_of=at - timedelta(microseconds=1), models=models)
    after = offers_by_model(conn, now=at, as_of=at, models=models)
    before = {model: list(_but_for(source, earlier.get(model, ()), after.get(model, ()))) for model in models}
    back = {named[e.subject].id for e in stirring if e.kind == "offer_back" and e.subject in named}
    beliefs = _Beliefs(before, after)
    told = [_told(event, named, beliefs) if event.kind == "price_changed" else event for event in events]
    return told + host_events(before, after, Moment(at, source, back))


def _but_for(source: str, earlier: Sequence[OfferView], after: Sequence[OfferView]) -> Iterator[OfferView]:
    """The offers as they would stand without this run of ``source``: others may have run at the very same time."""
    then, now = ({offer.id: offer for offer in offers} for offers in (earlier, after))
    for number, offer in (now | then).items():
        own = [s for s in then[number].statements if s.source == source] if number in then else []
        others = [s for s in now.get(number, offer).statements if s.source != source]
        statements, agreement = believe((*own, *others))
        if statements or number in then:
            yield replace(offer, statements=statements, agreement=agreement)


class _Beliefs:
    """What was and is believed of single offers. Every move is handed out once."""

    def __init__(self, before: Offers, after: Offers) -> None:
        self._before = {offer.id: offer for sold in before.values() for offer in sold}
        self._after = {offer.id: offer for sold in after.values() for offer in sold}
        self._sold: dict[tuple[str | None, ...], list[OfferView]] = {}
        for offer in sorted((self._before | self._after).values(), key=lambda o: o.id):
            self._sold.setdefault(_what(offer.model, offer), []).append(offer)
        self._told: set[int] = set()

    def move(self, named: Named) -> dict[str, object] | None:
        """What has moved of the offer, or of one that it is joined to: a page states the price of several skus."""
        here = named.id in self._after or named.id in self._before
        twins = [] if here else self._sold.get(_key(named), [])
        for number in [named.id] if here else [offer.id for offer in twins]:
            found = moved_price(self._before.get(number), self._after.get(number))
            if found is not None and number not in self._told:
                self._told.add(number)
                return found
        return None


def _what(model: str | None, offer: OfferView) -> tuple[str | None, ...]:
    return model, offer.key.provider, offer.key.service_tier, offer.key.region, offer.key.via


def _key(named: Named) -> tuple[str | None, ...]:
    return named.model, named.key.provider, named.key.service_tier, named.key.region, named.key.via


def _told(event: Event, named: dict[str, Named], beliefs: _Beliefs) -> Event:
    offer = named.get(event.subject)
    moved = _stated(event) if offer is None or offer.model is None else beliefs.move(offer)
    return event if moved is None else replace(event, evidence=event.evidence | {MOVED: moved})


def _stated(event: Event) -> dict[str, object] | None:
    """Of an offer whose model nobody knows: the source's own word, where it is in USD."""
    sides = [_in_usd(side) for side in (event.before, event.after)]
    return None if sides[0] == sides[1] else {"before": sides[0], "after": sides[1], "agreement": ""}


def _in_usd(facts: dict[str, object] | None) -> dict[str, str] | None:
    if facts is None or facts.get("currency") != "USD":
        return None
    try:
        return asks(parse_rate_card(str(facts["rates"])))
    except RowError:
        return None
