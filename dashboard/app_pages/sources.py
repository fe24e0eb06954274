"""Sources: where every number comes from, how each source is doing, and what waits for a person's word."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard import admin, controls, data, shell, source_rows
from dashboard import trust_tables as tables
from dashboard.answers import Trust
from dashboard.words import count, plain

_NOTHING = ""
_FEW = 4
"""So many failing sources have a sentence of their own on the page; more are told in a list that opens."""


def health(rows: Sequence[source_rows.SourceRow], trust: Trust) -> None:
    """The numbers above, a sentence per failing source, and the table of all."""
    found = source_rows.tally(rows)
    shell.figures(
        [
            ("Fresh", f"{found[source_rows.OK]}", f"of {count(len(rows), 'source')}"),
            ("Late or failing", f"{found[source_rows.LATE] + found[source_rows.FAILING]}", "shown as last stated"),
            ("Waiting to be believed", f"{len(trust.held):,}", "prices and runs"),
            ("Names unplaced", f"{len(trust.unresolved):,}", "not compared"),
        ],
        4,
    )
    troubles = source_rows.troubles(rows)
    if len(troubles) > _FEW:
        st.warning(f"{len(troubles)} sources failed when they were last asked.")
        with st.expander("What each of them answered"):
            st.markdown("\n".join(f"- {sentence}" for sentence in troubles))
    else:
        for sentence in troubles:
            st.warning(sentence)
    how = "● fresh, ◐ late by three of its intervals, ○ failing, ◌ dated facts that came with Intel, – not asked."
    shell.card_head(source_rows.claim(rows), how)
    tables.show_sources(rows)
    shell.section_foot("Times are those of the newest believed run.", ("sources.csv", tables.sources_csv(rows)))


def waiting(trust: Trust) -> None:
    """What is held back, with the owner's word where it is unlocked."""
    if not trust.held:
        shell.card_head(
            "Nothing waits to be believed", "A price that jumps fivefold, or half a page, would stand here."
        )
        return
    how = "The old price stands meanwhile. A later run, an agreeing source or the owner releases what waits."
    shell.card_head(f"{count(len(trust.held), 'state')} waiting to be believed", how)
    tables.show_held(trust)
    shell.section_foot(f"{tables.cut(len(trust.held))}Prices per million tokens.", ("held.csv", tables.held_csv(trust)))
    if not admin.editing():
        return
    labels = {h.id: f"{h.id} · {h.source} · {plain(h.subject, 80)} · {plain(h.stated, 60)}" for h in trust.held}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox("What waits", list(labels), format_func=lambda number: labels[number], key="held-pick")
        if st.button("Believe it", key="held-accept"):
            admin.act(f"Number {picked} is believed.", partial(admin.settle_held, picked, accept=True))
        if st.button("Reject it", key="held-reject"):
            admin.act(f"Number {picked} is rejected.", partial(admin.settle_held, picked, accept=False))


def names(trust: Trust, models: Sequence[str]) -> None:
    """Names without a model, with the owner's word where it is unlocked."""
    if not trust.unresolved:
        shell.card_head("Every name has been placed", "A name that could mean two models would stand here.")
        return
    how = "A wrong merge is worse than a miss: what has two readings, or none, is compared with nothing."
    shell.card_head(f"{count(len(trust.unresolved), 'name')} without a model", how)
    tables.show_names(trust)
    foot = f"{tables.cut(len(trust.unresolved))}Those of the most offers first."
    shell.section_foot(foot, ("unresolved_names.csv", tables.names_csv(trust)))
    if not admin.editing():
        return
    by_label = {f"{one.name} · {one.source}": one for one in trust.unresolved}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        one = by_label[st.selectbox("Name", list(by_label), key="name-pick")]
        options = [_NOTHING, *dict.fromkeys((*one.candidates, *models))]
        model = st.selectbox("Means", options, format_func=lambda word: word or "no model there is", key="name-model")
        if st.button("It means that", key="name-accept", disabled=model == _NOTHING):
            admin.act(
                f"{one.name} means {model}.", partial(admin.settle_name, one.source, one.name, model, accept=True)
            )
        if st.button("It does not", key="name-reject"):
            admin.act("Noted.", partial(admin.settle_name, one.source, one.name, model, accept=False))


def refused(trust: Trust) -> None:
    """Rows that were not believed at all."""
    total = sum(one.count for one in trust.rejects)
    if not total:
        shell.card_head("No row is refused", "A row without a readable price or name would stand here.")
        return
    shell.card_head(f"{count(total, 'row')} refused", "Not understood, so not shown: by source and reason.")
    tables.show_rejects(trust)
    shell.section_foot(
        f"{tables.cut(len(trust.rejects))}One example of each.", ("rejected.csv", tables.rejects_csv(trust))
    )


catalog = data.catalog()
shell.heading("Sources", "Where every number comes from, how its source is doing, and what waits for a word.")
trust = catalog.trust()
parts = {"health": "Health", "names": "Names", "disputes": "Disputes", "waiting": "Waiting", "refused": "Refused"}
part = controls.segments("Show", "show", parts, "health", narrow=shell.narrow())
if part == "health":
    health(source_rows.source_rows(trust.sources), trust)
elif part == "names":
    names(trust, list(catalog.models()))
elif part == "waiting":
    waiting(trust)
elif part == "refused":
    refused(trust)
else:
    disputed = source_rows.disputes(catalog.offers(), catalog.models())
    shell.card_head(source_rows.dispute_claim(disputed), "USD per million tokens; the believed price and the furthest.")
    tables.show_disputes(disputed)
    foot = f"{tables.cut(len(disputed))}First party before gateway before community."
    shell.section_foot(foot, ("disputes.csv", tables.disputes_csv(disputed)))
admin.unlock()
