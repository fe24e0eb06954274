"""The import rules, and that they bite."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SINS = {
    "intel/rates.py": "import intel.records",
    "intel/market/sinful_market.py": "import os",
    "intel/routing/sinful_routing.py": "import sqlalchemy",
    "intel/cli/sinful_client.py": "import httpx",
    "intel/cli/sinful_page.py": "import dashboard",
    "intel/sinful_layer.py": "",
    "intel/routing/sinful_numbers.py": "import numpy",
    "dashboard/app_pages/sinful_query.py": "import intel.catalog.engine",
    "dashboard/sinful_fetch.py": "import intel.ingest.fetch",
}


@pytest.mark.slow
def test_every_forbidden_import_is_found(tmp_path: Path) -> None:
    for package in ("intel", "dashboard"):
        for path in (ROOT / package).rglob("*.py"):
            copy = tmp_path / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(path.read_text())
    for module, line in SINS.items():
        with (tmp_path / module).open("a") as file:
            file.write(f"\n{line}\n")

    lint = Path(sys.executable).with_name("lint-imports")
    call = [str(lint), "--no-cache", "--no-logo", "--config", str(ROOT / "pyproject.toml")]
    result = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert result.returncode == 1
    assert "Contracts: 0 kept, 7 broken." in result.stdout
    for sin in ("intel.rates", *(Path(module).stem for module in SINS if "sinful" in module)):
        assert sin in result.stdout
