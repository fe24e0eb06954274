"""Boards that have gone silent: what a basket leans on and nobody has confirmed for three cadences. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from intel.market.tasks import Tasks
from intel.records import Event
from intel.views import ScoreView


def silent_boards(
    scores: Iterable[ScoreView], patience: Mapping[str, timedelta], tasks: Tasks, *, at: datetime, since: datetime,
    told: Mapping[str, datetime],
) -> list[Event]:  # fmt: skip
    """``board_stale`` once for each source of a basket's editions that is silent at ``at``, by source.

    ``patience``: how long a source may stay silent. One that was silent before ``since``, the catalog's first fit, is
    no news: dated seeds are. ``told``: when a source's silence was told of last; it is told again after it has spoken.
    """
    events = []
    for source, (checked, editions) in sorted(_heard(scores, tasks).items()):
        overdue = checked + patience[source] if source in patience else None
        if overdue is None or not since < overdue < at or (source in told and told[source] >= checked):
            continue
        leaning = sorted(task.name for task in tasks.all if editions & set(task.weights))
        events.append(
            Event(
                "board_stale", f"board {source}", at, source, {"checked_at": checked.isoformat()},
                {"stale_since": overdue.isoformat()}, {"editions": sorted(editions), "tasks": leaning},
            )
        )  # fmt: skip
    return events


def _heard(scores: Iterable[ScoreView], tasks: Tasks) -> dict[str, tuple[datetime, set[str]]]:
    """By source: the last run that stated any score of a basket's edition, and those editions."""
    wanted = {edition for task in tasks.all for edition in task.weights}
    found: dict[str, tuple[datetime, set[str]]] = {}
    for score in scores:
        if score.edition in wanted:
            checked, editions = found.get(score.source, (score.checked_at, set()))
            found[score.source] = (max(checked, score.checked_at), editions | {score.edition})
    return found
