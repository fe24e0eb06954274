"""Two cards of the page Hosts: what each host asked over time, and how to call the one that is chosen."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import controls, data, derived, past, plots, rows, shell, snippets
from dashboard.words import count, escaped, plain
from intel.market.cost import Workload
from intel.views import ModelView, OfferView

NAMED = 6
"""Hosts with a name and a hue of their own in the chart: the cheapest today."""


def over_time(
    catalog: data.Catalog, model: ModelView, workload: Workload, cheapest: Sequence[OfferView], mix: str
) -> None:
    """Every host's price since the catalog begins; the cheapest of today stand out."""
    titles = {name: view.title or name for name, view in catalog.providers().items()}
    known = derived.hosts_then(catalog, model.id, workload)
    first = [offer.provider.id for offer in cheapest if offer.provider.id in known]
    order = [*(host for host in known if host not in first[:NAMED]), *first[:NAMED][::-1]]
    word, quiet = catalog.word(model.id), set(known) - set(first[:NAMED])
    pricing = derived.pricing(workload)
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
        how = f"USD per million tokens, {mix}, log scale. A price holds until the next dot."
        grey = f" Grey: {count(others, 'other host')}, also those that sell it no more." if others else ""
        how = f"{how}{grey}{past.hollow(lines)}"
        shell.card_head(escaped(claim, 200), how)
        events = past.marks(found[:1], {word: model}, {})
        drawn = plots.step_lines(lines, catalog.at, events)
        note = "As each change was first seen, or as its source dates it; the surest source of the time is believed."
        note += escaped(past.slips_note(found, catalog.at, titles), 250)
        shell.chart(drawn, claim, how, note, f"{word}_over_time", save=past.csv(found))


def use(offers: Sequence[OfferView], hosts: Mapping[str, OfferView], names: snippets.Names) -> None:
    """How to call a host: pick one, copy the text. ``hosts``: address word → comparable offer, cheapest first."""
    with st.container(border=True):
        shell.card_head(
            "Use this host", "Names and addresses as the catalog knows them; put your key where it is named."
        )
        labels = {word: rows.host_name(offer) for word, offer in hosts.items()}
        with st.container(width=430):
            offer = hosts[controls.select("Host", "use", labels, next(iter(labels)))]
        for one, tab in zip(
            made := snippets.snippets(offer, offers, names), st.tabs([s.title for s in made]), strict=True
        ):
            with tab:
                if one.text:
                    st.code(one.text, language=None, wrap_lines=True)  # coloured words are too pale to read
                if told := one.note or one.missing:
                    st.caption(escaped(told, 250))
