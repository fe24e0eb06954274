"""What is known of the models of an older table, so that a difference can be explained."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from intel.catalog import queries
from intel.catalog import write_rows as rows
from intel.errors import UsageError
from intel.routing.dialects.placed import mapping, read
from intel.routing.diff import Evidence
from intel.routing.exporters import native
from intel.routing.exporters.shape import damage
from intel.routing.moves import Document, places
from intel.routing.table import RoutingTable


def read_table(text: str, where: str) -> Document:
    """A native document as it was written; ``UsageError`` when it is none, damaged, or of a later format than ours."""
    document = native.parsed(text) or mapping(read(text, where).value)
    if not isinstance(document.get("tasks"), Mapping) or not isinstance(document.get("catalog_at"), str):
        raise UsageError(f"{where} is no routing table in the native format: `intel route -o FILE` writes one.")
    version = document.get("version")
    if not isinstance(version, int) or not 1 <= version <= native.VERSION:
        raise UsageError(
            f"{where} states version {version!r} of the native format, and this Intel reads 1 to {native.VERSION}."
        )
    if wrong := damage(document):
        raise UsageError(f"{where} is a damaged routing table: {wrong}; `intel route -o FILE` writes a whole one.")
    return document


def evidence_on(
    conn: Connection, old: Document, new: RoutingTable, *, at: datetime, as_of: datetime | None = None
) -> Evidence:
    """Today's offers of the models of both tables, and the editions whose scores are newer than the old one."""
    models = set(places(old)) | {route.model.id for task in new.tasks for route in task.routes}
    offers = queries.offers_by_model(conn, now=at, as_of=as_of, models=sorted(models))
    return Evidence(offers, _scores_since(conn, models, str(old.get("catalog_at")), at))


def _scores_since(conn: Connection, models: Collection[str], since: str, at: datetime) -> dict[str, list[str]]:
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        return {}
    score, edition, known = (rows.table(name) for name in ("score", "benchmark_version", "resolution"))
    same = (known.c.source_id == score.c.source_id) & (known.c.name == score.c.name)
    query: Any = (
        select(known.c.model_id, edition.c.benchmark, edition.c.version)
        .join(known, same)
        .join(edition, edition.c.id == score.c.benchmark_version_id)
        .where(known.c.model_id.in_(sorted(models)), score.c.seen_from > moment, score.c.seen_from <= at)
        .where(score.c.seen_to.is_(None))
        .distinct()
        .order_by(known.c.model_id, edition.c.benchmark, edition.c.version)
    )
    found: dict[str, list[str]] = {}
    for model, benchmark, version in conn.execute(query):
        found.setdefault(model, []).append(f"{benchmark}@{version}")
    return found
