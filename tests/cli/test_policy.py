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
    assert lines[0].startswith("Mine: 1 tasks, every name is known (hash ")
    assert lines[1:] == ["  coding: at least 0.8 of leader with 75% probability; states baseline"]
    assert json.loads(intel("policy", "check", str(path), "--json").stdout)["tasks"]["coding"]["baseline"] == GLM


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
