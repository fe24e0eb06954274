"""The program itself: quick help, one sentence for each failure, nothing but the document on stdout."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from intel.cli import app as program
from intel.errors import IntelError
from tests.cli.catalog import GLM, THEN, a_catalog_at, intel_at

INTEL = Path(sys.executable).with_name("intel")
HEAVY = {"sqlmodel", "sqlalchemy", "pydantic", "numpy", "pandas", "streamlit", "httpx", "rich", "yaml", "alembic"}


def _run(*arguments: str, folder: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    environment = kept | {"INTEL_DATA_DIR": str(folder), "INTEL_OFFLINE": "1"} | more
    return subprocess.run(
        [str(INTEL), *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom intel.cli import main\nsys.argv = ['intel', '--help']\n"
        "try: main()\nexcept SystemExit: pass\nprint(*sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert set(done.stderr.split()) & HEAVY == set()
    assert all(name in done.stdout for name in program.COMMANDS)


def test_help_takes_at_most_a_quarter_of_a_second_of_the_processor(tmp_path: Path) -> None:
    """Of the processor, since the wall clock would measure what else this machine does; the first call compiles."""
    taken = []
    for _ in range(4):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert _run("--help", folder=tmp_path, PYTHONPYCACHEPREFIX=str(tmp_path)).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(taken[1:]) <= 0.25


@pytest.mark.parametrize("name", program.COMMANDS)
def test_each_command_says_in_its_help_what_the_overview_says(name: str, tmp_path: Path) -> None:
    result = intel_at(tmp_path, COLUMNS="200")(name, "--help")
    assert result.exit_code == 0
    assert program.COMMANDS[name] in " ".join(result.stdout.split())


def test_calling_nothing_shows_the_help(tmp_path: Path) -> None:
    result = intel_at(tmp_path)()
    assert result.exit_code == 0
    assert "Commands:" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [("offers", GLM), ("models",), ("sources",), ("spread",), ("route",), ("resolve", "x"), ("export", "--stats"),
     ("cost", GLM, "--input", "1", "--output", "1"), ("why", GLM), ("collect",)],
)  # fmt: skip
def test_without_a_catalog_every_command_says_what_to_run(arguments: tuple[str, ...], tmp_path: Path) -> None:
    result = intel_at(tmp_path)(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"No catalog at {tmp_path / 'catalog.db'}: run `intel init`.\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("fly",), "No such command 'fly'. Try: intel --help"),
        (("offers",), "Missing argument 'MODEL'. Try: intel offers --help"),
        (("offers", GLM, "--colour"), "No such option: --colour"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_exit_code_two(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    result = intel_at(tmp_path)(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(said)
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"INTEL_OFFLINE": "perhaps"}, "The setting offline (INTEL_OFFLINE or intel.toml) is wrong:"),
        ({"INTEL_DATABASE_URL": "mysql://x/y"}, "Unknown kind of catalog 'mysql'"),
        ({"INTEL_DATABASE_URL": "postgresql://nobody:secret@127.0.0.1:1/none"}, ""),
    ],
)
def test_a_wrong_setting_is_one_sentence_without_a_password(
    environment: dict[str, str], said: str, tmp_path: Path
) -> None:
    result = intel_at(tmp_path, **environment)("models")
    assert result.exit_code == 2
    assert result.stderr.startswith(said)
    assert len(result.stderr.splitlines()) == 1
    assert "secret" not in result.stderr


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "catalog.db").write_text("hello" * 1000)
    result = intel_at(tmp_path)("models")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "catalog.db" in result.stderr


def test_a_fault_of_our_own_is_one_sentence_with_its_place() -> None:
    try:
        raise ZeroDivisionError("division by zero")
    except ZeroDivisionError as error:
        sentence = program.sentence_for(error)
    assert sentence.startswith("This is a bug in intel (ZeroDivisionError at test_program.py:")


def test_a_sentence_never_spans_lines() -> None:
    assert program.sentence_for(IntelError("one\n  two")) == "one two"


def test_json_leaves_stdout_to_the_document_and_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    a_catalog_at(tmp_path)
    done = _run("offers", GLM, *THEN, "--json", folder=tmp_path)
    assert done.returncode == 0
    assert done.stderr == ""
    assert len(json.loads(done.stdout)) == 9
    environment = {"PATH": os.environ["PATH"], "INTEL_DATA_DIR": str(tmp_path)}
    for reader in ("head -c 1", "true"):
        command = f"set -o pipefail; {INTEL} offers {GLM} --json | {reader} >/dev/null"
        piped = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, timeout=60)
        assert (piped.returncode, piped.stderr) == (0, "")


def test_what_goes_into_a_pipe_is_not_cut(tmp_path: Path) -> None:
    """A person's terminal has an edge, a file has none."""
    name = "a name that nobody knows " * 8
    a_catalog_at(tmp_path)
    assert name.strip() in _run("resolve", name, folder=tmp_path).stdout
    assert name.strip() not in intel_at(tmp_path, COLUMNS="80")("resolve", name).stdout


def test_the_version_is_told(tmp_path: Path) -> None:
    assert intel_at(tmp_path)("--version").stdout == "intel 0.1.0\n"
