"""Names become providers and models while a run is written; curated facts stand, unknown names stay unknown."""

from datetime import date

import pytest
from sqlalchemy import Engine, insert
from sqlmodel import SQLModel

from intel.catalog.engine import writing
from intel.catalog.identity_store import load_resolver
from tests.ingest.written import Bench, a_source, day, offers

CHEAP = "input=1;output=2"


def seed(engine: Engine, table: str, *rows: dict[str, object]) -> None:
    with writing(engine) as conn:
        conn.execute(insert(SQLModel.metadata.tables[table]), list(rows))


@pytest.fixture
def curated(bench: Bench) -> Bench:
    """Two labs, two models, one provider with twins."""
    seed(bench.engine, "lab", {"id": "zai", "title": "Z.ai", "homepage": ""})
    plain = {
        "family": "", "open_weights": True, "released_on": None, "context_tokens": None, "max_output_tokens": None,
        "input_modalities": "", "output_modalities": "", "capabilities": "", "licence": "", "source_id": "seeds",
    }  # fmt: skip
    weights = "https://huggingface.co/zai-org/GLM-5.2"
    seed(
        bench.engine, "model",
        {**plain, "id": "zai/glm-5.2", "lab_id": "zai", "title": "GLM-5.2", "weights_url": weights},
        {**plain, "id": "zai/glm-5", "lab_id": "zai", "title": "GLM-5", "weights_url": ""},
    )  # fmt: skip
    about = {"kind": "lab", "homepage": "", "headquarters": "", "fee_ratio": ""}
    seed(bench.engine, "provider", {**about, "id": "zai", "title": "Z.ai"})
    twin = {"source_id": "", "valid_from": date(1, 1, 1), "provider_id": "zai", "note": ""}
    seed(
        bench.engine,
        "provider_alias",
        {**twin, "name": "zhipuai", "region": "cn"},
        {**twin, "name": "z-ai", "region": ""},
    )
    return bench


def models(bench: Bench) -> dict[str, str | None]:
    """sku → model id."""
    return dict(bench.rows("offer", "sku", "model_id"))


def test_names_resolve_and_unknown_ones_stay_unresolved_and_counted(curated: Bench) -> None:
    result = curated.run(offers({"glm-5.2": CHEAP, "mystery-9": CHEAP}), day(1))
    assert models(curated) == {"glm-5.2": "zai/glm-5.2", "mystery-9": None}
    assert result.unresolved == 1
    assert [(n, m) for n, m, _ in curated.rows("resolution", "name", "method", "evidence")] == [
        ("glm-5.2", "exact"), ("mystery-9", "unresolved"),
    ]  # fmt: skip


def test_evidence_resolves_what_the_name_does_not_tell(curated: Bench) -> None:
    stated = offers({"our-best": CHEAP})
    stated["offers"][0]["evidence"] = [["huggingface", "zai-org/GLM-5.2"]]
    curated.run(stated, day(1))
    assert models(curated) == {"our-best": "zai/glm-5.2"}


def test_twins_of_a_provider_become_one_provider_in_two_regions(curated: Bench) -> None:
    stated = {"offers": [{"provider": p, "sku": "glm-5.2", "price": CHEAP} for p in ("zhipuai", "z-ai")]}
    curated.run(stated, day(1))
    assert curated.rows("offer", "provider_id", "region") == [("zai", ""), ("zai", "cn")]


def test_an_unknown_provider_is_made_with_its_own_title_and_kind_unknown(bench: Bench) -> None:
    stated = offers({"m": CHEAP}, "New Host")
    stated["providers"] = [{"name": "New Host", "title": "New Host Inc.", "homepage": "https://new.example"}]
    bench.run(stated, day(1))
    assert bench.rows("provider", "id", "title", "kind", "homepage") == [
        ("new-host", "New Host Inc.", "unknown", "https://new.example")
    ]


def test_a_curated_provider_keeps_its_title_and_learns_its_homepage(curated: Bench) -> None:
    stated = offers({"glm-5.2": CHEAP}, "zai")
    stated["providers"] = [{"name": "zai", "title": "ZHIPU AI", "homepage": "https://z.example"}]
    curated.run(stated, day(1))
    assert curated.rows("provider", "title", "homepage") == [("Z.ai", "https://z.example")]


def test_a_stated_model_that_nobody_knows_is_made_under_the_lab_we_know(curated: Bench) -> None:
    stated = offers({"glm-6": CHEAP})
    stated["models"] = [{"name": "zhipuai/glm-5.2", "title": "x"}, {"name": "zhipuai/glm-6", "title": "GLM-6"}]
    curated.run(stated, day(1))
    assert ("zai/glm-6", "zai", "GLM-6", "here") in curated.rows("model", "id", "lab_id", "title", "source_id")
    assert models(curated) == {"glm-6": "zai/glm-6"}
    assert ("zhipuai/glm-6", "zai/glm-6", "stated") in curated.rows("alias", "name", "model_id", "how")


def test_curated_facts_of_a_model_stand_and_unknown_ones_are_filled(curated: Bench) -> None:
    stated = offers({"glm-5.2": CHEAP})
    stated["models"] = [{"name": "zai/glm-5.2", "title": "GLM 5.2 (new)", "open_weights": False, "licence": "MIT"}]
    curated.run(stated, day(1))
    assert ("zai/glm-5.2", "GLM-5.2", True, "MIT") in curated.rows("model", "id", "title", "open_weights", "licence")


def test_a_stated_alias_holds_in_the_words_of_its_source_only(curated: Bench) -> None:
    stated = offers({"glm-latest": CHEAP})
    stated["aliases"] = [{"name": "glm-latest", "target": "zai/glm-5.2", "floating": True}]
    curated.run(stated, day(1))
    with curated.engine.connect() as conn:
        resolver = load_resolver(conn)
    assert resolver.resolve("here", "glm-latest").model == "zai/glm-5.2"
    assert resolver.resolve("other", "glm-latest").model is None


def test_a_new_alias_resolves_old_names_in_the_next_run_though_nothing_else_changed(curated: Bench) -> None:
    curated.run(offers({"mystery-9": CHEAP}), day(1))
    alias = {
        "source_id": "",
        "name": "mystery-9",
        "model_id": "zai/glm-5",
        "how": "curated",
        "floating": False,
        "note": "",
    }
    seed(curated.engine, "alias", alias)
    result = curated.run(offers({"mystery-9": CHEAP}), day(2))
    assert (result.unresolved, models(curated)) == (0, {"mystery-9": "zai/glm-5"})
    assert curated.rows("resolution", "method") == [("curated",)]


def test_the_surest_reading_of_a_shared_offer_names_its_model_whoever_came_last(curated: Bench) -> None:
    vague, sure = offers({"m1": CHEAP}), offers({"m1": CHEAP})
    vague["offers"][0]["name"] = "glm-5.2-fp8"
    sure["offers"][0]["name"] = "nobody knows this"
    curated.run(vague, day(1))
    curated.run(sure, day(1), source=a_source("other"))
    assert models(curated) == {"m1": "zai/glm-5.2"}
