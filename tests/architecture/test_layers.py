"""The import rules, and that they bite."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def _lint(contract: str, root: Path) -> subprocess.CompletedProcess[str]:
    config = str(ROOT / "pyproject.toml")
    command = [str(LINT_IMPORTS), "--no-cache", "--no-logo", "--config", config, "--contract", contract]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("intel/rates.py", "import intel.records", "layers"),
        ("intel/market/prices_of_today.py", "import os", "pure"),
        ("intel/routing/prices_of_today.py", "import sqlalchemy", "pure"),
        ("intel/cli/prices_of_today.py", "import httpx", "one-http-client"),
        ("intel/cli/prices_of_today.py", "import dashboard", "nothing-imports-the-dashboard"),
        ("dashboard/app_pages/prices_of_today.py", "import intel.catalog.engine", "one-door"),
        ("dashboard/prices_of_today.py", "import intel.ingest.fetch", "dashboard-reads"),
        ("intel/prices_of_today.py", "", "layers"),
    ],
)
def test_a_forbidden_import_is_found(module: str, line: str, contract: str, tmp_path: Path) -> None:
    for package in ("intel", "dashboard"):
        for path in (ROOT / package).rglob("*.py"):
            copy = tmp_path / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(path.read_text())
    with (tmp_path / module).open("a") as file:
        file.write(f"\n{line}\n")

    result = _lint(contract, tmp_path)

    assert result.returncode == 1
    assert "0 kept, 1 broken" in result.stdout or "prices_of_today" in result.stdout
