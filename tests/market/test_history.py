"""Changes read from the intervals of one source."""

from dataclasses import replace
from datetime import datetime, timedelta

from intel.market.history import Change, Interval, changes
from intel.records import UNKNOWN_START, OfferKey
from tests.factories import NOON, a_card

KEY = OfferKey("deepinfra", "glm-5.2")
DAY = timedelta(days=1)


def _interval(stated: str, seen_from: datetime, seen_to: datetime | None = None) -> Interval:
    return Interval(a_card(stated), UNKNOWN_START, None, "observed", seen_from, seen_to, "ab" * 32, "https://a.example")


def _dated(stated: str, start: datetime, seen_from: datetime, seen_to: datetime | None = None) -> Interval:
    return replace(_interval(stated, seen_from, seen_to), effective_from=start, basis="stated")


def _of(*intervals: Interval, now: datetime = NOON + 30 * DAY, gone_at: datetime | None = None) -> list[Change]:
    return changes(KEY, "models.dev", intervals, now=now, gone_at=gone_at)


def _told(found: list[Change]) -> list[tuple[int, str, str | None, str | None]]:
    return [
        ((c.at - NOON).days, c.kind, c.before.text() if c.before else None, c.after.text() if c.after else None)
        for c in found
    ]


def test_each_interval_with_other_rates_is_a_change_at_the_time_it_was_seen() -> None:
    told = _told(_of(_interval("input=2", NOON, NOON + DAY), _interval("input=1", NOON + DAY)))
    assert told == [(0, "first seen", None, "input=2"), (1, "changed", "input=2", "input=1")]


def test_the_same_rates_in_a_following_interval_are_no_change() -> None:
    told = _told(_of(_interval("input=2", NOON, NOON + DAY), _interval("input=2", NOON + DAY)))
    assert told == [(0, "first seen", None, "input=2")]


def test_a_dated_price_changes_on_its_own_date_not_on_the_day_it_was_read() -> None:
    found = _of(_dated("input=2", NOON - 90 * DAY, NOON), _dated("input=1", NOON - 30 * DAY, NOON))
    assert _told(found) == [(-90, "first seen", None, "input=2"), (-30, "changed", "input=2", "input=1")]
    assert [c.basis for c in found] == ["stated", "stated"]


def test_a_price_that_lies_ahead_is_announced_when_it_was_seen_and_names_its_date() -> None:
    found = _of(_interval("input=2", NOON), _dated("input=3", NOON + 60 * DAY, NOON + DAY))
    assert _told(found)[1] == (1, "announced", "input=2", "input=3")
    assert found[1].effective_from == NOON + 60 * DAY


def test_a_retracted_announcement_never_becomes_a_change() -> None:
    later = NOON + 60 * DAY
    found = _of(_interval("input=2", NOON), _dated("input=3", NOON + 9 * DAY, NOON + DAY, NOON + 4 * DAY), now=later)
    assert _told(found) == [
        (0, "first seen", None, "input=2"),
        (1, "announced", "input=2", "input=3"),
        (4, "retracted", "input=3", None),
    ]


def test_a_price_that_is_no_longer_stated_ends_and_one_stated_again_begins_from_nothing() -> None:
    told = _told(_of(_interval("input=2", NOON, NOON + DAY), _interval("input=2", NOON + 3 * DAY)))
    assert told[1:] == [(1, "ended", "input=2", None), (3, "changed", None, "input=2")]


def test_an_offer_that_its_source_gave_up_is_gone() -> None:
    told = _told(_of(_interval("input=2", NOON, NOON + DAY), gone_at=NOON + DAY))
    assert told[-1] == (1, "gone", "input=2", None)
