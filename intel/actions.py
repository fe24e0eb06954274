"""What an owner may do with the catalog, one transaction each, for the command line and the dashboard alike."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, Engine, func, insert, select

from intel import __version__
from intel.catalog import curated, queries
from intel.catalog.engine import writing
from intel.catalog.tables import RoutingTableRow, RunRow
from intel.errors import CatalogError
from intel.routing.exporters import EXPORTERS
from intel.routing.policy import RoutingPolicy
from intel.routing.table import RoutingTable, build


@dataclass(frozen=True, slots=True)
class Published:
    """A routing table as it was written."""

    table: RoutingTable
    text: str
    path: Path
    changed: bool
    """False: the catalog had published this very document last."""

    @property
    def unrouted(self) -> Sequence[str]:
        """Tasks without a primary, since no candidate has a known price."""
        return [routes.task.name for routes in self.table.tasks if routes.primary is None]


def catalog_time(connection: Connection, as_of: datetime | None = None) -> datetime:
    """Time of the newest healthy run, at or before ``as_of``; ``CatalogError`` when there is none."""
    newest = select(func.max(RunRow.at)).where(RunRow.healthy)  # type: ignore[arg-type]
    if as_of is not None:
        newest = newest.where(RunRow.at <= as_of)  # type: ignore[arg-type]
    found: datetime | None = connection.scalar(newest)
    if found is None:
        when = f" before {as_of:%Y-%m-%d %H:%M} UTC" if as_of else ""
        raise CatalogError(f"The catalog holds nothing that was seen{when}: run `intel init` or `intel collect`.")
    return found


def routing_table(
    connection: Connection, policy: RoutingPolicy | None = None, *, as_of: datetime | None = None
) -> RoutingTable:
    """The table that the catalog gives by ``policy`` (the seeded tasks by default).

    Prices are judged at the time of the catalog's newest healthy run, or at ``as_of``, and never by the clock: the
    same catalog gives the same table tomorrow.
    """
    wishes = policy or curated.policy()
    newest = catalog_time(connection, as_of)
    at = as_of or newest
    offers = queries.offers_by_model(connection, now=at, as_of=as_of, models=list(wishes.models()))
    return build(wishes, offers, curated.workloads(), catalog_at=at, package_version=__version__)


def publish_routing_table(
    engine: Engine, path: Path, *, now: datetime, policy: RoutingPolicy | None = None
) -> Published:
    """Write the native table to ``path`` and keep it in the catalog; the same document again is kept once."""
    with writing(engine) as connection:
        table = routing_table(connection, policy)
        text = EXPORTERS["native"](table)
        changed = _keep(connection, table, text, now)
        write_file(path, text)
    return Published(table, text, path, changed)


def write_file(path: Path, text: str) -> None:
    """Replace ``path`` in one step, so that a reader sees the old document or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _keep(connection: Connection, table: RoutingTable, text: str, now: datetime) -> bool:
    digest = sha256(text.encode()).hexdigest()
    last = select(RoutingTableRow.digest).order_by(RoutingTableRow.id.desc()).limit(1)  # type: ignore[call-overload,union-attr]
    if connection.scalar(last) == digest:
        return False
    row = {
        "published_at": now, "catalog_at": table.catalog_at, "policy_hash": table.policy_hash,
        "digest": digest, "body": text,
    }  # fmt: skip
    connection.execute(insert(RoutingTableRow).values(row))
    return True
