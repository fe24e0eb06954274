"""Guards are pure: what jumps is held, what is repeated or witnessed is let in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from intel.catalog.batch import Census, Held, Proposal
from intel.ingest.guards import guard_row, guard_run
from intel.rates import parse_rate_card
from intel.records import UNKNOWN_START, OfferKey, Price
from tests.ingest.written import DAY, a_source, day


def price(text: str, currency: str = "USD", start: datetime = UNKNOWN_START) -> Price:
    return Price(parse_rate_card(text, currency), start)


def judged(
    old: str, new: str, *, currency: str = "USD", witnesses: tuple[str, ...] = (), **held: Any
) -> tuple[str, bool]:
    """(reason or '', whether it is let in)."""
    stated = (price(new, currency),)
    waiting = (Held(1, UNKNOWN_START, f"{currency} {new}", held["at"], held["sha256"]),) if held else ()
    proposal = Proposal(
        a_source(), OfferKey("a", "m"), day(2), "new", stated, stated, (price(old),) if old else (), waiting,
        tuple(parse_rate_card(text) for text in witnesses),
    )  # fmt: skip
    verdict = guard_row(proposal)
    return verdict.reasons.get(UNKNOWN_START, ""), verdict.released or not verdict.reasons


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("input=1;output=2", "input=5;output=10"), ("input=1;output=2", "input=0.2;output=0.4"), ("", "input=900"),
        ("input=0;output=0", "input=0;output=0;cache_read=1"), ("output=2", "input=100;output=2"),
        ("input=1;output=2;cache_read=0.1", "input=1;output=2;cache_read=90"),
    ],
)  # fmt: skip
def test_a_change_within_a_factor_of_five_is_believed(old: str, new: str) -> None:
    assert judged(old, new) == ("", True)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("input=1;output=2", "input=5.01;output=2", "input 1 → 5.01 is a change by more than a factor of 5"),
        ("input=1;output=2", "input=1;output=0.39", "output 2 → 0.39 is a change by more than a factor of 5"),
        ("input=1;output=2", "input=0;output=2", "input 1 → 0 crosses zero"),
        ("input=0;output=0", "input=0.01;output=0", "input 0 → 0.01 crosses zero"),
    ],
)
def test_a_jump_is_held(old: str, new: str, reason: str) -> None:
    assert judged(old, new) == (reason, False)


def test_a_jump_is_let_in_when_an_independent_source_states_it_to_six_digits() -> None:
    assert judged("input=1;output=2", "input=9;output=2", witnesses=("input=9.000001;output=2;cache_read=1",))[1]
    assert not judged("input=1;output=2", "input=9;output=2", witnesses=("input=9.0001;output=2",))[1]


@pytest.mark.parametrize(
    ("sha256", "waited", "let_in"),
    [
        ("new", timedelta(0), False),
        ("new", DAY - timedelta(seconds=1), False),
        ("new", DAY, True),
        ("old", timedelta(0), True),
    ],
)
def test_a_held_price_is_let_in_by_other_bytes_or_a_cadence_later(sha256: str, waited: timedelta, let_in: bool) -> None:
    assert judged("input=1;output=2", "input=9;output=2", at=day(2) - waited, sha256=sha256)[1] is let_in


def test_an_unknown_currency_is_held_however_often_it_is_stated() -> None:
    assert judged("", "input=9", currency="XBT", at=day(0), sha256="old") == ("unknown currency 'XBT'", False)
    assert judged("", "input=9", currency="CNY") == ("", True)


def test_another_held_price_of_the_offer_is_no_repetition() -> None:
    stated = (price("input=9"),)
    other = (Held(1, UNKNOWN_START, "USD input=8", day(0), "old"),)
    proposal = Proposal(a_source(), OfferKey("a", "m"), day(2), "new", stated, stated, (price("input=1"),), other)
    assert not guard_row(proposal).released


def test_a_dated_price_is_held_against_the_one_in_force() -> None:
    coming = price("input=90", start=datetime(2026, 12, 1, tzinfo=UTC))
    stated = (price("input=1"), coming)
    proposal = Proposal(a_source(), OfferKey("a", "m"), day(2), "new", stated, (coming,), (price("input=1"),))
    assert list(guard_row(proposal).reasons) == [coming.effective_from]


def census(**changed: Any) -> Census:
    facts: dict[str, Any] = {
        "source": a_source(min_records=10), "at": day(2), "sha256": "new", "facts": 100, "offers": 100, "rejected": 0,
        "known": 100, "gone": 0,
    }  # fmt: skip
    return Census(**(facts | changed))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"offers": 9, "facts": 9}, "too few: 9 records, fewer than the 10 expected"),
        ({"rejected": 6}, "too many rejects: 6 of 106 rows were rejected"),
        ({"gone": 51}, "half gone: 51 of 100 known offers are not listed"),
        ({"gone": 50, "rejected": 5}, ""),
        ({"gone": 51, "history": True}, ""),
        ({"offers": 0, "facts": 10}, ""),
    ],
)
def test_a_run_is_held_for_what_is_wrong_with_it_as_a_whole(changed: dict[str, Any], reason: str) -> None:
    assert guard_run(census(**changed)).reason == reason


@pytest.mark.parametrize(("sha256", "at", "let_in"), [("new", 1.5, False), ("old", 1.5, True), ("new", 1, True)])
def test_a_held_run_is_let_in_by_other_bytes_or_a_cadence_later(sha256: str, at: float, let_in: bool) -> None:
    held = Held(1, day(at), "half gone: 60 of 100 known offers are not listed", day(at), sha256)
    assert guard_run(census(gone=51, held=(held,))).released is let_in


def test_a_run_held_for_something_else_is_no_repetition() -> None:
    held = Held(1, day(0), "too many rejects: 60 of 100 rows were rejected", day(0), "old")
    assert not guard_run(census(gone=51, held=(held,))).released


def test_a_run_under_the_floor_is_never_let_in() -> None:
    held = Held(1, day(0), "too few: 9 records, fewer than the 10 expected", day(0), "old")
    assert not guard_run(census(offers=9, held=(held,))).released
