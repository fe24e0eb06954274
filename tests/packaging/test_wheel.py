"""What is shipped: the wheel alone, in a bare environment, elsewhere."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
COLLECTOR_ONLY_MB = 70

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def uv() -> str:
    """The uv that made this environment."""
    local = ROOT / ".tools" / "bin" / "uv"
    return str(local) if local.exists() else shutil.which("uv") or pytest.fail("No uv: call `make install` first")


@pytest.fixture(scope="module")
def wheel(uv: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([uv, "build", "--quiet", "--wheel", "--out-dir", str(folder), str(ROOT)], check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def bare(uv: str, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and what it requires, at the locked versions: no extra."""
    folder = tmp_path_factory.mktemp("bare")
    locked = ["export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "--no-hashes", "--directory", str(ROOT)]
    (folder / "locked.txt").write_bytes(subprocess.run([uv, *locked], check=True, capture_output=True).stdout)
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(folder / "venv")], check=True)
    install = [uv, "pip", "install", "--quiet", "--python", str(folder / "venv"), str(wheel)]
    subprocess.run([*install, "--constraints", str(folder / "locked.txt")], check=True)
    return folder / "venv"


def _intel(bare: Path, folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.defpath, "INTEL_DATA_DIR": str(folder / "data"), "INTEL_OFFLINE": "1"}
    call = [str(bare / "bin" / "intel"), *words]
    return subprocess.run(call, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_wheel_carries_seeds_migrations_and_the_dashboard(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())

    shipped = {f"intel/_seeds/{p.relative_to(ROOT / 'seeds').as_posix()}" for p in (ROOT / "seeds").rglob("*.csv")}
    versions = {p.relative_to(ROOT).as_posix() for p in (ROOT / "intel/catalog/migrations/versions").glob("*.py")}
    static = {p.relative_to(ROOT).as_posix() for p in (ROOT / "dashboard/static").iterdir()}
    assert shipped
    assert versions
    assert shipped | versions | static <= names
    assert {"dashboard/.streamlit/config.toml", "dashboard/application.py", "intel/py.typed"} <= names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "deploy/"))]


def test_the_wheel_alone_shows_the_hosts_of_a_model(bare: Path, tmp_path: Path) -> None:
    made = _intel(bare, tmp_path, "init")
    answer = _intel(bare, tmp_path, "offers", "glm-5.2", "--json")

    assert made.returncode == 0, made.stderr
    assert answer.returncode == 0, answer.stderr
    assert len([offer for offer in json.loads(answer.stdout) if offer["comparable"]]) >= 20


def test_without_the_dashboard_extra_up_says_what_to_install(bare: Path, tmp_path: Path) -> None:
    result = _intel(bare, tmp_path, "up")

    assert result.returncode == 2
    assert "intel[dashboard]" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_collector_only_install_is_small(bare: Path) -> None:
    files = [p for p in (bare / "lib").rglob("*") if p.is_file() and p.suffix != ".pyc"]

    assert sum(p.stat().st_size for p in files) < COLLECTOR_ONLY_MB * 10**6
