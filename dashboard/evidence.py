"""Where a price comes from: every source's word on one offer, down to the archived bytes that state it."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import controls, data, rows, shell
from dashboard.answers import Origin
from dashboard.tables import CLICKED, WHY
from dashboard.words import day, escaped, plain
from intel.source import Authority
from intel.views import OfferView, Statement

_WHO = {
    Authority.COMMUNITY: "community database",
    Authority.GATEWAY: "the gateway that sells it",
    Authority.FIRST_PARTY: "the provider's own word",
}
_AGREEMENT = {
    "verified": "Independent sources state the same price.",
    "single": "One source states it; no independent one confirms it.",
    "disputed": "Independent sources differ: the one believed stands first, the others below.",
    "override": "Your own price, out of overrides.toml, stands before what the sources state.",
    "": "Nobody states a price.",
}
NOTHING = ""
_LABEL_WIDTH = 80
"""Pixels of the words at the left of a chain, on a phone too."""


def card(catalog: data.Catalog, offers: Sequence[OfferView], listed: Sequence[rows.OfferRow]) -> None:
    """The picker with the chain behind the price of what was picked."""
    by_address = {rows.address(offer): offer for offer in offers}
    with st.container(border=True):
        shell.card_head(
            "Why this price?", "Pick an offer, or tick its row in a table of offers: who says so, since when."
        )
        labels = {NOTHING: "No offer picked"} | {row.address: row.address for row in listed}
        picked = controls.select("Offer", WHY, labels, NOTHING, missing=lambda _: "is no offer of this model")
        if picked != NOTHING:
            _chain(by_address[picked], catalog.origin(by_address[picked]))


def is_asked() -> bool:
    """Whether the address asks why a price is what it is."""
    return WHY in st.query_params


def over_the_page(catalog: data.Catalog, offers: Sequence[OfferView]) -> None:
    """The chain behind the price in whose row a reader clicked just now; nothing without a click."""
    if st.session_state.pop(CLICKED, False):
        asked = st.query_params.get(WHY, NOTHING)
        for offer in offers:
            if rows.address(offer) == asked:
                _dialog(catalog, offer)
                return


@st.dialog("Why this price?", width="large")
def _dialog(catalog: data.Catalog, offer: OfferView) -> None:
    st.caption(escaped(rows.address(offer), 400))
    _chain(offer, catalog.origin(offer))


def _chain(offer: OfferView, origin: Origin) -> None:
    st.markdown(f"**{escaped(rows.host_name(offer))}** · {_AGREEMENT.get(offer.agreement, '')}")
    for place, statement in enumerate(offer.statements):
        _statement(statement, origin, believed=place == 0)
    for held in origin.held:
        st.warning(f"Not believed yet: {escaped(held.stated)} by {escaped(held.source)}, {escaped(held.reason)}.")


def _statement(statement: Statement, origin: Origin, *, believed: bool) -> None:
    st.badge("believed" if believed else "not believed", color="green" if believed else "gray")
    with st.container(gap=None):
        for label, text in facts(statement, origin).items():
            with st.container(horizontal=True, gap="small"):
                st.caption(label, width=_LABEL_WIDTH)
                st.text(text, width="stretch")


def facts(statement: Statement, origin: Origin) -> Mapping[str, str]:
    """The chain of one statement in words: what, whose, when, which run, which document, which bytes."""
    run = origin.runs.get((statement.source, statement.seen_from))
    stale = ", stale" if statement.stale else ""
    force = ""
    if statement.effective_from.year > 1:
        until = f" to {day(statement.effective_to)}" if statement.effective_to else ""
        force = f"; in force from {day(statement.effective_from)}{until}"
    read = f"run {run.id} of {run.at:%d %b %Y %H:%M} UTC, {run.outcome}" if run else "no known run"
    return {
        "Stated": f"{statement.card.text()} {statement.card.currency} per million",
        "By": f"{plain(statement.source)} ({_WHO.get(Authority(statement.authority), 'unknown authority')}{stale})",
        "Believed": f"since {day(statement.seen_from)}, confirmed {day(statement.checked_at)}{force}",
        "Read by": read,
        "Document": plain(statement.url, 300),
        "Bytes": f"sha256 {statement.sha256}",
        "Kept": origin.paths.get(statement.sha256, "not in this archive: the fact came with the package"),
    }
