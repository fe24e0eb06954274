"""The curated tables of the seeds: labs, providers, models and the names that stand for them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.catalog.identity_review import OWNER
from intel.catalog.seed_files import Row, day, read_table, truth, whole
from intel.errors import CatalogError


@dataclass(frozen=True, slots=True)
class Curated:
    """One file and the table it fills."""

    name: str
    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    row: Callable[[Row], dict[str, Any]]
    """Values of the table's columns."""
    refers: Mapping[str, str]
    """Column of a row → table that must hold it."""


def load_curated(conn: Connection, folder: Path) -> bool:
    """Make the rows that are missing and put right what the files state otherwise; True when anything changed.

    What a file leaves empty stays what it is: a source may have filled it. What the owner said stays too. Nothing is
    removed.
    """
    changed = [_merge(conn, curated, folder) for curated in CURATED]
    return any(changed)


def _merge(conn: Connection, curated: Curated, folder: Path) -> bool:
    stated = {_key(curated, row): row for row in _read(conn, curated, folder)}
    table = rows.table(curated.table)
    known = {_key(curated, row): row for row in map(dict, conn.execute(select(table)).mappings())}
    rows.add(conn, curated.table, [row for key, row in stated.items() if key not in known])
    changed = []
    for key in stated.keys() & known.keys():
        if str(known[key].get("note", "")).startswith(OWNER):
            continue
        wanted = {c: known[key][c] if _absent(v) else v for c, v in stated[key].items()}
        if any(known[key][c] != v for c, v in wanted.items()):
            changed.append(wanted)
    rows.change(conn, curated.table, curated.key, changed)
    return bool(changed) or not stated.keys() <= known.keys()


def _read(conn: Connection, curated: Curated, folder: Path) -> Iterator[dict[str, Any]]:
    known = {c: set(conn.execute(select(rows.table(t).c.id)).scalars()) for c, t in curated.refers.items()}
    for line, stated in enumerate(read_table(folder, curated.name, curated.columns), 2):
        try:
            row = curated.row(stated)
        except ValueError as error:
            raise CatalogError(f"{curated.name}.csv line {line}: {error}.") from None
        for column, ids in known.items():
            if row[column] not in ids:
                raise CatalogError(f"{curated.name}.csv line {line}: nothing is called {row[column]!r}.")
        yield row


def _key(curated: Curated, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column] for column in curated.key)


def _absent(value: object) -> bool:
    return value is None or value == ""


def _plain(row: Row) -> dict[str, Any]:
    return dict(row)


def _provider_alias(row: Row) -> dict[str, Any]:
    return {
        "source_id": row["source"], "name": row["name"], "provider_id": row["provider"], "region": row["region"],
        "valid_from": day(row["valid_from"]) or date.min, "note": row["note"],
    }  # fmt: skip


def model_row(row: Row, source: str = "seeds") -> dict[str, Any]:
    """Values of the model table; ``source`` is who states the model."""
    repository = row["huggingface"]
    return {
        "id": row["id"], "lab_id": row["id"].partition("/")[0], "title": row["title"], "family": row["family"],
        "open_weights": truth(row["open_weights"]), "released_on": day(row["released_on"]),
        "context_tokens": whole(row["context_tokens"]), "max_output_tokens": whole(row["max_output_tokens"]),
        "input_modalities": row["input_modalities"], "output_modalities": row["output_modalities"],
        "capabilities": row["capabilities"], "licence": row["licence"], "source_id": source,
        "weights_url": f"https://huggingface.co/{repository}" if repository else "",
    }  # fmt: skip


def _alias(row: Row) -> dict[str, Any]:
    return {
        "source_id": row["source"], "name": row["name"], "model_id": row["model"], "how": row["how"],
        "floating": bool(truth(row["floating"])), "note": row["note"],
    }  # fmt: skip


MODEL_COLUMNS = (
    "id", "title", "family", "open_weights", "released_on", "huggingface", "context_tokens", "max_output_tokens",
    "input_modalities", "output_modalities", "capabilities", "licence", "source",
)  # fmt: skip
ALIAS_COLUMNS = ("source", "name", "model", "how", "floating", "note")

CURATED = (
    Curated("labs", "lab", ("id", "title", "homepage"), ("id",), _plain, {}),
    Curated(
        "providers", "provider", ("id", "title", "kind", "homepage", "headquarters", "fee_ratio"), ("id",), _plain,
        {},
    ),
    Curated(
        "provider_aliases", "provider_alias", ("source", "name", "provider", "region", "valid_from", "note"),
        ("source_id", "name", "valid_from"), _provider_alias, {"provider_id": "provider"},
    ),
    Curated("models", "model", MODEL_COLUMNS, ("id",), model_row, {"lab_id": "lab"}),
    Curated(
        "aliases", "alias", ALIAS_COLUMNS, ("source_id", "name"), _alias, {"model_id": "model"},
    ),
)  # fmt: skip
"""In the order in which they refer to each other."""
