"""A table that is deployed already: held against the catalog, and compared with today's."""

import json
import os
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text

from tests.cli.catalog import GLM, GPT, OPUS, THEN, Intel, intel_at, offers
from tests.factories import a_catalog, an_offer


def test_an_older_table_is_compared_in_words_and_in_json(intel: Intel, policy: str, tmp_path: Path) -> None:
    old = tmp_path / "old.yaml"
    intel("route", "--policy", policy, "-o", str(old), *THEN)
    same = intel("route", "--policy", policy, "--diff", str(old), *THEN)
    assert (same.exit_code, same.stdout, same.stderr) == (0, "Nothing changes.\n", "")
    old.write_text(old.read_text().replace("deepinfra", "deepsea"))
    words = intel("route", "--policy", policy, "--diff", str(old), *THEN)
    assert words.stdout.splitlines()[:2] == [
        f"coding: host: {GLM} at deepsea → {GLM} at deepinfra",
        f"  No source lists deepsea's {GLM} (glm-5.2) any more.",
    ]
    told = json.loads(intel("route", "--policy", policy, "--diff", str(old), "--json", *THEN).stdout)
    assert (told["same_policy"], told["changes"][0]["what"]) == (True, "host")


def test_a_deployed_table_that_names_what_is_dead_exits_3(intel: Intel, policy: str, tmp_path: Path) -> None:
    deployed = tmp_path / "deployed.yaml"
    intel("route", "--policy", policy, "-o", str(deployed), *THEN)
    fine = intel("route", "--policy", policy, "--check", str(deployed), *THEN)
    assert (fine.exit_code, fine.stdout, fine.stderr) == (0, "", f"{deployed}: nothing to mend.\n")
    deployed.write_text(deployed.read_text().replace("deepinfra", "deepsea"))
    found = intel("route", "--policy", policy, "--check", str(deployed), *THEN)
    assert found.exit_code == 3
    assert found.stdout.startswith(f"coding: dead: {GLM} at deepsea (glm-5.2): no source lists it any more.")
    as_json = intel("route", "--policy", policy, "--check", str(deployed), "--json", *THEN)
    assert (as_json.exit_code, json.loads(as_json.stdout)[0]["kind"]) == (3, "dead")


def test_a_deployed_file_of_a_gateway_is_checked_by_its_own_names_and_a_note_alone_is_nothing_to_mend(
    intel: Intel, policy: str, tmp_path: Path
) -> None:
    deployed = tmp_path / "config.yaml"
    intel("route", "--policy", policy, "--format", "litellm", "-o", str(deployed), *THEN)
    fine = intel("route", "--policy", policy, "--check", str(deployed), *THEN)
    assert (fine.exit_code, fine.stdout, fine.stderr) == (0, "", f"{deployed}: nothing to mend.\n")
    deployed.write_text("model_list:\n- {model_name: gpt, litellm_params: {model: azure/ours}}\n")
    note = intel("route", "--check", str(deployed), *THEN)
    assert (note.exit_code, note.stderr) == (0, f"{deployed}: nothing to mend, 1 note on what is not judged.\n")
    assert note.stdout == (
        "gpt: unknown: azure/ours: unknown to the catalog, so it is not judged."
        " (line 2, model_list.0.litellm_params.model)\n"
    )
    deployed.write_text('{"model": "z-ai/glm-5.2", "provider": {"max_price": {"prompt": 0.1}}}')
    found = intel("route", "--check", str(deployed), "--json", *THEN)
    assert found.exit_code == 3
    (only,) = json.loads(found.stdout)
    assert (only["task"], only["kind"], only["place"]) == (None, "dearer", "line 1, provider.max_price.prompt")
    deployed.write_text('{"model": "\\ud83d/x", "messages": []}')
    (half,) = json.loads(intel("route", "--check", str(deployed), "--json", *THEN).stdout)
    assert half["said"].startswith("\ufffd/x: unknown")


def test_a_gateway_s_file_is_held_against_a_policy_where_one_is_stated(
    intel: Intel, policy: str, tmp_path: Path
) -> None:
    deployed = tmp_path / "config.yaml"
    deployed.write_text("model_list:\n- {model_name: coding, litellm_params: {model: claude-opus-4.8}}\n")
    assert intel("route", "--check", str(deployed), *THEN).exit_code == 0
    other = intel("route", "--policy", policy, "--check", str(deployed), *THEN)
    assert (other.exit_code, f"{OPUS}: the choice is {GLM} now." in other.stdout) == (3, True)


def test_a_name_that_no_source_lists_any_more_is_dead_and_one_whose_model_is_sold_nowhere_too(tmp_path: Path) -> None:
    retired = [an_offer("openai", "openai/gpt-4", status="retired", kind="lab"), an_offer("azure", GPT, sku="ours")]
    engine = a_catalog(tmp_path, [*offers(), *retired])
    with engine.begin() as conn:
        conn.execute(text("DELETE FROM price WHERE offer_id IN (SELECT id FROM offer WHERE provider_id = 'novita')"))
        conn.execute(text("DELETE FROM listing WHERE offer_id IN (SELECT id FROM offer WHERE provider_id = 'novita')"))
    engine.dispose()
    deployed = tmp_path / "config.yaml"
    entry = "- {{model_name: mine, litellm_params: {{model: {}}}, model_info: {{base_model: {}}}}}\n"
    deployed.write_text(
        "model_list:\n" + entry.format("novita/glm-5.2", "x") + entry.format("azure/own", "openai/gpt-4")
    )
    found = intel_at(tmp_path)("route", "--check", str(deployed), *THEN)
    assert found.exit_code == 3
    assert [line.partition(" (line")[0] for line in found.stdout.splitlines()] == [
        "mine: dead: novita/glm-5.2: no source lists it any more.",
        "mine: dead: azure/own: nobody sells openai/gpt-4 any more.",
    ]


def test_a_fresh_export_of_what_ships_with_the_package_has_nothing_to_mend(seeded: Intel, tmp_path: Path) -> None:
    deployed = tmp_path / "deployed"
    seeded("route", "--policy", "open-only", "--format", "openrouter", "-o", str(deployed))
    checked = seeded("route", "--policy", "open-only", "--check", str(deployed))
    assert (checked.exit_code, checked.stdout) == (0, "")


def test_a_deployed_table_may_come_through_a_pipe(intel: Intel, policy: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_bytes, args=(intel("route", "--policy", policy, *THEN).stdout_bytes,))
    writer.start()
    found = intel("route", "--policy", policy, "--check", str(pipe), *THEN)
    writer.join()
    assert (found.exit_code, found.stderr) == (0, f"{pipe}: nothing to mend.\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "models: {allow: [zai/glm-5]}",
            "line 1, models.allow.0: no model is called 'zai/glm-5'; did you mean zai/glm-5.2",
        ),
        (
            "at_least: 0.5\nproviders: {deny: [deepinfro]}",
            "line 2, providers.deny.0: no provider is called 'deepinfro'",
        ),
        ("at_least: 0.5\ngateways: {allow: [opnrouter]}", "no gateway is called 'opnrouter'; did you mean openrouter?"),
        ("at_least: 0.5\nworkload: chatt", "line 2, workload: no workload is called 'chatt'; did you mean chat?"),
        ("at_least: 0.5\ntasks: {codign: }", "line 2, tasks.codign: no task is called 'codign'; did you mean coding?"),
        ("at_least: 0.5\nbaseline: gpt", "line 2, baseline: no model is called 'gpt'"),
    ],
)
def test_a_name_that_the_catalog_does_not_know_is_told_with_its_line(
    intel: Intel, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    for command in (("route", "--policy", str(path)), ("policy", "check", str(path))):
        result = intel(*command)
        assert (result.exit_code, result.stdout) == (2, "")
        assert said in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--diff", "nowhere.yaml"), "The table in nowhere.yaml cannot be read: No such file"),
        (("--diff", "odd.yaml"), "odd.yaml is no routing table in the native format"),
        (("--check", "odd.yaml"), "odd.yaml is nothing that can be checked: neither a native routing table, nor a"),
        (("--check", "broken.yaml"), "broken.yaml, line 2: "),
        (("--diff", "later.yaml"), "later.yaml states version 99 of the native format, and this Intel reads 1 to 2."),
        (("--check", "unsaid.yaml"), "unsaid.yaml states version None of the native format"),
        (("--check", "odd.yaml", "--diff", "odd.yaml"), "Say --diff or --check, not both."),
        (("--check", "cut.yaml"), "cut.yaml is a damaged routing table: tasks.coding."),
        (("--diff", "cut.yaml"), "cut.yaml is a damaged routing table: tasks.coding."),
        (("--check", "torn.yaml"), "torn.yaml, line 4: "),
        (("--diff", "torn.yaml"), "torn.yaml, line 4: "),
    ],
)
def test_a_table_that_is_none_is_one_sentence(
    intel: Intel, policy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("odd.yaml").write_text("tasks: 3")
    Path("broken.yaml").write_text("model_list:\n- }")
    Path("later.yaml").write_text("version: 99\ncatalog_at: '2026-07-02T00:00:00Z'\ntasks: {}")
    Path("unsaid.yaml").write_text("catalog_at: '2026-07-02T00:00:00Z'\ntasks: {}")
    whole = intel("route", "--policy", policy, *THEN).stdout
    Path("torn.yaml").write_text("version: 2\ntasks: {}\ncatalog")
    Path("cut.yaml").write_text(whole[: len(whole) // 2].rpartition("\n")[0])
    result = intel("route", "--policy", policy, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(said)
    assert len(result.stderr.splitlines()) == 1
