"""From a statement to the run that read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.views import Statement


@dataclass(frozen=True, slots=True)
class ReadBy:
    """The run that stated something first."""

    id: int
    at: datetime
    outcome: str
    """As of the run table; "seeded" for what came with the package."""


def read_by(conn: Connection, statements: Iterable[Statement]) -> dict[tuple[str, datetime], ReadBy]:
    """The run behind each statement, by its source and ``seen_from``: the newest healthy one at or before then.

    A statement without such a run is absent.
    """
    run = rows.table("run").c
    found: dict[tuple[str, datetime], ReadBy] = {}
    for source, seen in {(s.source, s.seen_from) for s in statements}:
        query = select(run.id, run.at, run.outcome).where(run.source_id == source, run.healthy, run.at <= seen)
        row = conn.execute(query.order_by(run.at.desc(), run.id.desc()).limit(1)).first()
        if row is not None:
            found[source, seen] = ReadBy(*row)
    return found
