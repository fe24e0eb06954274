"""`make run` on machines that lack something: one sentence each."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout's deploy folder, and a ``bin`` with nothing but a shell's own tools."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "install.sh", tmp_path / "deploy")
    (tmp_path / "bin").mkdir()
    for tool in ("sh", "dirname"):
        (tmp_path / "bin" / tool).symlink_to(str(shutil.which(tool)))
    return tmp_path


def _program(machine: Path, name: str, script: str) -> None:
    path = machine / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def _install(machine: Path, kind: str = "run", **environment: str) -> "subprocess.CompletedProcess[str]":
    call = [str(machine / "deploy" / "install.sh"), kind]
    env = {"PATH": str(machine / "bin"), **environment}
    return subprocess.run(call, env=env, cwd=os.sep, capture_output=True, text=True, check=False)


def test_an_old_python_is_one_sentence(machine: Path) -> None:
    _program(machine, "python3", "exit 1")

    result = _install(machine)

    assert result.returncode == 1
    assert result.stderr.startswith("Intel needs Python 3.11 or newer and found none:")
    assert len(result.stderr.splitlines()) == 1


def test_a_python_without_venv_is_one_sentence_that_names_the_package(machine: Path) -> None:
    _program(machine, "python3", 'case "$2" in *ensurepip*) exit 1;; esac')

    result = _install(machine)

    assert result.returncode == 1
    assert "apt-get install python3-venv" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_uv_is_used_where_it_is_installed(machine: Path) -> None:
    _program(machine, "uv", 'echo "uv $*"')

    result = _install(machine)

    assert result.returncode == 0
    assert result.stdout.splitlines()[-1].startswith("uv sync --frozen --inexact")
    assert "--extra dashboard" in result.stdout
    assert "--extra scores" in result.stdout, "without it a fresh clone has no leaders and no routing table"
    assert "--all-extras" not in result.stdout


def test_a_named_python_is_handed_to_uv(machine: Path) -> None:
    _program(machine, "uv", 'echo "uv $*"')

    result = _install(machine, "dev", PYTHON="python3.12")

    assert result.stdout.splitlines()[-1] == "uv sync --frozen --all-extras --python python3.12"


def test_a_broken_uv_on_the_path_is_not_believed(machine: Path) -> None:
    _program(machine, "uv", "exit 127")

    assert "Python 3.11" in _install(machine).stderr
