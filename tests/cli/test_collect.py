"""`intel init` and `intel collect`, replaying hand-written replies through the whole of ingest."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.catalog import Intel, document, intel_at
from tests.collectors.golden import HERE as REPLIES

MODELS_DEV = REPLIES / "models_dev" / "reply.json"
REPLAY = ("collect", "models.dev", "--replay", str(MODELS_DEV), "--at", "2026-07-02")


@pytest.fixture
def intel(tmp_path: Path) -> Intel:
    run = intel_at(tmp_path)
    assert run("init", "--no-seeds").exit_code == 0
    return run


def big_enough(path: Path, tmp_path: Path) -> Path:
    """The reply with its first provider's offers many times over, to stay above the source's floor."""
    reply = json.loads(path.read_text())
    provider = next(iter(reply["providers"].values()))
    name, offer = next((n, o) for n, o in provider["models"].items() if o.get("cost", {}).get("input"))
    provider["models"] |= {f"{name}-{n}": offer | {"id": f"{name}-{n}"} for n in range(2100)}
    grown = tmp_path / "grown.json"
    grown.write_text(json.dumps(reply))
    return grown


def test_init_says_where_the_catalog_is_and_can_be_run_again(tmp_path: Path) -> None:
    intel = intel_at(tmp_path)
    for _ in range(2):
        result = intel("init", "--no-seeds")
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == f"The catalog at {tmp_path / 'catalog.db'} is ready, without seeds.\n"


def test_a_replayed_reply_is_in_the_catalog_at_its_time(intel: Intel, tmp_path: Path) -> None:
    grown = big_enough(MODELS_DEV, tmp_path)
    result = intel("collect", "models-dev", "--replay", str(grown), "--at", "2026-07-02")
    assert result.stdout == ""
    assert result.stderr.startswith("models.dev: ")
    source = next(row for row in document(intel("sources", "--json")) if row["source"] == "models.dev")
    assert source["last_run_at"] == "2026-07-02T00:00:00Z"
    assert source["last_outcome"] == "done"
    assert source["offers"] >= 2100


def test_a_reply_that_is_too_short_is_not_believed_and_the_call_is_partly_done(intel: Intel) -> None:
    result = intel(*REPLAY)
    assert result.exit_code == 1
    assert result.stderr.startswith("models.dev: quarantined")
    assert result.stderr.splitlines()[1:] == ["`intel quarantine list` shows what waits to be believed."]


def test_html_for_json_fails_the_run_with_a_sentence(intel: Intel, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><title>Just a moment</title>")
    result = intel("collect", "litellm", "--replay", str(page))
    assert result.exit_code == 1
    assert result.stderr.startswith("litellm: failed, ")
    assert "got HTML" in result.stderr


def test_offline_a_source_is_skipped_and_nothing_has_gone_wrong(intel: Intel) -> None:
    result = intel("collect", "litellm", "models_dev")
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "litellm: skipped, offline (INTEL_OFFLINE is set): nothing was fetched",
        "models.dev: skipped, offline (INTEL_OFFLINE is set): nothing was fetched",
    ]


def test_a_source_named_twice_runs_once(intel: Intel) -> None:
    assert len(intel("collect", "litellm", "LiteLLM").stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("moon",), "There is no source 'moon' (near: moonshot-page): `intel sources` lists them."),
        (("litellm", "--at", "2026-07-02"), "--at goes with --replay"),
        (("--replay", str(MODELS_DEV)), "--replay feeds one source"),
        (("litellm", "--replay", "nowhere.json"), "nowhere.json is neither a file nor a folder with index.json or"),
        (("litellm", "--replay", str(MODELS_DEV), "--at", "soon"), "--at 'soon' is no time"),
    ],
)
def test_a_wrong_call_is_one_sentence(intel: Intel, arguments: tuple[str, ...], said: str) -> None:
    result = intel("collect", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(said)
    assert len(result.stderr.splitlines()) == 1


def listing(price: str) -> str:
    names = [f"Lab-{number}" for number in range(5)]
    pricing = {"prompt": price, "completion": "0.000002"}
    return json.dumps({"data": [{"id": name, "object": "model", "pricing": pricing} for name in names]})


def test_a_folder_of_dated_captures_rebuilds_history(intel: Intel, tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    folder.mkdir()
    for day, price in (("2026-07-09", "0.000001"), ("2026-07-02", "0.0000008"), ("2026-07-16", "0.0000012")):
        (folder / f"{day}.json").write_text(listing(price))
    result = intel("collect", "sambanova", "--replay", str(folder))
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == [
        "2026-07-02 sambanova", "2026-07-09 sambanova", "2026-07-16 sambanova",
    ]  # fmt: skip
    assert result.exit_code == 0
    with closing(sqlite3.connect(tmp_path / "catalog.db")) as catalog:
        spans = catalog.execute("SELECT DISTINCT date(seen_from), date(seen_to) FROM price ORDER BY 1").fetchall()
    assert spans == [("2026-07-02", "2026-07-09"), ("2026-07-09", "2026-07-16"), ("2026-07-16", None)]
    again = intel("collect", "sambanova", "--replay", str(folder), "--at", "2026-07-02")
    assert (again.exit_code, "bear their own days" in again.stderr) == (2, True)


def test_a_capture_is_not_replayed_in_years_to_come(intel: Intel, tmp_path: Path) -> None:
    reply = tmp_path / "reply.json"
    reply.write_text(listing("0.000001"))
    result = intel("collect", "sambanova", "--replay", str(reply), "--at", "2099-01-01")
    assert result.exit_code == 2
    assert result.stderr == "2099-01-01 lies ahead: a reply is replayed as of a day on which it was seen.\n"
    assert document(intel("sources", "--json"))[0]["last_run_at"] is None
