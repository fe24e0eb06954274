"""What seeds cite: the newest run of a source, and its documents under numbers that a second export gives again."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.catalog.seed_files import time_text


def newest_run(conn: Connection, source: str) -> Any:
    """Time and hash of the newest healthy run; None when there is none."""
    run = rows.table("run")
    newest = select(run.c.at, run.c.sha256).where(run.c.source_id == source, run.c.healthy)
    return conn.execute(newest.order_by(run.c.at.desc(), run.c.id.desc()).limit(1)).first()


def numbered(conn: Connection, ids: Iterable[int], digits: int) -> dict[int, tuple[str, ...]]:
    """Number, URL, hash and time of each cited snapshot by its id, numbered in the order of the other three."""
    snapshot = rows.table("snapshot")
    query = select(snapshot.c.id, snapshot.c.url, snapshot.c.sha256, snapshot.c.at)
    found = [
        ((url, sha256, time_text(at)), i)
        for part in rows.slices(ids)
        for i, url, sha256, at in conn.execute(query.where(snapshot.c.id.in_(part)))
    ]
    return {i: (f"{number:0{digits}}", *fields) for number, (fields, i) in enumerate(sorted(found), 1)}
