"""The data that ships with the package: where it lies, how it enters a catalog and how it is made.

Curated tables (labs, providers, models and their names) are written by hand. Facts are not the seeds' own: each
keeps its source, the hash of the bytes that stated it and the date of those bytes, under ``facts/<source>/``, scores of
boards in ``scores/``.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from intel.catalog import write_rows as rows
from intel.catalog.engine import writing
from intel.catalog.garbage import without_cycles
from intel.catalog.identity_review import read_names_again
from intel.catalog.seed_ends import load_ends, pending_ends
from intel.catalog.seed_export import export_facts
from intel.catalog.seed_facts import add_names, load_facts, pending
from intel.catalog.seed_scores import export_scores, load_scores, pending_scores
from intel.catalog.seed_tables import load_curated
from intel.catalog.writer import take_turn
from intel.errors import CatalogError
from intel.source import Source


def seeds_folder() -> Path:
    """``intel/_seeds`` of an installed package, else ``seeds/`` of a checkout; ``CatalogError`` without either."""
    package = Path(__file__).parents[1]
    for folder in (package / "_seeds", package.parent / "seeds"):
        if folder.is_dir():
            return folder
    raise CatalogError("The seeds are not there: install the package again.")


def load(engine: Engine, folder: Path, sources: Sequence[Source] | None = None) -> None:
    """Bring the seeds in, in one transaction; what is there already is left alone.

    Loading twice changes nothing, and facts older than what a source has stated since only fill the past.
    ``sources`` says whose facts are known, by default the package's collectors; a folder of another source is
    a ``CatalogError``.
    """
    with without_cycles(), writing(engine) as conn:
        take_turn(conn)
        renamed = load_curated(conn, folder)
        folders = sorted(path for path in (folder / "facts").glob("*") if path.is_dir())
        new = {path: at for path in folders if (at := pending(conn, path, path.name)) is not None}
        known = _known([path.name for path in new], sources)
        for path in new:
            add_names(conn, path, path.name)
        for path, at in new.items():
            load_facts(conn, path, known[path.name], at)
        boards = pending_scores(conn, folder)
        named = _known(boards, sources)
        for name, (at, sha256) in boards.items():
            load_scores(conn, folder, named[name], at, sha256)
        ends = pending_ends(conn, folder)
        vendors = _known(ends, sources)
        for name, documents in ends.items():
            load_ends(conn, vendors[name], documents)
        if renamed or new:
            read_names_again(conn)


def _known(names: Collection[str], sources: Sequence[Source] | None) -> Mapping[str, Source]:
    if sources is None and names:
        from intel.collectors import COLLECTORS  # slow, and most starts find nothing new

        sources = [collector.SOURCE for collector in COLLECTORS]
    known = {source.id: source for source in sources or ()}
    for name in names:
        if name not in known:
            raise CatalogError(f"The seeds hold facts of an unknown source, {name}.")
    return known


def export_seeds(conn: Connection, folder: Path) -> None:
    """Write the facts of every redistributable source under ``folder/facts/``; curated tables are not touched."""
    source = rows.table("source")
    free = conn.execute(select(source.c.id).where(source.c.redistributable).order_by(source.c.id)).scalars().all()
    for name in free:
        export_facts(conn, folder / "facts" / name, name)
    export_scores(conn, folder)
