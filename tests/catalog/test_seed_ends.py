"""Ends of models that were noted down by hand: ``ends.csv``."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from intel.catalog import queries
from intel.catalog.seeds import load
from intel.catalog.write_rows import table
from intel.errors import CatalogError
from intel.records import Deprecation, Offer, OfferKey, Price
from tests.catalog.seeding import DAY, SOURCES, collect
from tests.factories import NOON, a_card, a_record

ENDS = """source,provider,sku,announced_on,ends_on,replacement,read_on
other,deepinfra,n,2026-06-01,2026-12-11,glm-6,2026-07-04
other,nobody,heard-of-it,,2026-12-11,,2026-07-04
"""


def _ending(engine: Engine) -> list[tuple[str, date | None, date | None, str]]:
    with engine.connect() as conn:
        offers = queries.offer_at(conn, "deepinfra", "n", now=NOON + 9 * DAY)
    return [(o.key.service_tier, o.deprecated_on, o.sunset_on, o.replacement) for o in offers]


@pytest.fixture
def tiers(engine: Engine) -> Engine:
    """A catalog in which one source lists an id in two tiers."""
    batch = Offer(OfferKey("deepinfra", "n", service_tier="batch"), "n", (Price(a_card("input=1")),))
    collect(engine, NOON, a_record("deepinfra", "n", "input=3;output=4"), batch)
    return engine


def test_an_end_that_was_noted_down_counts_for_every_tier_of_the_id_and_names_what_replaces_it(
    tiers: Engine, folder: Path
) -> None:
    (folder / "ends.csv").write_text(ENDS)

    load(tiers, folder, SOURCES)
    load(tiers, folder, SOURCES)

    end = (date(2026, 6, 1), date(2026, 12, 11), "glm-6")
    assert _ending(tiers) == [("batch", *end), ("standard", *end)]
    with tiers.connect() as conn:
        (run,) = conn.execute(select(table("run")).where(table("run").c.source_id == "other")).all()
        (document,) = conn.execute(select(table("snapshot")).where(table("snapshot").c.source_id == "other")).all()
    assert (run.outcome, run.at.date(), run.records) == ("seeded", date(2026, 7, 4), 2)
    assert (document.url, document.at.date()) == (SOURCES[2].url, date(2026, 7, 4))


def test_what_the_page_has_said_since_in_a_collection_stands(tiers: Engine, folder: Path) -> None:
    (folder / "ends.csv").write_text(ENDS)
    collect(tiers, NOON + 5 * DAY, Deprecation(OfferKey("deepinfra", "n"), None, date(2027, 3, 1)), source=SOURCES[2])

    load(tiers, folder, SOURCES)

    assert _ending(tiers) == [("batch", None, date(2027, 3, 1), ""), ("standard", None, date(2027, 3, 1), "")]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("2026-07-04", "unknown source, strange"),
        ("the fourth", "The seeds of ends cannot be read"),
    ],
)
def test_ends_of_an_unknown_source_or_of_no_day_are_refused(
    wrong: str, said: str, engine: Engine, folder: Path
) -> None:
    (folder / "ends.csv").write_text(ENDS.splitlines()[0] + f"\nstrange,deepinfra,n,,2026-12-11,,{wrong}\n")
    with pytest.raises(CatalogError, match=said):
        load(engine, folder, SOURCES)
