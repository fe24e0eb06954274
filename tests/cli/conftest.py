import shutil
from pathlib import Path

import pytest

from tests.cli.catalog import Intel, intel_at, made


@pytest.fixture(scope="module")
def intel(tmp_path_factory: pytest.TempPathFactory) -> Intel:
    """``intel`` on the small catalog; the tests of a module share it and none writes to it."""
    return made(tmp_path_factory.mktemp("catalog"))


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, ready: Path) -> Intel:
    """``intel`` on what ships with the package: offline, straight after `intel init`."""
    folder = tmp_path_factory.mktemp("seeded")
    shutil.copytree(ready, folder, dirs_exist_ok=True)
    return intel_at(folder)
