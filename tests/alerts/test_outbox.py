"""Events and their deliveries: written together, once for each rule, and never lost, on both engines."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert
from sqlalchemy.exc import IntegrityError

from intel.alerts.outbox import Routing
from intel.alerts.rules import Rules
from intel.catalog import write_rows as rows
from intel.catalog.engine import writing
from intel.catalog.events import store_events
from intel.errors import CatalogError
from tests.alerts.made import deliveries, happen, leads, the_rules
from tests.factories import NOON, a_model, fill
from tests.ingest.written import Bench, day, offers

TWO = the_rules("""
channels: {feed: {kind: feed}, out: {kind: stdout}}
rules:
  - {name: coding, kinds: new_leader, tasks: coding, channels: feed}
  - {name: every, kinds: all, channels: out, severity: critical}
""")


def told(engine: Engine) -> list[tuple[str, str, str]]:
    return [(row["rule"], row["channel"], row["severity"]) for row in deliveries(engine)]


def test_each_rule_gets_one_delivery_of_each_of_its_events(engine: Engine) -> None:
    assert happen(engine, TWO, leads("zai/glm-5.2"), leads("zai/glm-5.2", "writing")) == 3
    assert told(engine) == [
        ("coding", "feed", "warning"), ("every", "out", "critical"), ("every", "out", "critical"),
    ]  # fmt: skip
    assert happen(engine, TWO) == 0
    assert len(deliveries(engine)) == 3


def test_the_catalog_itself_refuses_a_second_delivery_of_an_event_to_a_rule(engine: Engine) -> None:
    happen(engine, TWO, leads("zai/glm-5.2"))
    again: dict[str, Any] = dict(deliveries(engine)[0]) | {"id": None}
    del again["id"]
    with pytest.raises((IntegrityError, CatalogError)), writing(engine) as conn:
        conn.execute(insert(rows.table("delivery")).values(again))


def test_what_takes_an_event_back_takes_its_deliveries_back(engine: Engine) -> None:
    def cut_off() -> None:
        with writing(engine) as conn:
            store_events(conn, [leads("zai/glm-5.2")])
            Routing(TWO, NOON)([leads("zai/glm-5.2")], conn)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cut_off()
    assert deliveries(engine) == []
    assert happen(engine, TWO, leads("zai/glm-5.2")) == 2


def test_events_that_came_while_no_rules_could_be_read_are_put_before_them_later(engine: Engine) -> None:
    with writing(engine) as conn:
        store_events(conn, [leads("zai/glm-5.2")])
    assert deliveries(engine) == []
    happen(engine, TWO, leads("zai/glm-6"))
    assert [row["rule"] for row in deliveries(engine)] == ["coding", "every", "coding", "every"]


def test_events_from_before_there_were_rules_are_no_news(engine: Engine) -> None:
    happen(engine, Rules(), leads("zai/glm-5.2"))
    assert happen(engine, TWO) == 0


def test_hundreds_of_events_are_all_seen(engine: Engine) -> None:
    assert happen(engine, TWO, *(leads(f"zai/m{number}") for number in range(600))) == 1200


def test_a_catalog_whose_cursor_is_gone_starts_anew_and_ends_with_one(engine: Engine) -> None:
    with writing(engine) as conn:
        conn.execute(delete(rows.table("outbox")))
    assert happen(engine, TWO, leads("zai/glm-5.2")) == 2
    assert happen(engine, TWO) == 0


def test_a_key_says_what_is_told_and_differs_between_rules_and_events(engine: Engine) -> None:
    happen(engine, TWO, leads("zai/glm-5.2"), leads("zai/glm-6"))
    keys = [row["key"] for row in deliveries(engine)]
    assert len(set(keys)) == 4
    with writing(engine) as conn:
        conn.execute(delete(rows.table("delivery")))
    happen(engine, TWO, leads("zai/glm-5.2"))
    assert {row["key"] for row in deliveries(engine)} < set(keys)


def test_weights_tasks_and_hosts_of_an_event_come_from_the_catalog(engine: Engine) -> None:
    with writing(engine) as conn:
        fill(conn, models=[a_model("zai/glm-5.2"), a_model("openai/gpt-5.5", False)])
    text = "channels: {f: {kind: feed}}\nrules: [{name: r, kinds: all, open_weights: false, channels: f}]"
    happen(engine, the_rules(text), leads("zai/glm-5.2"), leads("openai/gpt-5.5"), leads("meta/unknown"))
    assert [row["about"]["models"] for row in deliveries(engine)] == [["openai/gpt-5.5"]]


def test_a_run_puts_its_events_before_the_rules_in_its_own_transaction(bench: Bench) -> None:
    text = "channels: {f: {kind: feed}}\nrules: [{name: r, kinds: price_changed, min_percent: 40, channels: f}]"
    bench.observers = [Routing(the_rules(text), NOON)]
    for number, price in enumerate(("input=1;output=2", "input=0.9;output=2", "input=0.4;output=1"), 1):
        bench.run(offers({"m": price}), day(number))
    (row,) = deliveries(bench.engine)
    assert (row["rule"], row["about"]["providers"], row["made_at"]) == ("r", ["a"], NOON)


def test_quiet_hours_and_digests_set_when_a_delivery_is_due(engine: Engine) -> None:
    rules = the_rules("""
channels: {f: {kind: feed}}
quiet_hours: {from: "11:00", to: "13:00"}
digests: {at: "18:30"}
rules:
  - {name: now, kinds: all, channels: f}
  - {name: urgent, kinds: all, severity: critical, channels: f}
  - {name: later, kinds: all, digest: daily, channels: f}
""")
    happen(engine, rules, leads("zai/glm-5.2"))
    due = {row["rule"]: row["due_at"] - NOON for row in deliveries(engine)}
    assert due == {"now": timedelta(hours=1), "urgent": timedelta(0), "later": timedelta(hours=6.5)}
    assert {row["rule"]: bool(row["key"]) for row in deliveries(engine)} == {
        "now": True, "urgent": True, "later": False,
    }  # fmt: skip
