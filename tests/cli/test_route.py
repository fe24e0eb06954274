import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from intel.routing.exporters import native
from tests.cli.catalog import THEN, Intel, check, document, intel_at, made
from tests.factories import a_catalog


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
    assert result.stderr == f"Wrote {target}: 1 task, catalog of 2026-07-02T12:00:00Z.\n"
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
    (told,) = table["warnings"]
    assert told.startswith("coding, ")
    assert "value: No estimate of quality is stored: run `intel estimate`" in told


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


def test_a_catalog_older_than_allowed_exits_3_and_writes_nothing(intel: Intel, policy: str, tmp_path: Path) -> None:
    out = tmp_path / "routing.yaml"
    asked = ("route", "--policy", policy, "--as-of", "2026-07-09", "-o", str(out))
    result = intel(*asked, "--max-age", "5")
    assert (result.exit_code, result.stdout, out.exists()) == (3, "", False)
    assert result.stderr == "The catalog was last confirmed on 2026-07-02 12:00 UTC, 7 days ago: more than 5.\n"
    assert intel(*asked, "--max-age", "9").exit_code == 0


def test_a_day_before_the_first_estimate_says_since_when_there_are_some(seeded: Intel) -> None:
    result = seeded("route", "--as-of", "2026-01-15")
    assert result.exit_code == 1
    (told,) = result.stderr.splitlines()
    assert told.startswith("coding, agentic-terminal, reasoning, math, tool-use, long-context, chat, vision, value: ")
    assert "No estimate of quality was known then, the first is of scores up to 2026-" in told
    assert "intel estimate" not in result.stderr


def test_an_age_of_centuries_is_no_slip(seeded: Intel) -> None:
    assert seeded("route", "--max-age", "999999999999").exit_code == 0


def test_a_route_that_a_gateway_cannot_name_is_told_and_stands_in_the_header(seeded: Intel) -> None:
    result = seeded("route", "--policy", "eu-hosted", "--format", "openrouter")
    assert " (coding primary" in result.stderr
    assert result.stderr.count("the policy does not let openrouter in.") == 1
    assert result.stderr.splitlines()[-1].startswith("No route that openrouter can name is left for coding, ")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["tasks"] == {}
    assert json.loads(result.stdout)["intel"]["left_out"]


def test_a_file_written_beside_a_comparison_tells_what_it_lacks_as_well(seeded: Intel, tmp_path: Path) -> None:
    old, file = tmp_path / "old.yaml", tmp_path / "bodies.json"
    assert seeded("route", "--policy", "eu-hosted", "-o", str(old)).exit_code == 0
    policy = ("--policy", "eu-hosted")
    result = seeded("route", *policy, "--diff", str(old), "--format", "openrouter", "-o", str(file))
    assert (result.exit_code, json.loads(file.read_text("utf-8"))["tasks"]) == (1, {})
    assert "No route that openrouter can name is left for coding, " in result.stderr
