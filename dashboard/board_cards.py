"""Two views of the page Leaders: the boards side by side, and where two reporters state the same score."""

from collections.abc import Sequence

from dashboard import boards, columns, data, derived, leading, shell, tables
from dashboard.words import escaped
from intel.market.crosscheck import drifts, pairs
from intel.market.tasks import Task


def side_by_side(catalog: data.Catalog, task: Task, shown: Sequence[leading.Row], *, open_only: bool) -> None:
    """Every model beside its score on each edition of the task's basket."""
    stated = [score for score in catalog.scores() if score.edition in task.weights]
    titled, chosen = boards.editions(task, stated), boards.best(stated)
    models = {row.estimate.model: row.estimate.title for row in shown}
    claim = boards.matrix_claim(titled, chosen, models, open_only=open_only)
    shell.card_head(escaped(claim, 200), "The best score of each model, whatever its effort, by board of the basket.")
    tables.show(boards.matrix(shown, titled, chosen), columns.boards(titled.values()), "matrix", claim)
    shell.section_foot(boards.stated_by(stated), (f"boards_{task.name}.csv", boards.csv(stated)))
    shell.card_head("What the task is judged by", "Editions of one board are one witness, whatever their number.")
    tables.show(boards.basket(task, stated), columns.basket(), "basket", "The basket of the task")
    note = "A board counts by its weight. An edition is named as the catalog has it."
    shell.section_foot(note, (f"basket_{task.name}.csv", boards.basket_csv(task)))


def crosscheck(catalog: data.Catalog) -> None:
    """The same score by two reporters, whatever the task and the weights."""
    found = pairs(catalog.scores())
    claim = boards.drift_claim(drifts(found), found)
    how = "One model on one board by two reporters; the first is believed."
    shell.card_head(escaped(claim, 200), f"{how} All tasks and all models: Task and Weights do not filter it.")
    if found:
        titles = derived.titles(catalog)
        tables.show([boards.pair_cells(pair, titles) for pair in found], columns.pairs(), "pairs", claim)
        both = [score for pair in found for score in (pair.believed, pair.other)]
        shell.section_foot(boards.stated_by(both), ("crosscheck.csv", boards.csv(both)))
