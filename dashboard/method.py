"""What the page Method explains, worked out on the catalog's own numbers. Pure; sentences are Markdown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from dashboard.rows import apart_word
from dashboard.source_rows import AUTHORITY
from dashboard.tables import csv_text
from dashboard.words import count, escaped, listing, plain, usd_markdown
from intel.errors import UnpricedError
from intel.market.comparable import comparable, listed
from intel.market.cost import Workload, blended, workload_cost
from intel.source import Authority
from intel.views import EstimateView, LeaderView, ModelView, OfferView, SourceView

_UNITS = {"input": "fresh input", "cache_read": "cached input", "output": "output"}
_APART = 6


def worked_price(model: ModelView, offers: Sequence[OfferView], workload: Workload, at: datetime) -> str:
    """The blended price of the model's cheapest host, term by term; '' where no host compares."""
    first = next(iter(comparable(offers, workload, at)), None)
    if first is None or first.usd is None:
        return ""
    try:
        lines = workload_cost(first.usd, workload, at=at).lines
    except UnpricedError:
        return ""
    terms = " + ".join(
        f"{one.quantity:,} {_UNITS.get(one.meter.value, one.meter.value)} × {usd_markdown(one.amount)}" for one in lines
    )
    host, price = escaped(first.provider.title or first.provider.id), usd_markdown(blended(first.usd, workload, at))
    return (
        f"{escaped(model.title)} at {host}, one request of the workload {escaped(workload.name)}: ({terms}) ÷ "
        f"{workload.tokens:,} tokens = **{price} per million tokens**."
    )


def agreements(offers: Mapping[str, Sequence[OfferView]]) -> str:
    """How many prices independent sources confirm, how many one source alone states, and about how many they differ."""
    found = Counter(offer.agreement for offer in chain.from_iterable(offers.values()) if offer.agreement)
    return (
        f"In this catalog {found['verified']:,} prices are verified, {found['single']:,} stand on one source's word, "
        f"and {found['disputed']:,} are disputed."
    )


def set_apart(offers: Mapping[str, Sequence[OfferView]], workload: Workload, at: datetime) -> Counter[str]:
    """How many offers are not ranked, by the word that says why."""
    return Counter(word for sold in offers.values() for _, word in listed(sold, workload, at) if word)


def apart(found: Counter[str]) -> str:
    """Why offers are not ranked, the most frequent reasons first; ``found`` counts offers by reason."""
    said = [f"{apart_word(word)} ({number:,})" for word, number in found.most_common()]
    return f"{count(found.total(), 'offer')} are set apart here: {listing(said, _APART)}." if found else ""


def worked_task(title: str, leader: LeaderView | None, estimates: Sequence[EstimateView]) -> str:
    """The leader or the tie of a task in numbers; '' where nobody is judged."""
    best = next((one for one in estimates if leader and one.model in leader.models), None)
    if leader is None or best is None:
        return ""
    share = f"{best.share:.0%} ({best.lower:.0%} to {best.upper:.0%})"
    said = (
        f"{escaped(best.title)} is expected to solve {share} of the basket of {escaped(title)}, as {len(best.sources)} "
    )
    said += "independent sources judge. "
    if leader.state == "leader":
        return f"{said}It beats every other model with at least 90 % probability, so it leads."
    return f"{said}{count(len(leader.models), 'model')} may be best, so it is a tie."


@dataclass(frozen=True, slots=True)
class LicenceRow:
    """Whose facts these are and what may be done with them."""

    title: str
    authority: str
    licence: str
    leaves: bool
    url: str
    shown: bool
    """Some fact of it is in the catalog."""


def licence_rows(sources: Sequence[SourceView]) -> list[LicenceRow]:
    """Those with facts in the catalog first, then by title."""
    found = [
        LicenceRow(
            plain(one.title, 60), AUTHORITY.get(Authority(one.authority), ""), plain(one.licence), one.redistributable,
            one.url, bool(one.records),
        )
        for one in sources
    ]  # fmt: skip
    return sorted(found, key=lambda row: (not row.shown, row.title.lower()))


def licences_csv(rows: Sequence[LicenceRow]) -> str:
    """Attribution of every source."""
    header = ("source", "authority", "licence", "redistributable", "url", "in_catalog")
    return csv_text(header, [(r.title, r.authority, r.licence, r.leaves, r.url, r.shown) for r in rows])
