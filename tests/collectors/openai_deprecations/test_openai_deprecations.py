"""OpenAI's page of deprecations."""

from datetime import date
from pathlib import Path

from intel.collectors import openai_deprecations
from intel.records import Fact, Rejected
from tests.collectors.ended import ends
from tests.collectors.golden import check, reply

HERE = Path(__file__).parent


def read() -> list[Fact]:
    return reply(openai_deprecations, HERE)


def test_the_recorded_page_gives_the_golden_records() -> None:
    check(HERE, read())


def test_a_row_names_its_day_its_announcement_and_what_to_use_instead() -> None:
    assert ends(read())["gpt-9-pro-2025-10-06"] == (date(2026, 6, 11), date(2026, 12, 11), "gpt-9.6-sol")


def test_several_ids_of_one_cell_end_together_and_several_replacements_stay_a_choice() -> None:
    assert {name for name in ends(read()) if name.startswith("gpt-7")} == {
        "gpt-7", "gpt-7-0613", "gpt-7-completions", "gpt-7-1106-preview", "gpt-7-0125-preview", "gpt-7-fast-preview",
        "gpt-7-0314",
    }  # fmt: skip
    assert ends(read())["gpt-9-hear"][2] == "gpt-live-listen or gpt-listen"


def test_the_later_announcement_of_an_id_counts() -> None:
    assert ends(read())["gpt-7-1106-preview"] == (date(2026, 4, 22), date(2026, 10, 23), "gpt-9.6-sol")


def test_prose_is_no_replacement_and_a_bound_is_no_day() -> None:
    assert ends(read())["gpt-9.4-cyber"] == (date(2026, 9, 11), date(2026, 10, 1), "")
    assert ends(read())["gpt-7-0314"] == (date(2023, 6, 13), None, "gpt-8")
    assert ends(read())["film-2"][2] == ""


def test_products_endpoints_and_training_are_no_models_and_a_strange_day_is_refused() -> None:
    assert "babbage-002" not in ends(read())
    assert [fact.key for fact in read() if isinstance(fact, Rejected)] == ["soon film-3 ---"]
