"""What waits in quarantine, accepted or rejected by hand, on both engines."""

from datetime import timedelta

import pytest

from intel.actions import accept_held, reject_held
from intel.catalog.quarantine import HeldState, held_states
from intel.errors import SourceError, UsageError
from intel.ingest.archive import Archive
from intel.source import Parsed, Snapshot
from tests.ingest.written import Bench, Scripted, a_source, day, many, offers

LATER = day(2) + timedelta(hours=1)


def _held(bench: Bench) -> list[HeldState]:
    with bench.engine.connect() as conn:
        return held_states(conn)


def _accept(bench: Bench, number: int) -> HeldState:
    archive = Archive(bench.folder / "archive")
    return accept_held(bench.engine, number, now=LATER, archive=archive, collectors=[Scripted(bench.source)])


def _jumped(bench: Bench) -> HeldState:
    bench.run(offers({"m": "input=1;output=2", "n": "input=3"}), day(1))
    bench.run(offers({"m": "input=10;output=20", "n": "input=3"}), day(2))
    (held,) = _held(bench)
    return held


def test_what_waits_is_listed_with_what_it_is_about(bench: Bench) -> None:
    held = _jumped(bench)
    assert (held.subject, held.stated, held.held_at) == ("price a m", "USD input=10;output=20", day(2))


def test_an_accepted_price_is_believed_from_then_on_and_cites_the_bytes_that_stated_it(bench: Bench) -> None:
    held = _jumped(bench)
    _accept(bench, held.id)
    assert bench.prices()["a/m"] == "input=10;output=20"
    assert bench.prices(day(2))["a/m"] == "input=1;output=2"
    assert bench.rows("quarantined", "outcome", "settled_at") == [("accepted", LATER)]
    assert (held.source, held.sha256, "https://here.example/all") in bench.rows(
        "snapshot", "source_id", "sha256", "url"
    )
    kinds = sorted(kind for kind, subject in bench.rows("event", "kind", "subject") if subject == "price a m")
    assert kinds == ["price_changed", "quarantine_accepted", "quarantined"]


def test_the_run_after_an_accepted_price_finds_nothing_to_change(bench: Bench) -> None:
    _accept(bench, _jumped(bench).id)
    again = bench.run(offers({"m": "input=10;output=20", "n": "input=3"}), day(3), salt=1)
    assert (again.changed, again.quarantined) == (0, 0)


def test_a_rejected_price_does_not_come_back_by_repetition(bench: Bench) -> None:
    reject_held(bench.engine, _jumped(bench).id, now=LATER)
    stated = offers({"m": "input=10;output=20", "n": "input=3"})
    for number in (3, 4, 5):
        result = bench.run(stated, day(number), salt=number)
        assert (result.changed, result.quarantined, result.message) == (0, 0, "")
    assert bench.prices()["a/m"] == "input=1;output=2"
    assert bench.rows("quarantined", "outcome") == [("rejected",)]
    assert ("quarantine_rejected", "price a m") in bench.rows("event", "kind", "subject")


def test_another_jump_after_a_rejected_one_waits_as_any_does(bench: Bench) -> None:
    reject_held(bench.engine, _jumped(bench).id, now=LATER)
    assert bench.run(offers({"m": "input=11;output=2", "n": "input=3"}), day(3)).quarantined == 1
    assert [held.stated for held in _held(bench)] == ["USD input=11;output=2"]


def test_a_rejected_price_that_an_independent_source_states_too_is_let_in(bench: Bench) -> None:
    reject_held(bench.engine, _jumped(bench).id, now=LATER)
    stated = offers({"m": "input=10;output=20", "n": "input=3"})
    bench.run(stated, day(3), source=a_source("there"))
    assert bench.run(stated, day(4), salt=1).changed == 1


def test_an_accepted_run_is_read_again_from_its_archived_bytes(bench: Bench) -> None:
    bench.run(offers(many(10)), day(1))
    assert bench.run(offers({"m0": "input=1;output=3"}), day(2)).outcome == "quarantined"
    (held,) = _held(bench)
    assert (held.key, held.subject) == (None, "source here")
    _accept(bench, held.id)
    assert bench.prices()["a/m0"] == "input=1;output=3"
    assert bench.rows("quarantined", "outcome") == [("accepted",)]
    assert next(row for row in bench.rows("run", "outcome", "healthy", "offers") if row[2] == 1) == ("done", True, 1)


def test_a_run_of_several_documents_is_left_to_the_next_collection(bench: Bench) -> None:
    stated = offers(many(10)) | {"follow": ["https://here.example/more"]}
    bench.run(offers(many(10)), day(1))
    bench.run(offers({}) | {"follow": stated["follow"]}, day(2))
    (held,) = _held(bench)
    with pytest.raises(UsageError, match="several documents"):
        _accept(bench, held.id)
    assert [left.id for left in _held(bench)] == [held.id]


def test_nothing_is_settled_twice(bench: Bench) -> None:
    held = _jumped(bench)
    reject_held(bench.engine, held.id, now=LATER)
    with pytest.raises(UsageError, match="Nothing waits under number"):
        _accept(bench, held.id)


def test_a_collector_that_breaks_on_an_accepted_run_is_a_sentence_and_the_run_still_waits(bench: Bench) -> None:
    class Broken(Scripted):
        def parse(self, snapshot: Snapshot) -> Parsed:
            raise KeyError("price")

    bench.run(offers(many(10)), day(1))
    bench.run(offers({"m0": "input=1;output=3"}), day(2))
    (held,) = _held(bench)
    archive = Archive(bench.folder / "archive")
    with pytest.raises(SourceError, match="the collector cannot read it"):
        accept_held(bench.engine, held.id, now=LATER, archive=archive, collectors=[Broken(bench.source)])
    assert held in _held(bench)
