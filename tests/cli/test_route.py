import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from intel.routing.exporters import native
from tests.cli.catalog import GLM, GPT, OPUS, THEN, Intel, check, document, intel_at, made
from tests.factories import a_catalog

POLICY = f"""\
title: By name
provider_depth: 2
fallbacks: 2
tasks:
  coding:
    workload: chat
    models: {{allow: ["{OPUS}", "{GPT}", "{GLM}", acme/unsold]}}
"""


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("policy") / "policy.yaml"
    path.write_text(POLICY)
    return str(path)


def test_the_native_table_is_what_gateways_are_given(intel: Intel, policy: str) -> None:
    result = intel("route", "--policy", policy, *THEN)
    assert (result.exit_code, result.stderr) == (0, "")
    check("route.yaml", result.stdout)


def test_the_table_fits_its_schema_and_its_json_says_the_same(intel: Intel, policy: str) -> None:
    as_json = document(intel("route", "--policy", policy, "--json"))
    jsonschema.validate(as_json, native.schema())
    assert yaml.safe_load(intel("route", "--policy", policy).stdout) == as_json


def test_the_same_catalog_gives_the_same_bytes_at_another_time(tmp_path: Path, policy: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = made(tmp_path / "a")("route", "--policy", policy), made(tmp_path / "b")("route", "--policy", policy)
    assert first.stdout_bytes == second.stdout_bytes
    assert yaml.safe_load(first.stdout)["catalog_at"] == "2026-07-02T12:00:00Z"


def test_a_file_is_written_whole_and_said_on_stderr(intel: Intel, policy: str, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "routing.yaml"
    result = intel("route", "--policy", policy, "-o", str(target), *THEN)
    assert result.stdout == ""
    assert result.stderr == f"Wrote {target}: 1 tasks, catalog of 2026-07-02T12:00:00Z.\n"
    assert target.read_text() == intel("route", "--policy", policy, *THEN).stdout
    assert [p.name for p in target.parent.iterdir()] == ["routing.yaml"]


def test_a_catalog_without_estimates_routes_nothing_by_quality_and_says_so_and_this_makes_the_call_partly_done(
    intel: Intel,
) -> None:
    result = intel("route", *THEN, "--json")
    assert result.exit_code == 1
    table = json.loads(result.stdout)
    assert {task["primary"] for task in table["tasks"].values()} == {None}
    assert table["policy"] == "Balanced"
    assert result.stderr.splitlines() == table["warnings"]
    assert "coding: No estimate of quality is stored: run `intel estimate`" in table["warnings"][0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "smoke"), "No format is called 'smoke'; there are native, litellm, openrouter,"),
        (("--policy", "nowhere.yaml"), "The policy in nowhere.yaml cannot be read: No such file"),
        (("--as-of", "2020-01-01"), "The catalog holds nothing that was seen before 2020-01-01"),
    ],
)
def test_a_wrong_call_is_one_sentence(intel: Intel, arguments: tuple[str, ...], said: str) -> None:
    result = intel("route", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(said)


def test_a_catalog_that_saw_nothing_has_no_table(tmp_path: Path) -> None:
    intel_at(tmp_path)("init", "--no-seeds")
    result = intel_at(tmp_path)("route")
    assert result.exit_code == 2
    assert result.stderr == "The catalog holds nothing that was seen: run `intel init` or `intel collect`.\n"


def test_a_file_that_cannot_be_written_is_one_sentence(intel: Intel, policy: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = intel("route", "--policy", policy, "-o", str(tmp_path / "file" / "routing.yaml"))
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_an_empty_catalog_made_by_hand_has_no_time(tmp_path: Path) -> None:
    a_catalog(tmp_path).dispose()
    assert intel_at(tmp_path)("route", "--as-of", "1999-01-01").exit_code == 2
