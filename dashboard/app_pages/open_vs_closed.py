"""Open vs closed: the hosts of open models beside the closed models that are as good at a task."""

import streamlit as st

from dashboard import charts, claims, columns, controls, data, derived, matched, moved_to, rows, shell, tables
from dashboard.words import count, day, escaped, plain
from intel.market.tasks import VALUE
from intel.views import Statement

ODDS = "As good: neither is the better one with odds of three to one, by the boards."


def ladder_card() -> None:
    """The chart: each open model's hosts above its closed equals, on one price scale."""
    claim = matched.claim(found, at_what)
    with st.container(border=True):
        how = claims.ladder_how(workload, titles.get(today, matched.slug(today)), ODDS)
        shell.card_head(escaped(claim, 250), how)
        pairs = matched.ladders(found, catalog.at)
        dashed = (titles.get(today, today), float(paid[today].price))
        left = len([one for one in found if one.spread.offers]) - len(pairs)
        shown = f"The {len(pairs)} best; the table has {left} more. " if left else ""
        chart = charts.price_ladder(pairs, dashed)
        shell.chart(chart, claim, how, f"{shown}{shell.sources_line(witnesses(), fitted)}", name)


def witnesses() -> list[Statement]:
    """Whose prices the page shows."""
    theirs = [peer.offer for one in found for peer in one.spread.peers if peer.offer]
    return rows.witnesses([*theirs, *(offer for one in found for offer in one.spread.offers)])


def table() -> None:
    """Every judged open model, and what is left out."""
    cells = matched.table(found, titles)
    licence = sum(one.estimate.open_weights is None for one in found)
    unsure = sum(one.provisional and one.open_weights is not False for one in judged.estimates.get(task.name, ()))
    told = f"{count(licence, 'model')} of unknown licence among them. " if licence else ""
    shell.card_head(
        f"{count(len(found), 'model')} at {at_what}",
        f"USD per million tokens of the workload, the best first. {told}{ODDS}",
    )
    links = (
        f"/hosts?workload={named.name}&model=",
        [by_model.get(one.estimate.model, one.estimate.model) for one in found],
    )
    tables.show(cells, columns.matched(), "matched", matched.claim(found, at_what), links=links)
    verb = "is" if unsure == 1 else "are"
    apart = f" {count(unsure, 'model')} that one source alone judges {verb} left out." if unsure else ""
    shell.section_foot(f"At the hosts and list prices known now.{apart}", (f"{name}.csv", matched.csv(found)))


catalog = data.catalog()
shell.heading("Open vs closed", "What open weights cost at every host, beside the closed models that are as good.")
if not catalog.models():
    shell.nothing_sold()
    st.stop()
judged = catalog.judged()
if judged.run is None:
    shell.nothing_judged()
    st.stop()
tasks = {task.name: task for task in data.tasks().all if task.kind != VALUE}
labels = {word: shell.task_label(word) for word in tasks}
task = tasks[controls.segments("Task", "task", labels, next(iter(labels)), narrow=shell.narrow())]
with st.container(horizontal=True, vertical_alignment="top"):
    named = shell.pick_workload(task.workload)
    beside = st.container(width=240)
    workload = shell.own_tokens(named)
by_model = catalog.by_model()
at_what = task.title[0].lower() + task.title[1:]
titles = {one.model: plain(one.title, 40) for one in judged.estimates.get(task.name, ())}
found = derived.matched(catalog, task, workload)
fitted = f"Qualities fitted to {judged.run.scores:,} scores up to {day(judged.run.at)}."
name = f"open-vs-closed_{task.name}_{workload.name}"
paid = matched.paid(found)
shell.freshness(witnesses())
if not paid:
    shell.card_head(escaped(matched.claim(found, at_what), 250), f"{ODDS} Another task may have some.")
    if found:
        table()
    st.stop()
with beside:
    words = {by_model.get(model, model): model for model in sorted(paid, key=lambda model: titles.get(model, model))}
    first = catalog.word(next(model for model in titles if model in paid))
    today = words[controls.select("Paid today", "today", {w: titles.get(m, m) for w, m in words.items()}, first)]
ladder_card()
moved_to.cards(catalog, paid[today], workload, titles)
table()
