"""Overrides outlive every refresh, are in no row, and leave no trace when they are taken back; on both engines."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

from intel.catalog import queries
from intel.catalog import write_rows as rows
from intel.catalog.engine import writing
from intel.catalog.override_state import MET, met_events, override_states
from intel.catalog.overriding import load_overrides, overrides_of, with_overrides, without_overrides
from intel.catalog.reports import catalog_version
from intel.catalog.routing_facts import fees
from intel.errors import UsageError
from intel.market.override_file import parse_overrides
from intel.market.overrides import NONE
from intel.rates import Meter
from tests.ingest.written import Bench, day

OURS = parse_overrides(
    """
[[price]]
provider = "a"
sku = "robin-9b"
usd_per_mtok = {input = 0.5, output = 1}
[[fee]]
provider = "a"
ratio = 0.05
[[alias]]
name = "mystery"
model = "zai/robin-9b"
""",
    "overrides.toml",
)
STATED = {"models": [{"name": "zai/robin-9b", "title": "Robin"}], "offers": [
    {"provider": "a", "sku": "robin-9b", "price": "input=1;output=2"},
    {"provider": "b", "sku": "mystery", "price": "input=1;output=2"},
]}  # fmt: skip


@pytest.fixture
def bench(engine: Engine, tmp_path: Path) -> Bench:
    return Bench(with_overrides(engine, OURS), tmp_path / "bench")


def believed(engine: Engine, number: float) -> dict[str, tuple[str, str]]:
    """By sku of the model: whose word is believed, and the input."""
    with engine.connect() as conn:
        found = queries.offers(conn, "zai/robin-9b", now=day(number))
    return {o.key.sku: (o.statements[0].source, str(o.usd.amount(Meter.INPUT) if o.usd else None)) for o in found}


def test_an_override_outlives_every_refresh_and_its_end_leaves_no_trace(bench: Bench) -> None:
    for number, price in enumerate(("input=1;output=2", "input=1.1;output=2", "input=1.2;output=2"), 1):
        stated = STATED | {"offers": [{"provider": "a", "sku": "robin-9b", "price": price}, STATED["offers"][1]]}
        bench.run(stated, day(number))
        assert believed(bench.engine, number) == {"robin-9b": ("override", "0.5"), "mystery": ("here", "1")}
    plain = with_overrides(bench.engine, NONE)
    bench.engine = plain
    bench.run(stated, day(4), salt=1)
    assert believed(plain, 4) == {"robin-9b": ("here", "1.2")}


def test_events_are_of_what_the_world_states(bench: Bench) -> None:
    bench.run(STATED, day(1))
    bench.run({**STATED, "offers": [{"provider": "a", "sku": "robin-9b", "price": "input=2;output=2"}]}, day(2))
    with bench.engine.connect() as conn:
        event = rows.table("event")
        (evidence,) = conn.scalars(select(event.c.evidence).where(event.c.kind == "price_changed"))
    assert evidence["moved"]["before"] == {"input": "1.00", "output": "2.00"}


def test_the_world_catches_up_once(bench: Bench) -> None:
    bench.run(STATED, day(1))
    with bench.engine.connect() as conn:
        assert [one.state for one in override_states(conn, OURS, day(1))] == ["in force", "in force", "in force"]
    bench.run({**STATED, "offers": [{"provider": "a", "sku": "robin-9b", "price": "input=0.5;output=1"}]}, day(2))
    with bench.engine.connect() as conn:
        states = override_states(conn, OURS, day(2))
        (event,) = met_events(conn, states, day(2))
    assert [one.state for one in states] == [MET, "in force", "in force"]
    assert (event.subject, event.source) == ("override price a robin-9b", "here")
    assert event.after == {"stated": "input=0.5;output=1"}
    assert event.evidence["url"] == "https://here.example/all"


def test_a_fee_is_the_owners_where_tables_are_made_and_not_in_the_catalog(bench: Bench) -> None:
    with writing(bench.engine) as conn:
        about = {"kind": "gateway", "homepage": "", "headquarters": "", "fee_ratio": "0.1"}
        conn.execute(insert(rows.table("provider")).values(id="a", title="A", **about))
        stated = fees(conn)
        assert {name: str(ratio) for name, ratio in overrides_of(conn).with_fees(stated, day(1)).items()} == {
            "a": "0.05"
        }
        assert str(stated["a"]) == "0.1"


def test_the_version_that_caches_go_by_changes_with_the_overrides(bench: Bench) -> None:
    with bench.engine.connect() as conn:
        assert catalog_version(conn) != catalog_version(without_overrides(conn))


def test_a_file_that_is_named_and_not_there_is_said_so(tmp_path: Path) -> None:
    assert load_overrides(None) == NONE
    with pytest.raises(UsageError, match=r"overrides.toml cannot be read: No such file"):
        load_overrides(tmp_path / "overrides.toml")
