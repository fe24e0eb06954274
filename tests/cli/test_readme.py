"""README: its examples print what it shows. ``UPDATE_DOCS=1 pytest tests/cli/test_readme.py`` writes them anew."""

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.cli.catalog import Intel
from tests.cli.test_docs import _answer

PAGE = Path(__file__).parents[2] / "README.md"
BLOCK = re.compile(r"(?<=```console\n).*?(?=^```)", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"^\$ (.+)$", re.MULTILINE)


def _played_again(block: str, intel: Intel) -> str:
    """The block's commands, each with what it prints now; a blank line between two."""
    return "\n".join(f"$ {command}\n{_answer(intel, command)}" for command in CALL.findall(block))


@pytest.mark.slow
def test_the_first_screen_shows_what_the_commands_print(seeded: Intel) -> None:
    text = PAGE.read_text(encoding="utf-8")
    now = BLOCK.sub(lambda match: _played_again(match[0], seeded), text)
    if os.environ.get("UPDATE_DOCS") == "1":
        PAGE.write_text(now, encoding="utf-8")
    assert now == PAGE.read_text(encoding="utf-8"), "README.md is behind: UPDATE_DOCS=1 writes it anew"


def test_the_picture_comes_before_the_first_command() -> None:
    text = PAGE.read_text(encoding="utf-8")
    places = [text.index(part) for part in ("# Intel", "![", "make run", "$ intel", "## Install")]
    assert all(before < after for before, after in pairwise(places))
