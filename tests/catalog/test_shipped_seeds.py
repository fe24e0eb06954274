"""The seeds of this package: whole, in step with the collectors, and as much as is promised."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from intel.catalog import queries
from intel.catalog.seeds import export_seeds, load, seeds_folder
from intel.collectors import COLLECTORS
from intel.ingest.archive import Archive
from intel.ingest.fetch import Fetcher
from intel.ingest.replay import Replay
from intel.ingest.runner import Runner
from tests.factories import a_catalog, a_source

pytestmark = pytest.mark.xdist_group("shipped")
NOVEMBER = datetime(2026, 11, 22, tzinfo=UTC)
CAPTURED = {
    "models.dev": ("models.dev/2026-07-02.catalog.json", datetime(2026, 7, 2, tzinfo=UTC)),
    "litellm": ("litellm/2026-11-12.json", datetime(2026, 11, 12, tzinfo=UTC)),
    "genai-prices": ("genai-prices/2026-08-21.v2-data.json", datetime(2026, 8, 21, tzinfo=UTC)),
}


def _export(engine: Engine, folder: Path) -> dict[str, bytes]:
    with engine.connect() as conn:
        export_seeds(conn, folder)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.glob("facts/*/*.csv")}


def _stored() -> dict[str, bytes]:
    return {p.relative_to(seeds_folder()).as_posix(): p.read_bytes() for p in seeds_folder().glob("facts/*/*.csv")}


def _differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A catalog of the seeds of this package."""
    engine = a_catalog(tmp_path_factory.mktemp("shipped"), sources=[a_source("none")])
    load(engine, seeds_folder())
    yield engine
    engine.dispose()


@pytest.mark.slow
def test_the_shipped_facts_come_out_as_they_went_in(shipped: Engine, tmp_path: Path) -> None:
    assert _differing(_export(shipped, tmp_path), _stored()) == []


@pytest.mark.slow
def test_the_shipped_catalog_covers_what_is_promised(shipped: Engine) -> None:
    with shipped.connect() as conn:
        counted = queries.stats(conn, now=NOVEMBER)

    promised = {
        "providers": 120, "direct_providers": 80, "offers": 4000, "direct_offers": 1600, "compared_models": 150,
        "compared_open_models": 70,
    }  # fmt: skip
    assert {name: counted[name] for name in promised if counted[name] < promised[name]} == {}


@pytest.mark.slow
def test_no_provider_of_the_shipped_facts_is_of_unknown_kind(shipped: Engine) -> None:
    with shipped.connect() as conn:
        offers = queries.all_offers(conn, now=NOVEMBER)

    assert {o.provider.id for o in offers if o.provider.kind == "unknown"} == set()


def test_no_seed_file_is_too_large_to_look_at() -> None:
    assert [p.name for p in seeds_folder().rglob("*") if p.is_file() and p.stat().st_size > 1_900_000] == []


def test_only_sources_whose_licence_allows_it_are_shipped() -> None:
    free = {collector.SOURCE.id for collector in COLLECTORS if collector.SOURCE.redistributable}
    assert {path.name for path in (seeds_folder() / "facts").iterdir()} <= free


@pytest.mark.slow
@pytest.mark.captures
def test_the_shipped_facts_are_what_the_collectors_read_in_the_captures(captures: Path, tmp_path: Path) -> None:
    """When this fails, the collectors read more or other things than the seeds hold: export the seeds anew."""
    curated = tmp_path / "curated"
    curated.mkdir()
    for table in seeds_folder().glob("*.csv"):
        (curated / table.name).write_bytes(table.read_bytes())
    engine = a_catalog(tmp_path, sources=[a_source("none")])
    load(engine, curated)

    with Fetcher(lambda: NOVEMBER, lambda _: None, offline=True) as fetcher:
        runner = Runner(engine, fetcher, Archive(tmp_path / "archive"), lambda: NOVEMBER)
        for collector in COLLECTORS:
            if found := CAPTURED.get(collector.SOURCE.id):
                runner.run(collector, replay=Replay.load(captures / "prices" / found[0]), at=found[1])

    assert _differing(_export(engine, tmp_path / "export"), _stored()) == []
