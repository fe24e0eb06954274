"""Several sources collected at once into one catalog: each waits its turn and nothing is made twice."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import Engine

from tests.ingest.written import Bench, a_source, day, many, offers, outcomes


def test_sources_that_share_providers_and_rate_cards_are_collected_at_once(engine: Engine, tmp_path: Path) -> None:
    names = [f"source{i}" for i in range(4)]
    benches = [Bench(engine, tmp_path / name, a_source(name)) for name in names]
    with ThreadPoolExecutor(len(benches)) as pool:
        results = list(pool.map(lambda bench: bench.run(offers(many(200)), day(1)), benches))
    assert outcomes(results) == ["done"] * 4, [result.message for result in results]
    counts = benches[0].counts()
    assert (counts["provider"], counts["offer"], counts["rate_card"], counts["price"]) == (1, 200, 1, 800)


def test_one_source_collected_twice_at_once_is_written_once(engine: Engine, tmp_path: Path) -> None:
    benches = [Bench(engine, tmp_path / str(i)) for i in range(3)]
    with ThreadPoolExecutor(len(benches)) as pool:
        results = list(pool.map(lambda bench: bench.run(offers(many(200)), day(1)), benches))
    assert sum(result.added for result in results) == 200, [result.message for result in results]
    assert benches[0].counts()["price"] == 200
