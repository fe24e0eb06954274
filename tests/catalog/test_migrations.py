"""The revisions say what the tables say, on both engines, and keep what a catalog holds."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, Table, func, inspect, select, text
from sqlmodel import SQLModel

from intel.catalog import tables
from intel.catalog.engine import migrate, open_engine, revision, writing
from intel.catalog.migrations import HEAD
from intel.catalog.migrations.config import config
from intel.errors import CatalogError
from tests.factories import an_offer, fill
from tests.rows import put

VERSIONS = Path(tables.__file__).parent / "migrations" / "versions"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without tables."""
    on_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'catalog.db'}" if on_sqlite else request.getfixturevalue("postgres_url")
    engine = open_engine(url, must_exist=False)
    yield engine
    engine.dispose()


def _shape(conn: Connection) -> set[tuple[str, str]]:
    """Everything the database says of its tables, in no order."""
    if conn.dialect.name == "sqlite":
        found = conn.execute(text("SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        return {(table, clause) for table, sql in found for clause in _clauses(sql)}
    queries = (
        "SELECT table_name, concat_ws(' ', column_name, data_type, is_nullable, column_default)"
        " FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)"
        " FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
        "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    )
    return {(table, words) for query in queries for table, words in conn.execute(text(query))}


def _clauses(sql: str) -> list[str]:
    plain = re.sub(r"\s+", " ", sql.replace('"', ""))
    if not plain.startswith("CREATE TABLE"):
        return [plain]
    body = plain[plain.index("(") + 1 : plain.rindex(")")]
    return [clause.strip() for clause in re.split(r",(?![^(]*\))", body)]


def test_the_revisions_and_the_tables_make_the_same_database(empty: Engine) -> None:
    with writing(empty) as conn:
        SQLModel.metadata.create_all(conn)
        declared = _shape(conn)
        SQLModel.metadata.drop_all(conn)
    migrate(empty)

    with empty.connect() as conn:
        migrated = {(table, words) for table, words in _shape(conn) if table != "alembic_version"}

    assert migrated == declared
    assert any("seen_to IS NULL" in words for _, words in declared)


def test_alembic_finds_nothing_to_add(empty: Engine) -> None:
    migrate(empty)

    command.check(config(empty))


def test_head_is_the_newest_revision(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'catalog.db'}", must_exist=False)

    assert ScriptDirectory.from_config(config(engine)).get_current_head() == HEAD


def test_migrating_again_changes_nothing(empty: Engine) -> None:
    migrate(empty)
    with writing(empty) as conn:
        fill(conn, [an_offer()])
    before = _counts(empty)

    migrate(empty)

    assert _counts(empty) == before


def test_the_newest_revision_can_be_undone_and_done_again_and_what_both_know_stays(empty: Engine) -> None:
    migrate(empty)
    with writing(empty) as conn:
        fill(conn, [an_offer("deepinfra"), an_offer("novita")])
    before = _counts(empty)

    command.downgrade(config(empty), "-1")
    assert _counts(empty).items() <= before.items()
    command.upgrade(config(empty), "head")

    assert revision(empty) == HEAD
    assert _counts(empty) == before
    command.check(config(empty))


_NEXT = '''"""A table is copied, as SQLite needs for most changes."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "9000", "{head}"


def upgrade() -> None:
    for table in ("lab", "offer", "rate_card", "source"):
        with op.batch_alter_table(table, recreate="auto" if op.get_bind().dialect.name != "sqlite" else "always") as t:
            t.add_column(sa.Column("extra", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    for table in ("lab", "offer", "rate_card", "source"):
        with op.batch_alter_table(table) as t:
            t.drop_column("extra")
'''

_BROKEN = '''"""Loses the rows that others refer to."""

from alembic import op

revision, down_revision = "9000", "{head}"


def upgrade() -> None:
    op.execute("DELETE FROM rate_card")
'''


def _with_next(engine: Engine, folder: Path, script: str) -> Config:
    """Settings that know one more revision."""
    (folder / "9000_next.py").write_text(script.format(head=HEAD))
    settings = config(engine)
    settings.set_main_option("version_locations", f"{VERSIONS}:{folder}")
    return settings


def _counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as conn:
        return {t.name: conn.execute(select(func.count()).select_from(t)).scalar_one() for t in _filled(conn)}


def _filled(conn: Connection) -> list[Table]:
    there = set(inspect(conn).get_table_names())
    return [table for table in SQLModel.metadata.sorted_tables if table.name in there]


def test_a_step_up_and_down_keeps_every_row_of_a_filled_catalog(empty: Engine, tmp_path: Path) -> None:
    migrate(empty)
    with writing(empty) as conn:
        fill(conn, [an_offer("deepinfra"), an_offer("novita", via="openrouter"), an_offer("lilac", statements=())])
        put(conn, tables.AliasRow(name="glm", model_id="zai/glm-5.2", how="curated"))
    before, settings = _counts(empty), _with_next(empty, tmp_path, _NEXT)

    command.upgrade(settings, "head")
    assert _counts(empty) == before
    command.downgrade(settings, "-1")

    assert _counts(empty) == before
    assert before["price"] == 2
    assert before["rate"] > 0
    with pytest.raises(Exception, match="(?i)foreign key"), writing(empty) as conn:
        put(conn, tables.ModelRow(id="x/y", lab_id="nobody", title=""))


def test_a_step_that_breaks_a_reference_is_undone(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'catalog.db'}", must_exist=False)
    migrate(engine)
    with writing(engine) as conn:
        fill(conn, [an_offer()])
    before = _counts(engine)

    with pytest.raises(CatalogError, match="would break a reference of table"):
        command.upgrade(_with_next(engine, tmp_path, _BROKEN), "head")

    assert revision(engine) == HEAD
    assert _counts(engine) == before


@pytest.mark.slow
def test_two_that_migrate_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'catalog.db'}"
    code = f"from intel.catalog.engine import *; migrate(open_engine({url!r}, must_exist=False))"
    both = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate()[1] for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert revision(open_engine(url)) == HEAD
