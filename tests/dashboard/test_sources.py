"""Sources: what the page says of a source's health, of disputes and names, and who may change something there."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from dashboard.source_rows import (
    DATED,
    FAILING,
    LATE,
    NEVER,
    OK,
    SKIPPED,
    claim,
    disputes,
    source_rows,
    state,
    troubles,
)
from dashboard.trust_tables import DISPUTE_HEADER, cut, disputes_csv, sources_csv
from intel.catalog import queries
from intel.catalog.engine import writing
from intel.catalog.tables import LabRow, ModelRow
from intel.views import SourceView
from tests.dashboard.conftest import LATELY, OpenPage, lately, show, sold, texts
from tests.factories import a_catalog, a_model
from tests.ingest.written import Bench, day, offers
from tests.rows import put


def a_source(outcome: str = "done", **changed: Any) -> SourceView:
    stated: dict[str, Any] = {
        "id": "one", "title": "One's list", "url": "https://one.example/list", "licence": "MIT", "authority": 3,
        "redistributable": True, "cadence_seconds": 3600, "last_run_at": LATELY, "last_outcome": outcome,
        "last_healthy_at": LATELY, "age_seconds": 60, "stale": False, "records": 9, "offers": 9, "rejected": 0,
        "quarantined": 0, "message": "",
    }  # fmt: skip
    return SourceView(**stated | changed)


FAILED = a_source("failed", message="the name does not resolve")
UNHEARD = a_source("", last_run_at=None, last_healthy_at=None, age_seconds=None, stale=True)


def test_a_source_is_in_one_of_six_states() -> None:
    skipped = a_source("skipped", last_healthy_at=None, message="needs a key: set ONE_KEY")
    views = [a_source(), a_source(stale=True), FAILED, a_source("seeded", stale=True), skipped, UNHEARD]
    assert [state(view) for view in views] == [OK, LATE, FAILING, DATED, SKIPPED, NEVER]


def test_what_needs_attention_stands_first_and_is_told_with_what_still_stands() -> None:
    rows = source_rows([a_source(), a_source("quarantined", id="two", message="half of its rows are gone")])
    assert [row.state for row in rows] == [FAILING, OK]
    assert claim(rows) == "1 of 2 sources is fresh: 1 failing besides"
    assert "half of its rows are gone" in troubles(rows)[0]
    assert "stands; once it is stale it yields" in troubles(rows)[0]
    assert "Nothing of it is shown" in troubles(source_rows([a_source("failed", last_healthy_at=None)]))[0]


def test_the_line_counts_every_source_as_the_card_beside_it_does() -> None:
    rows = source_rows([a_source(stale=True), a_source("seeded", id="b", stale=True), UNHEARD])
    assert claim(rows) == (
        "0 of 3 sources are fresh: 1 late, 1 known by dated facts that came with Intel and 1 not asked besides"
    )


def test_a_fresh_clone_says_that_nobody_was_asked() -> None:
    assert claim(source_rows([UNHEARD])) == "No source has been asked here yet"
    assert "dated facts of 1 source came with Intel" in claim(source_rows([a_source("seeded")]))


def test_disputes_are_of_the_price_furthest_from_the_believed_one() -> None:
    said = [lately("input=1;output=2"), lately("input=1.5;output=2", "b"), lately("input=1;output=8", "c")]
    offer = sold("deepinfra", statements=said, agreement="disputed")
    calm = sold("novita", "input=1;output=2")
    (found,) = disputes({"zai/glm-5.2": [offer, calm]}, {"zai/glm-5.2": a_model("zai/glm-5.2")})
    assert (found.ratio, found.other.source, found.model) == (Decimal(4), "c", "GLM-5.2")
    (row,) = csv.DictReader(io.StringIO(disputes_csv([found])))
    assert tuple(row) == DISPUTE_HEADER
    assert (row["other_output_usd_per_mtok"], row["ratio"]) == ("8.00", "4.00")


def test_a_list_that_is_cut_says_so() -> None:
    assert cut(1801) == "300 of 1,801 shown; the CSV has all. "
    assert cut(300) == ""


def test_the_download_of_sources_names_state_and_licence() -> None:
    (row,) = csv.DictReader(io.StringIO(sources_csv(source_rows([FAILED]))))
    assert (row["state"], row["licence"], row["message"]) == ("Failing", "MIT", "the name does not resolve")


@pytest.mark.parametrize("show", ["health", "names", "disputes", "waiting", "refused"])
def test_every_part_of_the_page_has_words_when_there_is_nothing_to_show(open_page: OpenPage, show: str) -> None:
    app = open_page(page="sources", query={"show": show})
    assert not app.exception
    assert app.header


def test_nothing_can_be_changed_without_the_token(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INTEL_ADMIN_TOKEN", raising=False)
    app = open_page(page="sources", query={"show": "names"})
    assert not app.expander
    assert not app.button


@pytest.fixture
def unplaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A catalog with a model, and a source that sells it under a name nobody knows."""
    engine = a_catalog(tmp_path)
    with writing(engine) as conn:
        put(conn, LabRow(id="zai", title="Z.ai"))
        put(conn, ModelRow(id="zai/glm-5.2", lab_id="zai", title="GLM-5.2"))
    bench = Bench(engine, tmp_path / "bench")
    bench.run(offers({"glm-5.2": "input=1;output=2", "glim": "input=1;output=2"}), day(1))
    monkeypatch.setenv("INTEL_DATABASE_URL", str(engine.url))
    monkeypatch.setenv("INTEL_ADMIN_TOKEN", "open sesame")
    yield bench
    engine.dispose()
    st.cache_resource.clear()


def names(bench: Bench) -> list[str]:
    with bench.engine.connect() as conn:
        return [one.name for one in queries.unresolved(conn)]


def test_the_owner_places_a_name_after_giving_the_token(unplaced: Bench) -> None:
    app = show("sources", {"show": "names"})
    assert "1 name without a model" in texts(app)
    assert not app.button
    app.text_input(key="admin-token").set_value("open barley").run()
    assert [one.value for one in app.error] == ["That is not the token."]
    assert not app.button
    app.text_input(key="admin-token").set_value("open sesame").run()
    app.selectbox(key="name-model").set_value("zai/glm-5.2").run()
    app.button(key="name-accept").click().run()
    assert not app.exception
    assert names(unplaced) == []
    assert "Every name has been placed" in texts(app)


def test_a_name_that_means_nothing_is_set_aside(unplaced: Bench) -> None:
    app = show("sources", {"show": "names"})
    app.text_input(key="admin-token").set_value("open sesame").run()
    app.button(key="name-reject").click().run()
    assert names(unplaced) == []
