"""Who leads, what every model is worth, what every board says: offline, straight after `intel init`."""

from pathlib import Path

import pytest

from tests.cli.catalog import Intel, document, intel_at

pytestmark = pytest.mark.slow
TASKS_FILE = (Path(__file__).parents[2] / "seeds" / "tasks.toml").read_text("utf-8")
TASKS = (
    "coding", "agentic-terminal", "reasoning", "math", "tool-use", "long-context", "chat", "vision", "value",
)  # fmt: skip


def test_every_task_has_an_answer_and_no_provisional_model_leads(seeded: Intel) -> None:
    rows = document(seeded("leaders", "--json"))
    assert tuple(row["task"] for row in rows) == TASKS
    for row in rows:
        assert row["state"] in ("leader", "tie"), row["task"]
        assert (row["state"] == "leader") == (len(row["models"]) == 1)
        for model in row["models"]:
            assert not model["provisional"]
            assert 0 < model["lower"] <= model["share"] <= model["upper"] < 1
            assert len([s for s in model["sources"] if not s.startswith("vendor:")]) >= 2


def test_open_leaders_have_open_weights(seeded: Intel) -> None:
    rows = document(seeded("leaders", "--open", "--json"))
    assert {model["open_weights"] for row in rows for model in row["models"]} == {True}


def test_one_task_is_one_object_and_a_table_for_people(seeded: Intel) -> None:
    row = document(seeded("leaders", "coding", "--json"))
    assert row["scope"] == "all"
    shown = seeded("leaders", "coding").stdout
    assert row["models"][0]["model"] in shown
    assert "90 % interval" in shown


def test_a_terminal_without_room_for_the_state_calls_a_tie_a_tie_below(seeded: Intel, ready: Path) -> None:
    sentence = "Where a task has several models they are tied: none leads with 90 % probability."
    assert document(seeded("leaders", "coding", "--json"))["state"] == "tie"
    assert sentence not in seeded("leaders", "coding").stdout
    assert sentence in intel_at(ready, COLUMNS="80")("leaders", "coding").stdout


def test_at_least_a_hundred_models_have_a_coding_estimate_of_two_sources(seeded: Intel) -> None:
    found = document(seeded("quality", "coding", "--json"))
    assert len([one for one in found["estimates"] if not one["provisional"]]) >= 100
    assert found["basket"][0]["edition"] == "livebench/coding@2026-06-25"
    shares = [one["share"] for one in found["estimates"]]
    assert shares == sorted(shares, reverse=True)


def test_efforts_are_rows_of_their_own(seeded: Intel) -> None:
    rolled = document(seeded("quality", "coding", "--json"))["estimates"]
    every = document(seeded("quality", "coding", "--efforts", "--json"))["estimates"]
    assert {one["rolled_up"] for one in rolled} == {True}
    efforts = {one["effort"] for one in every if one["model"] == "anthropic/claude-opus-4.8" and not one["rolled_up"]}
    assert {"max", "xhigh", "high"} <= efforts


def test_the_value_task_ranks_what_is_good_enough_by_price(seeded: Intel) -> None:
    good = [one for one in document(seeded("quality", "value", "--json"))["estimates"] if one["good_enough"]]
    prices = [float(one["blended_usd_per_mtok"]) for one in good if one["blended_usd_per_mtok"]]
    assert len(prices) >= 2
    assert prices == sorted(prices)
    assert all(one["p_good_enough"] >= 0.75 and not one["provisional"] for one in good)


def test_the_scores_of_a_model_name_edition_licence_and_bytes(seeded: Intel) -> None:
    found = document(seeded("scores", "glm-5.2", "--json"))
    assert found["model"] == "zai/glm-5.2"
    rows = {(row["benchmark"], row["version"]): row for row in found["scores"]}
    assert rows["livebench/coding", "2026-06-25"]["licence"] == "CC BY-SA 4.0"
    arena = rows["lmarena/text/overall", "rolling"]
    assert float(arena["lower"]) < float(arena["value"]) < float(arena["upper"])
    assert (arena["effort"], len(arena["sha256"])) == ("max", 64)
    assert "livebench (CC BY-SA 4.0)" in seeded("scores", "glm-5.2").stdout


def test_only_a_task_s_editions_are_shown_where_asked(seeded: Intel) -> None:
    rows = document(seeded("scores", "glm-5.2", "--task", "math", "--json"))["scores"]
    assert {row["benchmark"] for row in rows} == {"livebench/math", "lmarena/text/math"}


def test_two_reporters_of_one_score_are_set_side_by_side(seeded: Intel) -> None:
    found = document(seeded("scores", "--crosscheck", "--json"))
    assert found["pairs"]
    for pair in found["pairs"]:
        assert pair["believed"]["model"] == pair["other"]["model"]
        assert pair["believed"]["benchmark"] == pair["other"]["benchmark"]
        assert pair["why"].startswith("independent before vendor")
    drift = {one["lab"]: one["scores"] for one in found["drift"]}
    assert drift["anthropic"] >= 3
    assert "believed" in seeded("scores", "--crosscheck").stdout


def test_on_eighty_columns_two_reporters_keep_their_names_and_numbers_give_way(ready: Path, seeded: Intel) -> None:
    pairs = document(seeded("scores", "--crosscheck", "--json"))["pairs"]
    shown = intel_at(ready, COLUMNS="80")("scores", "--crosscheck").stdout
    title, *lines = shown.split("\n\n")[0].splitlines()
    assert ("believed" in title, "differs" in title) == (False, True)
    assert all(pair["other"]["model"] in shown and pair["other"]["witness"] in shown for pair in pairs)
    assert max(map(len, lines)) <= 80


def test_the_price_of_good_value_stands_below_the_probabilities_and_not_among_them(seeded: Intel) -> None:
    _, title, row, said, *_ = seeded("leaders", "value").stdout.splitlines()
    assert ("P(best) %" in title, "$" in row) == (True, False)
    (model,) = document(seeded("leaders", "value", "--json"))["models"]
    assert said == (
        f"value: {model['model']} is good enough at ${float(model['blended_usd_per_mtok']):.3g} per million tokens, "
        f"blended, at {model['provider']}."
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("leaders", "cooking"), "No task is called 'cooking'; there are coding,"),
        (("quality", "cooking"), "No task is called 'cooking'"),
        (("scores",), "Name a model"),
        (("scores", "glm-99"), "glm-99"),
        (("leaders", "--as-of", "2026-01-01"), "before 2026-01-01 23:59 UTC: the first fit is of scores up to 2026-"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(seeded: Intel, args: tuple[str, ...], said: str) -> None:
    result = seeded(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_the_same_scores_are_not_fitted_again(seeded: Intel) -> None:
    assert document(seeded("estimate", "--json"))["outcome"] == "unchanged"


def test_a_catalog_without_scores_says_what_to_do(tmp_path: Path) -> None:
    intel = intel_at(tmp_path)
    assert intel("init", "--no-seeds").exit_code == 0
    assert "no board in the catalog has enough scores" in intel("estimate").stdout
    assert "`intel estimate`" in intel("leaders").stderr


def test_the_owner_s_own_tasks_take_the_place_of_the_seeded_ones(tmp_path: Path) -> None:
    file = tmp_path / "tasks.toml"
    file.write_text('[one]\ntitle = "One"\nwhy = "."\nworkload = "nothing"\n[[one.basket]]\nbenchmark = "b"\n'
                    'version = "1"\nwhy = "."\n', "utf-8")  # fmt: skip
    result = intel_at(tmp_path, INTEL_TASKS=str(file))("leaders")
    assert result.exit_code == 2
    assert "unknown workload 'nothing'" in result.stderr


def test_other_tasks_than_the_fit_knew_are_said_and_a_basket_of_nothing_is_named(seeded: Intel, tmp_path: Path) -> None:
    assert seeded("leaders", "math").stderr == ""
    file = tmp_path / "tasks.toml"
    file.write_text('[one]\ntitle = "One"\nwhy = "."\nworkload = "chat"\n[[one.basket]]\nbenchmark = "no/where"\n'
                    'version = "1"\nwhy = "."\n', "utf-8")  # fmt: skip
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("INTEL_TASKS", str(file))
        found = seeded("leaders")
    assert "`intel estimate` fits anew" in found.stderr
    assert "one: no edition of its basket is in the fit (no/where@1)." in found.stdout


def test_a_benchmark_that_nobody_states_is_named_with_what_may_be_meant(ready: Path, tmp_path: Path) -> None:
    file = tmp_path / "tasks.toml"
    file.write_text(TASKS_FILE.replace('"livebench/coding"', '"livebench/codingg"'), "utf-8")
    for command in (("leaders", "coding"), ("quality", "coding")):
        said = intel_at(ready, INTEL_TASKS=str(file))(*command).stderr
        assert "Your tasks judge by livebench/codingg@2026-06-25, which no source here has stated" in said
        assert "Did you mean livebench/coding@2026-06-25" in said


def test_of_six_models_in_ten_there_is_one_source_only_as_the_document_says(seeded: Intel) -> None:
    rows = document(seeded("quality", "coding", "--json"))["estimates"]
    assert round(sum(row["provisional"] for row in rows) / len(rows), 1) == 0.6
