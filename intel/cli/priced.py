"""Which offer answers a question of cost, and what it makes of the request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from intel.catalog import queries
from intel.cli.near import near
from intel.errors import UnpricedError, UsageError
from intel.market.comparable import DEARER_SKU, listed
from intel.market.cost import Cost, cost
from intel.rates import Meter
from intel.views import OfferView

_FEW = 10
"""So many sellers are named one by one."""


@dataclass(frozen=True, slots=True)
class Request:
    """Units of each meter, when they are used, and how long written cache is kept ('' the provider's default)."""

    usage: Mapping[Meter, int]
    at: datetime
    cache_ttl: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The offer that was priced, the word that sets it apart ('' comparable), and the sum."""

    offer: OfferView
    word: str
    cost: Cost

    @property
    def notes(self) -> tuple[str, ...]:
        """What else a reader should know, without a full stop."""
        apart = (f"not a comparable offer: {self.word}",) if self.word and self.word != DEARER_SKU else ()
        disputed = ("the sources dispute this price, see `intel why`",) if self.offer.agreement == "disputed" else ()
        return (*apart, *disputed)


def offers_at(connection: Connection, model: str, at: datetime | None, now: datetime) -> tuple[list[OfferView], str]:
    """The offers of a model as they were at ``at`` (None: now), and a note where that is not known.

    For a past that nobody recorded, today's prices stand in and the note says so; for a future time the prices are
    today's, with what is dated to begin by then.
    """
    if at is None or at >= now:
        return queries.offers(connection, model, now=at or now), ""
    then = queries.offers(connection, model, now=now, as_of=at)
    if any(offer.statements for offer in then):
        return then, ""
    return queries.offers(connection, model, now=now), f"no price was recorded by {at:%Y-%m-%d}; today's are used"


def answer(
    model: str, offers: Sequence[OfferView], request: Request, provider: str = "", tier: str = "standard"
) -> Answer:
    """The cheapest answer among the offers of ``provider``, else among the comparable ones (or those of ``tier``).

    Raises ``UsageError`` when nobody fits, and ``UnpricedError`` of the first that does when none can be priced.
    """
    answers, errors = [], []
    for offer, word in fitting(model, offers, request.at, provider, tier):
        try:
            answers.append(Answer(offer, word, price(offer, request)))
        except UnpricedError as error:
            errors.append(UnpricedError(f"{model} at {offer.provider.id} cannot be priced: {error}"))
    if not answers:
        raise errors[0]
    return min(answers, key=lambda a: (bool(a.word), a.cost.total))


def fitting(
    model: str, offers: Sequence[OfferView], at: datetime, provider: str, tier: str
) -> list[tuple[OfferView, str]]:
    """The offers that may answer, comparable ones first, each with its word; ``UsageError`` when nobody fits."""
    theirs = of_provider(offers, provider) if provider else offers
    found = [(o, word) for o, word in listed(theirs, at=at) if _fits(o, word, provider, tier)]
    if not found:
        raise UsageError(_nobody(model, offers, provider, tier))
    return found


class Then:
    """Offers of several models at several times in rising order: ``offers_at`` for each, read together."""

    def __init__(self, connection: Connection, models: Sequence[str], now: datetime) -> None:
        self._connection, self._models, self._now = connection, models, now
        self._at: datetime | None = None
        self._read: dict[str, list[OfferView]] = {}
        self._today: dict[str, list[OfferView]] | None = None

    def of(self, model: str, at: datetime) -> tuple[list[OfferView], bool]:
        """The offers of ``model`` at ``at``, and whether today's stand in for a past that nobody recorded."""
        if at != self._at:
            self._at, self._read = at, self._all(at)
        found = self._read.get(model, [])
        if at >= self._now or any(offer.statements for offer in found):
            return found, False
        if self._today is None:
            self._today = self._all(self._now)
        return self._today.get(model, []), True

    def _all(self, at: datetime) -> dict[str, list[OfferView]]:
        as_of = at if at < self._now else None
        return queries.offers_by_model(self._connection, now=max(at, self._now), as_of=as_of, models=self._models)


def of_provider(offers: Sequence[OfferView], provider: str) -> list[OfferView]:
    """The offers of one provider, by its id or title, whatever the case."""
    return [o for o in offers if provider.casefold() in (o.provider.id.casefold(), o.provider.title.casefold())]


def nobody_sells(model: str, offers: Sequence[OfferView], provider: str) -> str:
    """The sentence for a provider that does not sell the model: the nearest of those that do, and how to list all."""
    sellers = sorted({offer.provider.id for offer in offers})
    if len(sellers) <= _FEW:
        return f"{provider} does not sell {model}; it is sold by {', '.join(sellers) or 'nobody'}."
    there = near(provider, sellers)
    return f"{provider} does not sell {model}{there}: `intel offers {model}` lists the {len(sellers)} that do."


def price(offer: OfferView, request: Request) -> Cost:
    """What the offer makes of the request; ``UnpricedError`` where it cannot."""
    if offer.usd is None:
        raise UnpricedError("its price is unknown." if not offer.statements else "no exchange rate for its currency.")
    usage = dict(request.usage)
    if offer.usd.amount(Meter.REQUEST):
        usage.setdefault(Meter.REQUEST, 1)
    return cost(offer.usd, usage, at=request.at, cache_ttl=request.cache_ttl)


def _fits(offer: OfferView, word: str, provider: str, tier: str) -> bool:
    if offer.key.service_tier != tier:
        return False
    return bool(provider) or word in ("", DEARER_SKU, tier)


def _nobody(model: str, offers: Sequence[OfferView], provider: str, tier: str) -> str:
    if provider and not of_provider(offers, provider):
        return nobody_sells(model, offers, provider)
    who = f"{provider} has no" if provider else "There is no comparable"
    return f"{who} offer of {model} in the {tier} tier; `intel offers {model}` lists what there is."
