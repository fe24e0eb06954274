"""``intel estimate``: fit the scores of the catalog, and say what changed."""

from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from intel.cli import options, out
from intel.cli.compose import now, observers, opened, settings, tasks

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from intel.ingest.estimate import Estimated
    from intel.ingest.runner import RunResult


def estimate(json: options.Json = False) -> None:
    """Fit every model's quality per task to the scores in the catalog, and write what changed as events.

    Needs the extra `scores` (numpy, scipy). The scores that the newest fit knew already are not fitted again.
    """
    with opened() as engine:
        result = fitted(engine)
        with engine.connect() as connection:
            note_of_editions(connection)
    if json:
        out.document(_document(result))
        return
    out.line(sentence(result))
    for event in result.events:
        out.line(f"{event.kind}: {event.subject}")


def note_of_editions(connection: "Connection") -> None:
    """Say on stderr which editions of the owner's baskets no source has ever stated: they judge nothing."""
    if settings().tasks is None:
        return
    from intel.catalog.scores import known_editions

    known = known_editions(connection)
    for edition in sorted({name for task in tasks().all for name in task.weights} - known):
        near = get_close_matches(edition, sorted(known), n=2)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        out.say(f"Your tasks judge by {edition}, which no source here has stated: it counts for nothing.{meant}")


def fitted(engine: "Engine") -> "Estimated":
    """Fit with the owner's tasks, without the sources whose terms keep them out of estimates."""
    from intel.ingest.estimate import estimate as fit

    return fit(engine, tasks(), now, without=_kept_out(), observers=observers())


def _kept_out() -> list[str]:
    from intel.collectors import COLLECTORS

    return [collector.SOURCE.id for collector in COLLECTORS if not collector.SOURCE.enters_estimates]


def moves_scores(result: "RunResult") -> bool:
    """Whether a run changed what quality is estimated from."""
    return result.healthy and bool(result.scores) and bool(result.added or result.changed)


class Fits:
    """The fits of one catalog while its sources are collected: the first, and one after each round with new scores."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._due = False
        self._tried: datetime | None = None

    def after(self, result: "RunResult") -> "RunResult":
        """Take note of a run, and hand it on."""
        self._due = self._due or moves_scores(result)
        return result

    def told(self) -> str:
        """Fit where it is due; a sentence about it, '' otherwise."""
        due, self._due = self._due, False
        return refit(self._engine) if due or self._left() else first_fit(self._engine)

    def _left(self) -> bool:
        """Whether somebody else has left scores without a fit, as a worker that died between the two; once for each."""
        from intel.catalog.estimates import unfitted_since

        with self._engine.connect() as connection:
            since = unfitted_since(connection, _kept_out())
        found = since is not None and since != self._tried
        self._tried = since
        return found


def refit(engine: "Engine") -> str:
    """Fit after new scores; a sentence about it and its events, '' where nothing is new or numpy is missing."""
    from intel.ingest.estimate import can_estimate

    result = fitted(engine) if can_estimate() else None
    if result is None or result.outcome != "stored":
        return ""
    told = [f"{event.kind}: {event.subject}" for event in result.events]
    return " ".join([sentence(result), *([f"New: {'; '.join(told)}."] if told else [])])


def first_fit(engine: "Engine") -> str:
    """Fit a catalog that has never been; a sentence about it, '' where there is nothing to do or to do it with."""
    from intel.catalog.estimates import newest_run
    from intel.ingest.estimate import can_estimate

    with engine.connect() as connection:
        known = newest_run(connection)
    if known is not None:
        return ""
    if not can_estimate():
        return "Quality is not estimated: pip install 'intel[scores]', then `intel estimate`."
    result = fitted(engine)
    return sentence(result) if result.outcome == "stored" else ""


def sentence(result: "Estimated") -> str:
    """What became of a fit."""
    if result.outcome == "nothing":
        return "Nothing to estimate: no board in the catalog has enough scores. `intel collect` reads them."
    if result.outcome == "unchanged":
        return f"The newest estimates know all of the {result.scores:,} scores already."
    return (
        f"Estimated {result.models:,} models from {result.scores:,} scores, "
        f"{result.sure:,} of them by two independent sources or more."
    )


def _document(result: "Estimated") -> dict[str, Any]:
    return {
        "outcome": result.outcome, "scores": result.scores, "models": result.models, "not_provisional": result.sure,
        "events": [
            {"kind": e.kind, "subject": e.subject, "at": out.iso(e.at), "before": e.before, "after": e.after}
            for e in result.events
        ],
    }  # fmt: skip
