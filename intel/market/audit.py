"""What is believed, and what databases state, held against the providers' own pages. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

from intel.market.belief import believe
from intel.rates import Meter, RateCard
from intel.records import OfferKey
from intel.source import Authority
from intel.views import OfferView, Statement

OURS, UNAIDED = "believed", "believed without the pages"
"""Whose word a finding is about, beside the ids of databases: ours, and what ours would be without any page."""
RIGHT, WRONG, EXCUSED, MISSING = "right", "wrong", "excused", "missing"
METERS = (Meter.INPUT, Meter.OUTPUT, Meter.CACHE_READ, Meter.CACHE_WRITE)
_SIX = Context(prec=6)
_Excuses = dict[tuple[str, str, str, str, str], str]


@dataclass(frozen=True, slots=True)
class Deviation:
    """A difference that is known and explained: it excuses one stated value and no other."""

    provider: str
    sku: str
    service_tier: str
    source: str
    """Whose word is excused: a source's id, or ``OURS``."""
    stated: str
    """"USD input=14;output=4.4"."""
    because: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One word on the price of one offer, judged by one official page."""

    who: str
    verdict: str
    """right, wrong, excused or missing (states no price that could be compared)."""
    key: OfferKey
    model: str | None
    official: Statement
    stated: RateCard | None
    because: str = ""
    """Why a difference is excused."""


def audit(offers: Iterable[OfferView], deviations: Sequence[Deviation] = ()) -> list[Finding]:
    """Judge every word on offers that a lab sells and whose price its own page states, by offer, page and speaker.

    Judged are the unconditional rates of input, output and cache that both state, to six digits; a page in another
    currency judges nothing. A database that does not know the offer at all counts as missing where any other does.
    """
    judged = [offer for offer in offers if offer.provider.kind == "lab" and any(map(_official, offer.statements))]
    databases = sorted({s.source for offer in judged for s in offer.statements if not _official(s)})
    excuses: _Excuses = {(d.provider, d.sku, d.service_tier, d.source, d.stated): d.because for d in deviations}
    return [
        _finding(offer, official, who, card, excuses)
        for offer in judged
        for official in filter(_official, offer.statements)
        for who, card in _words(offer, databases)
    ]


def _official(statement: Statement) -> bool:
    return statement.authority == Authority.FIRST_PARTY


def _words(offer: OfferView, databases: Sequence[str]) -> Iterator[tuple[str, RateCard | None]]:
    others = [s for s in offer.statements if not _official(s)]
    unaided, _ = believe(others)
    yield OURS, offer.statements[0].card
    yield UNAIDED, unaided[0].card if unaided else None
    said = {s.source: s.card for s in others}
    for name in databases:
        yield name, said.get(name)


def _finding(offer: OfferView, official: Statement, who: str, card: RateCard | None, excuses: _Excuses) -> Finding:
    verdict, because = judge(official.card, card), ""
    if verdict == WRONG and card is not None:
        key = (offer.key.provider, offer.key.sku, offer.key.service_tier, who, f"{card.currency} {card.text()}")
        because = excuses.get(key, "")
        verdict = EXCUSED if key in excuses else WRONG
    return Finding(who, verdict, offer.key, offer.model, official, card, because)


def judge(official: RateCard, stated: RateCard | None) -> str:
    """right, wrong, or missing where nothing can be compared."""
    if stated is None or stated.currency != official.currency:
        return MISSING
    pairs = [(official.amount(meter), stated.amount(meter)) for meter in METERS]
    both = [(_six(a), _six(b)) for a, b in pairs if a is not None and b is not None]
    if not both:
        return MISSING
    return RIGHT if all(a == b for a, b in both) else WRONG


def _six(amount: Decimal) -> Decimal:
    return amount.normalize(_SIX)
