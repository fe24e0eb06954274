import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from tests.cli.catalog import GLM, Intel


def test_a_policy_begins_as_a_copy_of_a_ready_one_and_never_over_a_file(intel: Intel, tmp_path: Path) -> None:
    path = tmp_path / "mine" / "policy.yaml"
    assert intel("policy", "new", "frugal", "-o", str(path)).exit_code == 0
    assert path.read_text() == intel("policy", "new", "frugal").stdout
    again = intel("policy", "new", "-o", str(path))
    assert (again.exit_code, again.stderr) == (2, f"{path} is there already: name another file.\n")


def test_a_checked_policy_says_what_each_task_asks(intel: Intel, tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(f"title: Mine\nat_least: 0.8 of leader\nbaseline: {GLM}\ntasks: {{coding: }}")
    lines = intel("policy", "check", str(path)).stdout.splitlines()
    assert lines[0].startswith("Mine: 1 task, every name is known (hash ")
    assert lines[1:] == ["  coding: at least 0.8 of leader with 75% probability; states baseline"]
    assert json.loads(intel("policy", "check", str(path), "--json").stdout)["tasks"]["coding"]["baseline"] == GLM


def test_five_mistakes_are_told_a_line_each_and_json_has_all(intel: Intel, tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("".join(f"odd{n}: 1\n" for n in range(7)) + "at_least: 0.5")
    words = intel("policy", "check", str(path))
    assert (words.exit_code, words.stdout, len(words.stderr.splitlines())) == (2, "", 6)
    assert words.stderr.splitlines()[4].startswith(f"{path}, line 5, odd4: there is no such key")
    assert words.stderr.endswith("(2 more mistakes.)\n")
    told = intel("policy", "check", str(path), "--json")
    assert (told.exit_code, [one["line"] for one in json.loads(told.stdout)["mistakes"]]) == (2, list(range(1, 8)))


def test_a_wish_that_nobody_can_meet_is_a_look_and_a_short_name_is_a_model(intel: Intel, tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("models: {allow: [glm-5.2]}\ndata: {zero_retention: true}\ntasks: {coding: }")
    result = intel("policy", "check", str(path))
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].startswith("look: line 2, data.zero_retention: no offer of this catalog")
    told = json.loads(intel("policy", "check", str(path), "--json").stdout)
    assert told["tasks"]["coding"]["models"]["allow"] == [GLM]
    assert [one["key"] for one in told["looks"]] == ["data.zero_retention"]


def test_the_policy_of_the_documents_gives_routes_on_what_ships(seeded: Intel, tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "routing.md").read_text()
    path = tmp_path / "ours.yaml"
    path.write_text(text.partition("```yaml\n")[2].partition("```")[0])
    result = seeded("route", "--policy", str(path))
    assert result.exit_code == 0
    tasks = yaml.safe_load(result.stdout)["tasks"]
    assert all(task["reached"] and task["fallbacks"] for task in tasks.values())
    assert "look:" not in seeded("policy", "check", str(path)).stdout


def test_the_schema_is_json_and_takes_what_is_new(intel: Intel) -> None:
    schema = json.loads(intel("policy", "schema").stdout)
    jsonschema.validate(yaml.safe_load(intel("policy", "new").stdout), schema)


@pytest.mark.parametrize(
    ("words", "said"),
    [(("burn",), "Say check, new or schema, not 'burn'."), (("new", "cheap"), "No policy is called 'cheap'")],
)
def test_a_wrong_word_is_one_sentence(intel: Intel, words: tuple[str, ...], said: str) -> None:
    result = intel("policy", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(said)
