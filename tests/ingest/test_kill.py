"""kill -9 at any moment of a collection costs that run and nothing else."""

from threading import Event
from time import monotonic

import pytest
from sqlalchemy import Engine, text

from tests.ingest.working import Order, Process, collect, started, url_of, write
from tests.ingest.written import Bench, day, offers

SKUS = 800
MOMENTS = (0.3, 0.6, 0.75, 0.9)
"""Parts of the time that one collection takes."""


def stated(number: int) -> dict[str, object]:
    """Offers whose prices all differ from those of the day before."""
    return offers({f"m{i}": f"input={100 + number};output={2000 + i}" for i in range(SKUS)})


def collecting(bench: Bench, number: int) -> Process:
    """A process that has just begun to collect the prices of a day."""
    document = write(bench.folder / f"{number}.json", stated(number))
    return started(Order(url_of(bench.engine), bench.folder, ["here"], "", day(number), document), collect)


def inconsistencies(engine: Engine) -> list[object]:
    """Rows that no consistent catalog has."""
    with engine.connect() as conn:
        found: list[object] = list(conn.execute(text(
            "SELECT offer_id, source_id, effective_from, count(*) FROM price WHERE seen_to IS NULL "
            "GROUP BY offer_id, source_id, effective_from HAVING count(*) > 1"
        )))  # fmt: skip
        found += conn.execute(text("SELECT id FROM price WHERE seen_to IS NOT NULL AND seen_to <= seen_from"))
        found += conn.execute(text(
            "SELECT price.id FROM price LEFT JOIN rate ON rate.rate_card_id = price.rate_card_id "
            "WHERE rate.meter IS NULL"
        ))  # fmt: skip
        if engine.dialect.name == "sqlite":
            found += conn.execute(text("PRAGMA foreign_key_check"))
            found += [row for row in conn.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
    return found


@pytest.mark.slow
def test_a_killed_collection_leaves_a_consistent_catalog_and_the_next_one_mends_it(bench: Bench) -> None:
    bench.run(stated(0), day(0))
    whole = collecting(bench, 1)
    begun = monotonic()
    assert whole.told()[0][0] == "done"
    duration = monotonic() - begun
    for number, part in enumerate(MOMENTS, start=2):
        before = bench.prices()
        process = collecting(bench, number)
        Event().wait(part * duration)
        process.kill()
        assert inconsistencies(bench.engine) == []
        after = bench.prices()
        assert after in (before, expected(number))
        assert ("done" in {outcome for (outcome, at) in bench.rows("run", "outcome", "at") if at == day(number)}) == (
            after == expected(number) != before
        )
    assert bench.run(stated(20), day(20)).outcome == "done"
    assert inconsistencies(bench.engine) == []
    assert bench.prices() == expected(20)
    assert list(bench.folder.glob("archive/**/*.gz"))


def expected(number: int) -> dict[str, str]:
    """Prices of a day as they come back."""
    return {f"a/m{i}": f"input={100 + number};output={2000 + i}" for i in range(SKUS)}
