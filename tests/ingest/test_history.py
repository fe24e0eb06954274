"""Runs older than the newest healthy one fill the past and leave today alone."""

import itertools

import pytest

from tests.ingest.written import Bench, day, many, offers

CHEAP, MIDDLE, DEAR = "input=1;output=2", "input=2;output=3", "input=3;output=4"
STATED: dict[int, dict[str, str | None]] = {
    1: {"m": CHEAP, "n": CHEAP},
    2: {"m": MIDDLE, "n": CHEAP},
    3: {"m": CHEAP, "n": None},
    4: {"m": DEAR, "n": CHEAP},
}


def as_of(bench: Bench) -> dict[float, dict[str, str]]:
    """What is believed at and between the days of STATED."""
    return {moment / 2: bench.prices(day(moment / 2)) for moment in range(1, 10)}


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3]))[1:])
def test_days_replayed_in_any_order_answer_as_if_replayed_in_order(bench: Bench, order: tuple[int, ...]) -> None:
    bench.run(offers(STATED[4]), day(4))
    now = bench.prices()
    for number in order:
        result = bench.run(offers(STATED[number]), day(number))
        assert (result.outcome, result.healthy) == ("history", True)
    stated = {number: {f"a/{sku}": card for sku, card in prices.items() if card} for number, prices in STATED.items()}
    assert as_of(bench) == {moment: stated.get(int(moment), {}) for moment in as_of(bench)}
    assert bench.prices() == now
    assert bench.rows("event", "kind") == []


def test_the_past_again_writes_a_run_and_nothing_else(bench: Bench) -> None:
    for number in (4, 2):
        bench.run(offers(STATED[number]), day(number))
    before = bench.counts()
    assert bench.run(offers(STATED[2]), day(2), salt=1).changed == 0
    assert bench.counts() == before | {"run": before["run"] + 1}


def test_what_only_the_past_lists_does_not_hold_today_nor_count_as_lost(bench: Bench) -> None:
    bench.run(offers(many(3)), day(4))
    bench.run(offers({"old": CHEAP, **many(40)}), day(1))
    assert bench.prices() == {f"a/{sku}": "input=1;output=2" for sku in many(3)}
    assert bench.prices(day(2))["a/old"] == CHEAP
    assert bench.run(offers(many(3)), day(5)).outcome == "unchanged"


def test_the_past_changes_no_description(bench: Bench) -> None:
    now, then = offers({"m": CHEAP}), offers({"m": CHEAP})
    now["offers"][0]["title"], then["offers"][0]["title"] = "New name", "Old name"
    bench.run(now, day(4))
    bench.run(then, day(1))
    assert bench.rows("listing", "title") == [("New name",)]


def test_a_jump_in_the_past_is_not_held(bench: Bench) -> None:
    bench.run(offers({"m": CHEAP}), day(4))
    result = bench.run(offers({"m": "input=90;output=90"}), day(1))
    assert (result.quarantined, bench.counts()["quarantined"]) == (0, 0)
    assert bench.prices(day(2)) == {"a/m": "input=90;output=90"}
    assert bench.prices() == {"a/m": CHEAP}


def test_a_past_under_the_floor_is_not_believed_either(bench: Bench) -> None:
    from tests.ingest.written import a_source

    source = a_source(min_records=3)
    bench.run(offers(many(4)), day(4), source=source)
    assert bench.run(offers(many(2)), day(1), source=source).outcome == "quarantined"
    assert bench.prices(day(2)) == {}


def test_dated_prices_of_one_snapshot_hold_side_by_side(bench: Bench) -> None:
    periods = [[None, "2026-03-01", CHEAP], ["2026-03-01", "2026-05-01", MIDDLE], ["2026-05-01", None, DEAR]]
    bench.run({"offers": [{"provider": "a", "sku": "m", "price": periods}]}, day(1))
    assert bench.prices() == {"a/m": CHEAP, "a/m 2026-03-01": MIDDLE, "a/m 2026-05-01": DEAR}
    assert bench.rows("price", "basis") == [("observed",), ("stated",), ("stated",)]
