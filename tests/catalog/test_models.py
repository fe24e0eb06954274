"""Finding the model that a person means."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from intel.catalog import queries, tables
from intel.catalog.engine import writing
from intel.errors import UsageError
from tests.factories import NOON, a_catalog, a_model, an_offer, fill
from tests.rows import put

MODELS = [
    a_model("zai/glm-5.2", title="GLM 5.2", family="glm"), a_model("zai/glm-5", family="glm"),
    a_model("openai/gpt-5.5", title="GPT-5.5", open_weights=False), a_model("meta/llama-4"),
    a_model("nous/llama-4"), a_model("acme/Cased"), a_model("acme/odd_name%"),
]  # fmt: skip


MADE = [an_offer("a"), an_offer("b"), an_offer("c", service_tier="batch")]
ALIASES = [
    tables.AliasRow(name="Zed", model_id="zai/glm-5", how="curated"),
    tables.AliasRow(source_id="one", name="doubtful", model_id="zai/glm-5", how="stated"),
    tables.AliasRow(source_id="two", name="doubtful", model_id="zai/glm-5.2", how="stated"),
]


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A catalog of a few models, with aliases, that nobody changes."""
    engine = a_catalog(tmp_path_factory.mktemp("models"), MADE, MODELS)
    with writing(engine) as writer:
        put(writer, *ALIASES)
    with engine.connect() as reader:
        yield reader
    engine.dispose()


def test_names_are_read_alike_on_either_engine(engine: Engine) -> None:
    with writing(engine) as writer:
        fill(writer, MADE, MODELS)
        put(writer, *ALIASES)

    with engine.connect() as conn:
        found = [queries.find_model(conn, text).id for text in ("glm-5", "GLM-5.2", "Zed", "odd_name%", "cased")]
        with pytest.raises(UsageError):
            queries.find_model(conn, "oddXname%")

    assert found == ["zai/glm-5", "zai/glm-5.2", "zai/glm-5", "acme/odd_name%", "acme/Cased"]


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("zai/glm-5.2", "zai/glm-5.2"),
        ("glm-5.2", "zai/glm-5.2"),
        ("glm-5", "zai/glm-5"),
        (" glm-5.2 ", "zai/glm-5.2"),
        ("Zed", "zai/glm-5"),
        ("zed", "zai/glm-5"),
        ("GLM-5.2", "zai/glm-5.2"),
        ("Zai/GLM-5.2", "zai/glm-5.2"),
        ("glm 5.2", "zai/glm-5.2"),
        ("gpt-5.5", "openai/gpt-5.5"),
        ("meta/llama-4", "meta/llama-4"),
        ("cased", "acme/Cased"),
        ("odd_name%", "acme/odd_name%"),
        ("glm-5p2", "zai/glm-5.2"),
    ],
)
def test_a_model_is_found_by(conn: Connection, text: str, model: str) -> None:
    assert queries.find_model(conn, text).id == model


@pytest.mark.parametrize("text", ["oddXname%", "odd_name", "5.2", "%", "_", "glm", "nothing like it"])
def test_part_of_a_name_is_no_name(conn: Connection, text: str) -> None:
    with pytest.raises(UsageError, match="No model is called"):
        queries.find_model(conn, text)


def test_an_unknown_name_brings_near_ones(conn: Connection) -> None:
    with pytest.raises(UsageError) as error:
        queries.find_model(conn, "glm-5.22")

    assert str(error.value).startswith("No model is called “glm-5.22”: did you mean zai/glm-5.2, zai/glm-5 or ")


def test_at_most_five_near_names_are_named(tmp_path: Path) -> None:
    engine = a_catalog(tmp_path, models=[a_model(f"lab/model-{n}") for n in range(9)])

    with engine.connect() as conn, pytest.raises(UsageError) as error:
        queries.find_model(conn, "model-x")

    assert str(error.value).count("lab/model-") == 5


@pytest.mark.parametrize(
    ("text", "candidates"),
    [("llama-4", "meta/llama-4 or nous/llama-4"), ("doubtful", "zai/glm-5 or zai/glm-5.2")],
)
def test_a_name_of_several_models_is_not_guessed(conn: Connection, text: str, candidates: str) -> None:
    with pytest.raises(UsageError) as error:
        queries.find_model(conn, text)

    assert str(error.value) == f"“{text}” may mean {candidates}: write the whole id."


def test_what_somebody_typed_is_shown_without_control_characters_and_cut(conn: Connection) -> None:
    with pytest.raises(UsageError) as error:
        queries.find_model(conn, "\x1b[31m" + "x" * 500)

    assert "\x1b" not in str(error.value)
    assert len(str(error.value)) < 200


def test_hosts_and_offers_are_counted_for_a_time(conn: Connection) -> None:
    assert (queries.find_model(conn, "glm-5.2").hosts, queries.find_model(conn, "glm-5.2").offers) == (0, 0)

    found = queries.find_model(conn, "glm-5.2", now=NOON)

    assert (found.hosts, found.offers) == (2, 3)


def test_models_are_listed_with_the_most_hosts_first(conn: Connection) -> None:
    found = queries.models(conn, now=NOON)

    assert [m.id for m in found][:3] == ["zai/glm-5.2", "acme/Cased", "acme/odd_name%"]
    assert len(found) == len(MODELS)
    assert (found[0].hosts, found[0].offers) == (2, 3)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("glm", {"zai/glm-5", "zai/glm-5.2"}),
        ("GLM 5.2", {"zai/glm-5.2"}),
        ("llama nous", {"nous/llama-4"}),
        ("zed", {"zai/glm-5"}),
        ("nothing", set()),
        ("", {model.id for model in MODELS}),
    ],
)
def test_models_are_searched_by_every_word(conn: Connection, query: str, found: set[str]) -> None:
    assert {model.id for model in queries.models(conn, query, now=NOON)} == found
