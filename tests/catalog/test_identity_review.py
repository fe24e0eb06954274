"""The owner's word on a name: an alias of their own or a refusal, at once and for good."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine

from intel.actions import accept_name, reject_name
from intel.catalog import queries
from intel.catalog.engine import writing
from intel.catalog.identity_review import read_names_again
from intel.catalog.seed_tables import load_curated
from intel.catalog.tables import AliasRow, LabRow, ModelRow
from intel.errors import UsageError
from tests.ingest.written import Bench, day, offers
from tests.rows import put

GLM, AIR = "zai/glm-5.2", "zai/glm-5.2-air"
SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture
def bench(engine: Engine, tmp_path: Path) -> Bench:
    """A source that sells one known and one unknown name."""
    with writing(engine) as conn:
        put(conn, LabRow(id="zai", title="Z.ai"))
        put(conn, ModelRow(id=GLM, lab_id="zai", title="GLM-5.2"), ModelRow(id=AIR, lab_id="zai", title="GLM-5.2 Air"))
    bench = Bench(engine, tmp_path / "bench")
    assert bench.run(offers({"glm-5.2": "input=1;output=2", "glim": "input=1;output=2"}), day(1)).unresolved == 1
    return bench


def waiting(bench: Bench) -> list[str]:
    with bench.engine.connect() as conn:
        return [one.name for one in queries.unresolved(conn)]


def sold(bench: Bench) -> dict[str, str | None]:
    return dict(bench.rows("offer", "sku", "model_id"))


def test_an_accepted_name_means_its_model_at_once_and_after_every_run(bench: Bench) -> None:
    assert waiting(bench) == ["glim"]
    assert accept_name(bench.engine, "here", "glim", GLM, now=day(2)) is None
    assert (waiting(bench), sold(bench)["glim"]) == ([], GLM)
    bench.run(offers({"glm-5.2": "input=1;output=2", "glim": "input=3;output=4"}), day(3))
    assert sold(bench)["glim"] == GLM
    assert bench.rows("alias", "name", "how", "note") == [("glim", "curated", "accepted by the owner on 2026-06-03")]
    assert ("name_accepted", "name here glim") in bench.rows("event", "kind", "subject")


def test_the_owners_alias_survives_seeds_that_say_otherwise(bench: Bench, tmp_path: Path) -> None:
    accept_name(bench.engine, "here", "glim", GLM, now=day(2))
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for name in ("labs", "providers", "provider_aliases", "models", "aliases"):
        header = (SEEDS / f"{name}.csv").read_text("utf-8").splitlines()[0]
        (seeds / f"{name}.csv").write_text(f"{header}\n")
    columns = (seeds / "aliases.csv").read_text().strip().split(",")
    said = {"source": "here", "name": "glim", "model": AIR, "how": "curated", "floating": ""}
    with (seeds / "aliases.csv").open("a") as file:
        file.write(",".join(said.get(column, "") for column in columns) + "\n")
    with writing(bench.engine) as conn:
        load_curated(conn, seeds)
    assert bench.rows("alias", "name", "model_id") == [("glim", GLM)]
    shutil.rmtree(seeds)


def test_a_refused_name_leaves_the_list_and_stays_unresolved(bench: Bench) -> None:
    assert reject_name(bench.engine, "here", "glim", now=day(2)) is None
    assert waiting(bench) == []
    assert reject_name(bench.engine, "here", "glm-5.2", GLM, now=day(2)) == GLM
    assert sold(bench) == {"glm-5.2": None, "glim": None}
    bench.run(offers({"glm-5.2": "input=1;output=2", "glim": "input=1;output=2"}), day(3), salt=1)
    assert sold(bench) == {"glm-5.2": None, "glim": None}


def test_the_last_word_of_the_owner_counts(bench: Bench) -> None:
    reject_name(bench.engine, "here", "glm-5.2", now=day(2))
    accept_name(bench.engine, "here", "glm-5.2", AIR, now=day(3))
    assert sold(bench)["glm-5.2"] == AIR
    assert reject_name(bench.engine, "here", "glm-5.2", AIR, now=day(4)) == AIR
    assert sold(bench)["glm-5.2"] == GLM
    assert bench.rows("alias", "name") == []


def test_a_new_alias_re_resolves_stored_names_without_a_download(bench: Bench) -> None:
    with writing(bench.engine) as conn:
        put(conn, AliasRow(source_id="", name="glim", model_id=AIR, how="curated"))
        read_names_again(conn)
    assert sold(bench)["glim"] == AIR
    assert len(bench.rows("run", "id")) == 1


@pytest.mark.parametrize(
    ("source", "name", "model", "says"),
    [
        ("here", "nobody", GLM, "here uses no name 'nobody'"),
        ("there", "glim", GLM, "there uses no name 'glim'"),
        ("here", "glim", "zai/none", "No model has the id 'zai/none'"),
    ],
)
def test_a_wrong_word_changes_nothing(bench: Bench, source: str, name: str, model: str, says: str) -> None:
    before = bench.counts()
    with pytest.raises(UsageError, match=says):
        accept_name(bench.engine, source, name, model, now=day(2))
    assert bench.counts() == before
