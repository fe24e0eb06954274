"""The owner's word on what a name means: an alias of their own, or a refusal, and every name read again by it."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from intel.catalog import write_rows as rows
from intel.catalog.identity_store import load_identity, refresh
from intel.errors import UsageError

OWNER = "accepted by the owner"
"""How the note of an alias begins that the owner made; seeds never overwrite it."""


def accept(conn: Connection, source: str, name: str, model: str, at: datetime) -> str | None:
    """From now on ``name`` means ``model`` in the words of ``source``; what it meant before, None for nothing.

    ``UsageError`` when the source uses no such name or there is no such model.
    """
    before = _meaning(conn, source, name)
    known, alias = rows.table("model"), rows.table("alias")
    if conn.execute(select(known.c.id).where(known.c.id == model)).first() is None:
        raise UsageError(f"No model has the id {model!r}; `intel models QUERY` finds ids.")
    _forget(conn, source, name)
    conn.execute(delete(alias).where(alias.c.source_id == source, func.lower(alias.c.name) == name.lower()))
    rows.add(conn, "alias", [{
        "source_id": source, "name": name, "model_id": model, "how": "curated", "floating": False,
        "note": f"{OWNER} on {at:%Y-%m-%d}",
    }])  # fmt: skip
    read_names_again(conn, at)
    return before


def refuse(conn: Connection, source: str, name: str, model: str, at: datetime) -> str | None:
    """``name`` does not mean ``model`` in the words of ``source``; '' is none of the models there are.

    What it meant before, None for nothing. An alias that the owner made goes. ``UsageError`` when the source uses no
    such name.
    """
    before = _meaning(conn, source, name)
    alias = rows.table("alias")
    own = alias.c.note.startswith(OWNER, autoescape=True)
    conn.execute(delete(alias).where(alias.c.source_id == source, func.lower(alias.c.name) == name.lower(), own))
    _forget(conn, source, name)
    rows.add(conn, "refusal", [{"source_id": source, "name": name, "model_id": model, "refused_at": at}])
    read_names_again(conn, at)
    return before


def read_names_again(conn: Connection, at: datetime | None = None) -> None:
    """Resolve all stored names that older rules, models or aliases resolved; at ``at``, or each source's newest run."""
    run = rows.table("run")
    newest = conn.execute(select(run.c.source_id, func.max(run.c.at)).group_by(run.c.source_id)).all()
    identity = load_identity(conn)
    for source, last in sorted(newest):
        refresh(conn, source, identity, at or last)


def _meaning(conn: Connection, source: str, name: str) -> str | None:
    known = rows.table("resolution")
    found = conn.execute(select(known.c.model_id).where(known.c.source_id == source, known.c.name == name)).first()
    if found is None:
        raise UsageError(f"{source} uses no name {name!r}; `intel identity review` lists the names that wait.")
    meant: str | None = found[0]
    return meant


def _forget(conn: Connection, source: str, name: str) -> None:
    refusal = rows.table("refusal")
    conn.execute(delete(refusal).where(refusal.c.source_id == source, refusal.c.name == name))
