"""Backup and restore: whole, consistent while somebody writes, and never over what is there without being told."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, make_url, select, text

from intel.catalog import backup
from intel.catalog.engine import open_engine, writing
from intel.catalog.lockers import writer_of
from intel.catalog.write_rows import add, table
from intel.errors import CatalogError, UsageError
from tests.cli.catalog import a_catalog_at, intel_at
from tests.factories import a_catalog, an_offer

LAB = table("lab")


def labs(path: Path) -> int:
    engine = open_engine(f"sqlite:///{path}")
    with engine.connect() as conn:
        found = conn.execute(select(func.count()).select_from(LAB)).scalar_one()
    engine.dispose()
    return int(found)


def test_a_backup_gives_back_what_the_catalog_held(tmp_path: Path) -> None:
    a_catalog_at(tmp_path)
    intel, file = intel_at(tmp_path), tmp_path / "copy.db"
    before = intel("models", "--json").stdout

    assert intel("backup", str(file)).exit_code == 0
    (tmp_path / "catalog.db").unlink()
    restored = intel("restore", str(file))

    assert (restored.exit_code, restored.stdout) == (0, "")
    assert intel("models", "--json").stdout == before
    assert sorted(path.name for path in tmp_path.iterdir() if "copy" in path.name) == ["copy.db"]


def test_a_backup_taken_while_somebody_writes_holds_whole_transactions(tmp_path: Path) -> None:
    engine = a_catalog(tmp_path, [an_offer()])
    start, stop = labs(tmp_path / "catalog.db"), threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            with writing(engine) as conn:
                for _ in range(2):
                    add(conn, "lab", [{"id": f"lab-{number}", "title": "", "homepage": ""}])
                    number += 1

    thread = threading.Thread(target=write)
    thread.start()
    for i in range(5):
        backup.save(engine.url, tmp_path / f"{i}.db")
    stop.set()
    thread.join()

    assert {(labs(tmp_path / f"{i}.db") - start) % 2 for i in range(5)} == {0}


def test_nothing_is_replaced_without_being_told(tmp_path: Path) -> None:
    engine = a_catalog(tmp_path, [an_offer()])
    file, catalog = tmp_path / "copy.db", tmp_path / "catalog.db"
    backup.save(engine.url, file)
    with writing(engine) as conn:
        add(conn, "lab", [{"id": "later", "title": "", "homepage": ""}])
    now = labs(catalog)

    with pytest.raises(UsageError, match="is there already: name another file"):
        backup.save(engine.url, file)
    with pytest.raises(UsageError, match="There is a catalog at .* already: --force replaces it"):
        backup.put_back(engine.url, file)
    assert labs(catalog) == now

    backup.put_back(engine.url, file, force=True)
    assert labs(catalog) == now - 1
    backup.save(engine.url, file, force=True)


def test_the_catalog_is_no_backup_of_itself_by_whatever_name(tmp_path: Path) -> None:
    a_catalog_at(tmp_path)
    intel, catalog = intel_at(tmp_path), tmp_path / "catalog.db"
    (tmp_path / "link.db").symlink_to(catalog)
    before = catalog.stat().st_ino
    for call in ("backup", "restore"):
        for name in ("catalog.db", "link.db"):
            result = intel(call, str(tmp_path / name), "--force")
            assert (result.exit_code, "is the catalog itself" in result.stderr) == (2, True)
    assert (catalog.stat().st_ino, (tmp_path / "link.db").is_symlink()) == (before, True)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda file: None, "There is no file"),
        (lambda file: file.write_bytes(b"hello" * 1000), "is no backup of a catalog"),
        (
            lambda file: sqlite3.connect(file).execute("CREATE TABLE x (y)").connection.close(),
            "is no backup of a catalog",
        ),
    ],
    ids=["missing", "no database", "no catalog"],
)
def test_what_is_no_backup_is_refused_and_the_catalog_stands(make: object, sentence: str, tmp_path: Path) -> None:
    engine = a_catalog(tmp_path, [an_offer()])
    file, before = tmp_path / "copy.db", labs(tmp_path / "catalog.db")
    make(file)  # type: ignore[operator]

    with pytest.raises((UsageError, CatalogError), match=sentence):
        backup.put_back(engine.url, file, force=True)

    assert labs(tmp_path / "catalog.db") == before


def test_a_damaged_or_newer_backup_is_refused(tmp_path: Path) -> None:
    engine = a_catalog(tmp_path, [an_offer()])
    file = tmp_path / "copy.db"
    backup.save(engine.url, file)
    with sqlite3.connect(file) as copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CatalogError, match="was made by a newer intel"):
        backup.put_back(engine.url, file, force=True)
    copy.close()

    backup.save(engine.url, file, force=True)
    pages = bytearray(file.read_bytes())
    for at in range(len(pages) // 2, len(pages), 4096):
        pages[at : at + 100] = b"\xff" * 100
    file.write_bytes(pages)
    with pytest.raises(CatalogError, match="damaged|no backup"):
        backup.put_back(engine.url, file, force=True)


def test_for_postgresql_it_says_what_to_run_without_the_password() -> None:
    url = make_url("postgresql+psycopg://intel:secret@db/intel")
    with pytest.raises(UsageError) as saving:
        backup.save(url, Path("copy.dump"))
    with pytest.raises(UsageError) as restoring:
        backup.put_back(url, Path("copy.dump"))

    assert str(saving.value).endswith("pg_dump --format=custom --file=copy.dump 'postgresql://intel@db/intel'")
    assert "pg_restore --clean --if-exists" in str(restoring.value)
    assert "secret" not in str(saving.value) + str(restoring.value)


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="this system does not list its locks")
def test_who_has_waited_for_another_writer_in_vain_is_told_which_process_that_is(tmp_path: Path) -> None:
    engine = a_catalog(tmp_path)
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "catalog.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with engine.connect() as conn:
            conn.exec_driver_sql("PRAGMA busy_timeout = 20")
        with pytest.raises(CatalogError) as error, writing(engine):
            raise AssertionError("two writers at once")
        other.communicate("")

    assert f"is being written by process {other.pid} (" in str(error.value)
    assert str(error.value).endswith("): try again.")
    assert writer_of(engine.url) == ""
    with engine.connect() as conn:
        assert conn.execute(text("PRAGMA quick_check")).scalar() == "ok"
