"""Frontier: quality against cost, and what a fixed quality cost over the last year."""

import streamlit as st

from dashboard import columns, controls, data, derived, past, plots, shell, tables, worthwhile
from dashboard.claims import workload_words
from dashboard.plotting import PICK
from dashboard.standings import NEARLY
from dashboard.words import count, day, escaped
from intel.market.tasks import VALUE

VIEWS = {"now": "Now", "time": "Over time"}


def now_view() -> None:
    """Every judged model at its cost and quality, with the line of those that nothing cheaper is as good as."""
    found = worthwhile.priced(derived.good_enough(catalog, task, NEARLY, open_only=scope == "open"), workload)
    claim = worthwhile.claim(found, titles)
    with st.container(border=True):
        how = f"Expected share of the basket solved, against USD for 1,000 {workload_words(workload)} (log scale)."
        shell.card_head(escaped(claim, 200), f"{how} {shell.KINDS} A click on a mark leads to its hosts.")
        if not found:
            st.caption(fitted)
            return
        dots = worthwhile.dots(found, {one.point.model: sold.get(one.point.model, one.point.model) for one in found})
        picked = shell.chart(plots.frontier(dots), claim, how, fitted, name, pick=PICK)
        if picked:
            words = {"model": picked, "workload": workload.name}
            left = {key: word for key, word in st.query_params.items() if key in ("task", "weights")}
            st.switch_page("app_pages/hosts.py", query_params=words | left)  # what is left lets "back" find this view
    rows = worthwhile.cells(found)
    shell.card_head(
        f"{count(len(rows), 'model')} on the frontier",
        "Each is the best at its cost; × is its cost by that of the row above.",
    )
    links = (
        f"/hosts?workload={workload.name}&model=",
        [sold.get(one.point.model, one.point.model) for one in found if one.leads],
    )
    tables.show(rows, columns.frontier(), "frontier", claim, links=links)
    note = (
        f"At the cheapest comparable host, the same tokens assumed of all; Routing counts what each model spends. "
        f"The download holds all {len(found)} models."
    )
    shell.section_foot(note, (f"{name}.csv", worthwhile.csv(found, workload.name)))


def time_view() -> None:
    """The cheapest price of what was best when the catalog begins."""
    then = derived.months(catalog).get(workload.name, {})
    judged_now = catalog.judged().estimates.get(task.name, ())
    shares = {e.model: e.share for e in judged_now if not e.provisional and (e.open_weights or scope == "all")}
    hosts = {(at, model): one.provider for at, by in then.items() for model, one in by.items()}
    found = worthwhile.levels(then, shares, derived.pricing(workload))
    lines = worthwhile.lines(found, titles, hosts)
    claim = worthwhile.fall_claim(found, titles)
    with st.container(border=True):
        how = "USD per million tokens, log scale, at the cheapest host of any model of that quality at the time."
        how = f"{how} For {workload_words(workload)}.{past.hollow(lines)}"
        shell.card_head(escaped(claim, 200), how)
        if not found:
            st.caption(fitted)
            return
        source = f"Prices at the turn of each month, {worthwhile.span(found)}, by the qualities known today. {fitted}"
        shell.chart(plots.step_lines(lines, catalog.at), claim, how, source, f"{name}_over_time")
    shell.card_head(
        "Who was the cheapest, since when", "A step begins where another model or another price is cheapest."
    )
    tables.show(worthwhile.fall_cells(found, titles, hosts), columns.fall(), "fall", claim)
    save = (f"{name}_over_time.csv", worthwhile.fall_csv(found, hosts))
    shell.section_foot("USD per million tokens of the task’s workload.", save)


catalog = data.catalog()
judged, sold = catalog.judged(), catalog.by_model()
shell.heading("Frontier", "What quality costs: which models are worth their price, and how fast that falls.")
if judged.run is None:
    shell.nothing_judged()
    st.stop()
tasks = {task.name: task for task in data.tasks().all if task.kind != VALUE}
with st.container(horizontal=True, vertical_alignment="top"):
    labels = {name: shell.task_label(name) for name in tasks}
    task = tasks[controls.segments("Task", "task", labels, next(iter(labels)), narrow=shell.narrow())]
    scope = controls.segments("Weights", "weights", {"all": "All", "open": "Open"}, "all", narrow=shell.narrow())
    view = controls.segments("Show", "view", VIEWS, "now", narrow=shell.narrow())
workload, titles = data.workloads().get(task.workload), derived.titles(catalog)
fitted = f"Qualities fitted to {judged.run.scores:,} scores up to {day(judged.run.at)}."
name = f"frontier_{task.name}_{scope}"
if view == "now":
    now_view()
else:
    time_view()
