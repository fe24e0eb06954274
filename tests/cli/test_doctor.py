"""`intel doctor` on sources in good health, in trouble, and never heard of."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from intel.catalog.engine import writing
from intel.catalog.tables import QuarantinedRow, RejectedRow, TombstoneRow
from tests.cli.catalog import Intel, intel_at
from tests.factories import NOON, a_catalog, a_run, an_offer
from tests.rows import put


@pytest.fixture
def intel(tmp_path: Path) -> Intel:
    """``intel`` on a catalog in which models.dev has failed twice after a good run."""
    offers = [an_offer("deepinfra"), an_offer("novita")]
    engine = a_catalog(tmp_path, offers)
    said = "https://models.dev/x: expected JSON, got HTML"
    broken: dict[str, Any] = {"outcome": "failed", "healthy": False, "message": said}
    with writing(engine) as conn:
        put(
            conn,
            a_run(at=NOON + timedelta(hours=6), **broken),
            a_run(at=NOON + timedelta(hours=12), **broken),
            RejectedRow(source_id="models.dev", key="a/b", reason="not a price", seen_from=NOON),
            RejectedRow(source_id="models.dev", key="a/c", reason="not a price", seen_from=NOON),
            TombstoneRow(offer_id=offers[0].id, source_id="models.dev", missed_runs=1, first_missed_at=NOON),
            QuarantinedRow(id=3, source_id="models.dev", reason="half gone: 5 of 9", held_at=NOON, sha256="e" * 64),
        )
    engine.dispose()
    return intel_at(tmp_path)


def test_a_failing_source_is_explained_to_a_person(intel: Intel) -> None:
    result = intel("doctor", "models-dev")
    lines = result.stdout.splitlines()
    assert result.exit_code == 3
    assert lines[0].endswith(": its last run was failed")
    assert lines[1].startswith("  expected: at least ")
    assert lines[2] == "  came: failed at 2026-07-03 00:00 UTC: https://models.dev/x: expected JSON, got HTML"
    assert lines[3] == "  since: 2026-07-02 18:00 UTC, 2 in a row"
    assert lines[4].startswith("  last good run: done at 2026-07-02 12:00 UTC")
    assert lines[5] == (
        "  still stands: the prices of 2 offers, confirmed 2026-07-02 12:00 UTC; stale since 2026-07-03 06:00 UTC,"
        " and yields to any source that is fresh; 1 offer was not listed lately"
    )
    assert lines[6:] == [
        "  terms: MIT",
        "  rejected: 2 rows, not a price (such as a/b)",
        "  waits: source models.dev, half gone: 5 of 9 (`intel quarantine accept 3`)",
    ]


def test_the_document_says_the_same(intel: Intel) -> None:
    result = intel("doctor", "models.dev", "--json")
    row = json.loads(result.stdout)
    assert result.exit_code == 3
    assert (row["well"], row["failures"], row["failing_since"]) == (False, 2, "2026-07-02T18:00:00Z")
    assert row["last_good_run"]["at"] == "2026-07-02T12:00:00Z"
    assert (row["priced_offers"], row["missing_offers"]) == (2, 1)
    assert row["held"][0]["id"] == 3


def test_a_source_that_has_just_run_is_well(tmp_path: Path) -> None:
    engine = a_catalog(tmp_path, [an_offer("deepinfra")])
    with writing(engine) as conn:
        put(conn, a_run(at=datetime.now(UTC), documents=1, records=12, offers=12))
    engine.dispose()
    result = intel_at(tmp_path)("doctor", "models.dev")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].endswith(": is well")
    assert "12 records, 12 of them offers, in 1 document" in result.stdout
    assert "counts as fresh until" in result.stdout


def test_a_source_that_never_ran_says_so(intel: Intel) -> None:
    result = intel("doctor", "litellm")
    assert result.exit_code == 3
    assert "has never run here" in result.stdout
    assert "still stands: nothing, since no run of it was believed yet" in result.stdout


def test_an_unknown_source_is_a_wrong_call(intel: Intel) -> None:
    result = intel("doctor", "nowhere")
    assert (result.exit_code, result.stderr) == (2, "There is no source 'nowhere': `intel sources` lists them.\n")


def test_a_source_that_is_off_without_a_key_shows_the_key_and_the_terms(intel: Intel) -> None:
    text = intel("doctor", "artificial-analysis").stdout
    assert "with the key INTEL_ARTIFICIAL_ANALYSIS_KEY" in text
    assert "no comparison product, no handing on; its facts stay on this machine and enter no estimate" in text
    row = json.loads(intel("doctor", "artificial-analysis", "--json").stdout)
    assert (row["redistributable"], row["enters_estimates"]) == (False, False)


def test_a_stale_page_yields_only_to_news_and_a_page_of_ends_has_ends_that_stand(seeded: Intel) -> None:
    page = next(line for line in seeded("doctor", "openai-page").stdout.splitlines() if "still stands" in line)
    assert page.endswith(", and yields only to what others have said anew since it was confirmed")
    ends = next(line for line in seeded("doctor", "openai-deprecations").stdout.splitlines() if "still stands" in line)
    assert re.fullmatch(r"  still stands: the ends of 1\d\d offers, confirmed 2026-09-30 .*; stale since [^,]*", ends)
