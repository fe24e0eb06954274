"""A table for people, as a pull request shows it: per task who answers, what it costs, why, and who stands behind."""

from decimal import Decimal

from intel.routing.exporters.written import Written, comments
from intel.routing.table import Route, RoutingTable, Saving, TaskRoutes
from intel.units import money_text

_HEAD = (
    "| task | model | at | USD a task | USD a month | quality | saves against the leader | fallbacks |\n"
    "| --- | --- | --- | ---: | ---: | ---: | ---: | --- |\n"
)


def export(table: RoutingTable) -> Written:
    """Markdown: the header as plain lines, one row for each task, then the reasons task by task."""
    rows = "".join(map(_row, table.tasks))
    why = "".join(f"\n**{_cell(task.title)}**\n\n{_reasons(task)}" for task in table.tasks)
    return Written(f"# Routing table\n\n{comments(table, mark='- ')}\n{_HEAD}{rows}{why}")


def _row(task: TaskRoutes) -> str:
    first = task.primary
    if first is None:
        cells = [task.name, "nobody", *[""] * 6]
    else:
        quality = f"{100 * first.quality.share:.1f} %" if first.quality else "–"
        cells = [
            task.name, _model(first), first.hosts[0].name, _usd(first.task_usd, 6),
            _usd(task.monthly_usd(first), 2), quality, _saved(first.against_leader),
            ", ".join(map(_model, task.fallbacks)) or "none",
        ]  # fmt: skip
    return f"| {' | '.join(map(_cell, cells))} |\n"


def _reasons(task: TaskRoutes) -> str:
    return "".join(f"- {_cell(reason)}\n" for reason in task.reasons)


def _model(route: Route) -> str:
    return f"{route.model.id}{f' ({route.effort})' if route.effort else ''}"


def _saved(saving: Saving | None) -> str:
    """A share saved, or by how much it is dearer; the leader itself saves nothing."""
    if saving is None:
        return "–"
    return f"{-saving.ratio * 100:.0f} % dearer" if saving.ratio < 0 else f"{saving.ratio * 100:.0f} %"


def _usd(amount: Decimal, places: int) -> str:
    return str(money_text(amount.quantize(Decimal(1).scaleb(-places))))


def _cell(text: str) -> str:
    """Text that stays in its cell and in its line; names from sources are not markup."""
    plain = text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
    return plain.replace("<", "&lt;").replace("*", "\\*").replace("`", "\\`").replace("[", "\\[")
