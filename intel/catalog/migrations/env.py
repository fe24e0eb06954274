"""Alembic's entry: every revision of a run in one transaction, with foreign keys off on SQLite and checked after."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from intel.catalog import tables
from intel.catalog.engine import open_engine, writing
from intel.errors import CatalogError

LOCK = 4_662_108
"""Key of the PostgreSQL advisory lock under which one process migrates at a time."""


def render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our column types as what they are underneath: a revision must not change when the package does."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def _upgrade(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_item=render,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Run on the engine that the caller brings, else on the database of ``alembic.ini``."""
    assert tables  # the declarations fill the metadata
    engine = context.config.attributes.get("engine")
    if engine is None:
        engine = open_engine(context.config.get_main_option("sqlalchemy.url") or "", must_exist=False)
    if engine.dialect.name == "sqlite":
        _on_sqlite(engine)
    else:
        with writing(engine) as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
            _upgrade(connection)


def _on_sqlite(engine: Any) -> None:
    """SQLite changes a table by copying it; with foreign keys on, dropping the old copy would empty its children."""
    with engine.execution_options(intel_writes=True).connect() as connection:
        driver = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction, so it comes first
        try:
            with connection.begin():
                _upgrade(connection)
                broken = connection.execute(text("PRAGMA foreign_key_check")).first()
                if broken:
                    raise CatalogError(f"Migrating would break a reference of table {broken[0]}: nothing was changed.")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


main()
