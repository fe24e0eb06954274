"""What the catalog says of itself."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from intel.catalog import queries, tables
from intel.catalog.engine import writing
from tests.factories import NOON, a_catalog, a_model, a_run, a_source, a_statement, an_offer, fill
from tests.rows import put, source_row

HOUR = timedelta(hours=1)


def test_a_source_that_never_ran_has_no_age_and_is_stale(engine: Engine) -> None:
    with engine.connect() as conn:
        (view,) = queries.sources(conn, now=NOON, known=[a_source("new")])

    assert (view.id, view.last_run_at, view.last_outcome, view.last_healthy_at) == ("new", None, "", None)
    assert (view.age_seconds, view.stale, view.offers) == (None, True, 0)


def test_a_source_shows_its_last_run_and_its_last_healthy_one(engine: Engine) -> None:
    with writing(engine) as conn:
        put(conn, source_row(a_source()))
        put(conn, a_run(at=NOON, records=120, offers=100), a_run(at=NOON + HOUR, outcome="unchanged"))
        put(conn, a_run(at=NOON + 2 * HOUR, healthy=False, outcome="failed", message="No answer."))

    with engine.connect() as conn:
        (view,) = queries.sources(conn, now=NOON + 3 * HOUR, known=[a_source()])

    assert (view.last_run_at, view.last_outcome, view.message) == (NOON + 2 * HOUR, "failed", "No answer.")
    assert (view.last_healthy_at, view.age_seconds, view.stale) == (NOON + HOUR, 7200, False)
    assert (view.records, view.offers) == (120, 100)


def test_a_source_is_stale_past_three_cadences(engine: Engine) -> None:
    with writing(engine) as conn:
        put(conn, source_row(a_source()), a_run())

    with engine.connect() as conn:
        stale = [
            queries.sources(conn, now=NOON + timedelta(hours=18, seconds=s), known=[a_source()])[0].stale
            for s in (0, 1)
        ]

    assert stale == [False, True]


def test_open_rejects_and_held_states_are_counted(engine: Engine) -> None:
    held: dict[str, Any] = {"source_id": "models.dev", "reason": "ratio", "held_at": NOON, "sha256": "", "stated": ""}
    row: dict[str, Any] = {"source_id": "models.dev", "reason": "negative", "seen_from": NOON}
    with writing(engine) as conn:
        put(conn, source_row(a_source()), source_row(a_source("other")))
        put(conn, tables.QuarantinedRow(**held), tables.QuarantinedRow(**held, outcome="released"))
        put(conn, tables.RejectedRow(**row, key="a"), tables.RejectedRow(**row, key="b", seen_to=NOON + HOUR))

    with engine.connect() as conn:
        here, other = queries.sources(conn, now=NOON, known=[a_source(), a_source("other")])

    assert (here.rejected, here.quarantined) == (1, 1)
    assert (other.rejected, other.quarantined) == (0, 0)


def test_the_numbers(tmp_path: Path) -> None:
    compared = [an_offer(name, model) for name in ("a", "b", "c") for model in ("x/open", "y/closed")]
    others = [
        an_offer("a", "z/two"), an_offer("b", "z/two"), an_offer("router", "z/two", kind="gateway"),
        an_offer("plan", "z/two", "input=0;output=0", kind="plan"), an_offer("a", None, sku="nameless"),
        an_offer("b", "z/two", via="router", tag="resold"), an_offer("d", "z/two", statements=()),
        an_offer("e", "z/two", statements=(a_statement("input=1"),)),
    ]  # fmt: skip
    models = [a_model("x/open", open_weights=True), a_model("y/closed", open_weights=False)]
    engine = a_catalog(tmp_path, [*compared, *others], models)

    with engine.connect() as conn:
        counted = queries.stats(conn, now=NOON)

    assert counted == {
        "providers": 5, "direct_providers": 3, "offers": 12, "direct_offers": 9, "compared_models": 2,
        "compared_open_models": 1, "unresolved_offers": 1, "price_intervals": 13, "days": 0,
    }  # fmt: skip


def test_the_version_changes_with_a_run_and_with_a_published_table(tmp_path: Path) -> None:
    engine = a_catalog(tmp_path, [an_offer()])
    versions = []

    def note() -> None:
        with engine.connect() as conn:
            versions.append(queries.catalog_version(conn))

    note()
    note()
    with writing(engine) as conn:
        put(conn, a_run(at=NOON + HOUR, outcome="unchanged"))
    note()
    with writing(engine) as conn:
        put(conn, tables.RoutingTableRow(published_at=NOON, catalog_at=NOON, policy_hash="", digest="", body=""))
    note()

    assert versions[0] == versions[1]
    assert len(set(versions)) == 3


def test_the_version_of_the_past_changes_with_what_is_learned_about_it_alone(tmp_path: Path) -> None:
    engine = a_catalog(tmp_path, [an_offer()])
    versions = []
    for run in (None, a_run(at=NOON + HOUR, outcome="unchanged"), a_run(at=NOON - HOUR, outcome="history")):
        with writing(engine) as conn:
            if run is not None:
                put(conn, run)
            versions.append(queries.past_version(conn, NOON))

    assert versions[0] == versions[1] != versions[2]


def test_unresolved_names_are_listed_by_how_many_offers_bear_them(engine: Engine) -> None:
    with writing(engine) as conn:
        fill(
            conn, [an_offer("a", None, sku="rare"), an_offer("a", None, sku="often"), an_offer("b", None, sku="often")]
        )
        fill_resolutions(conn)

    with engine.connect() as conn:
        found = queries.unresolved(conn)

    assert [(row.name, row.method, row.candidates, row.offers) for row in found] == [
        ("often", "unresolved", (), 2), ("rare", "ambiguous", ("x/one", "x/two"), 1),
    ]  # fmt: skip


def fill_resolutions(conn: Any) -> None:
    """What identity made of the names."""
    for name, method, candidates in (("often", "unresolved", []), ("rare", "ambiguous", ["x/one", "x/two"])):
        put(conn, tables.ResolutionRow(
            source_id="models.dev", name=name, method=method, candidates=candidates, rules="1", resolved_at=NOON,
        ))  # fmt: skip
