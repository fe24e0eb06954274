"""Opening the catalog: one engine, one set of manners for SQLite and PostgreSQL, and errors fit for a terminal."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError

from intel.catalog.lockers import writer_of
from intel.catalog.migrations import HEAD
from intel.errors import CatalogError

BUSY_SECONDS = 30
"""How long a writer waits for another one before it gives up."""

_WRITES = "intel_writes"


def open_engine(url: str, *, must_exist: bool = True) -> Engine:
    """The engine of the catalog at ``url``; nothing is pooled across processes and parameters stay out of errors.

    With ``must_exist`` the catalog must be there and at the revision of this package, else ``CatalogError`` says
    what to run. Without it, a missing SQLite file and its folder are made; call ``migrate`` next.
    """
    parsed = _parse(url)
    on_sqlite = parsed.get_backend_name() == "sqlite"
    engine = _open_sqlite(parsed, must_exist) if on_sqlite else _open_postgres(parsed)
    event.listen(engine, "handle_error", _explain)
    if must_exist:
        check_revision(engine)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One writing transaction: committed at the end, rolled back by an exception.

    On SQLite it takes the write lock at once, so that a second writer waits for its turn; a transaction that began
    as a reader could only fail when it turns to writing after somebody else has written.
    """
    with engine.execution_options(**{_WRITES: True}).begin() as connection:
        yield connection


def revision(engine: Engine) -> str | None:
    """The revision the catalog is at; None for an empty database."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def check_revision(engine: Engine) -> None:
    """``CatalogError`` unless the catalog is at the revision of this package."""
    found = revision(engine)
    where = shown(engine.url)
    if found is None:
        raise CatalogError(f"No catalog at {where}: run `intel init`.")
    if found < HEAD:
        raise CatalogError(f"The catalog at {where} is of an older version ({found}, not {HEAD}): run `intel init`.")
    if found > HEAD:
        raise CatalogError(f"The catalog at {where} was made by a newer intel ({found}, not {HEAD}): upgrade intel.")


def migrate(engine: Engine) -> None:
    """Bring the catalog to the revision of this package; ``CatalogError`` when a newer package has made it."""
    found = revision(engine)
    if found is not None and found > HEAD:
        check_revision(engine)
    if found != HEAD:
        from alembic import command  # half a second that readers need not pay

        from intel.catalog.migrations.config import config

        command.upgrade(config(engine), "head")


def shown(url: URL) -> str:
    """The catalog's place as people know it: a path, or a URL without its password."""
    return (url.database or ":memory:") if url.get_backend_name() == "sqlite" else url.render_as_string()


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # a port that is no number is a plain ValueError
        raise CatalogError(
            "INTEL_DATABASE_URL is no URL: write sqlite:///catalog.db or postgresql+psycopg://…"
        ) from None
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise CatalogError(
            f"Unknown kind of catalog {parsed.drivername!r}: write sqlite:///… or postgresql+psycopg://…"
        )
    return parsed


def _open_sqlite(url: URL, must_exist: bool) -> Engine:
    name = url.database or ""
    if name and name != ":memory:" and not name.startswith("file:"):
        path = Path(name)
        if must_exist and not path.is_file():
            raise CatalogError(f"No catalog at {path}: run `intel init`.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CatalogError(f"Cannot make the folder {path.parent} of the catalog: {error.strerror}.") from None
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # else the driver begins by itself, and only when it sees the first write
    for pragma in ("foreign_keys=ON", "synchronous=NORMAL", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError:  # changing the mode of a new file does not wait for its first writer; BEGIN does
        connection.executescript("BEGIN IMMEDIATE; COMMIT")
        connection.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")


def _open_postgres(url: URL) -> Engine:
    try:
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    except (ModuleNotFoundError, NoSuchModuleError):
        raise CatalogError("PostgreSQL needs its driver: install intel[postgres].") from None
    event.listen(engine, "connect", _prepare_postgres)
    return engine


def _prepare_postgres(connection: Any, _: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute("SET jit = off")  # our questions take milliseconds, compiling one a tenth of a second
    connection.commit()


_WRONG_OPTION = "invalid connection option"
_CAUSES = (
    ("database is locked", "is being written by another process: try again"),
    ("database or disk is full", "cannot grow, the disk is full: make room and try again"),
    ("disk I/O error", "cannot be read or written: check the disk"),
    ("readonly database", "may not be written: check its permissions"),
    ("unable to open database file", "cannot be opened: check its path and permissions"),
    ("file is not a database", "is no SQLite database: move the file away and run `intel init`"),
    ("malformed", "is damaged: restore a backup, or move it away and run `intel init`"),
    ("password authentication failed", "refuses the password: check INTEL_DATABASE_URL"),
    ("does not exist", "is not there: create the database, then run `intel init`"),
    (_WRONG_OPTION, "has an option in its address that PostgreSQL does not know: check INTEL_DATABASE_URL"),
    ("failed to resolve host", "does not answer: start the server or check INTEL_DATABASE_URL"),
    ("connection", "does not answer: start the server or check INTEL_DATABASE_URL"),
)


def _explain(context: ExceptionContext) -> None:
    """Turn what the user can mend into one sentence; a mistake of ours stays what it is."""
    error = context.sqlalchemy_exception
    if not isinstance(error, OperationalError | InterfaceError) and not _not_sqlite(error) and not _misaddressed(error):
        return
    sentence = explained(str(context.original_exception))
    if sentence and context.engine is not None:
        if "another process" in sentence and (writer := writer_of(context.engine.url)):
            sentence = sentence.replace("another process", writer)
        raise CatalogError(f"The catalog at {shown(context.engine.url)} {sentence}.") from context.original_exception


def explained(said: str) -> str:
    """What an error of a database means to a person, as the end of a sentence; '' when it means a mistake of ours."""
    return next((sentence for part, sentence in _CAUSES if part in said), "")


def _not_sqlite(error: BaseException | None) -> bool:
    return isinstance(error, DBAPIError) and isinstance(error.orig, sqlite3.DatabaseError)


def _misaddressed(error: BaseException | None) -> bool:
    return isinstance(error, DBAPIError) and _WRONG_OPTION in str(error.orig)
