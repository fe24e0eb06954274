import pytest

from tests.cli.catalog import Intel, intel_at, made


@pytest.fixture(scope="module")
def intel(tmp_path_factory: pytest.TempPathFactory) -> Intel:
    """``intel`` on the small catalog; the tests of a module share it and none writes to it."""
    return made(tmp_path_factory.mktemp("catalog"))


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Intel:
    """``intel`` on what ships with the package: offline, straight after `intel init`."""
    intel = intel_at(tmp_path_factory.mktemp("seeded"))
    result = intel("init")
    assert result.exit_code == 0, result.stderr
    return intel
