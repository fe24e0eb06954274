"""docs/cli.md: every example gives what it shows, and every command and option is there.

``UPDATE_DOCS=1 pytest tests/cli/test_docs.py`` writes the outputs anew; read the diff before committing it.
"""

import os
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from intel.cli.app import COMMANDS, app
from tests.cli.catalog import Intel

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"
EXAMPLE = re.compile(r"^```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)^```", re.MULTILINE | re.DOTALL)


def _answer(intel: Intel, command: str) -> str:
    called, _, head = command.partition(" | head -")
    words = shlex.split(called)
    result = intel(*words[words.index("intel") + 1 :])
    lines = (result.stdout + result.stderr).splitlines()
    return "".join(f"{line}\n" for line in (lines[: int(head)] if head else lines))


def _options(name: str) -> set[str]:
    group: Any = typer.main.get_command(app)
    command = group.get_command(None, name)
    return {option for parameter in command.params for option in parameter.opts if option.startswith("--")}


@pytest.mark.slow
def test_every_example_shows_what_the_command_prints(seeded: Intel) -> None:
    text = PAGE.read_text(encoding="utf-8")
    now = EXAMPLE.sub(lambda m: f"```console\n$ {m['command']}\n{_answer(seeded, m['command'])}```", text)
    if os.environ.get("UPDATE_DOCS") == "1":
        PAGE.write_text(now, encoding="utf-8")
    assert now == PAGE.read_text(encoding="utf-8"), "docs/cli.md is behind: UPDATE_DOCS=1 writes it anew"


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_a_chapter_that_names_its_options(name: str) -> None:
    chapters = dict(re.findall(r"^## intel (\w+)\n(.*?)(?=^## |\Z)", PAGE.read_text(encoding="utf-8"), re.M | re.S))
    missing = {option for option in _options(name) if option not in chapters[name]} - {"--help"}
    assert missing == set()


def test_the_page_names_every_exit_code_and_setting() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"| {code} |" in text for code in range(4))
    assert all(name in text for name in ("INTEL_DATA_DIR", "INTEL_DATABASE_URL", "INTEL_OFFLINE"))
