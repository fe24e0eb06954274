"""What the documents tell a reader to type exists."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from intel.cli.app import app

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


def _options(words: list[str]) -> set[str] | None:
    """Every option that the command takes; None when there is no such command."""
    command: Any = typer.main.get_command(app)
    known = {option for parameter in command.params for option in parameter.opts}
    if words and not words[0].startswith("-"):
        command = command.get_command(None, words[0])
        if command is None:
            return None
        known |= {option for parameter in command.params for option in parameter.opts}
    return known | {"--help"}


def _missing(command: str) -> str:
    program, *words = command.split()
    if program == "make":
        targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
        return "" if words[0].strip(".,:;()") in targets else words[0]
    known = _options(words)
    if known is None:
        return words[0]
    used = {word.split("=")[0].strip("[](),") for word in words if re.match(r"\[?--?[a-z]", word)}
    return " ".join(sorted(used - known))


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
