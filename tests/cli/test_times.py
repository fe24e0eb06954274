"""Times that commands are asked for: none ahead of the clock, and none before anything was known."""

import re

import pytest

from tests.cli.catalog import GLM, Intel

ASKED = [
    ("offers", GLM), ("spread",), ("why", GLM), ("route",), ("leaders",), ("quality", "coding"),
    ("scores", GLM), ("audit",),
]  # fmt: skip


@pytest.mark.parametrize("command", ASKED, ids=lambda command: command[0])
def test_a_day_ahead_is_refused_in_one_sentence(intel: Intel, command: tuple[str, ...]) -> None:
    result = intel(*command, "--as-of", "2099-01-01")
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(
        r"--as-of 2099-01-01 lies ahead: it is 20\d\d-\d\d-\d\d \d\d:\d\d UTC, and nothing later has been seen yet\.\n",
        result.stderr,
    )


@pytest.mark.parametrize("command", ASKED, ids=lambda command: command[0])
def test_a_day_before_anything_was_known_is_told_since_when_something_is(
    intel: Intel, command: tuple[str, ...]
) -> None:
    result = intel(*command, "--as-of", "2020-01-01")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "The catalog holds nothing that was seen before 2020-01-01 23:59 UTC:"
        " it knows prices and scores since 2026-07-02.\n"
    )


def test_a_history_since_a_day_ahead_is_refused(intel: Intel) -> None:
    result = intel("history", GLM, "--since", "2099-01-01")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("--since 2099-01-01 lies ahead: it is ")


def test_a_year_that_could_not_be_printed_again_is_no_time(intel: Intel) -> None:
    result = intel("cost", GLM, "--input", "1", "--output", "1", "--at", "0001-01-01")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "--at '0001-01-01' is no time: write 2026-07-02 or 2026-07-02T18:30Z.\n"
