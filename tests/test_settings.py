"""Settings: the environment first, then intel.toml, and one sentence for what is wrong."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from intel.errors import UsageError
from intel.settings import load, secret


@contextmanager
def standing_in(folder: Path, **environment: str) -> Iterator[None]:
    """The process as an owner would call it: in ``folder``, with these variables and no other INTEL_ ones."""
    before, place = dict(os.environ), Path.cwd()
    for name in [name for name in before if name.startswith("INTEL_")]:
        del os.environ[name]
    os.environ.update(environment)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(place)
        os.environ.clear()
        os.environ.update(before)


def test_the_default_catalog_is_a_file_in_the_users_data_folder(tmp_path: Path) -> None:
    with standing_in(tmp_path, XDG_DATA_HOME=str(tmp_path / "share")):
        settings = load()
    assert settings.offline is False
    assert settings.catalog_url == f"sqlite:///{settings.data_dir / 'catalog.db'}"
    assert settings.data_dir.name == "intel"
    assert settings.data_dir.is_absolute()


def test_the_environment_goes_before_the_file_and_an_empty_variable_is_none(tmp_path: Path) -> None:
    (tmp_path / "intel.toml").write_text('data_dir = "here"\noffline = true\n')
    with standing_in(tmp_path, INTEL_OFFLINE="", INTEL_DATA_DIR="there"):
        settings = load()
    assert settings.data_dir == tmp_path / "there"
    assert settings.offline is True


def test_a_database_url_takes_the_place_of_the_file(tmp_path: Path) -> None:
    with standing_in(tmp_path, INTEL_DATABASE_URL="postgresql+psycopg://intel@db/intel"):
        assert load().catalog_url == "postgresql+psycopg://intel@db/intel"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 1", "The setting colour"),
        ("offline = 7", "The setting offline"),
        ("offline", "cannot be read"),
        ("offline = " + "[" * 5000, "nested too deep to read"),
    ],
)
def test_a_wrong_file_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "intel.toml").write_text(text)
    with standing_in(tmp_path), pytest.raises(UsageError, match=said):
        load()


def test_a_key_comes_from_the_environment_and_its_absence_is_empty(tmp_path: Path) -> None:
    with standing_in(tmp_path, SOME_KEY=" abc "):
        assert secret("SOME_KEY") == "abc"
        assert secret("OTHER_KEY") == ""
        assert secret("") == ""
