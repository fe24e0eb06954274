"""`intel quarantine` on a catalog in which one price waits."""

from pathlib import Path

import pytest

from intel.catalog.engine import writing
from intel.catalog.tables import QuarantinedRow
from intel.records import UNKNOWN_START
from tests.cli.catalog import Intel, document, intel_at
from tests.factories import NOON, a_catalog, an_offer
from tests.rows import put


@pytest.fixture
def waiting(tmp_path: Path) -> Intel:
    """``intel`` on a catalog with one offer whose new price waits."""
    offer = an_offer("deepinfra")
    engine = a_catalog(tmp_path, [offer])
    with writing(engine) as conn:
        put(conn, QuarantinedRow(
            id=7, source_id="models.dev", offer_id=offer.id, effective_from=UNKNOWN_START, held_at=NOON,
            reason="input 1.4 → 14 is a change by more than a factor of 5", sha256="f" * 64,
            stated="USD input=14;output=4.4",
        ))  # fmt: skip
    engine.dispose()
    return intel_at(tmp_path)


def test_the_list_numbers_what_waits_and_says_why(waiting: Intel) -> None:
    shown = waiting("quarantine", "list").stdout
    assert shown.splitlines() == [
        "7  price deepinfra glm-5.2 (models.dev)",
        "    USD input=14;output=4.4",
        "    input 1.4 → 14 is a change by more than a factor of 5; waits since 2026-07-02 12:00 UTC;"
        f" sha256 {'f' * 64}",
    ]
    (row,) = document(waiting("quarantine", "list", "--json"))
    assert (row["id"], row["provider"], row["model"], row["effective_from"]) == (7, "deepinfra", "zai/glm-5.2", None)


@pytest.mark.parametrize(("action", "price"), [("accept", "14.00"), ("reject", "1.40")])
def test_the_owners_word_settles_it(waiting: Intel, action: str, price: str) -> None:
    assert waiting("quarantine", action, "7").stdout.startswith(f"7  {action}ed: price deepinfra glm-5.2")
    (row,) = document(waiting("offers", "glm-5.2", "--json"))
    assert (row["input_usd_per_mtok"], row["held"]) == (price, False)
    assert waiting("quarantine", "list").stdout == "Nothing waits in quarantine.\n"
    again = waiting("quarantine", action, "7")
    assert (again.exit_code, again.stderr) == (
        2, "Nothing waits under number 7: `intel quarantine list` shows what does.\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("accept",), "Say which"),
        (("list", "7"), "`list` takes no number"),
        (("accept", "7", "abc"), "'abc' is no number of what waits: `intel quarantine list` shows them.\n"),
        (("release", "7"), "Say list, accept or"),
    ],
)
def test_a_wrong_call_changes_nothing(waiting: Intel, words: tuple[str, ...], said: str) -> None:
    result = waiting("quarantine", *words)
    assert result.exit_code == 2
    assert result.stderr.startswith(said)
    assert len(document(waiting("quarantine", "list", "--json"))) == 1
