"""What waits until it is believed, and what counts as gone."""

from tests.ingest.written import Bench, a_source, day, many, offers, outcomes

CHEAP, DEAR = "input=1;output=2", "input=2;output=4"


def test_a_jump_waits_while_the_old_price_stands_and_is_let_in_a_cadence_later(bench: Bench) -> None:
    bench.run(offers({"m": CHEAP, "n": CHEAP}), day(1))
    held = bench.run(offers({"m": "input=10;output=20", "n": DEAR}), day(2))
    assert (held.outcome, held.quarantined, held.changed) == ("done", 1, 1)
    assert held.message == "new prices of 1 offer wait in quarantine"
    assert bench.prices() == {"a/m": CHEAP, "a/n": DEAR}
    assert bench.rows("quarantined", "reason", "stated", "outcome") == [
        ("input 1 → 10 is a change by more than a factor of 5", "USD input=10;output=20", "held")
    ]
    same = bench.run(offers({"m": "input=10;output=20", "n": DEAR}), day(2.5))
    assert (same.outcome, same.quarantined) == ("unchanged", 1)
    assert bench.counts()["quarantined"] == 1
    released = bench.run(offers({"m": "input=10;output=20", "n": DEAR}), day(3))
    assert (released.changed, released.quarantined) == (1, 0)
    assert bench.prices() == {"a/m": "input=10;output=20", "a/n": DEAR}
    assert bench.prices(day(2.9))["a/m"] == CHEAP
    assert bench.rows("quarantined", "outcome", "settled_at") == [("released", day(3))]


def test_a_jump_is_let_in_by_other_bytes(bench: Bench) -> None:
    bench.run(offers({"m": CHEAP}), day(1))
    bench.run(offers({"m": "input=0;output=0"}), day(2))
    assert bench.run(offers({"m": "input=0;output=0"}), day(2.1), salt=1).changed == 1
    assert bench.prices() == {"a/m": "input=0;output=0"}


def test_a_jump_is_let_in_at_once_when_an_independent_source_states_it(bench: Bench) -> None:
    copy = a_source("copy", derived_from=("here",))
    for source in (None, copy):
        bench.run(offers({"m": CHEAP}), day(1), source=source)
    bench.run(offers({"m": "input=10;output=20"}), day(1), source=a_source("other"))
    assert bench.run(offers({"m": "input=10;output=20"}), day(2)).quarantined == 0


def test_a_copy_of_a_typo_in_a_derived_source_is_no_witness(bench: Bench) -> None:
    bench.run(offers({"m": CHEAP}), day(1))
    bench.run(offers({"m": "input=10;output=20"}), day(1), source=a_source("copy", derived_from=("here",)))
    assert bench.run(offers({"m": "input=10;output=20"}), day(2)).quarantined == 1


def test_a_typo_that_is_mended_never_enters(bench: Bench) -> None:
    bench.run(offers({"m": CHEAP}), day(1))
    bench.run(offers({"m": "input=10;output=20"}), day(2))
    assert bench.run(offers({"m": CHEAP}), day(3)).changed == 0
    assert bench.rows("quarantined", "outcome") == [("superseded",)]
    assert bench.counts()["price"] == 1


def test_an_unknown_currency_waits_and_the_old_price_stands(bench: Bench) -> None:
    bench.run(offers({"m": CHEAP}), day(1))
    stated = {"offers": [{"provider": "a", "sku": "m", "price": CHEAP, "currency": "XBT"}]}
    for moment in (2, 3, 9):
        assert bench.run(stated, day(moment), salt=moment).quarantined == 1
    assert bench.prices() == {"a/m": CHEAP}
    assert bench.rows("quarantined", "reason", "outcome") == [("unknown currency 'XBT'", "held")]


def test_half_a_page_deletes_nothing(bench: Bench) -> None:
    bench.run(offers(many(10)), day(1))
    result = bench.run(offers(many(4, DEAR)), day(2))
    assert (result.outcome, result.healthy) == ("quarantined", False)
    assert result.message == "not believed yet, half gone: 6 of 10 known offers are not listed"
    assert bench.prices() == {f"a/{sku}": CHEAP for sku in many(10)}
    assert bench.counts()["tombstone"] == 0
    assert bench.rows("event", "kind", "subject") == [("quarantined", "source here")]
    again = bench.run(offers(many(4, DEAR)), day(2.5))
    assert again.outcome == "quarantined"
    assert bench.counts()["quarantined"] == 1
    let_in = bench.run(offers(many(4, DEAR)), day(3))
    assert (let_in.outcome, let_in.changed) == ("done", 4)
    assert bench.rows("quarantined", "outcome") == [("released",)]
    assert len(bench.prices()) == 10


def test_a_run_under_the_floor_is_held_for_good(bench: Bench) -> None:
    source = a_source(min_records=5)
    bench.run(offers(many(10)), day(1), source=source)
    runs = [bench.run(offers(many(3)), day(n), salt=n, source=source) for n in (2, 3, 9)]
    assert outcomes(runs) == ["quarantined"] * 3
    assert runs[0].message == "not believed yet, too few: 3 records, fewer than the 5 expected"


def test_too_many_rejected_rows_hold_the_run(bench: Bench) -> None:
    stated = {**offers(many(10)), "rejected": [["x", "negative price -1"]]}
    result = bench.run(stated, day(1))
    assert (result.outcome, result.rejected) == ("quarantined", 1)
    assert bench.prices() == {}


def test_an_offer_is_gone_after_three_healthy_runs_without_it(bench: Bench) -> None:
    bench.run(offers({"m": CHEAP, "n": CHEAP, "o": CHEAP}), day(1))
    rest = offers({"m": CHEAP, "n": CHEAP})
    for number in (2, 3):
        bench.run(rest, day(number))
        assert "a/o" in bench.prices()
    assert bench.rows("tombstone", "missed_runs", "first_missed_at", "gone_at") == [(2, day(2), None)]
    bench.run(rest, day(4))
    assert bench.prices() == {"a/m": CHEAP, "a/n": CHEAP}
    assert bench.rows("tombstone", "missed_runs", "gone_at") == [(3, day(4))]
    assert bench.rows("event", "kind", "subject") == [("offer_gone", "offer a o")]
    before = bench.counts()
    bench.run(rest, day(5))
    assert bench.counts() == before | {"run": before["run"] + 1}


def test_an_offer_that_comes_back_is_listed_again(bench: Bench) -> None:
    bench.run(offers({"m": CHEAP, "n": CHEAP, "o": CHEAP}), day(1))
    for number in (2, 3, 4):
        bench.run(offers({"m": CHEAP, "n": CHEAP}), day(number))
    bench.run(offers({"m": CHEAP, "n": CHEAP, "o": "input=50;output=90"}), day(5))
    assert bench.prices()["a/o"] == "input=50;output=90"
    assert bench.prices(day(4.5)) == {"a/m": CHEAP, "a/n": CHEAP}
    assert bench.counts()["tombstone"] == 0
    assert {kind for (kind,) in bench.rows("event", "kind")} == {"offer_gone", "offer_back", "price_changed"}


def test_failed_and_held_runs_count_no_absence(bench: Bench) -> None:
    bench.run(offers(many(10)), day(1))
    bench.run_bytes(b"{", day(2))
    bench.run(offers(many(3)), day(3))
    bench.run(offers(many(9)), day(4))
    assert bench.rows("tombstone", "missed_runs") == [(1,)]


def test_the_newest_run_repeated_counts_no_second_absence(bench: Bench) -> None:
    bench.run(offers({"m": CHEAP, "n": CHEAP, "o": CHEAP}), day(1))
    for _ in range(4):
        bench.run(offers({"m": CHEAP, "n": CHEAP}), day(2))
    assert bench.rows("tombstone", "missed_runs") == [(1,)]
