"""Alerts: what happened, who wants to hear of it, and whether they were told."""

from functools import partial

import streamlit as st

from dashboard import admin, alert_tables, controls, data, derived, shell, tables
from dashboard.words import count, escaped
from intel import alerting, settings

PARTS = {"events": "Events", "rules": "Rules", "deliveries": "Deliveries"}


def events() -> None:
    """The newest events, of all kinds or of those chosen."""
    labels = {one.kind: alert_tables.kind_label(one.kind) for one in found.events}
    kinds = controls.pills("Kinds", "kinds", sorted(set(labels.values())), labels)
    if not found.events:
        how = "A new leader, a price that moves, a host that comes or goes would stand here after a collection."
        shell.card_head("Nothing has happened yet", how)
        return
    shown = [one for one in found.events if not kinds or alert_tables.kind_label(one.kind) in kinds]
    claim = f"{count(len(shown), 'event')}, the newest first"
    shell.card_head(claim, f"The last {alerting.SHOWN} of the catalog are looked at; times are UTC.")
    names = derived.names(catalog, {task.name: shell.task_label(task.name).lower() for task in data.tasks().all})
    cells = [alert_tables.event_cells(one, names) for one in shown]
    tables.show(cells, alert_tables.event_columns(), "events", claim, tall=True)
    shell.section_foot("Events are kept whether a rule is for them or not.",
                       ("events.csv", alert_tables.events_csv(shown)))  # fmt: skip


def rules() -> None:
    """Every rule as a sentence, and a way to try the channels."""
    if found.fault:
        st.error(escaped(found.fault, 600))
    if not found.rules:
        shell.card_head("No rule yet", "Without rules nobody is told of anything; events are kept all the same.")
        st.markdown("`intel alerts example > alerts.yaml` in the data folder is a file to begin with.")
        return
    shell.card_head(count(len(found.rules), "rule"), "Each tells one channel; the file of rules is where they change.")
    for name, sentence, when in alert_tables.fired(found, catalog.at):
        with st.container(border=True, gap=None):
            st.markdown(f"**{escaped(name)}** · {escaped(when)}")
            st.caption(escaped(sentence, 500))
    if admin.editing() and file:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            channel = st.selectbox("Channel", list(found.channels), key="test-channel")
            if st.button("Send a test", key="test-send"):
                admin.act(f"The test reached {channel}.", partial(
                    alerting.send_test_to, file, channel, tasks, data.now, print, offline=owner.offline))  # fmt: skip


def deliveries() -> None:
    """What was to be told, and what became of it."""
    claim = alert_tables.claim(found)
    if not found.deliveries:
        shell.card_head(claim, "What a rule is for would stand here, with its state and its tries.")
        return
    shell.card_head(claim, "`intel alerts deliver` sends what is due, `intel alerts retry` what was given up.")
    cells = [alert_tables.delivery_cells(one) for one in found.deliveries]
    tables.show(cells, alert_tables.delivery_columns(), "deliveries", claim)
    shell.section_foot(f"The newest {alerting.SHOWN} at most.",
                       ("deliveries.csv", alert_tables.deliveries_csv(found.deliveries)))  # fmt: skip


catalog = data.catalog()
owner, tasks = settings.load(), list(data.tasks().by_name)
file = owner.alerts_path
shell.heading("Alerts", "What happened, who wants to hear of it, and whether they were told.")
found = alerting.alerts(catalog.engine, file, tasks)
shell.figures(
    [
        ("Events", f"{len(found.events)}", f"the newest {alerting.SHOWN} at most"),
        ("Rules", f"{len(found.rules)}", count(len(found.channels), "channel")),
        ("Waiting", f"{sum(one.state == 'waiting' for one in found.deliveries)}", "to be delivered"),
        ("Given up", f"{sum(one.state == 'dead' for one in found.deliveries)}", "after many tries"),
    ],
    4,
)  # fmt: skip
part = controls.segments("Show", "show", PARTS, "events", narrow=shell.narrow())
if part == "events":
    events()
elif part == "rules":
    rules()
else:
    deliveries()
admin.unlock()
