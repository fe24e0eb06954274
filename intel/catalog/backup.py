"""Backups of a SQLite catalog by SQLite's own online copy; for PostgreSQL, the command to run."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL

from intel.catalog.engine import BUSY_SECONDS, explained, shown
from intel.catalog.migrations import HEAD
from intel.errors import CatalogError, UsageError


def save(url: URL, file: Path, *, force: bool = False) -> int:
    """Copy the catalog as it is at one moment into ``file`` and return its size in bytes; writers need not pause.

    The file appears whole or not at all. ``UsageError`` when it is there already and ``force`` is not given, and for
    PostgreSQL, with the command that does it there.
    """
    source = _file_of(url, f"pg_dump --format=custom --file={file} '{_plain(url)}'")
    if _same(file, source):
        raise UsageError(f"{file} is the catalog itself: name another file.")
    if file.exists() and not force:
        raise UsageError(f"{file} is there already: name another file, or replace it with --force.")
    part = file.with_name(f".{file.name}.part")
    try:
        with _told(file):
            _copy(source, part)
            with closing(sqlite3.connect(part)) as copy:
                copy.execute("PRAGMA journal_mode=DELETE")  # one file, whatever the catalog's own mode is
                _check(copy, part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return file.stat().st_size


def put_back(url: URL, file: Path, *, force: bool = False) -> None:
    """Replace the catalog by the backup in ``file``, in one transaction; ``migrate`` it next.

    ``UsageError`` when there is a catalog already and ``force`` is not given. Readers see the old one or the new one.
    """
    target = _file_of(url, f"pg_restore --clean --if-exists --no-owner --dbname='{_plain(url)}' {file}")
    if not file.is_file():
        raise UsageError(f"There is no file {file}.")
    if _same(file, target):
        raise UsageError(f"{file} is the catalog itself: there is nothing to put back.")
    with _told(file), closing(_reading(file)) as copy:
        _check(copy, file)
    if target.exists() and target.stat().st_size and not force:
        raise UsageError(f"There is a catalog at {target} already: --force replaces it, and what it holds now is lost.")
    with _told(target):
        _copy(file, target)


def _same(one: Path, other: Path) -> bool:
    """Whether both are one file, by whatever name or link."""
    return one.exists() and other.exists() and one.samefile(other)


def _copy(source: Path, target: Path) -> None:
    with closing(_reading(source)) as origin, closing(sqlite3.connect(target, timeout=BUSY_SECONDS)) as copy:
        origin.backup(copy)


def _reading(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)


def _check(copy: sqlite3.Connection, file: Path) -> None:
    """``CatalogError`` unless it is a whole catalog that this package can read."""
    try:
        found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        found = None
    if found is None:
        raise CatalogError(f"{file} is no backup of a catalog, or it is damaged.")
    if found[0] > HEAD:
        raise CatalogError(f"{file} was made by a newer intel ({found[0]}, not {HEAD}): upgrade intel.")
    (state,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if state != "ok":
        raise CatalogError(f"{file} is damaged: {state}.")


def _file_of(url: URL, instead: str) -> Path:
    if url.get_backend_name() != "sqlite":
        raise UsageError(f"The catalog is in PostgreSQL, whose own tools do this: {instead}")
    return Path(shown(url))


def _plain(url: URL) -> str:
    """As PostgreSQL's tools take it, without the password: they ask for it, or read ~/.pgpass."""
    parts = {name: getattr(url, name) for name in ("username", "host", "port", "database", "query")}
    return URL.create("postgresql", **parts).render_as_string()


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise CatalogError(f"{file} {explained(str(error)) or f'cannot be used: {error}'}.") from None
