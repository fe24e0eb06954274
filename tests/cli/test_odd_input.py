"""What a stranger types: huge numbers, bytes that are no text, options that belong to something else, Ctrl-C."""

import io
import sys
from pathlib import Path

import pytest

from intel.cli import out
from intel.cli.app import app
from tests.cli.catalog import GLM, Intel, intel_at

HUGE, ENDLESS = "9" * 26, "9" * 5000
BYTES = "caf\udce9"
"""As Python hands on the argument "caf\\xe9" of a terminal that does not speak UTF-8."""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("quarantine", "accept", HUGE), "is no number of what waits: `intel quarantine list` shows them."),
        (("quarantine", "reject", ENDLESS), "is no number of what waits"),
        (("alerts", "retry", HUGE), "is no number of a delivery: `intel alerts list` shows them."),
        (("alerts", "retry", ENDLESS), "is no number of a delivery"),
        (("alerts", "list", "--limit", HUGE), "less than or equal to 1000000000"),
        (("prune", "--archive-days", HUGE), "less than or equal to 36500"),
        (("prune", "--dry-run", "--performance-days", "4000000"), "less than or equal to 36500"),
        (("cost", GLM, "--input", "1", "--output", "1", "--meter", f"web_search={ENDLESS}"), "write NAME=N"),
        (("offers", BYTES), "The argument b'caf\\xe9' is no UTF-8 text."),
        (("resolve", BYTES, "--json"), "The argument b'caf\\xe9' is no UTF-8 text."),
        (("alerts", "test"), "Say which channel or rule; there are none."),
    ],
)
def test_what_cannot_be_is_one_sentence(intel: Intel, arguments: tuple[str, ...], said: str) -> None:
    result = intel(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert "bug" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("cost", "--usage", "log.csv", "--tier", "batch"), "--usage takes model, provider, tokens, tier and meters"),
        (("cost", "--usage", "log.csv", "--cached", "5"), "--usage takes"),
        (("cost", "--usage", "log.csv", "--meter", "web_search=1"), "--usage takes"),
        (("export", "seeds", "--json"), "--json goes with --stats"),
        (("export", "--stats", "-o", "elsewhere"), "--output goes with `intel export seeds`"),
        (("identity", "review", "accept", "litellm", "glm", GLM, "--source", "litellm"), "--source goes with list"),
        (("policy", "check", "balanced", "-o", "mine.yaml"), "--output goes with new"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(intel: Intel, arguments: tuple[str, ...], said: str) -> None:
    result = intel(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(said)


def test_a_number_of_five_thousand_digits_in_a_log_is_no_number(intel: Intel, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(f"model,input,output\n{GLM},{ENDLESS},1\n{GLM},0001,1\n")
    result = intel("cost", "--usage", str(log))
    assert result.exit_code == 1
    assert "line 2: input '9999" in result.stderr
    assert "for 1 of 2 requests" in result.stdout


def test_names_on_standard_input_that_are_no_text_are_told_with_their_line(intel: Intel) -> None:
    result = intel("resolve", stdin="glm-5.2\ncaf\udce9\n".encode("utf-8", "surrogateescape"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Line 2 of standard input is no UTF-8 text: one name a line is read.\n"


def test_a_sentence_ends_before_the_next_one_begins(tmp_path: Path) -> None:
    assert "65535. Try: intel up --help" in intel_at(tmp_path)("up", "--port", "70000").stderr


@pytest.mark.parametrize("wish", ["1", ""])
def test_a_title_is_plain_where_no_colour_is_wanted(
    wish: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NO_COLOR", wish)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    out.table([out.Column("model")], [["glm"]])
    assert ("\x1b" in capsys.readouterr().out) is not bool(wish)


class Interrupted(io.BytesIO):
    """Standard input of a person who presses Ctrl-C."""

    def read(self, *_: object) -> bytes:
        """Never gives anything."""
        raise KeyboardInterrupt


def test_ctrl_c_ends_a_command_with_one_word_and_its_usual_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Interrupted()))
    with pytest.raises(SystemExit) as left:
        app(["resolve"], prog_name="intel")
    assert left.value.code == 130
    assert capsys.readouterr() == ("", "Interrupted.\n")
