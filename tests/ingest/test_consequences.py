"""What a run's changes mean is written in the run's own transaction: once, with before, after and evidence."""

from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from intel.catalog import write_rows as rows
from intel.catalog.engine import writing
from intel.source import Authority
from tests.ingest.written import Bench, a_source, day

CHEAP, HALF, DEAR = "input=1;output=2", "input=0.5;output=1", "input=2;output=4"
PAGE = a_source("page", authority=Authority.FIRST_PARTY)
OTHER = a_source("other")


@pytest.fixture
def market(bench: Bench) -> Bench:
    """Two known hosts, so that what they sell can be compared."""
    with writing(bench.engine) as conn:
        for name in ("a", "b", "c"):
            about = {"kind": "inference", "homepage": "", "headquarters": "", "fee_ratio": ""}
            conn.execute(insert(rows.table("provider")).values(id=name, title=name.upper(), **about))
    return bench


def stated(**prices: str) -> dict[str, Any]:
    """A document in which each provider sells one model at a price."""
    models = [{"name": "zai/robin-9b", "title": "Robin 9B", "open_weights": True}]
    return {"models": models, "offers": [{"provider": p, "sku": "robin-9b", "price": c} for p, c in prices.items()]}


def events(engine: Engine, *kinds: str) -> list[Any]:
    event = rows.table("event")
    with engine.connect() as conn:
        return list(conn.execute(select(event).where(event.c.kind.in_(kinds)).order_by(event.c.id)))


def test_a_source_that_is_new_tells_nothing_of_what_it_brings(market: Bench) -> None:
    market.run(stated(a=CHEAP), day(1))
    assert market.rows("event", "kind") == []


def test_a_new_host_and_a_new_cheapest_one_are_written_with_the_run(market: Bench) -> None:
    market.run(stated(a=CHEAP), day(1))
    market.run(stated(a=CHEAP, b=HALF), day(2))
    host, cheapest = events(market.engine, "new_host", "cheapest_host_changed")
    assert (host.kind, cheapest.kind, host.subject) == ("new_host", "cheapest_host_changed", "model zai/robin-9b at b")
    assert (cheapest.before["provider"], cheapest.after["provider"]) == ("a", "b")
    assert host.run_id == cheapest.run_id is not None
    assert host.evidence["sha256"]
    market.run(stated(a=CHEAP, b=HALF), day(3), salt=1)
    assert len(events(market.engine, "new_host", "cheapest_host_changed")) == 2


def test_a_change_of_what_is_believed_is_told_in_the_event_of_the_source_that_made_it(market: Bench) -> None:
    market.run(stated(a=CHEAP), day(1))
    market.run(stated(a=HALF), day(2))
    (event,) = events(market.engine, "price_changed")
    assert event.evidence["moved"] == {
        "before": {"input": "1.00", "output": "2.00"}, "after": {"input": "0.50", "output": "1.00"},
        "agreement": "single",
    }  # fmt: skip


def test_sources_that_state_one_change_one_after_the_other_move_the_belief_once(market: Bench) -> None:
    for source in (PAGE, OTHER):
        market.run(stated(a=CHEAP), day(1), source=source)
    for source in (PAGE, OTHER):
        market.run(stated(a=HALF), day(2), source=source)
    changed = events(market.engine, "price_changed")
    assert [(event.source_id, "moved" in event.evidence) for event in changed] == [("page", True), ("other", False)]


def test_a_lower_authority_that_strays_makes_a_dispute_and_moves_nothing(market: Bench) -> None:
    for source in (PAGE, OTHER):
        market.run(stated(a=CHEAP), day(1), source=source)
    market.run(stated(a=DEAR), day(2), source=OTHER)
    (changed,) = events(market.engine, "price_changed")
    assert "moved" not in changed.evidence
    (dispute,) = events(market.engine, "disputed")
    assert (dispute.subject, dispute.before["agreement"]) == ("price a robin-9b", "verified")


def test_a_price_printed_on_a_page_moves_the_offer_that_has_a_sku(market: Bench) -> None:
    def page(price: str) -> dict[str, Any]:
        printed = {"provider": "a", "sku": "Robin 9B", "name": "robin-9b", "price": price}
        return {"offers": [printed | {"evidence": [["display_name", "Robin 9B"]]}]}

    market.run(stated(a=CHEAP), day(1), source=OTHER)
    market.run(page(CHEAP), day(1), source=PAGE)
    market.run(page(HALF), day(2), source=PAGE)
    (event,) = events(market.engine, "price_changed")
    assert event.evidence["moved"]["after"] == {"input": "0.50", "output": "1.00"}


def test_of_an_offer_without_a_model_the_sources_own_word_counts(market: Bench) -> None:
    market.run({"offers": [{"provider": "a", "sku": "mystery", "price": CHEAP}]}, day(1))
    market.run({"offers": [{"provider": "a", "sku": "mystery", "price": HALF}]}, day(2))
    (event,) = events(market.engine, "price_changed")
    assert event.evidence["moved"]["after"] == {"input": "0.50", "output": "1.00"}


def test_a_host_that_leaves_and_comes_back_is_not_new(market: Bench) -> None:
    market.run(stated(a=CHEAP, b=DEAR), day(1))
    for number in (2, 3, 4):
        market.run(stated(a=CHEAP), day(number), salt=number)
    market.run(stated(a=CHEAP, b=DEAR), day(5), salt=5)
    assert {kind for (kind,) in market.rows("event", "kind")} == {"offer_back", "offer_gone", "price_changed"}
