"""What a newcomer sees offline, straight after `intel init`: the prices that ship with the package."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from intel.catalog.seeds import seeds_folder
from intel.cli import out
from intel.routing.exporters import native
from tests.cli.catalog import Intel, document, intel_at

pytestmark = pytest.mark.slow
GLM = "zai/glm-5.2"
HOSTS = {
    "alibaba": "lab",
    "baseten": "inference",
    "berget": "inference",
    "chutes": "inference",
    "cloudflare": "inference",
    "coreweave": "neocloud",
    "crof": "inference",
    "databricks": "cloud",
    "deepinfra": "inference",
    "friendli": "inference",
    "gmicloud": "neocloud",
    "google-vertex": "cloud",
    "inceptron": "inference",
    "nebius": "neocloud",
    "neuralwatt": "inference",
    "novita": "inference",
    "scaleway": "cloud",
    "siliconflow": "inference",
    "tencent": "lab",
    "tinfoil": "inference",
    "together": "inference",
    "venice": "inference",
    "wafer": "inference",
    "zai": "lab",
}
"""Comparable hosts of GLM-5.2 that must be there, with their kind; more may be."""


def test_glm_5_2_has_at_least_twenty_comparable_hosts_and_none_is_a_plan(seeded: Intel) -> None:
    rows = document(seeded("offers", "glm-5.2", "--json"))
    comparable = {row["provider"]: row for row in rows if row["comparable"]}
    assert len(comparable) == sum(row["comparable"] for row in rows) >= 20
    assert {name: comparable[name]["provider_kind"] for name in HOSTS if name in comparable} == HOSTS
    assert {row["provider_kind"] for row in comparable.values()} <= {"lab", "cloud", "neocloud", "inference"}
    assert all(float(row["input_usd_per_mtok"]) > 0 for row in comparable.values())
    plans = [row for row in rows if row["provider_kind"] == "plan"]
    assert plans
    assert {row["comparable"] for row in plans} == {False}


def test_the_overrides_of_the_page_are_in_force_on_what_ships(
    seeded: Intel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "overrides.md").read_text(encoding="utf-8")
    (tmp_path / "overrides.toml").write_text(page.partition("```toml\n")[2].partition("```")[0])
    monkeypatch.setenv("INTEL_OVERRIDES", str(tmp_path / "overrides.toml"))
    result = seeded("overrides", "check")
    assert (result.exit_code, result.stdout) == (0, "4 overrides, all of them in force.\n")


def shown(row: dict[str, str], part: str) -> str:
    """A price as people read it: 4.39999 is 4.40."""
    return out.usd(Decimal(row[f"{part}_usd_per_mtok"]))


def test_its_most_common_price_is_a_dollar_forty_in_and_four_forty_out(seeded: Intel) -> None:
    rows = [row for row in document(seeded("offers", "glm-5.2", "--json")) if row["comparable"]]
    pairs = Counter(tuple(shown(row, part) for part in ("input", "output")) for row in rows)
    assert pairs.most_common(1)[0][0] == ("1.40", "4.40")
    common = document(seeded("spread", "glm-5.2", "--json"))["most_common"]
    assert common == {"input_usd_per_mtok": "1.40", "output_usd_per_mtok": "4.40", "hosts": max(pairs.values())}


def test_its_closed_peers_ask_five_and_thirty_and_five_and_twenty_five(seeded: Intel) -> None:
    peers = document(seeded("spread", "glm-5.2", "--json"))["peers"]
    assert [(p["model"], p["provider"], p["input_usd_per_mtok"], p["output_usd_per_mtok"]) for p in peers] == [
        ("openai/gpt-5.5", "openai", "5.00", "30.00"),
        ("anthropic/claude-opus-4.8", "anthropic", "5.00", "25.00"),
    ]


@pytest.mark.parametrize("model", ["claude-opus-4.5", "claude-opus-4.6", "claude-opus-4.7", "claude-opus-4.8"])
def test_the_opus_models_cost_what_their_lab_asks(seeded: Intel, model: str) -> None:
    asked = ("cost", model, "--provider", "anthropic", "--json")
    assert document(seeded(*asked, "--input", "1000000", "--output", "0"))["usd"] == "5.00"
    assert document(seeded(*asked, "--input", "0", "--output", "1000000"))["usd"] == "25.00"


def test_every_price_names_its_source_its_hash_and_its_time(seeded: Intel) -> None:
    rows = document(seeded("offers", "glm-5.2", "--json"))
    for statement in (statement for row in rows for statement in row["statements"]):
        assert len(statement["sha256"]) == 64
        assert statement["checked_at"].endswith("Z")
        assert statement["source"] in {"models.dev", "litellm", "genai-prices", "zai-page"}


def test_every_shipped_task_has_a_route_and_the_table_is_the_same_twice(seeded: Intel) -> None:
    first, second = seeded("route"), seeded("route")
    assert first.exit_code == 0, first.stderr
    assert first.stdout_bytes == second.stdout_bytes
    table = yaml.safe_load(first.stdout)
    jsonschema.validate(table, native.schema())
    for task in table["tasks"].values():
        primary = task["primary"]["providers"][0]["provider"]
        assert task["fallbacks"]
        assert task["reached"]
        assert task["primary"]["saves_against_leader"]
        assert primary not in {p["provider"] for route in task["fallbacks"] for p in route["providers"]}


def test_every_closed_peer_has_a_list_price_and_every_open_one_a_host(seeded: Intel) -> None:
    rows = document(seeded("spread", "--json"))
    assert len(rows) >= 70
    compared = [row for row in rows if row["peers"]]
    assert len(compared) >= 30
    assert {peer["model"] for row in compared for peer in row["peers"] if peer["input_usd_per_mtok"] is None} == set()


def test_the_numbers_of_the_seeds_are_large_enough(seeded: Intel) -> None:
    counts = document(seeded("export", "--stats", "--json"))
    least = {"providers": 180, "offers": 6000, "direct_offers": 2400, "days": 180}
    assert {name: counts[name] for name in least if counts[name] < least[name]} == {}


def test_half_a_year_of_prices_is_there_without_a_network(seeded: Intel) -> None:
    changes = document(seeded("history", "glm-5", "--json"))
    assert any(change["kind"] == "changed" for change in changes)
    rows = document(seeded("offers", "glm-4.7", "--as-of", "2026-03-01", "--json"))
    assert len([row for row in rows if row["statements"]]) > 10
    assert all(statement["seen_from"] <= "2026-03-02" for row in rows for statement in row["statements"])


def test_exporting_the_seeds_gives_back_the_files_that_were_loaded(seeded: Intel, tmp_path: Path) -> None:
    result = seeded("export", "seeds", "-o", str(tmp_path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"Wrote the seeds to {tmp_path}.\n"
    written = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*.csv")}
    shipped = [p for part in ("facts", "scores") for p in (seeds_folder() / part).rglob("*.csv")]
    assert written == {p.relative_to(seeds_folder()).as_posix(): p.read_bytes() for p in shipped}


def test_a_backtest_of_a_week_costs_less_than_the_frontier_and_keeps_more_than_the_habit(seeded: Intel) -> None:
    found = document(seeded("backtest", "--from", "2026-11-11", "--to", "2026-11-17", "--json"))
    everything = found["all"]
    table, frontier, habit = (everything[way] for way in ("table", "frontier pinned", "cheapest above the median"))
    assert found["days"] == 7
    assert float(table["month_usd"]) < float(frontier["month_usd"])
    assert habit["mean_share"] < table["mean_share"] <= frontier["mean_share"]
    assert seeded("backtest", "--from", "2026-11-17", "--to", "2026-11-11").exit_code == 2
    assert "--to 2999-01-01 lies ahead" in seeded("backtest", "--from", "2026-11-17", "--to", "2999-01-01").stderr
    early = seeded("backtest", "--from", "1900-01-01", "--to", "1900-01-03")
    assert (early.exit_code, early.stdout) == (2, "")
    assert "it knows prices and scores since 2025-11-22" in early.stderr


def test_a_backtest_keeps_its_names_on_a_narrow_terminal_and_days_go_first(ready: Path) -> None:
    shown = {room: intel_at(ready, COLUMNS=room)("backtest", "--from", "2026-11-17").stdout for room in ("79", "66")}
    assert all("agentic-terminal  table" in text and "cheapest above the median" in text for text in shown.values())
    assert ["days" in text.splitlines()[1] for text in shown.values()] == [False, False]
    assert ["switches" in text.splitlines()[1] for text in shown.values()] == [True, False]


@pytest.mark.parametrize("name", ["frugal", "frontier", "open-only", "eu-hosted", "agentic-coding"])
def test_every_ready_policy_gives_every_task_a_route(seeded: Intel, name: str) -> None:
    table = document(seeded("route", "--policy", name, "--json"))
    jsonschema.validate(table, native.schema())
    assert all(task["primary"] for task in table["tasks"].values())
