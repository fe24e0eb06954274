"""`intel identity review` on a catalog with one name that nobody can place."""

from pathlib import Path

import pytest

from intel.catalog.engine import writing
from intel.catalog.tables import ResolutionRow
from tests.cli.catalog import GLM, Intel, a_catalog_at, document, intel_at
from tests.factories import NOON
from tests.rows import put


@pytest.fixture
def review(tmp_path: Path) -> Intel:
    """``intel`` on the small catalog."""
    from intel.catalog.engine import open_engine

    a_catalog_at(tmp_path)
    engine = open_engine(f"sqlite:///{tmp_path / 'catalog.db'}")
    with writing(engine) as conn:
        for name in ("mystery", "GLM 5.2 FP8"):
            put(conn, ResolutionRow(
                source_id="models.dev", name=name, method="ambiguous", candidates=[GLM], rules="0", resolved_at=NOON,
            ))  # fmt: skip
    engine.dispose()
    return intel_at(tmp_path)


def test_the_list_shows_name_weight_and_candidates(review: Intel) -> None:
    shown = review("identity", "review").stdout.splitlines()
    assert shown[0].split() == ["source", "name", "offers", "scores", "may", "mean"]
    assert ["models.dev", "mystery", "1", "0", GLM] in [line.split() for line in shown]
    (row,) = [r for r in document(review("identity", "review", "list", "--json")) if r["name"] == "mystery"]
    assert row == {
        "source": "models.dev", "name": "mystery", "method": "ambiguous", "candidates": [GLM], "offers": 1, "scores": 0,
    }  # fmt: skip
    assert review("identity", "review", "--source", "litellm").stdout == "Every name of litellm has been placed.\n"
    wrong = review("identity", "review", "--source", "litelm")
    assert (wrong.exit_code, wrong.stderr) == (
        2,
        "There is no source 'litelm' (near: litellm): `intel sources` lists them.\n",
    )


def test_accepting_and_rejecting_say_what_they_did(review: Intel) -> None:
    assert review("identity", "review", "accept", "models_dev", "mystery", GLM).stdout == (
        f"models.dev: mystery means {GLM}.\n"
    )
    assert any(row["sku"] == "mystery" for row in document(review("offers", "glm-5.2", "--json")))
    said = document(review("identity", "review", "reject", "models.dev", "mystery", "--json"))
    assert said == {"source": "models.dev", "name": "mystery", "action": "reject", "model": None, "before": GLM}
    assert "mystery" not in review("identity", "review").stdout


def test_what_the_owner_refused_is_resolved_no_more_in_that_sources_words(review: Intel) -> None:
    review("identity", "review", "reject", "models.dev", "GLM 5.2 FP8", GLM)
    (theirs,) = document(review("resolve", "--source", "models.dev", "GLM 5.2 FP8", "--json"))
    (anybodys,) = document(review("resolve", "GLM 5.2 FP8", "--json"))
    assert (theirs["model"], theirs["method"], theirs["candidates"]) == (None, "unresolved", [GLM])
    assert (anybodys["model"], anybodys["method"]) == (GLM, "derived")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("names",), "Say `intel identity review`"),
        (("review", "accept", "models.dev"), "Say list, accept SOURCE NAME MODEL"),
        (("review", "accept", "models.dev", "ghost", GLM), "models.dev uses no name 'ghost'"),
        (("review", "accept", "models.dev", "mystery", "zai/none"), "No model has the id 'zai/none'"),
    ],
)
def test_a_wrong_call_is_one_sentence(review: Intel, words: tuple[str, ...], says: str) -> None:
    result = review("identity", *words)
    assert result.exit_code == 2
    assert result.stderr.startswith(says)
    assert len(result.stderr.splitlines()) == 1
