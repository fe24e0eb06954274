"""Google's page of deprecations."""

from datetime import date
from pathlib import Path

from intel.collectors import google_deprecations
from intel.records import Fact, Rejected
from tests.collectors.ended import ends
from tests.collectors.golden import check, reply

HERE = Path(__file__).parent


def read() -> list[Fact]:
    return reply(google_deprecations, HERE)


def test_the_recorded_page_gives_the_golden_records() -> None:
    check(HERE, read())


def test_a_model_without_a_day_counts_only_where_it_has_a_replacement() -> None:
    found = ends(read())
    assert "gemini-9.8-flash" not in found
    assert found["gemini-9.1-flash-tts-preview"] == (
        None,
        None,
        "gemini-9.8-flash-tts or gemini-9.8-flash-lite-tts",
    )


def test_the_day_is_that_of_the_end_and_not_of_the_release() -> None:
    assert ends(read())["gemini-9.1-flash-lite"] == (None, date(2027, 5, 7), "gemini-9.5-flash-lite")
    assert ends(read())["embedding-gecko-009"] == (None, date(2025, 10, 30), "gemini-embedding-9")


def test_of_a_replacement_with_prose_behind_it_the_ids_count() -> None:
    assert ends(read())["veo-9.0-generate-001"][2] == "veo-9.1-generate-preview"


def test_rows_that_part_a_table_are_no_models() -> None:
    assert ends(read())["agent-preview-05-2026"] == (None, date(2026, 10, 5), "agent-preview-09-2026")


def test_a_day_that_is_none_is_refused_and_counted() -> None:
    assert [fact.key for fact in read() if isinstance(fact, Rejected)] == [
        "lyria-9-preview March 25, 2026 Autumn 2026 lyria-9.5"
    ]
