"""alerts.yaml: what it may say, and that whatever is wrong is named with its line and key."""

from datetime import time
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from intel.alerts.events import KINDS
from intel.alerts.rule_file import load_rules, parse_rules
from intel.alerts.rule_names import strangers
from intel.errors import UsageError
from tests.alerts.made import the_rules

CHANNEL = "channels: {hook: {kind: webhook, url: 'https://a.example/in'}}\n"


def fault(text: str, *tasks: str) -> str:
    with pytest.raises(UsageError) as caught:
        parse_rules(text, "alerts.yaml", tasks)
    return str(caught.value)


def test_the_example_that_ships_is_right_with_and_without_its_comments() -> None:
    text = resources.files("intel.alerts").joinpath("example.yaml").read_text(encoding="utf-8")
    rules, table = parse_rules(text, "example.yaml")
    assert [rule.name for rule in rules.rules] == ["leaders:feed", "leaders:terminal", "prices", "trust"]
    assert table == ""
    lines = [line.replace("# ", "", 1) if line.lstrip().startswith("# ") else line for line in text.splitlines()[3:]]
    lines = [line for line in lines if not line.startswith(("Every key", "Secrets stand"))]
    rules, table = parse_rules("\n".join(lines), "example.yaml")
    assert {rule.channel for rule in rules.rules} == {"feed", "terminal", "ops", "mail"}
    assert (rules.quiet, rules.zone, table) == ((time(22), time(7)), ZoneInfo("Europe/Berlin"), "routing.yaml")
    assert set(rules.templates) == {"new_leader"}


def test_an_empty_file_has_no_rules() -> None:
    assert the_rules("").rules == the_rules("# nothing yet\n").rules == ()


def test_a_rule_for_several_channels_is_one_for_each() -> None:
    text = "channels: {a: {kind: feed}, b: {kind: stdout}}\nrules: [{name: r, kinds: all, channels: [a, b, a]}]"
    found = the_rules(text).rules
    assert [(rule.name, rule.channel) for rule in found] == [("r:a", "a"), ("r:b", "b")]
    assert found[0].kinds == frozenset(KINDS)


def test_an_hour_that_yaml_takes_for_a_number_is_an_hour() -> None:
    assert the_rules("quiet_hours: {from: 22:00, to: 07:30}").quiet == (time(22), time(7, 30))
    assert the_rules("quiet_hours: {from: 01:02:30, to: 9:05}").quiet is not None
    assert the_rules("digests: {at: 8:00}").digest_at == time(8)


def test_a_private_address_is_taken_where_the_owner_allows_it() -> None:
    text = "channels: {m: {kind: webhook, url: 'http://10.0.0.1/x', allow_private: true}}"
    assert the_rules(text).channels["m"].url == "http://10.0.0.1/x"


def test_names_that_fit_nothing_known_are_told_with_those_like_them() -> None:
    text = """
channels: {a: {kind: feed}, b: {kind: stdout}}
rules:
- {name: r, kinds: all, channels: [a, b], providers: [nosuch, deepinfar], labs: [zai, nolab], models: 'zia/*'}
- {name: s, kinds: all, channels: a, models: ['zai/*', '*']}
"""
    known = {"models": ["zai/glm-5.2"], "labs": ["zai", "openai"], "providers": ["deepinfra", "novita"]}
    fits = "fits nothing that the catalog knows yet"
    assert strangers(the_rules(text).rules, known) == [
        f"rule r, models: 'zia/*' {fits}; did you mean zai/*?",
        f"rule r, labs: 'nolab' {fits}",
        f"rule r, providers: 'nosuch' {fits}",
        f"rule r, providers: 'deepinfar' {fits}; did you mean deepinfra?",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules:\n- name: r\n  kinds: [new_leadr]\n  channels: c", "alerts.yaml line 3, rules[1].kinds[1]: input"),
        ("rules:\n- name: r\n  kinds: all\n  chanels: c", "alerts.yaml line 2, rules[1].channels: this key is missing"),
        ("rules:\n- name: r\n  kinds: all\n  chanels: c", "line 4, rules[1].chanels: there is no such key"),
        ("rules:\n- name: r\n  kinds: all\n  channels: c", "line 4, rules[1].channels: no channel is called 'c'"),
        (CHANNEL + "rules:\n- {name: r, kinds: all, channels: hook}\n- name: r\n  kinds: all\n  channels: hook",
         "line 4, rules[2].name: another rule is called 'r' too"),
        (CHANNEL + "rules:\n- name: r\n  kinds: new_host\n  channels: hook\n  min_usd: 1",
         "line 6, rules[1].min_usd: it bears on price_changed alone"),
        (CHANNEL + "rules:\n- name: r\n  kinds: all\n  channels: hook\n  min_usd: -1", "rules[1].min_usd: input"),
        (CHANNEL + "rules:\n- name: r\n  kinds: all\n  channels: hook\n  in_use: true", "say with the key table which"),
        (CHANNEL + "rules:\n- name: r\n  kinds: all\n  channels: hook\n  tasks: [codng]", "no task is called"),
        ("channels:\n  m:\n    kind: apprise\n    url: mailto://u:p@x", "line 2, channels.m: Apprise's addresses hold"),
        ("channels:\n  m:\n    kind: webhook", "line 2, channels.m: a webhook has either url or url_env"),
        ("channels:\n  m:\n    kind: webhook\n    url: https://u:p@x.example", "line 4, channels.m.url: an address"),
        ("channels:\n  m:\n    kind: webhook\n    url: ftp://x.example", "line 4, channels.m.url: this is no http"),
        ("channels:\n  m:\n    kind: feed\n    url: https://x.example", "feed takes no address"),
        ("channels:\n  m: {kind: carrier-pigeon}", "line 2, channels.m.kind: input should be 'webhook'"),
        ("zone: Atlantis/City", "line 1, zone: no time zone is called 'Atlantis/City'"),
        ("quiet_hours:\n  from: 25:00\n  to: 07:00", "line 2, quiet_hours.from: input should be in a valid time"),
        ("templates:\n  new_leader: hi $nobody", "line 2, templates.new_leader: $nobody is none of $after"),
        ("templates:\n  new_leader: costs $ 5", "line 2, templates.new_leader: a $ stands alone"),
        ("zone: UTC\nzone: UTC", "line 1, zone: this key stands twice"),
        ("rules: [\n", "alerts.yaml line 2: this is no YAML"),
        ("- a\n- b", "alerts.yaml line 1: keys and their values belong here"),
        ("rules: {a: 1}", "line 1, rules: a list belongs here, as"),
        ("channels: {m: {kind: webhook, url: 'https://[::1/x'}}", "line 1, channels.m.url: this is no http or https"),
        ("channels: {m: {kind: webhook, url: 'https://a.example:99999/'}}", "channels.m.url: this is no http or https"),
        ("channels: {m: {kind: webhook, url: 'http://10.0.0.1/x'}}", "channels.m.url: this address is private: write"),
        ("channels: {m: {kind: webhook, url: 'http://[64:ff9b::a00:1]/x'}}", "channels.m.url: this address is private"),
        ("channels: {m: {kind: webhook, url: 'http://localhost:80/x'}}", "channels.m.url: this address is private"),
        ("channels: {m: {kind: webhook, url_env: MY-KEY}}", "channels.m.url_env: this is no name of an environment"),
        ("rules:\n- {name: a b, kinds: all, channels: c}", "rules[1].name: a name has at most 60 letters"),
        ("digests: {at: 8}", "line 1, digests.at: write a time of day as 22:00"),
        ("quiet_hours: {from: 22, to: 7.5}", "quiet_hours.from: write a time of day as 22:00"),
        ("since: 2026-13-45", "this is no YAML"),
        ("&all [*all]", "it unfolds to more than 10,000 entries"),
        ("[" * 2000, "this is no YAML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line_and_key(text: str, said: str) -> None:
    assert said in fault(text, "coding", "writing")


def test_more_than_three_faults_are_counted() -> None:
    assert fault("a: 1\nb: 1\nc: 1\nd: 1\ne: 1").endswith("there is no such key. And 2 more.")


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"alerts.yaml cannot be read: No such file"):
        load_rules(tmp_path / "alerts.yaml")
    (tmp_path / "alerts.yaml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(UsageError, match="are not UTF-8 text"):
        load_rules(tmp_path / "alerts.yaml")


def test_the_deployed_table_is_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "alerts.yaml").write_text("table: routing.yaml")
    assert load_rules(tmp_path / "alerts.yaml")[1] == tmp_path / "routing.yaml"
