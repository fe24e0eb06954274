"""Which events a rule is for, and when they are told."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from intel.alerts.events import About
from intel.alerts.matching import matches, move, severity
from intel.alerts.rules import Rule, Rules
from intel.alerts.times import due_at, wait
from tests.alerts.made import it_happened
from tests.factories import NOON

LEADS = Rule("r", "c", frozenset({"new_leader"}))
PRICES = Rule("r", "c", frozenset({"price_changed"}))


def test_a_rule_without_filters_takes_every_event_of_its_kinds_and_no_other() -> None:
    assert matches(LEADS, it_happened(), ())
    assert not matches(LEADS, it_happened("tie_broken"), ())


@pytest.mark.parametrize(
    ("filters", "passes"),
    [
        ({"tasks": ("coding",)}, True),
        ({"tasks": ("writing",)}, False),
        ({"models": ("zai/*",)}, True),
        ({"models": ("*/glm-5",)}, False),
        ({"labs": ("zai",)}, True),
        ({"labs": ("openai",)}, False),
        ({"providers": ("deep*",)}, True),
        ({"providers": ("novita",)}, False),
        ({"open_weights": True}, True),
        ({"open_weights": False}, False),
        ({"models": ("zai/*",), "tasks": ("writing",)}, False),
    ],
)
def test_every_stated_filter_must_let_an_event_pass(filters: dict[str, object], passes: bool) -> None:
    assert matches(replace(LEADS, **filters), it_happened(), ()) is passes  # type: ignore[arg-type]


def test_a_filter_on_what_an_event_has_not_keeps_it_out() -> None:
    bare = it_happened(about=About())
    assert not matches(replace(LEADS, models=("*",)), bare, ())
    assert not matches(replace(LEADS, open_weights=False), bare, ())


def test_models_in_use_are_those_of_the_deployed_table() -> None:
    rule = replace(LEADS, in_use=True)
    assert matches(rule, it_happened(), {"zai/glm-5.2"})
    assert not matches(rule, it_happened(), {"openai/gpt-5.5"})


def moved(before: object, after: object) -> object:
    return it_happened("price_changed", evidence={"moved": {"before": before, "after": after}})


@pytest.mark.parametrize(
    ("percent", "usd", "passes"),
    [(None, None, True), ("50", None, True), ("51", None, False), (None, "1", True), (None, "1.01", False),
     ("50", "1.01", False)],
)  # fmt: skip
def test_a_price_must_move_by_both_thresholds(percent: str | None, usd: str | None, passes: bool) -> None:
    rule = replace(
        PRICES, min_percent=Decimal(percent) if percent else None, min_usd=Decimal(usd) if usd else None
    )  # fmt: skip
    change = {"input": "1.00", "output": "2.00"}, {"input": "1.00", "output": "1.00"}
    assert matches(rule, moved(*change), ()) is passes  # type: ignore[arg-type]


def test_a_price_that_becomes_known_or_unknown_passes_every_threshold() -> None:
    rule = replace(PRICES, min_percent=Decimal(99), min_usd=Decimal(99))
    assert matches(rule, moved(None, {"input": "1"}), ())  # type: ignore[arg-type]
    assert matches(rule, moved({"input": "1"}, None), ())  # type: ignore[arg-type]


def test_a_price_that_one_source_changed_and_nobody_believes_is_told_to_nobody() -> None:
    assert not matches(PRICES, it_happened("price_changed"), ())


def test_a_move_is_the_largest_of_the_rates_that_both_sides_state() -> None:
    assert move({"input": "2", "output": "4", "cache_read": "1"}, {"input": "1", "output": "3"}) == (
        Decimal(50),
        Decimal(1),
    )
    assert move({"input": "0"}, {"input": "0.5"}) == (Decimal(100), Decimal("0.5"))


def test_the_rule_says_how_urgent_it_is_or_else_the_kind() -> None:
    assert severity(LEADS, "new_leader") == "warning"
    assert severity(replace(LEADS, severity="critical"), "new_leader") == "critical"


NIGHT = Rules(quiet=(time(22), time(7)), zone=ZoneInfo("Europe/Berlin"))
"""In July Berlin is two hours ahead of UTC."""


@pytest.mark.parametrize(
    ("hour", "due"),
    [(19, 19), (19.99, 19.99), (20, 29), (23, 29), (4.99, 5), (5, 5)],
)
def test_quiet_hours_hold_back_until_they_end(hour: float, due: float) -> None:
    at, start = datetime(2026, 7, 2, tzinfo=UTC), timedelta(hours=1)
    assert due_at(NIGHT, "instant", "warning", at + hour * start) == at + due * start


def test_what_is_critical_waits_for_no_quiet_hours() -> None:
    night = datetime(2026, 7, 2, 23, tzinfo=UTC)
    assert due_at(NIGHT, "instant", "critical", night) == night


def test_quiet_hours_within_a_day_end_the_same_day() -> None:
    rules = Rules(quiet=(time(11), time(13)))
    assert due_at(rules, "instant", "info", NOON) == NOON + timedelta(hours=1)


def test_a_digest_waits_for_its_next_time_whatever_is_critical() -> None:
    rules = Rules(digest_at=time(8), digest_weekday=0, zone=ZoneInfo("Europe/Berlin"))
    thursday = datetime(2026, 7, 2, tzinfo=UTC)
    assert due_at(rules, "daily", "critical", thursday) == datetime(2026, 7, 2, 6, tzinfo=UTC)
    assert due_at(rules, "daily", "info", datetime(2026, 7, 2, 6, tzinfo=UTC)) == datetime(2026, 7, 3, 6, tzinfo=UTC)
    assert due_at(rules, "weekly", "info", thursday) == datetime(2026, 7, 6, 6, tzinfo=UTC)
    assert due_at(rules, "weekly", "info", datetime(2026, 7, 6, 7, tzinfo=UTC)) == datetime(2026, 7, 13, 6, tzinfo=UTC)


def test_a_digest_keeps_its_hour_when_the_clocks_change() -> None:
    rules = Rules(digest_at=time(8), zone=ZoneInfo("Europe/Berlin"))
    assert due_at(rules, "daily", "info", datetime(2026, 10, 24, 12, tzinfo=UTC)) == datetime(
        2026, 10, 25, 7, tzinfo=UTC
    )  # fmt: skip


def test_waits_grow_fourfold_from_a_minute_to_six_hours() -> None:
    minutes = [wait(attempts) / timedelta(minutes=1) for attempts in range(1, 9)]
    assert minutes == [1, 4, 16, 64, 256, 360, 360, 360]
