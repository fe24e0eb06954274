"""Seeds of one model and two providers, which tests write further files beside."""

from pathlib import Path

import pytest

from tests.catalog.seeding import CURATED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Curated tables without facts."""
    made = tmp_path / "seeds"
    made.mkdir()
    for name, text in CURATED.items():
        (made / name).write_text(text)
    return made
