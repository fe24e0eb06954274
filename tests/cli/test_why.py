"""`intel why`: from a displayed number to the bytes that state it."""

import gzip
import re
from pathlib import Path

from intel.catalog.engine import writing
from intel.catalog.tables import QuarantinedRow
from intel.records import UNKNOWN_START
from tests.cli.catalog import GLM, THEN, Intel, document, intel_at
from tests.factories import NOON, a_catalog, a_statement, an_offer
from tests.rows import put

SHA = "ab" + "c" * 62


def _intel(folder: Path) -> Intel:
    offer = an_offer("deepinfra", GLM, statements=(a_statement(), a_statement("input=2", "litellm", sha256=SHA)))
    engine = a_catalog(folder, [offer])
    with writing(engine) as conn:
        put(conn, QuarantinedRow(
            id=4, source_id="litellm", offer_id=offer.id, effective_from=UNKNOWN_START, held_at=NOON,
            reason="input 2 → 20 is a change by more than a factor of 5", sha256="f" * 64, stated="USD input=20",
        ))  # fmt: skip
    engine.dispose()
    (folder / "archive" / "ab").mkdir(parents=True)
    (folder / "archive" / "ab" / f"{'c' * 62}.gz").write_bytes(gzip.compress(b"{}"))
    return intel_at(folder)


def test_a_number_leads_to_its_run_and_its_archived_bytes(tmp_path: Path) -> None:
    lines = _intel(tmp_path)("why", GLM, *THEN).stdout.splitlines()
    kept = tmp_path / "archive" / "ab" / f"{'c' * 62}.gz"
    reads = [text for text in lines if "read by run" in text]
    assert reads[0].endswith(f" of 2026-07-02 12:00 UTC (done); kept as {kept}")
    assert reads[1].endswith(" of 2026-07-02 12:00 UTC (done); its bytes are not in this archive")
    assert lines[2:4] == [
        "  a newer price waits in quarantine",
        "    4: USD input=20 (litellm, input 2 → 20 is a change by more than a factor of 5)",
    ]


def test_the_document_carries_run_archive_path_and_held_states(tmp_path: Path) -> None:
    (row,) = document(_intel(tmp_path)("why", GLM, *THEN, "--json"))
    first, second = row["statements"]
    assert (first["run"]["outcome"], first["run"]["at"]) == ("done", "2026-07-02T12:00:00Z")
    assert Path(first["archive_path"]).is_file()
    assert second["archive_path"] is None
    assert row["held_states"] == [
        {"id": 4, "source": "litellm", "stated": "USD input=20",
         "reason": "input 2 → 20 is a change by more than a factor of 5"},
    ]  # fmt: skip


def test_an_announced_end_says_its_day_its_source_and_what_replaces_it(seeded: Intel) -> None:
    lines = seeded("why", "gpt-5", "--provider", "openai", "--as-of", "2026-11-22").stdout.splitlines()
    assert "  ends on 2026-12-11, as openai-deprecations states, replaced by gpt-5.6-sol" in lines
    then = seeded("why", "gpt-5", "--provider", "openai", "--as-of", "2026-09-01").stdout
    assert "openai-deprecations" not in then, "nobody had read the page by then"


def test_a_misspelt_provider_is_told_the_nearest_and_where_all_stand(seeded: Intel) -> None:
    result = seeded("why", "glm-5.2", "--provider", "deepinfro")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("deepinfro does not sell zai/glm-5.2 (near: deepinfra")
    assert re.search(r"\): `intel offers zai/glm-5\.2` lists the \d+ that do\.\n$", result.stderr)
    assert len(result.stderr) < 160
