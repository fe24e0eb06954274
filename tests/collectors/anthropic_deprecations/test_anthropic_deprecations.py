"""Anthropic's page of deprecations."""

from datetime import date
from pathlib import Path

from intel.collectors import anthropic_deprecations
from intel.records import Fact, Rejected
from tests.collectors.ended import ends
from tests.collectors.golden import check, reply

HERE = Path(__file__).parent


def read() -> list[Fact]:
    return reply(anthropic_deprecations, HERE)


def test_the_recorded_page_gives_the_golden_records() -> None:
    check(HERE, read())


def test_the_plain_id_of_a_snapshot_ends_with_it() -> None:
    assert ends(read())["claude-opus-9-1"] == ends(read())["claude-opus-9-1-20250805"]
    assert ends(read())["claude-opus-9-1"] == (date(2026, 6, 5), date(2026, 8, 5), "claude-opus-9-8")
    assert ends(read())["claude-sonnet-9-0"] == (date(2026, 4, 14), date(2026, 6, 15), "claude-sonnet-9-6")


def test_ids_of_the_old_form_have_no_plain_one() -> None:
    assert [name for name in ends(read()) if "haiku" in name] == ["claude-7-5-haiku-20241022"]


def test_what_is_active_does_not_end_whatever_day_its_status_names() -> None:
    assert "claude-fable-9" not in ends(read())


def test_a_day_that_is_none_is_refused_and_counted() -> None:
    assert [fact.key for fact in read() if isinstance(fact, Rejected)] == [
        "June 31, 2026 claude-opus-9-20250514 claude-opus-9-8"
    ]
