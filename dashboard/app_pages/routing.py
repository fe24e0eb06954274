"""Routing: which model should do each task, at which host, by a policy of your own."""

from functools import partial

import streamlit as st

from dashboard import controls, data, derived, policies, policy_controls, route_columns, routed, routes, shell, tables
from dashboard.words import day, escaped, plain, titled
from intel.errors import UsageError
from intel.routing.exporters import FORMATS


def table_card() -> None:
    """The table, and the reasons of one of its tasks."""
    claim = routes.claim(table, against)
    how = "Cost of a task: price times what the model spends. Quality: the share of the task’s tests solved."
    shell.card_head(escaped(claim, 200), f"{how} A click on a row shows why.")
    names = [task.name for task in table.tasks]
    rows = [routes.cells(task, labels[task.name], titles) for task in table.tasks]
    tables.show(rows, route_columns.tasks(against), "routes", claim, pick=("task", names), tall=True)
    at = f"Catalog of {day(table.catalog_at)}; {escaped(table.quality.partition(', inputs')[0], 90)}."
    shell.section_foot(at, ("routing.csv", routes.csv(table)))
    if table.unrouted:
        names_left = ", ".join(labels[name] for name in table.unrouted)
        st.warning(f"No route for {names_left}: lower the quality, or ask less of the hosts.")


def why_card() -> None:
    """One task: reasons, and every model and host to try."""
    with st.container(border=True):
        shown = {task.name: labels[task.name] for task in table.tasks}
        name = controls.segments("Task", "task", shown, next(iter(shown)), narrow=shell.narrow())
        task = next(one for one in table.tasks if one.name == name)
        head = plain(task.primary.model.title) if task.primary else "nobody"
        shell.card_head(escaped(f"Why {head} for {labels[name].lower()}", 200), escaped(task.title, 200))
        st.markdown("\n".join(f"- {escaped(titled(reason, titles), 500)}" for reason in task.reasons))
        if task.routes:
            st.caption("In the order to try them:")
            tables.show(routes.host_cells(task), route_columns.hosts(), "tries", "Models and hosts in turn")


def changes_card() -> None:
    """What the table published last says otherwise."""
    if draft.published is None:
        st.caption("No table has been published yet: `intel up` and `intel worker` do so after a collection.")
        return
    claim = routes.changes_claim(draft.changes)
    how = "What changes, why, and what the month’s requests cost more (+) or less (-)."
    when = routes.published_on(draft.published)
    shell.card_head(escaped(claim, 200), f"Published from the catalog of {escaped(when)}. {how}")
    if draft.changes:
        cells = [routes.change_cells(one, labels, titles) for one in draft.changes]
        tables.show(cells, route_columns.changes(), "changes", claim, tall=True)
        shell.section_foot(
            "USD by the workload of each task.", ("routing_changes.csv", routes.changes_csv(draft.changes))
        )


def files_card() -> None:
    """The table as a file for each gateway and proxy."""
    shell.card_head("Take it along", "One file for each of these; every file says of which catalog and policy it is.")
    with st.container(horizontal=True):
        for format, what in FORMATS.items():
            help = f"{what[0].upper()}{what[1:]}. What it cannot name is told in it."
            st.download_button(
                routes.FILES.get(format, format), partial(found.file, format), found.file_name(format),
                key=f"file-{format}", on_click="ignore", help=help,
            )  # fmt: skip
        st.download_button(
            "Policy", text, "policy.yaml", key="file-policy", on_click="ignore", help="The policy itself"
        )


catalog = data.catalog()
shell.heading("Routing", "Which model should do each task, at which host, and what that saves.")
if catalog.judged().run is None:
    shell.nothing_judged()
    st.stop()
ready = routed.ready()
labels = {task.name: shell.task_label(task.name) for task in data.tasks().all}
with st.container(border=True):
    text = policy_controls.policy(catalog, ready)
    try:
        found = routed.drafted(catalog, text)
    except UsageError as error:
        st.error(escaped(str(error), 400))
        st.code(policies.faulty_line(str(error), text) or "The whole text", language=None)
        st.stop()
draft, table = found.draft, found.draft.table
baselines = {task.rules.baseline for task in table.tasks if task.rules.baseline}
titles = derived.names(catalog, {})
against = " and ".join(titles.get(one, one) for one in sorted(baselines)) or "each task’s leader"
with st.container(gap=None):
    for warning in routes.cautions(table, labels):
        st.caption(f"⚠ {escaped(warning, 300)}")
table_card()
why_card()
changes_card()
files_card()
