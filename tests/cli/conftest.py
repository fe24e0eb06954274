from pathlib import Path

import pytest

from tests.cli.catalog import Intel, made


@pytest.fixture(scope="module")
def intel(tmp_path_factory: pytest.TempPathFactory) -> Intel:
    """``intel`` on the small catalog; the tests of a module share it and none writes to it."""
    return made(tmp_path_factory.mktemp("catalog"))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A folder without a catalog."""
    return tmp_path
