"""Publishing the routing table, on both engines."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, column, select, update

from intel.actions import catalog_time, publish_routing_table, routing_table, write_file
from intel.catalog.engine import writing
from intel.catalog.tables import EventRow, OfferRow, PriceRow, RoutingTableRow
from intel.errors import CatalogError
from intel.records import Event
from intel.routing.policy import RoutingPolicy, Rules
from tests.factories import NOON, a_run, an_offer, fill
from tests.rows import put

GLM = "zai/glm-5.2"
POLICY = RoutingPolicy(title="Test", tasks={"coding": Rules.model_validate({"models": {"allow": [GLM]}})})
LATER = NOON + timedelta(hours=6)


@pytest.fixture
def filled(engine: Engine) -> Engine:
    with writing(engine) as connection:
        fill(connection, [an_offer("deepinfra", GLM), an_offer("novita", GLM, "input=1;output=3")])
    return engine


def _kept(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(column("body")).select_from(RoutingTableRow)))


def test_the_same_document_is_kept_once_and_another_is_kept_beside_it(filled: Engine, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "routing.yaml"
    first = publish_routing_table(filled, path, now=NOON, policy=POLICY)
    again = publish_routing_table(filled, path, now=LATER, policy=POLICY)
    assert (first.changed, again.changed) == (True, False)
    assert path.read_text() == first.text == again.text
    assert _kept(filled) == [first.text]
    with writing(filled) as connection:
        put(connection, a_run(at=LATER))
    assert publish_routing_table(filled, path, now=LATER, policy=POLICY).changed
    assert len(_kept(filled)) == 2


def test_the_table_is_judged_at_the_time_of_the_newest_healthy_run(filled: Engine) -> None:
    with writing(filled) as connection:
        put(connection, a_run(at=LATER, healthy=False, outcome="failed"))
    with filled.connect() as connection:
        assert catalog_time(connection) == NOON
        assert routing_table(connection, POLICY).catalog_at == NOON
        assert routing_table(connection, POLICY, as_of=LATER).catalog_at == LATER


def test_a_catalog_that_has_seen_nothing_has_no_time(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(CatalogError, match="holds nothing that was seen: run"):
        catalog_time(connection)


def test_a_time_before_anything_was_seen_is_named(filled: Engine) -> None:
    with filled.connect() as connection, pytest.raises(CatalogError, match="before 2026-07-01 00:00 UTC"):
        catalog_time(connection, NOON - timedelta(days=1, hours=12))


def test_a_task_without_a_price_is_named_as_unrouted(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as connection:
        fill(connection, [an_offer("plan", GLM, "input=0;output=0", kind="plan")])
    published = publish_routing_table(engine, tmp_path / "routing.yaml", now=NOON, policy=POLICY)
    assert published.unrouted == ("coding",)


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "routing.yaml"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_file(path, "new \ud800")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("routing.yaml", "old")]


def test_a_folder_in_the_place_of_the_file_is_named_as_it_was_given(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="directory") as error:
        write_file(tmp_path, "new")
    assert error.value.filename == str(tmp_path)
    assert list(tmp_path.parent.glob(f".{tmp_path.name}.*")) == []


def test_a_table_that_routes_otherwise_is_an_event_that_observers_hear_in_the_same_transaction(
    filled: Engine, tmp_path: Path
) -> None:
    heard: list[str] = []

    def observer(events: Sequence[Event], transaction: object) -> None:
        heard.extend(event.kind for event in events)

    def publish() -> None:
        path = tmp_path / "routing.yaml"
        publish_routing_table(filled, path, now=LATER, policy=POLICY, observers=[observer])

    publish()
    with writing(filled) as connection:
        put(connection, a_run(at=LATER))
    publish()
    assert heard == []
    with writing(filled) as connection:
        connection.execute(update(PriceRow).where(column("offer_id") == min(_offers(connection))).values(seen_to=LATER))
    publish()
    assert heard == ["routing_table_changed"]
    with filled.connect() as connection:
        (event,) = connection.execute(select(EventRow.__table__))  # type: ignore[attr-defined]
    assert event.before["coding"]["providers"] == ["novita", "deepinfra"]
    assert event.after["coding"]["providers"] == ["novita"]


def _offers(connection: Connection) -> list[int]:
    return list(connection.scalars(select(column("id")).select_from(OfferRow)))
