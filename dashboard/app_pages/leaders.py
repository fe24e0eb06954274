"""Leaders: who is best at a task, by how much, and how sure that is."""

import streamlit as st

from dashboard import board_cards, boards, charts, columns, controls, data, leading, shell, tables
from dashboard.words import count, day, escaped, plain
from intel.market.tasks import VALUE, Task

VIEWS = {"estimates": "Estimates", "boards": "Board by board", "reporters": "Cross-check"}
PICKED = "model"
_EFFORTS = "Expected share of the task’s tests solved, by effort. Bars hold the truth nine times in ten."


def estimates_view(task: Task) -> None:
    """The best with their intervals, every estimate under them, and what stands behind one of them."""
    found = judged.leaders.get((task.name, scope))
    with st.container(border=True):
        claim = leading.claim(task, ranked, found, open_only=scope == "open")
        how = "Bars hold the truth nine times in ten; who is neither leader nor tied is pale."
        how = f"Expected share of the task’s tests solved. {how} P(best): the chance that no model is better."
        shell.card_head(escaped(claim, 200), f"{how} {shell.KINDS}")
        source = f"By {count(len(task.basket), 'board edition')}. {fitted}"
        if ranked:
            shell.chart(charts.share_intervals(leading.intervals(ranked)), claim, how, source, name)
        else:
            st.caption(source)
    if ranked:
        note = "Judged by two independent sources or more. Click a row to see what stands behind it."
        shell.card_head(count(len(ranked), "model"), note)
        estimates_table(ranked, "judged", "Estimates of the task, best first")
        made = leading.csv([*ranked, *apart], judged.efforts, fitted_at.isoformat())
        shell.section_foot(
            "Shares of the basket, in percent. The download holds every effort too.", (f"{name}.csv", made)
        )
    if apart:
        with st.expander(f"{count(len(apart), 'model')} judged by one source: provisional, never a leader"):
            estimates_table(apart, "provisional", "Provisional estimates")
    if ranked or apart:
        behind_card(task)


def estimates_table(shown: list[leading.Row], key: str, alt: str) -> None:
    """A table of estimates; a click picks the model of the card under it."""
    words = [sold.get(row.estimate.model, row.estimate.model) for row in shown]
    tables.show(leading.table(shown), columns.estimates(), key, alt, pick=(PICKED, words))


def behind_card(task: Task) -> None:
    """One model: its estimate at each effort, and every board that says something of it."""
    with st.container(border=True):
        head = st.container()
        ids = {sold.get(row.estimate.model, row.estimate.model): row.estimate for row in [*ranked, *apart]}
        labels = {word: plain(one.title, 60) for word, one in ids.items()}
        with st.container(width=430):
            word = controls.select("Model", PICKED, labels, next(iter(labels)), missing=not_here)
        stated = boards.of_model(ids[word].model, task, catalog.scores())
        efforts = judged.efforts.get((task.name, ids[word].model), ())
        inside = sum(score.edition in task.weights for score in stated)
        claim = f"{labels[word]}: {count(inside, 'score')} on the basket, {len(stated) - inside} on other boards"
        with head:
            shell.card_head(escaped(claim, 200), "Boards outside the basket tell how able it is; each is one witness.")
        if len(efforts) > 1:
            chart = charts.share_intervals(leading.effort_intervals(efforts), last=("Judged by", 200))
            shell.chart(chart, f"{labels[word]} by reasoning effort", _EFFORTS, fitted, f"efforts_{word}")
        tables.show([boards.cells(s, task) for s in stated], columns.scores(), "scores", claim)
        shell.section_foot(boards.stated_by(stated), (f"scores_{word}.csv", boards.csv(stated)))


def not_here(word: str) -> str:
    """Why a model of the catalog is not among those that are shown; '' for one that nobody knows."""
    model = catalog.words().get(word, word)
    known = model in catalog.models()
    return leading.absent(model, judged.estimates.get(task.name, ()), shell.task_label(task.name).lower(), known=known)


catalog = data.catalog()
judged, wanted, sold = catalog.judged(), data.tasks(), catalog.by_model()
shell.heading("Leaders", "Who is best at a task, by how much, and how sure that is.")
if judged.run is None:
    shell.nothing_judged()
    st.stop()
shares = {task.name: task for task in wanted.all if task.kind != VALUE}
with st.container(horizontal=True, vertical_alignment="top"):
    titles = {name: shell.task_label(name) for name in shares}
    task = shares[controls.segments("Task", "task", titles, next(iter(titles)), narrow=shell.narrow())]
    scope = controls.segments("Weights", "weights", {"all": "All", "open": "Open"}, "all", narrow=shell.narrow())
    view = controls.segments("Show", "view", VIEWS, "estimates", narrow=shell.narrow())
fitted_at = judged.run.at
fitted = f"Fitted to {judged.run.scores:,} scores up to {day(fitted_at)}."
name = f"leaders_{task.name}_{scope}"
ranked, apart = leading.rows(
    judged.estimates.get(task.name, ()), judged.leaders.get((task.name, scope)), open_only=scope == "open"
)
st.caption(escaped(task.why, 300))
if view == "reporters":
    board_cards.crosscheck(catalog)
elif view == "boards":
    board_cards.side_by_side(catalog, task, [*ranked, *apart], open_only=scope == "open")
else:
    estimates_view(task)
