"""``intel alerts``: what each action says, and that secrets are in none of it."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from intel.alerts.outbox import route
from intel.catalog.engine import open_engine, writing
from intel.catalog.events import store_events
from tests.alerts.made import leads, the_rules
from tests.cli.catalog import Intel, intel_at
from tests.factories import NOON
from tests.replay_server import ReplayServer, status

TOKEN = "s3cr3t-token-in-the-address"
RULES = """
channels:
  feed: {kind: feed}
  terminal: {kind: stdout}
  hook: {kind: webhook, url_env: MY_HOOK, secret_env: MY_KEY, allow_private: true}
rules:
  - {name: leaders, kinds: [new_leader], channels: [feed, terminal, hook]}
"""


@pytest.fixture
def folder(tmp_path: Path, _sqlite_template: Path) -> Path:
    """A data folder with an empty catalog and three channels."""
    shutil.copy(_sqlite_template, tmp_path / "catalog.db")
    (tmp_path / "alerts.yaml").write_text(RULES)
    return tmp_path


@pytest.fixture
def intel(folder: Path) -> Intel:
    return intel_at(folder, INTEL_OFFLINE="0")


def lead(folder: Path, *models: str) -> None:
    """Events that wait for their deliveries."""
    engine = open_engine(f"sqlite:///{folder / 'catalog.db'}")
    with writing(engine) as conn:
        store_events(conn, [leads(model) for model in models])
        route(conn, the_rules(RULES), NOON)
    engine.dispose()


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> ReplayServer:
    """A receiver, and its address with a token in the environment."""
    server = ReplayServer({f"/{TOKEN}": [status(500), status(200)]})
    monkeypatch.setenv("MY_HOOK", server.url(f"/{TOKEN}"))
    monkeypatch.setenv("MY_KEY", f"key-{TOKEN}")
    return server


def test_without_rules_it_says_how_to_begin(intel: Intel, folder: Path) -> None:
    (folder / "alerts.yaml").unlink()
    result = intel("alerts", "check")
    assert result.exit_code == 0
    assert (
        result.stdout == f"No rules yet: `intel alerts example > {folder / 'alerts.yaml'}` is a file to begin with.\n"
    )
    example = intel("alerts", "example").stdout
    (folder / "alerts.yaml").write_text(example)
    assert intel("alerts", "check").stdout.endswith("alerts.yaml: 3 rules, 2 channels.\n")


def test_a_wrong_file_is_named_with_line_and_key_and_a_collection_goes_on_without_it(
    intel: Intel, folder: Path
) -> None:
    (folder / "alerts.yaml").write_text("rules:\n  - name: r\n    kinds: nothing\n    channels: c\n")
    result = intel("alerts", "check")
    assert result.exit_code == 2
    assert result.stderr.startswith("alerts.yaml line 3, rules[1].kinds[1]: input should be 'all'")


def test_what_is_missing_is_found_by_check(intel: Intel) -> None:
    result = intel("alerts", "check", "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["faults"] == ["hook needs the variable MY_HOOK", "hook needs the variable MY_KEY"]


def test_deliver_sends_what_is_due_and_says_what_did_not_arrive(intel: Intel, folder: Path, hook: ReplayServer) -> None:
    lead(folder, "zai/glm-5.2")
    with hook:
        result = intel("alerts", "deliver")
    assert result.exit_code == 1
    assert "2 alerts sent, 1 to be tried again (hook answered 500)" in result.stderr
    assert result.stdout.startswith("zai/glm-5.2 leads coding\n")
    listed = intel("alerts", "list").stdout
    assert [line.split()[1] for line in listed.splitlines()[1:]] == ["waiting", "sent", "sent"]
    assert "answered 500 (1×)" in listed
    assert "<title>zai/glm-5.2 leads coding</title>" in (folder / "feeds" / "coding.xml").read_text()
    assert (folder / "feeds" / "all.xml").read_text() == intel("alerts", "feed").stdout


PRICES = """
channels: {terminal: {kind: stdout}}
rules: [{name: prices, kinds: price_changed, min_percent: 20, channels: terminal}]
"""


def collected(intel: Intel, folder: Path, first: float, others: float, at: str) -> str:
    """What a collection of sixty offers prints: the price of one of them, and that of the others."""
    data = [_row(number, others if number else first) for number in range(60)]
    (folder / "reply.json").write_text(json.dumps({"object": "list", "data": data}))
    result = intel("collect", "deepinfra", "--replay", str(folder / "reply.json"), "--at", at)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def _row(number: int, price: float) -> dict[str, object]:
    return {
        "id": f"acme/M{number}",
        "metadata": {"pricing": {"input_tokens": price, "output_tokens": 2}, "tags": ["chat"]},
    }


def test_a_collection_tells_what_it_brought_about_once(folder: Path) -> None:
    offline = intel_at(folder)
    (folder / "alerts.yaml").write_text(PRICES)
    assert collected(offline, folder, 1, 1, "2026-11-26") == ""
    told = collected(offline, folder, 0.5, 0.9, "2026-11-27")
    assert told.splitlines()[0] == "deepinfra acme/M0 asks up to 50 % less"
    assert told.count("Evidence: ") == 1
    assert collected(offline, folder, 0.5, 0.9, "2026-11-28T00:00Z") == ""


def test_rules_that_are_wrong_hold_up_no_collection_and_lose_no_event(folder: Path) -> None:
    offline = intel_at(folder)
    (folder / "alerts.yaml").write_text("channels: {o: {kind: webhook, url: 'https://[::1/x'}}")
    collected(offline, folder, 1, 1, "2026-11-26")
    assert collected(offline, folder, 0.5, 0.9, "2026-11-27") == ""
    assert "alerts.yaml line 1, channels.o.url: this is no http" in offline("alerts", "check").stderr
    (folder / "alerts.yaml").write_text(PRICES)
    assert offline("alerts", "deliver").stdout.startswith("deepinfra acme/M0 asks up to 50 % less\n")


@pytest.mark.parametrize("address", ["https://[::1/x", "http://a b/", "gopher://x"])
def test_an_address_that_is_none_is_found_by_check_and_final_when_it_is_sent_to(
    intel: Intel, folder: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("MY_HOOK", address)
    monkeypatch.setenv("MY_KEY", "key")
    lead(folder, "zai/glm-5.2")
    assert intel("alerts", "test", "hook").stdout == "hook: is no address to send to\n"
    result = intel("alerts", "deliver")
    assert "2 alerts sent, 1 given up (hook is no address to send to)" in result.stderr
    if " " not in address:
        assert "hook: MY_HOOK holds no address to send to" in intel("alerts", "check").stdout


def test_the_list_begins_with_what_was_given_up_and_says_how_much_it_leaves_out(intel: Intel, folder: Path) -> None:
    lead(folder, *(f"zai/glm-{number}" for number in range(20)))
    with sqlite3.connect(folder / "catalog.db") as catalog:
        catalog.execute("UPDATE delivery SET state = 'sent' WHERE id > 30")
        catalog.execute("UPDATE delivery SET error = 'answered 500', attempts = 1 WHERE id = 2")
        catalog.execute("UPDATE delivery SET state = 'dead', attempts = 8 WHERE id <= 1")
    catalog.close()
    listed = intel("alerts", "list", "--json")
    assert [row["id"] for row in json.loads(listed.stdout)][:4] == [1, 2, 30, 29]
    assert listed.stderr == "50 of 60: --limit 60 shows all.\n"
    assert intel("alerts", "list", "--limit", "60").stderr == ""
    assert [row["id"] for row in json.loads(intel("alerts", "list", "--state", "dead", "--json").stdout)] == [1]
    assert [row["id"] for row in json.loads(intel("alerts", "list", "--state", "failing", "--json").stdout)] == [2]
    wrong = intel("alerts", "list", "--state", "lost")
    assert (wrong.exit_code, wrong.stderr) == (2, "--state 'lost' is none of dead, failing, waiting, sent.\n")


def test_a_filter_that_fits_nothing_is_named_and_is_no_fault(intel: Intel, folder: Path) -> None:
    (folder / "alerts.yaml").write_text(
        "channels: {t: {kind: stdout}}\nrules: [{name: r, kinds: all, channels: t, providers: nosuch}]"
    )
    result = intel("alerts", "check")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].endswith("alerts.yaml: 1 rule, 1 channel.")
    assert "look: rule r, providers: 'nosuch' fits nothing that the catalog knows yet" in result.stdout


def test_offline_nothing_leaves_the_machine_and_what_would_waits(folder: Path, hook: ReplayServer) -> None:
    lead(folder, "zai/glm-5.2")
    offline = intel_at(folder)
    with hook:
        offline("alerts", "deliver")
        tried = offline("alerts", "test", "hook")
        assert hook.requests == []
    assert (tried.exit_code, tried.stderr) == (2, "Offline (INTEL_OFFLINE is set): hook leaves this machine.\n")
    rows = json.loads(offline("alerts", "list", "--json").stdout)
    assert {row["channel"] for row in rows if row["state"] == "waiting"} == {"hook"}


def test_what_was_given_up_is_due_again_by_retry(intel: Intel, folder: Path) -> None:
    lead(folder, "zai/glm-5.2")
    with sqlite3.connect(folder / "catalog.db") as catalog:
        catalog.execute("UPDATE delivery SET state = 'dead', attempts = 8")
    catalog.close()
    assert "3 deliveries were given up: intel alerts list" in intel("alerts", "check").stdout
    assert intel("alerts", "retry", "1").stdout == "1 delivery is due again; `intel alerts deliver` sends it.\n"
    assert json.loads(intel("alerts", "retry", "--json").stdout) == {"due": 2}
    wrong = intel("alerts", "retry", "1")
    assert (wrong.exit_code, wrong.stderr) == (2, "None of these was given up: `intel alerts list` shows what was.\n")


def test_a_channel_is_tried_and_a_rule_shows_what_it_would_have_told(
    intel: Intel, folder: Path, hook: ReplayServer
) -> None:
    lead(folder, "zai/glm-5.2")
    with hook:
        assert intel("alerts", "test", "hook").stdout == "hook: answered 500\n"
        assert intel("alerts", "test", "hook").stdout == "hook: sent\n"
    assert "This is a test of the channel terminal." in intel("alerts", "test", "terminal").stdout
    rule = intel("alerts", "test", "leaders")
    assert rule.stdout.startswith("leaders:feed would have told of ")
    missing = intel("alerts", "test", "nobody")
    assert missing.exit_code == 2
    assert "No channel or rule is called 'nobody'; there are feed, terminal, hook, leaders:feed" in missing.stderr


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("shout",), "Say check, list, deliver, test, retry, feed or example, not 'shout'."),
        (("list", "3"), "`intel alerts list` takes no name."),
        (("test",), "Say which channel or rule; there are feed, terminal, hook, leaders:feed"),
        (("check", "--state", "dead"), "--state and --limit are for `intel alerts list`."),
        (("retry", "x"), "'x' is no number of a delivery: `intel alerts list` shows them."),
        (("feed", "cooking"), "No feed is called 'cooking'; there are all."),
    ],
)
def test_a_wrong_call_is_one_sentence(intel: Intel, call: tuple[str, ...], said: str) -> None:
    result = intel("alerts", *call)
    assert result.exit_code == 2
    assert result.stderr.startswith(said)


def test_no_secret_is_in_any_file_or_output(intel: Intel, folder: Path, hook: ReplayServer) -> None:
    lead(folder, "zai/glm-5.2")
    said = []
    with hook:
        for call in (("deliver",), ("deliver", "--json"), ("list",), ("list", "--json"), ("check",), ("test", "hook")):
            result = intel("alerts", *call)
            said.append(result.stdout + result.stderr)
    assert TOKEN not in "".join(said)
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert TOKEN.encode() not in kept
