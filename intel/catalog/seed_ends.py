"""Ends of the seeds: what vendors' own pages of deprecations state, noted down by hand with the day of the reading.

``ends.csv`` holds a row for each id that somebody lists; the page's address is that of its source. They enter as a run
called seeded, after all offers, and count for what the provider sells itself under that id, as a collected page's do.
"""

from collections import defaultdict
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.catalog.batch import Batch, Document
from intel.catalog.seed_facts import as_written
from intel.catalog.seed_files import Row, day, read_table
from intel.catalog.writer import RunFacts, record_run, write
from intel.errors import CatalogError
from intel.records import Deprecation, OfferKey
from intel.source import Source

ENDS = ("source", "provider", "sku", "announced_on", "ends_on", "replacement", "read_on")

Stated = dict[str, list[Document]]
"""By source id: one document for each day of reading, the oldest first."""


def pending_ends(conn: Connection, folder: Path) -> Stated:
    """What ``folder/ends.csv`` states of sources whose part of it is not in the catalog yet.

    Raises:
        CatalogError: a row with a day that is none.
    """
    found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in read_table(folder, "ends", ENDS):
        found[row["source"]][row["read_on"]].append(row)
    try:
        stated = {name: [_document(parts[on]) for on in sorted(parts)] for name, parts in sorted(found.items())}
    except ValueError as error:
        raise CatalogError(f"The seeds of ends cannot be read: {error}.") from None
    run = rows.table("run")
    known = select(run.c.at).where(run.c.outcome == "seeded")
    seeded = {name: set(conn.execute(known.where(run.c.source_id == name)).scalars()) for name in stated}
    return {name: documents for name, documents in stated.items() if documents[-1].at not in seeded[name]}


def load_ends(conn: Connection, source: Source, documents: list[Document]) -> None:
    """Write what one page stated; what it has stated since in a collection stands."""
    said = [Document(source.url, part.sha256, part.at, part.facts) for part in documents]
    at = said[-1].at
    written = write(conn, Batch(source, at, said), names=as_written(said))
    record_run(conn, RunFacts(source.id, at, at, at, "seeded", True, said[-1].sha256, len(said)), written)


def _document(part: list[Row]) -> Document:
    """The rows of one reading; its hash is that of these very lines."""
    at = datetime.fromisoformat(part[0]["read_on"]).replace(tzinfo=UTC)
    lines = "".join(f"{','.join(row.values())}\n" for row in part)
    facts = [
        Deprecation(
            OfferKey(row["provider"], row["sku"]), day(row["announced_on"]), day(row["ends_on"]), row["replacement"]
        )
        for row in part
    ]
    return Document("", sha256(lines.encode()).hexdigest(), at, facts)
