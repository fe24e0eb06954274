"""The seeds of this package: whole, in step with the collectors, and as much as is promised."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from intel.catalog import curated, queries
from intel.catalog.engine import open_engine
from intel.catalog.seed_ends import ENDS
from intel.catalog.seed_files import read_table
from intel.catalog.seed_scores import RUNS, SCORES, SNAPSHOTS
from intel.catalog.seed_shapes import OFFERS
from intel.catalog.seeds import export_seeds, load, seeds_folder
from intel.collectors import COLLECTORS
from intel.ingest.archive import Archive
from intel.ingest.fetch import Fetcher
from intel.ingest.replay import Replay
from intel.ingest.runner import Runner
from intel.records import OfferKey
from tests.factories import a_catalog, a_source

pytestmark = pytest.mark.xdist_group("shipped")
NOVEMBER = datetime(2026, 11, 22, tzinfo=UTC)
CAPTURED = {
    "models.dev": ("prices/models.dev/2026-07-02.catalog.json", datetime(2026, 7, 2, tzinfo=UTC)),
    "litellm": ("prices/litellm/2026-11-12.json", datetime(2026, 11, 12, tzinfo=UTC)),
    "genai-prices": ("prices/genai-prices/2026-08-21.v2-data.json", datetime(2026, 8, 21, tzinfo=UTC)),
}


def _export(engine: Engine, folder: Path) -> dict[str, bytes]:
    with engine.connect() as conn:
        export_seeds(conn, folder)
    return _files(folder)


def _files(folder: Path) -> dict[str, bytes]:
    found = [*folder.glob("facts/*/*.csv"), *folder.glob("scores/*.csv")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _stored() -> dict[str, bytes]:
    return _files(seeds_folder())


def _differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory, ready: Path) -> Iterator[Engine]:
    """A catalog of the seeds of this package."""
    copy = tmp_path_factory.mktemp("shipped") / "catalog.db"
    shutil.copy(ready / "catalog.db", copy)
    engine = open_engine(f"sqlite:///{copy}")
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
        "providers": 180, "direct_providers": 80, "offers": 6000, "direct_offers": 2400, "compared_models": 150,
        "compared_open_models": 70, "price_intervals": 15_000, "days": 180,
    }  # fmt: skip
    assert {name: counted[name] for name in promised if counted[name] < promised[name]} == {}
    assert counted["unresolved_offers"] < 0.08 * counted["offers"]


@pytest.mark.slow
def test_no_provider_of_the_shipped_facts_is_of_unknown_kind(shipped: Engine) -> None:
    with shipped.connect() as conn:
        offers = queries.all_offers(conn, now=NOVEMBER)

    assert {o.provider.id for o in offers if o.provider.kind == "unknown"} == set()


@pytest.mark.slow
def test_the_shipped_ends_name_what_replaces_a_model(shipped: Engine) -> None:
    """Spot checks against the vendors' own pages of deprecations."""
    with shipped.connect() as conn:
        offers = queries.all_offers(conn, now=NOVEMBER)
    ends = {(o.provider.id, o.key.sku): (o.sunset_on, o.replacement) for o in offers if o.replacement}
    assert {
        ("openai", "gpt-5-mini-2025-08-07"): (date(2026, 12, 11), "gpt-5.6-terra"),
        ("openai", "whisper-1"): (date(2027, 2, 26), "gpt-live-transcribe or gpt-transcribe"),
        ("anthropic", "claude-sonnet-4-5"): (date(2026, 11, 30), "claude-sonnet-5-5"),
        ("google", "gemini-3.1-flash-lite"): (date(2027, 5, 7), "gemini-3.5-flash-lite"),
    }.items() <= ends.items()
    assert ends["google", "gemini-2.5-flash-image"][0] == date(2027, 3, 15), "put off since the page was read"
    assert len([o for o in offers if o.replacement]) >= 200
    ahead = {sku for (provider, sku), (day, _) in ends.items() if day and day > NOVEMBER.date()}
    assert len(ahead) >= 20


def test_every_shipped_end_is_of_an_id_that_the_shipped_facts_list() -> None:
    listed = {
        (row["provider"], row["sku"])
        for folder in (seeds_folder() / "facts").iterdir()
        for row in read_table(folder, "offers", OFFERS)
        if not row["via"]
    }
    rows = list(read_table(seeds_folder(), "ends", ENDS))
    free = {collector.SOURCE.id for collector in COLLECTORS if collector.SOURCE.redistributable}
    assert {row["source"] for row in rows} <= free
    assert [row for row in rows if (row["provider"], row["sku"]) not in listed] == []
    assert [row for row in rows if not row["ends_on"] and not row["replacement"]] == []
    assert [tuple(row.values()) for row in rows] == sorted(tuple(row.values()) for row in rows)
    assert len({(row["provider"], row["sku"]) for row in rows}) == len(rows)


def test_no_seed_file_is_too_large_to_look_at() -> None:
    assert [p.name for p in seeds_folder().rglob("*") if p.is_file() and p.stat().st_size > 1_900_000] == []


def test_only_sources_whose_licence_allows_it_are_shipped() -> None:
    free = {collector.SOURCE.id for collector in COLLECTORS if collector.SOURCE.redistributable}
    assert {path.name for path in (seeds_folder() / "facts").iterdir()} <= free


def test_only_boards_whose_licence_allows_it_are_shipped_each_in_a_file_of_its_own() -> None:
    sources = {collector.SOURCE.id: collector.SOURCE for collector in COLLECTORS}
    folder = seeds_folder() / "scores"
    boards = {p.stem for p in folder.glob("*.csv")} - {"runs", "editions", "snapshots"}
    assert boards == {row["source"] for row in read_table(folder, "runs", RUNS)}
    assert all(sources[name].redistributable and sources[name].enters_estimates for name in boards)
    for name in boards:
        assert (seeds_folder() / "LICENSES" / f"{name}.md").is_file()


DENIED = (
    "artificialanalysis", "artificial-analysis", "scale.com", "vals.ai", "arcprize", "arc-prize", "swebench",
    "swe-bench/", "kagi", "designarena", "design-arena", "openrouter", "matharena", "vellum",
)  # fmt: skip


def test_no_score_of_a_denied_publisher_is_shipped() -> None:
    """By source, origin, benchmark and every address."""
    folder = seeds_folder() / "scores"
    cited = {(row["source"], row["snapshot"]): row["url"] for row in read_table(folder, "snapshots", SNAPSHOTS)}
    for run in read_table(folder, "runs", RUNS):
        for row in read_table(folder, run["source"], SCORES):
            address = cited[run["source"], row["snapshot"]]
            said = " ".join((run["source"], row["origin"], row["benchmark"], row["url"], address)).lower()
            assert not [name for name in DENIED if name in said], row


def test_no_file_of_the_seeds_names_a_denied_board_as_its_source() -> None:
    """Whole files, whatever their columns: a name may hold any word, an address may not."""
    addresses = ("artificialanalysis.ai", "labs.scale.com", "vals.ai", "arcprize.org", "swebench.com", "designarena.ai",
                 "kagisearch", "help.kagi.com", "openrouter.ai/api", "matharena.ai", "vellum.ai")  # fmt: skip
    for file in sorted((seeds_folder() / "scores").rglob("*.csv")) + sorted((seeds_folder() / "facts").rglob("*.csv")):
        text = file.read_text("utf-8").lower()
        assert not [address for address in addresses if address in text], file


@pytest.mark.slow
def test_the_shipped_scores_judge_as_many_models_as_is_promised(shipped: Engine) -> None:
    with shipped.connect() as conn:
        scores = queries.scores(conn, now=NOVEMBER)
    assert len({view.model for view in scores if view.model}) >= 250
    editions = {(view.benchmark, view.version) for view in scores}
    named = {(m.benchmark, m.version) for task in curated.tasks().all for m in task.basket}
    assert {place for place in named - editions if place[0] != "terminal-bench"} == set()


@pytest.mark.slow
@pytest.mark.captures
def test_the_shipped_facts_are_what_the_collectors_read_in_the_captures(
    shipped: Engine, captures: Path, tmp_path: Path
) -> None:
    """When this fails, the collectors read more or other things than the seeds hold: make the seeds anew."""
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
                runner.run(collector, replay=Replay.load(captures / found[0]), at=found[1])

    for source, (_, at) in CAPTURED.items():
        read, ours = _stated(engine, source, at), _stated(shipped, source, at)
        assert len(read.keys() - ours.keys()) <= len(read) / 500, (
            source,
            sorted(read.keys() - ours.keys(), key=repr)[:5],
        )
        differing = {key: (read[key], ours[key]) for key in read.keys() & ours.keys() if read[key] != ours[key]}
        assert len(differing) <= len(read) / 100, (source, list(differing.items())[:5])


def _stated(engine: Engine, source: str, at: datetime) -> dict[OfferKey, str]:
    """What a source was believed to state then; the guards held some of it on the way, which is why a few differ."""
    with engine.connect() as conn:
        offers = queries.all_offers(conn, now=at, as_of=at)
    return {o.key: s.card.text() for o in offers for s in o.statements if s.source == source}
