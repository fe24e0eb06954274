"""What a run means for a model's hosts: a first sale, a new host, another cheapest one, a price in dispute. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from intel.market.alike import same_price
from intel.market.belief import DISPUTED
from intel.market.changes import subject
from intel.market.comparable import comparable
from intel.market.cost import blended
from intel.rates import ALWAYS, Rate, RateCard
from intel.records import Event
from intel.units import money_text
from intel.views import OfferView

Offers = Mapping[str, Sequence[OfferView]]
"""Offers by model id."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When it was found out, and whose word it was."""

    at: datetime
    source: str
    returned: Collection[int] = ()
    """Ids of offers that are listed again: a host that comes back is no new one."""


def host_events(before: Offers, after: Offers, moment: Moment) -> list[Event]:
    """Events of every model of ``after``, by model id.

    ``new_model`` when nobody listed it before, else one ``new_host`` for each; ``cheapest_host_changed`` when another
    provider asks less than the one that was cheapest; ``disputed`` when independent sources begin to state different
    prices. What a model costs is its blended chat price.
    """
    events: list[Event] = []
    for model in sorted(after):
        old, new = before.get(model, ()), after[model]
        hosts = comparable(old, at=moment.at), comparable(new, at=moment.at)
        events += _arrivals(model, bool(old), *hosts, moment)
        events += _cheapest(model, *hosts, moment)
        events += _disputes(old, new, moment)
    return events


def _arrivals(
    model: str, known: bool, old: Sequence[OfferView], new: Sequence[OfferView], moment: Moment
) -> Iterator[Event]:
    before = {offer.provider.id for offer in old}
    arrived = [o for o in new if o.provider.id not in before and o.id not in moment.returned]
    if arrived and not known:
        after: dict[str, object] = {"model": model, "hosts": len(new), "cheapest": host_facts(new[0], moment.at)}
        yield Event("new_model", f"model {model}", moment.at, moment.source, None, after, evidence(new[0]))
        return
    was: dict[str, object] = {"hosts": len(old), "cheapest": host_facts(old[0], moment.at) if old else None}
    for offer in arrived:
        place = 1 + [o.provider.id for o in new].index(offer.provider.id)
        after = {"model": model, **host_facts(offer, moment.at), "hosts": len(new), "place": place}
        what = f"model {model} at {offer.provider.id}"
        yield Event("new_host", what, moment.at, moment.source, dict(was), after, evidence(offer))


def _cheapest(model: str, old: Sequence[OfferView], new: Sequence[OfferView], moment: Moment) -> Iterator[Event]:
    if not old or not new or old[0].provider.id == new[0].provider.id:
        return
    still = next((offer for offer in new if offer.provider.id == old[0].provider.id), None)
    if still is not None and blended(still.usd, at=moment.at) == blended(new[0].usd, at=moment.at):
        return  # two ask the same now: the one that was cheapest still is
    before = {"model": model, **host_facts(old[0], moment.at)}
    before |= {"now": host_facts(still, moment.at) if still else None}
    after = {"model": model, **host_facts(new[0], moment.at), "hosts": len(new)}
    yield Event("cheapest_host_changed", f"model {model}", moment.at, moment.source, before, after, evidence(new[0]))


def _disputes(old: Sequence[OfferView], new: Sequence[OfferView], moment: Moment) -> Iterator[Event]:
    was = {offer.id: offer for offer in old}
    for offer in new:
        known = was.get(offer.id)
        if offer.agreement != DISPUTED or (known is not None and known.agreement == DISPUTED):
            continue
        before = {"agreement": known.agreement, **_asks(known)} if known is not None else None
        said = [{"source": s.source, "currency": s.card.currency, "rates": s.card.text()} for s in offer.statements]
        after: dict[str, object] = {"agreement": offer.agreement, "statements": said}
        yield Event(
            DISPUTED, f"price {subject(offer.key)}", moment.at, moment.source, before, after, evidence(offer)
        )  # fmt: skip


def host_facts(offer: OfferView, at: datetime) -> dict[str, object]:
    """A host and what it asks, in USD per million tokens, as JSON-ready facts."""
    price = money_text(blended(offer.usd, at=at))
    return {"provider": offer.provider.id, "sku": offer.key.sku, **_asks(offer), "blended": price}


def evidence(offer: OfferView) -> dict[str, object]:
    """Where the believed price of an offer comes from, and how sure it is."""
    believed = offer.believed
    if believed is None:
        return {}
    return {
        "sha256": believed.sha256, "url": believed.url, "source": believed.source, "agreement": offer.agreement,
        "stale": believed.stale,
    }  # fmt: skip


def _asks(offer: OfferView) -> dict[str, object]:
    return dict(asks(offer.usd) or {})


def asks(card: RateCard | None) -> dict[str, str] | None:
    """The unconditional rates of a card in USD by meter, as text; None for no card."""
    if card is None:
        return None
    return {rate.meter.value: money_text(rate.amount) or "" for rate in card.rates if _plain(rate)}


def _plain(rate: Rate) -> bool:
    return rate.condition == ALWAYS


def moved_price(before: OfferView | None, after: OfferView | None) -> dict[str, object] | None:
    """What the believed price of an offer was and is, for the evidence of its event; None where it is the same.

    An offer may be absent on one side; ``asks`` of a side is None where no price is known. Another source that is
    believed instead with what ``same_price`` takes for the same rates is no move.
    """
    old, new = (offer.usd if offer is not None else None for offer in (before, after))
    if old == new or (old is not None and new is not None and _unmoved(old, new)):
        return None
    said = evidence(after) if after is not None else {}
    return {"before": asks(old), "after": asks(new), "agreement": said.get("agreement", "")}


def _unmoved(old: RateCard, new: RateCard) -> bool:
    before, after = ([(r.meter, r.condition) for r in card.rates] for card in (old, new))
    return before == after and all(same_price(a.amount, b.amount) for a, b in zip(old.rates, new.rates, strict=True))
