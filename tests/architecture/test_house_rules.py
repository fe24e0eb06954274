"""What no linter checks: sizes, names, and words that must not appear."""

import ast
import re
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(p for folder in ("intel", "dashboard") for p in (ROOT / folder).rglob("*.py"))
MODULES = [p for p in SHIPPED if "versions" not in p.parts]
MAX_MODULE, MEDIAN_MODULE, MAX_FUNCTION = 300, 100, 30
NOT_A_NAME = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|HA" r"CK)\b|(?i:coming" r" soon)|NotImplemented" r"Error")
MACHINE = re.compile(r"(?<![\w.-])/(?:root|home/[a-z]\w*|Users/\w+)/")
PROSE = {".py", ".md", ".toml", ".yml", ".yaml", ".csv", ".json", ".jsonl", ".sh", ".ini", ".txt", ".html", ""}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tracked() -> Iterator[tuple[str, str]]:
    """Every text file that git knows, with its text."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.suffix in PROSE and name != "uv.lock" and path.is_file():
            yield name, path.read_text(encoding="utf-8")


def _without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    length = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        length -= (first.end_lineno or first.lineno) - first.lineno + 1
    return length


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    lengths = {_name(p): len(p.read_text().splitlines()) for p in MODULES if p.name != "tables.py"}
    assert {name: n for name, n in lengths.items() if n > MAX_MODULE} == {}
    assert statistics.median(n for n in lengths.values() if n) <= MEDIAN_MODULE


def test_no_function_is_longer_than_thirty_lines() -> None:
    long = {
        f"{_name(path)}:{node.name}": _without_docstring(node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _without_docstring(node) > MAX_FUNCTION
    }
    assert long == {}


def test_every_transaction_that_writes_takes_its_turn_at_once() -> None:
    """``engine.begin()`` starts as a reader on SQLite, and fails where somebody else wrote before its own write."""
    begun = [_name(p) for p in MODULES if re.search(r"engine\.begin\(", p.read_text())]
    assert begun == []


def test_no_module_is_named_after_nothing() -> None:
    assert [_name(p) for p in SHIPPED if p.stem in NOT_A_NAME or p.parent.name in NOT_A_NAME] == []


def test_every_module_with_code_says_what_it_is_for() -> None:
    silent = [_name(p) for p in MODULES if (text := p.read_text().strip()) and not ast.get_docstring(ast.parse(text))]
    assert silent == []


@pytest.mark.parametrize(("pattern", "what"), [(UNFINISHED, "unfinished work"), (MACHINE, "a path of one machine")])
def test_no_file_holds(pattern: re.Pattern[str], what: str) -> None:
    found = [f"{name}: {match[0]}" for name, text in _tracked() for match in pattern.finditer(text)]
    assert found == [], what


def test_no_file_names_the_folder_of_this_checkout() -> None:
    places = [str(place) for place in (ROOT, ROOT.parent) if len(place.parts) > 1 and place.name != "tmp"]
    found = [f"{name}: {place}" for name, text in _tracked() for place in places if re.search(rf"{place}\b(?=/)", text)]
    assert found == []


def test_the_top_level_holds_what_the_plan_names_and_nothing_else() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    top = {line.split("/")[0] for line in listed.splitlines()}
    planned = {
        "pyproject.toml", "README.md", "intel", "dashboard", "seeds", "tests", "alembic.ini", "docs", "benchmarks",
        "deploy", "Makefile", "uv.lock", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md",
    }  # fmt: skip
    assert {name for name in top if not name.startswith(".")} <= planned
