"""`intel audit` on catalogs with and without the page of a lab."""

import json
from pathlib import Path

from intel.catalog import curated
from intel.source import Authority
from tests.cli.catalog import THEN, Intel, document, intel_at
from tests.factories import NOON, a_catalog, a_statement, an_offer

OPUS = "anthropic/claude-opus-4.8"


def _intel(folder: Path, page: str, database: str) -> Intel:
    said = a_statement(page, "anthropic-page", authority=Authority.FIRST_PARTY)
    both = (said, a_statement(database, "litellm"))
    a_catalog(folder, [an_offer("anthropic", OPUS, kind="lab", statements=both)]).dispose()
    return intel_at(folder)


def test_right_and_wrong_are_counted_for_us_and_for_each_database(tmp_path: Path) -> None:
    intel = _intel(tmp_path, "input=5;output=25", "input=6;output=25")
    shown = intel("audit", *THEN)
    assert shown.exit_code == 0
    *table, when = shown.stdout.splitlines()
    assert when == "Every page judges what was believed at 2026-07-02 12:00 UTC, however old the page was by then."
    assert [line.split() for line in table] == [
        ["word", "of", "right", "wrong", "excused", "missing", "right", "%"],
        ["believed", "1", "0", "0", "0", "100.0"],
        ["believed", "without", "the", "pages", "0", "1", "0", "0", "0.0"],
        ["litellm", "0", "1", "0", "0", "0.0"],
    ]
    last = intel("audit").stdout.splitlines()[-1]
    assert last.startswith("Each page judges the day on which it was read last (2026-07-02), not today: `--as-of` with")
    found = document(intel("audit", *THEN, "--json"))
    assert [row["word_of"] for row in found["words"]] == ["believed", "believed without the pages", "litellm"]
    assert found["wrong"][1] | {"word_of": "litellm", "stated": "USD input=6;output=25"} == found["wrong"][1]
    assert found["wrong"][1]["official"] == "USD input=5;output=25"


def test_a_wrong_price_of_ours_is_shown_with_the_page_and_ends_in_three(tmp_path: Path) -> None:
    page = a_statement(
        "input=5;output=25", "anthropic-page", authority=Authority.FIRST_PARTY,
        seen_from=NOON.replace(year=2025), checked_at=NOON.replace(year=2025),
    )  # fmt: skip
    both = (page, a_statement("input=6;output=25", "litellm"))
    a_catalog(tmp_path, [an_offer("anthropic", OPUS, kind="lab", statements=both)]).dispose()
    intel = intel_at(tmp_path)
    result = intel("audit", *THEN)
    assert result.exit_code == 3
    assert result.stdout.splitlines()[-2:] == [
        "wrong: anthropic claude-opus-4.8: USD input=6;output=25 is believed",
        f"    anthropic-page states USD input=5;output=25, confirmed 2025-07-02, {page.url}",
    ]
    assert json.loads(intel("audit", *THEN, "--json").stdout)["words"][0]["wrong"] == 1


def test_a_page_judges_the_day_it_was_read_on_unless_a_time_is_given(tmp_path: Path) -> None:
    page = a_statement(
        "input=5;output=25", "anthropic-page", authority=Authority.FIRST_PARTY,
        seen_from=NOON.replace(year=2025), checked_at=NOON.replace(year=2025),
    )  # fmt: skip
    both = (page, a_statement("input=6;output=25", "litellm"))
    a_catalog(tmp_path, [an_offer("anthropic", OPUS, kind="lab", statements=both)]).dispose()
    intel = intel_at(tmp_path)
    assert intel("audit", *THEN).exit_code == 3
    on_its_day = document(intel("audit", "--json"))["words"]
    assert [(row["word_of"], row["right"], row["wrong"]) for row in on_its_day] == [
        ("believed", 1, 0), ("believed without the pages", 0, 0),
    ]  # fmt: skip


def test_every_known_deviation_says_why() -> None:
    assert all(known.because and known.stated for known in curated.deviations())
