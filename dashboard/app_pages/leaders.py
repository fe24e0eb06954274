"""Leaders: who is best at a task, by how much, and how sure that is."""

import streamlit as st

from dashboard import boards, charts, columns, controls, data, leading, shell, tables
from dashboard.words import count, day, escaped, plain
from intel.market.crosscheck import drifts, pairs
from intel.market.tasks import VALUE, Task

VIEWS = {"estimates": "Estimates", "boards": "Board by board", "reporters": "Cross-check"}
PICKED = "model"
_EFFORTS = "Expected share of the basket solved, by effort. Bars hold the truth nine times in ten."


def estimates_view(task: Task) -> None:
    """The best with their intervals, every estimate under them, and what stands behind one of them."""
    found = judged.leaders.get((task.name, scope))
    with st.container(border=True):
        claim = leading.claim(task, ranked, found, open_only=scope == "open")
        how = "Bars hold the truth nine times in ten; who is neither leader nor tied is pale."
        how = f"Expected share of the basket solved. {how}"
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
    tables.show([leading.cells(row) for row in shown], columns.estimates(), key, alt, pick=(PICKED, words))


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
    if any(one.model == model for one in judged.estimates.get(task.name, ())):
        weights = {False: "closed weights", None: "weights of unknown licence"}
        known = next(one.open_weights for one in judged.estimates[task.name] if one.model == model)
        return f"has {weights.get(known, 'weights')} and is filtered out by Weights: Open"
    return f"is not judged at {shell.task_label(task.name).lower()}" if model in catalog.models() else ""


def boards_view(task: Task) -> None:
    """Every model beside its score on each edition of the basket."""
    stated = [score for score in catalog.scores() if score.edition in task.weights]
    titled = boards.editions(task, stated)
    chosen, shown = boards.best(stated), [*ranked, *apart]
    models = {row.estimate.model: row.estimate.title for row in shown}
    claim = boards.matrix_claim(titled, chosen, models, open_only=scope == "open")
    shell.card_head(escaped(claim, 200), "The best score of each model, whatever its effort, by board of the basket.")
    rows = boards.matrix(shown, titled, chosen)
    tables.show(rows, columns.boards(titled.values()), "matrix", claim)
    shell.section_foot(boards.stated_by(stated), (f"boards_{task.name}.csv", boards.csv(stated)))
    basket = [{"Edition": m.edition, "Weight": m.weight, "Why": m.why} for m in task.basket]
    shell.card_head("What the task is judged by", "Editions of one board are one witness, whatever their number.")
    tables.show(basket, {}, "basket", "The basket of the task")


def reporters_view() -> None:
    """The same score by two reporters, whatever the task and the weights."""
    found = pairs(catalog.scores())
    claim = boards.drift_claim(drifts(found), found)
    how = "One model on one board by two reporters; the first is believed."
    shell.card_head(escaped(claim, 200), f"{how} All tasks and all models: Task and Weights do not filter it.")
    if found:
        tables.show([boards.pair_cells(pair) for pair in found], columns.pairs(), "pairs", claim)
        both = [score for pair in found for score in (pair.believed, pair.other)]
        shell.section_foot(boards.stated_by(both), ("crosscheck.csv", boards.csv(both)))


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
    reporters_view()
elif view == "boards":
    boards_view(task)
else:
    estimates_view(task)
