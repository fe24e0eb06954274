"""Overrides on the command line: shown wherever the number is, kept through a refresh, reported when they are met."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from intel import actions
from intel.catalog.engine import open_engine
from intel.cli import compose
from intel.cli.publish import Publisher
from intel.routing.policy_file import parse_policy
from tests.cli.catalog import GLM, Intel, a_catalog_at, document, intel_at
from tests.factories import NOON

FILE = """
[[price]]
provider = "novita"
sku = "glm-5.2"
usd_per_mtok = {input = 0.1, output = 0.2}
because = "our contract"

[[kind]]
provider = "deepinfra"
kind = "gateway"

[[alias]]
name = "our-glm"
model = "zai/glm-5.2"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    a_catalog_at(tmp_path)
    (tmp_path / "overrides.toml").write_text(FILE)
    return tmp_path


@pytest.fixture
def intel(folder: Path) -> Intel:
    return intel_at(folder)


def the_offer(rows: list[dict[str, Any]], provider: str) -> dict[str, Any]:
    return next(row for row in rows if row["provider"] == provider and row["service_tier"] == "standard")


def test_offers_show_an_override_as_one_and_count_by_the_kind_that_the_owner_says(intel: Intel) -> None:
    rows = document(intel("offers", GLM, "--json"))
    mine = the_offer(rows, "novita")
    assert (mine["input_usd_per_mtok"], mine["source"], mine["agreement"]) == ("0.10", "override", "override")
    assert [said["source"] for said in mine["statements"]] == ["override", "models.dev"]
    assert the_offer(rows, "deepinfra")["word"] == "gateway"
    text = intel("offers", GLM).stdout
    assert "Your own price (`intel overrides list`): novita" in text
    assert text.splitlines()[4].split()[0] == "novita"


def test_at_any_width_an_overridden_row_is_told_also_where_it_is_not_comparable(folder: Path) -> None:
    (folder / "overrides.toml").write_text(FILE.replace('kind = "gateway"', 'kind = "plan"').replace(
        "[[alias]]", '[[kind]]\nprovider = "novita"\nkind = "gateway"\n[[alias]]'))  # fmt: skip
    for columns in ("40", "80", "200"):
        text = intel_at(folder, COLUMNS=columns)("offers", GLM).stdout
        assert "* Your own price (`intel overrides list`): novita" in " ".join(text.split())
        assert columns == "40" or any(line.startswith("novita *") for line in text.splitlines())


def test_why_cost_and_route_say_whose_price_it_is(intel: Intel, tmp_path: Path) -> None:
    why = intel("why", GLM, "--provider", "novita").stdout
    assert "override: your own price stands before what the sources state" in why
    assert "believed: input=0.1;output=0.2 USD per million, your override" in why
    assert "overrides.toml: our contract" in why
    cost = intel("cost", GLM, "--provider", "novita", "--input", "1000000", "--output", "1000000").stdout
    assert cost.startswith("$0.3 ") or cost.startswith("$0.30 ")
    assert "Source: override" in cost
    policy = tmp_path / "policy.yaml"
    policy.write_text("version: 1\ntitle: Mine\ntasks:\n  chat:\n    models:\n      allow: [zai/glm-5.2]\n")
    routed = intel("route", "--policy", str(policy), "--json")
    text = json.dumps(json.loads(routed.stdout)) if routed.stdout else routed.stderr
    assert '"agreement": "override"' in text
    assert "The winning price is the owner's override" in text


def test_the_past_is_not_overridden(intel: Intel) -> None:
    rows = document(intel("offers", GLM, "--json", "--as-of", "2026-07-02T12:00:00Z"))
    assert the_offer(rows, "novita")["source"] == "models.dev"


def test_a_name_of_the_owners_means_the_model_in_every_command(intel: Intel) -> None:
    assert document(intel("resolve", "our-glm", "--json"))[0]["model"] == GLM
    assert "GLM-5.2" in intel("offers", "our-glm").stdout


def test_the_list_holds_each_beside_what_the_world_states(intel: Intel) -> None:
    rows = {row["subject"]: row for row in document(intel("overrides", "list", "--json"))}
    price = rows["price novita glm-5.2"]
    assert (price["state"], price["stated"], price["because"]) == ("in force", "input=0.1;output=0.2", "our contract")
    assert (price["world"], price["source"]) == ("input=1.4;output=4.4;cache_read=0.26", "models.dev")
    assert (rows["kind deepinfra"]["state"], rows["kind deepinfra"]["world"]) == ("in force", "inference")
    assert intel("overrides", "check").stdout == "3 overrides, all of them in force.\n"


def test_check_finds_what_has_ended_what_is_about_nothing_and_what_the_world_states_too(
    intel: Intel, folder: Path
) -> None:
    (folder / "overrides.toml").write_text("""
[[price]]
provider = "novita"
sku = "glm-5.2"
usd_per_mtok = {input = 1.4, output = 4.4}
[[price]]
provider = "nobody"
sku = "glm-5.2"
usd_per_mtok = {input = 1}
[[fee]]
provider = "openrouter"
ratio = 0.05
until = 2026-01-01
""")
    result = intel("overrides", "check", "--json")
    assert result.exit_code == 3
    assert {row["subject"]: row["state"] for row in json.loads(result.stdout)} == {
        "price novita glm-5.2": "met", "price nobody glm-5.2": "unused", "fee openrouter": "ended",
    }  # fmt: skip


def test_that_the_world_has_caught_up_is_told_once(intel: Intel, folder: Path) -> None:
    (folder / "overrides.toml").write_text(FILE.replace("input = 0.1, output = 0.2", "input = 1.4, output = 4.4"))
    told = [json.loads(intel("alerts", "check", "--json").stdout)["events"] for _ in range(2)]
    met = [[event["subject"] for event in events if event["kind"] == "override_met"] for events in told]
    assert met == [["override price novita glm-5.2"], []]


def test_a_wrong_file_stops_every_reader_with_one_sentence_and_loses_nothing(intel: Intel, folder: Path) -> None:
    (folder / "overrides.toml").write_text("[[fee]]\nprovider = 'a'\n")
    result = intel("offers", GLM)
    assert (result.exit_code, result.stderr) == (2, "overrides.toml: [[fee]] number 1, ratio: this key is missing.\n")
    (folder / "overrides.toml").unlink()
    assert intel("offers", GLM).exit_code == 0
    empty = intel("overrides", "list").stdout
    assert empty == f"No overrides in {folder / 'overrides.toml'}: docs/overrides.md shows how to write one.\n"


def test_nothing_of_an_override_is_in_the_catalog(intel: Intel, folder: Path) -> None:
    intel("offers", GLM)
    engine = open_engine(f"sqlite:///{folder / 'catalog.db'}")
    with engine.connect() as conn:
        sources = {name for (name,) in conn.exec_driver_sql("SELECT DISTINCT source_id FROM price")}
    engine.dispose()
    assert "override" not in sources


def test_a_worker_takes_up_a_file_that_changes_and_goes_on_where_it_went_wrong(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTEL_DATA_DIR", str(folder))
    monkeypatch.setenv("INTEL_OFFLINE", "1")
    (folder / "overrides.toml").unlink()

    def cheapest(table: str) -> str:
        return str(yaml.safe_load(table)["tasks"]["chat"]["primary"]["providers"][0]["provider"])

    policy = parse_policy("version: 1\ntitle: Mine\ntasks:\n  chat:\n    models:\n      allow: [zai/glm-5.2]\n")
    with compose.opened() as engine:
        publish = partial(actions.publish_routing_table, path=folder / "routing.yaml", now=NOON, policy=policy)
        before = publish(compose.overridden(engine)).text
        (folder / "overrides.toml").write_text(FILE)
        after = publish(compose.overridden(engine)).text
        (folder / "overrides.toml").write_text("[[fee]]")
        assert Publisher(engine).publish().startswith("routing table: overrides.toml: [[fee]] number 1")
        with compose.collecting(engine) as runner:
            assert runner is not None
    assert (cheapest(before), cheapest(after)) == ("deepinfra", "novita")
