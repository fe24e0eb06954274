"""Open vs closed: the hosts of open models beside the list prices of the closed models they would replace."""

import streamlit as st

from dashboard import charts, claims, controls, data, marks, rows, shell, tables
from dashboard.sections import Closed, Section, moving, section
from dashboard.words import bill, count, plain
from intel.views import Statement

MOST_REQUESTS = 1_000_000_000


def ladder_card(part: Section, now: Closed) -> None:
    """The chart: closed models above their open peers, on one price scale."""
    title = title_of(now.peer.model)
    claim = claims.ladder_claim(part.opened, title, now.price)
    with st.container(border=True):
        shell.card_head(claim, claims.ladder_how(workload, title, narrow=shell.narrow()))
        closed, opened = marks.ladders(part, models, now.price, catalog.at)
        chart = charts.price_ladder(closed, opened, (title, float(now.price)), narrow=shell.narrow())
        shell.chart(chart, claim, shell.sources_line(witnesses(part)), f"open-vs-closed_{group.name}")


def moving_card(part: Section, now: Closed) -> None:
    """What a month costs today, at the median host and at the cheapest, and what is assumed."""
    with st.container(border=True):
        head = st.container()
        with st.container(horizontal=True, vertical_alignment="top"):
            opened = {by_model[one.spread.model]: one for one in part.opened}
            usual = max(opened, key=lambda word: opened[word].spread.hosts)
            with st.container(width=280):
                then = opened[controls.select("Move to", "to", {w: title_of(words[w]) for w in opened}, usual)]
            with st.container(width=200):
                requests = controls.number("Requests a month", "requests", workload.requests, MOST_REQUESTS)
        bills = moving(now, then, workload, requests)
        with head:
            claim = claims.moving_claim(title_of(now.peer.model), title_of(then.spread.model), bills)
            shell.card_head(claim, claims.moving_how(workload, requests))
        cheapest, saving = rows.host_name(then.spread.offers[0]), claims.saving
        cards = (
            (f"{title_of(now.peer.model)} today", bills.now, "list price"),
            (f"Median of {count(then.spread.hosts, 'host')}", bills.median, saving(bills.now, bills.median)),
            (f"Cheapest: {cheapest}", bills.cheapest, saving(bills.now, bills.cheapest)),
        )
        shell.figures([(label, bill(amount), below) for label, amount, below in cards], 3)


def witnesses(part: Section) -> list[Statement]:
    """Whose prices the section shows."""
    theirs = [one.peer.offer for one in part.closed if one.peer.offer]
    return rows.witnesses([*theirs, *(offer for one in part.opened for offer in one.spread.offers)])


def title_of(model: str) -> str:
    """A model's title as one short line."""
    return plain(models[model].title, 40)


catalog = data.catalog()
models, words = catalog.models(), catalog.words()
by_model = {model: word for word, model in words.items()}
groups = {group.name: group for group in data.peers().groups}
shell.heading("Open vs closed", "What open weights cost at every host, beside the closed models they would replace.")
if not models:
    shell.nothing_sold()
    st.stop()
with st.container(horizontal=True, vertical_alignment="top"):
    paid = st.container(width=240)
    first, classes = next(iter(groups)), {name: one.title for name, one in groups.items()}
    group = groups[controls.segments("Class", "class", classes, first, narrow=shell.narrow())]
    workload = shell.pick_workload()
part = section(group, models, lambda model: catalog.spread(model, workload))
if part is None:
    st.info(f"No open model of class {group.title} has a closed peer with a known price yet: try another class.")
    st.stop()
with paid:
    closed = {by_model[one.peer.model]: one for one in part.closed}
    usual = next(iter(closed))
    now = closed[controls.select("Paid today", "today", {word: title_of(words[word]) for word in closed}, usual)]
shell.freshness(witnesses(part))
ladder_card(part, now)
moving_card(part, now)
compared = rows.model_rows(part, models, now.price)
save = (f"open-vs-closed_{group.name}_{workload.name}.csv", tables.models_csv(compared, group.name, workload.name))
mix = f"{shell.workload_label(workload.name)} mix"
shell.card_head(count(len(compared), "open model"), f"Hosts of each, cheapest to dearest, in the {mix}.")
tables.show_models(compared, title_of(now.peer.model), by_model)
shell.section_foot("USD per million tokens.", save)
