"""The lower half of the page Hosts: one answer at a time, since a browser takes a while to draw each of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard import controls, copied, data, derived, evidence, past, plots, rows, shell, snippets, tables
from dashboard.words import count, escaped, plain
from intel.market.cost import Workload
from intel.views import ModelView, OfferView

NAMED = 6
"""Hosts with a name and a hue of their own in the chart: the cheapest today."""


ANSWERS = ("use", "history", "disputes", "apart", "why")
"""Words of the address, ``show=``: the answers that there can be below the table."""


@dataclass(frozen=True, slots=True)
class Sold:
    """A model as hosts sell it, under one workload."""

    model: ModelView
    workload: Workload
    mix: str
    """The workload's name for the eye."""
    offers: Sequence[OfferView]
    cheapest: Sequence[OfferView]
    """The cheapest comparable offer of each host, cheapest first."""
    rows: Sequence[rows.OfferRow]
    """All offers, those that compare first."""


def file_name(model: ModelView) -> str:
    """Its id as a part of a file's name."""
    return plain(model.id, 80).replace("/", "_")


def more(catalog: data.Catalog, sold: Sold) -> None:
    """What else there is to know: how to call a host, what was asked over time, what differs, what is set apart."""
    disputes = rows.dispute_rows(sold.offers)
    apart = [row for row in sold.rows if row.word]
    there: dict[str, tuple[str, Callable[[], None]]] = {}
    if sold.cheapest:
        there["use"] = "Use this host", lambda: use(sold, data.names())
        there["history"] = "Prices over time", lambda: over_time(catalog, sold)
    if disputes:
        there["disputes"] = "Where sources disagree", lambda: disagreeing(sold, disputes)
    if apart:
        there["apart"] = f"{len(apart)} set apart", lambda: set_apart(sold, apart)
    if sold.rows:
        there["why"] = "Why this price?", lambda: evidence.card(catalog, sold.offers, sold.rows)
    if there:
        labels = {word: label for word, (label, _) in there.items()}
        first = "why" if evidence.is_asked() else next(iter(labels))
        there[controls.segments("More of this model", "show", labels, first, narrow=shell.narrow(), missing=_nothing)][
            1
        ]()
    evidence.over_the_page(catalog, sold.offers)


def _nothing(word: str) -> str:
    """Why a word of the address is no answer here: there is none of that kind for this model, or no such word."""
    return "has nothing to show for this model" if word in ANSWERS else ""


def over_time(catalog: data.Catalog, sold: Sold) -> None:
    """Every host's price since the catalog begins; the cheapest of today stand out."""
    titles = {name: view.title or name for name, view in catalog.providers().items()}
    known = derived.hosts_then(catalog, sold.model.id, sold.workload)
    first = [offer.provider.id for offer in sold.cheapest if offer.provider.id in known]
    order = [*(host for host in known if host not in first[:NAMED]), *first[:NAMED][::-1]]
    word, quiet = catalog.word(sold.model.id), set(known) - set(first[:NAMED])
    pricing = derived.pricing(sold.workload)
    found = [
        past.Series(f"{word}{past.HOST}{host}", plain(titles.get(host, host), 40), known[host], host in quiet, pricing)
        for host in order
    ]
    lines = past.lines(found, catalog.at, titles)
    if not lines:
        return
    claim = past.claim(found, catalog.at)
    with st.container(border=True):
        others = len(found) - min(NAMED, len(first))
        how = f"USD per million tokens, {sold.mix}, log scale. A price holds until the next dot."
        grey = f" Grey: {count(others, 'other host')}, also those that sell it no more." if others else ""
        how = f"{how}{grey}{past.hollow(lines)}"
        shell.card_head(escaped(claim, 200), how)
        events = past.marks(found[:1], {word: sold.model}, {})
        drawn = plots.step_lines(lines, catalog.at, events)
        note = "As each change was first seen, or as its source dates it; the surest source of the time is believed."
        note += escaped(past.slips_note(found, catalog.at, titles), 250)
        shell.chart(drawn, claim, how, note, f"{word}_over_time", save=past.csv(found))


def use(sold: Sold, names: snippets.Names) -> None:
    """How to call a host: pick one, copy the text."""
    hosts = {offer.provider.id: offer for offer in sold.cheapest}
    with st.container(border=True):
        shell.card_head(
            "Use this host", "Names and addresses as the catalog knows them; put your key where it is named."
        )
        labels = {word: rows.host_name(offer) for word, offer in hosts.items()}
        with st.container(horizontal=True, vertical_alignment="top"):
            with st.container(width=430):
                unsold = f"is no host that sells {plain(sold.model.title, 60)} at a price that compares"
                offer = hosts[controls.select("Host", "use", labels, next(iter(labels)), missing=lambda _: unsold)]
            made = {one.word: one for one in snippets.snippets(offer, sold.offers, names)}
            titles = {word: one.title for word, one in made.items()}
            one = made[controls.segments("By", "by", titles, next(iter(titles)), narrow=shell.narrow())]
        if one.text:
            copied.show(one.text, f"copied-{one.word}")
        if told := one.note or one.missing:
            st.caption(escaped(told, 250))


def disagreeing(sold: Sold, disputes: Sequence[rows.DisputeRow]) -> None:
    """What each source says of the offers that are disputed."""
    note = "USD per million tokens. While fresh, first-party pages win over gateways, those over community databases."
    offers = len({(row.host, row.sku) for row in disputes})
    verb = "is" if offers == 1 else "are"
    shell.card_head(f"{count(offers, 'price')} {verb} stated differently by several sources", note)
    tables.show_disputes(disputes)
    save = (f"{file_name(sold.model)}_disputes.csv", tables.disputes_csv(disputes))
    shell.section_foot("The source that is believed stands first.", save)


def set_apart(sold: Sold, apart: Sequence[rows.OfferRow]) -> None:
    """The offers that are not ranked, and why."""
    note = "Not ranked with the others: a plan, a free or fast tier, a gateway, a dearer offer of the same host."
    shell.card_head(f"{count(len(apart), 'offer')} set apart", note)
    title = f"Offers of {plain(sold.model.title)} that do not compare, and why"
    tables.show_offers(apart, sold.mix, title, apart=True)
