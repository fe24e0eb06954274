"""History: what models and hosts asked over time."""

from datetime import UTC, datetime, time, timedelta

import streamlit as st

from dashboard import columns, controls, data, derived, past, plots, shell, tables
from dashboard.derived import MEASURES
from dashboard.past import HOST, Series
from dashboard.words import escaped, listing, plain
from intel.market.timeline import cheapest_over_time

MOST = 8


def pick() -> list[Series]:
    """The series of the address: of each model its cheapest host, or the hosts that were picked."""
    labels = {word: plain(models[model].title, 40) for word, model in words.items()}
    usual = [word for word in past.USUAL if word in labels] or list(labels)[:1]
    with st.container(width=560):
        chosen = controls.choose("Models", "models", labels, usual, MOST)
    over_time = {word: derived.hosts_then(catalog, words[word], workload, measure) for word in chosen}
    offered = {
        f"{word}{HOST}{host}": f"{labels[word]} · {title_of(host)}"
        for word, hosts in over_time.items()
        for host in hosts
    }  # fmt: skip
    with st.container(width=560):
        picked = controls.choose(
            "Hosts", "hosts", offered, [], MOST, "None: the cheapest host of each model at every time"
        )
    moments = {word: cheapest_over_time(over_time[word]) for word in chosen if not named(word, picked)}
    moments |= {one: list(over_time[one.partition(HOST)[0]][one.partition(HOST)[2]]) for one in picked}
    pricing = derived.pricing(workload, measure)
    found = [Series(one, (labels | offered)[one], held, pricing=pricing) for one, held in moments.items()]
    return found[:MOST]


def named(word: str, picked: list[str]) -> bool:
    """Whether a host of the model was picked."""
    return any(one.partition(HOST)[0] == word for one in picked)


def title_of(host: str) -> str:
    """A provider's title as one line."""
    return plain(titles.get(host, host), 40)


def chart_card(found: list[Series]) -> None:
    """All series on one scale, with what happened to their models."""
    claim = past.claim(found, at)
    with st.container(border=True):
        unit = "input" if measure == "input" else "output" if measure == "output" else f"{workload.name} mix"
        how = (
            f"USD per million tokens ({unit}), log scale. A price holds until the next dot; dotted: releases and ends."
        )
        drawn = past.lines(found, at, titles)
        how += past.hollow(drawn)
        shell.card_head(escaped(claim, 200), how)
        if not drawn:
            names = escaped(listing([one.name for one in found], 3), 200)
            st.info(f"No price of {names} is known by then: move *As of* to a later day.")
            return
        events = past.marks(found, {word: models[model] for word, model in words.items()}, catalog.offers())
        note = "As each change was first seen, or as its source dates it; the surest source of the time is believed."
        note += escaped(past.slips_note(found, at, titles), 250)
        shell.chart(plots.step_lines(drawn, at, events), claim, how, note, "history")


catalog = data.catalog()
models, words = catalog.models(), catalog.words()
shell.heading("History", "What models and hosts asked over time: steps, since a price holds until the next one.")
begun = catalog.first_price_at()
if not models or begun is None:
    shell.nothing_sold()
    st.stop()
titles = {name: view.title or name for name, view in catalog.providers().items()}
with st.container(horizontal=True, vertical_alignment="top"):
    workload = shell.pick_workload()
    measure = controls.segments("Price", "price", MEASURES, "mix", narrow=shell.narrow())
with st.container(horizontal=True, vertical_alignment="top"):
    found = pick()
first = begun.date() - timedelta(days=1)  # the one day on which nothing was known
on = controls.days("As of", "as_of", first, catalog.at.date(), "What was known at the end of that day")
at = min(datetime.combine(on, time.max, tzinfo=UTC), catalog.at)
chart_card(found)
shell.card_head(f"On {on.day} {on:%b %Y}", "Change since each was first priced, by the rates that both days know.")
tables.show(past.cells(found, at), columns.series(), "series", "Every series on that day")
shell.section_foot("The download holds every step, also those after that day.", ("history.csv", past.csv(found)))
with st.expander("Every change"):
    tables.show(past.change_cells(found, at, titles), columns.changes(), "changes", "Every change, the newest first")
