"""The controls of the page Routing: they write a policy, or the person does."""

from collections.abc import Mapping

import streamlit as st

from dashboard import controls, data, policies, shell
from dashboard.routed import USUAL

CEILINGS = {"": "Any price", **{usd: f"${usd}" for usd in ("0.5", "1", "2", "5", "10", "20", "50")}}
PREFER = {"price": "Price", "throughput": "Throughput", "latency": "Latency", "balanced": "Balanced"}
YAML = "yaml"
"""Word of the address that holds a whole policy."""
_EDITOR, _DRAWN = "policy-text", "policy-drawn"


def policy(catalog: data.Catalog, ready: Mapping[str, str]) -> str:
    """The policy that is wished, as YAML; ``ready`` are those to begin with, by name."""
    titles = {name: name.replace("-", " ").capitalize().replace("Eu ", "EU ") for name in ready}
    ways = {"controls": "By controls", YAML: "As YAML"}
    with st.container(horizontal=True, vertical_alignment="top"):
        edit = controls.segments("Edit", "edit", ways, "controls", narrow=shell.narrow())
        if edit != YAML:
            chosen = controls.segments("Begin with", "policy", titles, USUAL, narrow=shell.narrow())
    if edit == YAML:
        return _by_text(ready[USUAL])
    st.query_params.pop(YAML, None)
    text = _by_controls(catalog, ready[chosen])
    st.session_state[_DRAWN] = text
    return text


def _by_controls(catalog: data.Catalog, ready: str) -> str:
    """The ready policy with what the controls wish."""
    usual, narrow, sold, known = policies.wishes(ready), shell.narrow(), catalog.words(), catalog.models()
    models = {"": "Each task’s leader"} | {word: known[model].title for word, model in sold.items()}
    grid = st.grid(3, min_column_width=260)
    with grid.container():
        quality = controls.percent("Quality, share of the leader’s", "quality", usual.quality, 40)
    with grid.container():
        prices = CEILINGS | ({usual.ceiling: f"${usual.ceiling}"} if usual.ceiling else {})
        ceiling = controls.select("Most to pay, USD per million tokens out", "most", prices, usual.ceiling)
    with grid.container():
        against = controls.select("Savings against", "against", models, "", lambda word: catalog.word(word))
    weights = {"any": "Any", "open": "Open only"}
    with st.container(horizontal=True, vertical_alignment="top"):
        kind = controls.segments("Weights", "weights", weights, "open" if usual.open_only else "any", narrow=narrow)
        prefer = controls.segments("Hosts by", "prefer", PREFER, usual.prefer, narrow=narrow)
        must = controls.pills("Hosts must", "must", list(policies.MUST.values()), policies.MUST)
    unstated = policies.unstated(prefer, (offer for sold in catalog.offers().values() for offer in sold))
    if unstated:
        st.caption(unstated)
    keys = tuple(key for key, label in policies.MUST.items() if label in must or key in usual.must)
    return policies.edited(
        ready, policies.Wishes(quality, ceiling, kind == "open", prefer, keys, sold.get(against, ""))
    )


def _by_text(ready: str) -> str:
    """The policy as it is typed; the address carries it."""
    drawn = st.session_state.get(_DRAWN, ready)
    if YAML not in st.query_params and drawn != ready:
        st.query_params[YAML] = policies.packed(drawn)
    text = policies.unpacked(st.query_params.get(YAML, "")) or drawn
    if st.query_params.get(YAML) and text is drawn:
        st.info("The policy in this link cannot be read. Shown instead: the one that the controls make.")
    if st.session_state.get(_EDITOR) != text:
        st.session_state[_EDITOR] = text

    def write() -> None:
        st.query_params[YAML] = policies.packed(st.session_state[_EDITOR][: policies.MOST_BYTES])

    typed = st.text_area("Policy, as YAML", key=_EDITOR, height=330, on_change=write, max_chars=policies.MOST_BYTES)
    return str(typed)
