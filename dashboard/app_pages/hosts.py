"""Hosts: who sells a model, cheapest first."""

from collections.abc import Sequence

import streamlit as st

from dashboard import charts, claims, controls, data, derived, host_cards, marks, rows, shell, tables
from dashboard.words import count, plain, times, usd
from intel.errors import UsageError
from intel.market.ends import ends_ahead
from intel.market.spread import Spread
from intel.views import ModelView

FALLBACK = "glm-5.2"


def pick_model(catalog: data.Catalog) -> ModelView:
    """The model of the address; where it names none, one that many hosts sell."""
    models, words = catalog.models(), catalog.words()

    def find(text: str) -> str | None:
        try:
            found = catalog.find(text).id
        except UsageError:
            return None
        return next((word for word, model in words.items() if model == found), None)

    def unknown(text: str) -> str:
        try:
            catalog.find(text)
        except UsageError:
            return "is not in the catalog"
        return "is sold by nobody that the catalog knows"

    default = FALLBACK if FALLBACK in words else next(iter(words))
    chosen = controls.select(
        "Model", "model", derived.labels(catalog), default, find, missing=unknown, clears=("use", "why")
    )
    return models[words[chosen]]


def figures(found: Spread, cheapest: str, mix: str) -> None:
    """Four numbers; nothing where no host compares."""
    if found.blended is None:
        return
    alike = ("Most common input", "–", "no two hosts ask the same")
    if found.common:
        alike = (alike[0], usd(found.common[0]), f"{found.common_hosts} hosts, {usd(found.common[1])} out")
    elif found.hosts == 1 and found.input and found.output:
        alike = ("Input", usd(found.input.min), f"{usd(found.output.min)} out")
    apart = (times(found.blended.max / found.blended.min), f"up to {usd(found.blended.max)}")
    if found.hosts == 1:
        apart = ("–", "one host alone")
    cards = [
        (f"Cheapest, {mix}", usd(found.blended.min), cheapest),
        (f"Median, {mix}", usd(found.blended.median), count(found.hosts, "host")),
        ("Dearest ÷ cheapest", *apart),
        alike,
    ]
    shell.figures(cards, 4)


def chart_card(model: ModelView, found: Spread, hosts: Sequence[rows.OfferRow], mix: str) -> None:
    """Every comparable host as a bar from input to output price, and the closed peers under them."""
    models = catalog.models()
    titles = {peer.model: models[peer.model].title for peer in found.peers if peer.model in models}
    claim = claims.hosts_claim(model, found, titles)
    with st.container(border=True):
        bars = marks.host_bars(hosts, charts.kind_of(model.open_weights))
        how = claims.hosts_how(found, len(bars))
        shell.card_head(claim, how)
        closed = [bar for peer in found.peers if (bar := marks.peer_bar(peer, titles))]
        chart = charts.price_bars(bars, closed, mix)
        drawn = [*found.offers, *(peer.offer for peer in found.peers if peer.offer)]
        shell.chart(
            chart, claim, how, shell.sources_line(rows.witnesses(drawn)), f"{host_cards.file_name(model)}_hosts"
        )


catalog = data.catalog()
shell.heading("Hosts", "Same model, different bill: what every host asks, cheapest first.")
if not catalog.models():
    shell.nothing_sold()
    st.stop()
with st.container(horizontal=True, vertical_alignment="top"):
    with st.container(width=430):
        model = pick_model(catalog)
    workload = shell.pick_workload()
    offers = catalog.offers().get(model.id, ())
    stated = sorted({rows.precision(offer) for offer in offers})
    precisions = controls.pills("Precision", "precision", stated, least=2)

found = catalog.spread(model.id, workload, precisions)
listed = rows.offer_rows(rows.of_precision(offers, precisions), workload, catalog.at)
hosts = [row for row in listed if not row.word]
mix = f"{shell.workload_label(workload.name)} mix"
save = (f"{host_cards.file_name(model)}_hosts.csv", tables.offers_csv(listed))
shell.freshness(rows.witnesses(found.offers or offers))
if hosts:
    figures(found, hosts[0].host, mix)
    chart_card(model, found, hosts, mix)
    shell.card_head(
        count(len(hosts), "host"), "USD per million tokens. One row per host: its cheapest comparable offer."
    )
    tables.show_offers(hosts, mix, f"{count(len(hosts), 'host')} of {plain(model.title)}, cheapest first")
else:
    shell.none_compare(model, precisions)
shell.section_foot(tables.offers_note(hosts, ends_ahead(offers, catalog.at.date(), rows.host_name)), save)
host_cards.more(catalog, host_cards.Sold(model, workload, mix, offers, found.offers, listed))
