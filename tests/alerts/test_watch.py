"""What only time brings about is told once."""

from datetime import timedelta

from sqlalchemy import Connection

from intel.alerts.watch import stale_events, sunset_events
from intel.catalog import write_rows as rows
from intel.catalog.engine import writing
from intel.catalog.events import store_events
from intel.records import Event
from tests.ingest.written import Bench, day, offers

DAY = timedelta(days=1)


def told(bench: Bench, number: float) -> list[Event]:
    """What the clock brings at that day, and stores."""
    with writing(bench.engine) as conn:
        found = [*stale_events(conn, day(number), [bench.source]), *sunset_events(conn, day(number))]
        store_events(conn, found)
        return found


def test_a_silent_source_is_told_of_once_for_each_silence(bench: Bench) -> None:
    bench.run(offers({"m": "input=1;output=2"}), day(1))
    assert told(bench, 3) == []
    (event,) = told(bench, 4.5)
    assert (event.kind, event.subject) == ("source_stale", "source here")
    assert event.before is not None
    assert event.before["last_healthy_at"] == day(1).isoformat()
    assert event.evidence["url"] == bench.source.url
    assert told(bench, 5) == told(bench, 30) == []
    bench.run(offers({"m": "input=1;output=2"}), day(31))
    assert told(bench, 32) == []
    assert [event.subject for event in told(bench, 40)] == ["source here"]


def test_a_source_that_never_was_read_here_is_not_silent(bench: Bench) -> None:
    bench.run(offers({"m": "input=1;output=2"}), day(1))
    with writing(bench.engine) as conn:
        _as_seeded(conn)
    assert told(bench, 30) == []


def _as_seeded(conn: Connection) -> None:
    conn.exec_driver_sql("UPDATE run SET outcome = 'seeded'")


def test_a_source_that_was_read_today_is_not_silent_however_old_what_it_states_is(bench: Bench) -> None:
    bench.run(offers({"m": "input=1;output=2"}), day(1))
    with writing(bench.engine) as conn:
        conn.execute(rows.table("run").update().values(started_at=day(29), outcome="done"))
    assert told(bench, 30) == []
    assert [event.kind for event in told(bench, 33)] == ["source_stale"]


def test_a_sunset_is_told_once_when_it_is_near_and_again_when_its_date_moves(bench: Bench) -> None:
    stated = offers({"m": "input=1;output=2"})
    bench.run(stated | {"withdrawn": [["a", "m", "2026-07-20"]]}, day(1))
    assert [event.kind for event in told(bench, 2) if event.kind == "sunset_near"] == []
    (event,) = [event for event in told(bench, 25) if event.kind == "sunset_near"]
    assert event.subject == "offer a m"
    assert event.after == {
        "model": None, "provider": "a", "sku": "m", "skus": 1, "sunset_on": "2026-07-20", "days": 24,
    }  # fmt: skip
    assert [event for event in told(bench, 26) if event.kind == "sunset_near"] == []
    bench.run(stated | {"withdrawn": [["a", "m", "2026-07-25"]]}, day(27))
    assert [(event.after or {})["sunset_on"] for event in told(bench, 28)] == ["2026-07-25"]
    assert told(bench, 29) == []


def test_what_has_ended_is_near_no_more(bench: Bench) -> None:
    stated = offers({"m": "input=1;output=2"})
    bench.run(stated | {"withdrawn": [["a", "m", "2026-06-10"]]}, day(1))
    assert [event for event in told(bench, 12) if event.kind == "sunset_near"] == []


def test_what_a_provider_sells_of_one_model_ends_in_one_event(bench: Bench) -> None:
    names = ("robin-9b", "robin-9b-instruct-free")
    stated = {"models": [{"name": "zai/robin-9b", "title": "Robin"}], "offers": [
        {"provider": "a", "sku": sku, "name": "robin-9b", "price": "input=1;output=2"} for sku in names
    ]}  # fmt: skip
    bench.run(stated | {"withdrawn": [["a", sku, "2026-06-20"] for sku in names]}, day(1))
    (event,) = told(bench, 2)
    assert event.after is not None
    assert (event.after["model"], event.after["skus"]) == ("zai/robin-9b", 2)
