"""Today: what changed, who leads, and how fresh all of it is."""

import streamlit as st

from dashboard import changed, charts, columns, controls, data, derived, shell, source_rows, standings, tables
from dashboard.changed import WINDOWS
from dashboard.words import ago, count, day, escaped
from intel.market.tasks import VALUE


def freshness_line() -> None:
    """The catalog's state in one line, with the way to the page that tells more."""
    sources = source_rows.claim(source_rows.source_rows(catalog.trust().sources))
    with st.container(horizontal=True, vertical_alignment="center"):
        when = f"Prices last confirmed {day(found.until)}, {ago(found.until, catalog.at)}. {sources}."
        st.caption(when, width="content")
        st.page_link("app_pages/sources.py", label="All sources", width="content")


def figures() -> None:
    """Four numbers of the window."""
    cuts = sum(move.ratio < 1 for move in moves.prices)
    ways = f"{cuts} down, {len(moves.prices) - cuts} up" if moves.prices else "all stand"
    ends = len(changed.ahead(found.ending, catalog.at.date()))
    models = len({host.model for host in moves.arrived if host.new_model})
    shell.figures(
        [
            ("Prices moved", f"{len(moves.prices)}", ways),
            ("New hosts", f"{len(moves.arrived)}", count(models, "new model")),
            ("Hosts gone", f"{len(moves.left)}", f"{count(ends, 'end')} announced"),
            ("Changes of leaders", f"{len(found.leaders)}", "see below" if found.leaders else "all as before"),
        ],
        4,
    )  # fmt: skip


def moves_card() -> None:
    """The widest price moves, and all of them to take along."""
    claim = changed.moves_claim(moves, titles, when)
    with st.container(border=True):
        if not moves.prices:
            shell.card_head(escaped(claim, 200), "Choose a longer time under Since, or see History for the whole year.")
            return
        how = f"USD per million tokens of the {shell.workload_label(usual)} mix, log scale."
        how = f"{how} Grey: before. Blue: cut, gold: rise."
        shell.card_head(escaped(claim, 200), how)
        chart = charts.price_moves(changed.moved(moves, titles))
        shown = f"The {changed.SHOWN} widest of {len(moves.prices)}. " if len(moves.prices) > changed.SHOWN else ""
        note = f"{shown}Comparable hosts, one offer each."
        shell.chart(chart, claim, how, note, f"moves_{since}", save=changed.moves_csv(moves, usual))


def leaders_card() -> None:
    """Who leads each task, and the cheapest way to nearly as good."""
    judged = catalog.judged()
    if judged.run is None:
        shell.nothing_judged()
        return
    tasks = [task for task in data.tasks().all if task.kind != VALUE]
    standing = [
        standings.standing(
            task, judged.leaders.get((task.name, "all")), judged.estimates.get(task.name, ()),
            derived.good_enough(catalog, task, standings.NEARLY),
        )
        for task in tasks
    ]  # fmt: skip
    claim, called = standings.claim(standing), {task.name: shell.task_label(task.name).lower() for task in tasks}
    shell.card_head(escaped(claim, 200), escaped(standings.how(standing), 300))
    rows = [standings.cells(one, shell.task_label(one.task)) for one in standing]
    tables.show(rows, columns.standings(), "standings", claim, links=("/leaders?task=", [one.task for one in standing]))
    values = [shell.task_label(task.name) for task in data.tasks().all if task.kind == VALUE]
    note = f"Fitted to {judged.run.scores:,} scores up to {day(judged.run.at)}. Prices are of each task’s own workload."
    note += standings.left_out(values)
    shell.section_foot(note, ("leaders_today.csv", standings.csv(standing)))
    for line in changed.leader_lines(found.leaders, derived.names(catalog, called)):
        st.caption(escaped(line, 300))


def hosts_cards() -> None:
    """Hosts that came, hosts that went, and ends that are announced."""
    for hosts, left in ((moves.arrived, False), (moves.left, True)):
        claim = changed.hosts_claim(hosts, titles, when, left=left)
        if hosts:
            key = "left" if left else "arrived"
            how = "At their last price." if left else "Comparable offers, new models first."
            shell.card_head(escaped(claim, 200), how)
            tables.show(changed.host_cells(hosts, titles, left=left), columns.hosts(), key, claim)
            shell.section_foot("USD per million tokens.", (f"{key}_{since}.csv", changed.hosts_csv(hosts, usual)))
        else:
            st.caption(f"{escaped(claim, 200)}.")
    if found.ending:
        claim = changed.ending_claim(found.ending, catalog.at.date())
        shell.card_head(
            escaped(claim, 200),
            "As hosts and sources announce it, the soonest first; those that ended lately stand last.",
        )
        tables.show(changed.ending_cells(found.ending, titles, catalog.at.date()), columns.ending(), "ending", claim)
        shell.section_foot("One row per model and host.", ("ends.csv", changed.ending_csv(found.ending)))


catalog = data.catalog()
if "model" in st.query_params:  # the address of Hosts before it had one of its own
    st.switch_page("app_pages/hosts.py", query_params=dict(st.query_params))
shell.heading("Today", "What changed in the market, who leads, and what nearly as good would cost.")
since = controls.segments("Since", "since", {w: f"A {w} before" for w in WINDOWS}, "week", narrow=shell.narrow())
lately = derived.recent(catalog, WINDOWS[since])
if lately is None:
    shell.nothing_sold()
    st.stop()
found: derived.Recent = lately
moves, titles, usual = found.moves, derived.titles(catalog), data.workloads().default
when = changed.window(since, found.until)
freshness_line()
figures()
moves_card()
leaders_card()
hosts_cards()
