"""The owner's overrides on their way into queries: an engine carries them, and every connection of it."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from intel.errors import UsageError
from intel.market.override_file import parse_overrides
from intel.market.overrides import NONE, Overrides

_OPTION = "intel_overrides"


def load_overrides(file: Path | None) -> Overrides:
    """Overrides of a file, none where there is no file; ``UsageError`` where it cannot be read."""
    if file is None:
        return NONE
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The overrides in {file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"The overrides in {file} are not UTF-8 text.") from None
    return parse_overrides(text, file.name)


def with_overrides(engine: Engine, overrides: Overrides) -> Engine:
    """The engine, of which every read answers with these overrides."""
    return engine.execution_options(**{_OPTION: overrides})


def without_overrides(conn: Connection) -> Connection:
    """The connection, answering with what the sources state."""
    return conn.execution_options(**{_OPTION: NONE})


def overrides_of(conn: Connection, as_of: datetime | None = None) -> Overrides:
    """What a connection's answers are overridden by; nothing for the past, which the owner's word does not change."""
    if as_of is not None:
        return NONE
    found: Overrides = conn.get_execution_options().get(_OPTION, NONE)
    return found
