"""What the documents tell a reader to type exists."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md")), ROOT / "seeds/README.md"]
FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`((?:intel|make) [^`\n]+)`")
COMMAND = re.compile(r"^(?:\$ )?(?:[A-Z_]+=\S+ )*((?:intel|make) .+)$")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def _commands() -> Iterator[tuple[str, str]]:
    for document in DOCUMENTS:
        text = document.read_text()
        lines = [line for fence in FENCE.findall(text) for line in fence.splitlines()]
        found = [match[1] for line in lines if (match := COMMAND.match(line.strip()))]
        for command in [*found, *INLINE.findall(text)]:
            for part in re.split(r"\s*(?:&&|\|)\s*", command.split(" #")[0]):
                if part.startswith(("intel ", "make ")):
                    yield document.relative_to(ROOT).as_posix(), part


@cache
def _help(*words: str) -> str:
    command = [str(Path(sys.executable).with_name("intel")), *words, "--help"]
    environment = {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb", "PATH": ""}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False).stdout


def _missing(command: str) -> str:
    words = command.split()
    if words[0] == "make":
        targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
        return "" if re.split(r"\W", words[1])[0] in targets or words[1] == "..." else words[1]
    text = _help(words[1]) if words[1][0] != "-" else _help()
    if not text:
        return words[1]
    options = {option.split("=")[0] for option in re.findall(r"(?<=\s)--[a-z][a-z-]*", command)}
    return " ".join(sorted(option for option in options if option not in text and option not in _help(*words[1:3])))


@pytest.mark.slow
def test_every_command_and_option_in_the_documents_exists() -> None:
    assert {f"{place}: {command}": what for place, command in _commands() if (what := _missing(command))} == {}


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in DOCUMENTS
        for target in LINK.findall(document.read_text())
        if not (document.parent / target).exists()
    ]
    assert broken == []
