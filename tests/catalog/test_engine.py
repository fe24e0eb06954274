"""Opening a catalog: what is refused, in which words, and how writers and readers share it."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, make_url, select, text
from sqlalchemy.exc import IntegrityError

from intel.catalog.engine import check_revision, migrate, open_engine, revision, shown, writing
from intel.catalog.migrations import HEAD
from intel.catalog.write_rows import table
from intel.errors import CatalogError
from tests.factories import a_catalog, an_offer

LAB = table("lab")


def test_a_missing_catalog_says_how_to_make_one(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"

    with pytest.raises(CatalogError) as error:
        open_engine(f"sqlite:///{path}")

    assert str(error.value) == f"No catalog at {path}: run `intel init`."
    assert not path.exists()


def test_a_database_without_tables_is_no_catalog(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    path.touch()

    with pytest.raises(CatalogError, match=r"No catalog at .*: run `intel init`\."):
        open_engine(f"sqlite:///{path}")


def test_a_new_catalog_gets_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "catalog.db"

    engine = open_engine(f"sqlite:///{path}", must_exist=False)
    migrate(engine)

    assert revision(open_engine(f"sqlite:///{path}")) == HEAD


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ("0000", rf"is of an older version \(0000, not {HEAD}\): run `intel init`\."),
        ("9999", rf"was made by a newer intel \(9999, not {HEAD}\): upgrade intel\."),
    ],
)
def test_a_catalog_of_another_version_is_refused_with_what_to_do(tmp_path: Path, found: str, sentence: str) -> None:
    engine = a_catalog(tmp_path)
    with writing(engine) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = :found"), {"found": found})

    with pytest.raises(CatalogError, match=sentence):
        check_revision(engine)


def test_migrating_never_touches_a_newer_catalog(tmp_path: Path) -> None:
    engine = a_catalog(tmp_path)
    with writing(engine) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(CatalogError, match="newer intel"):
        migrate(engine)

    assert revision(engine) == "9999"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "INTEL_DATABASE_URL is no URL"),
        ("postgresql://u:secret@somewhere:port/intel", "INTEL_DATABASE_URL is no URL"),
        ("postgresql://u:secret@nowhere.invalid/intel", "does not answer: start the server"),
        ("postgresql://u:secret@127.0.0.1:1/intel?bogus=1", "an option in its address that PostgreSQL does not know"),
        ("mysql://somewhere/intel", "Unknown kind of catalog 'mysql'"),
        ("postgresql://u:secret@127.0.0.1:1/intel", r"u:\*\*\*@127\.0\.0\.1:1/intel does not answer"),
    ],
)
def test_what_cannot_be_opened_is_one_sentence_without_secrets(url: str, sentence: str) -> None:
    with pytest.raises(CatalogError, match=sentence) as error:
        open_engine(url)

    assert "secret" not in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    path.write_text("a letter to a friend, and long enough to be taken for a header of a database file")

    with pytest.raises(CatalogError, match="is no SQLite database: move the file away"):
        open_engine(f"sqlite:///{path}")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CatalogError, match="Cannot make the folder"):
        open_engine(f"sqlite:///{tmp_path / 'file' / 'catalog.db'}", must_exist=False)


@pytest.mark.postgres
def test_a_database_that_nobody_made_is_told(postgres_url: str) -> None:
    with pytest.raises(CatalogError, match="is not there: create the database, then run `intel init`"):
        open_engine(make_url(postgres_url).set(database="nobody_made_this").render_as_string(hide_password=False))


def test_references_hold(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine) as conn:
        conn.execute(
            insert(table("model")).values(
                id="x/y",
                lab_id="nobody",
                title="Y",
                family="",
                input_modalities="",
                output_modalities="",
                capabilities="",
                weights_url="",
                licence="",
                source_id="",
            )
        )


def test_an_error_of_ours_shows_no_data(engine: Engine) -> None:
    rows = [{"id": "twice", "title": "private words", "homepage": ""}] * 2

    with pytest.raises(IntegrityError) as error, writing(engine) as conn:
        conn.execute(insert(LAB), rows)

    assert "private words" not in str(error.value).replace(str(error.value.orig), "")


def test_a_failed_transaction_leaves_nothing(engine: Engine) -> None:
    def fail() -> None:
        with writing(engine) as conn:
            conn.execute(insert(LAB).values(id="lab", title="Lab", homepage=""))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    with engine.connect() as conn:
        assert conn.execute(select(LAB.c.id)).all() == []


def test_a_second_writer_waits_for_its_turn_though_both_read_first(tmp_path: Path) -> None:
    engine = a_catalog(tmp_path)
    entered, done = threading.Event(), []

    def second() -> None:
        entered.set()
        with writing(engine) as conn:
            seen = conn.execute(select(LAB.c.id)).scalars().all()
            conn.execute(insert(LAB).values(id="second", title="", homepage=""))
            done.append(seen)

    thread = threading.Thread(target=second)
    with writing(engine) as conn:
        conn.execute(select(LAB.c.id)).all()
        thread.start()
        entered.wait()
        conn.execute(insert(LAB).values(id="first", title="", homepage=""))
        assert done == []
    thread.join()

    assert done == [["first"]]


def test_readers_do_not_wait_for_a_writer_and_see_only_what_is_committed(tmp_path: Path) -> None:
    engine = a_catalog(tmp_path)

    with writing(engine) as writer, engine.connect() as reader:
        writer.execute(insert(LAB).values(id="lab", title="", homepage=""))
        assert reader.execute(select(LAB.c.id)).all() == []


def test_a_writer_that_waits_too_long_is_told_in_one_sentence(tmp_path: Path) -> None:
    engine, other = a_catalog(tmp_path), open_engine(f"sqlite:///{tmp_path / 'catalog.db'}")
    with other.connect() as conn:
        conn.exec_driver_sql("PRAGMA busy_timeout = 1")

    def write() -> None:
        with writing(other):
            raise AssertionError("two writers at once")

    with writing(engine), pytest.raises(CatalogError, match="is being written by another process: try again"):
        write()


def test_a_catalog_is_shown_as_a_path(tmp_path: Path) -> None:
    engine = a_catalog(tmp_path, offers=[an_offer()])

    assert shown(engine.url) == str(tmp_path / "catalog.db")
