"""The page Alerts: events, rules, deliveries, and who may send a test."""

import csv
import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.alert_tables import deliveries_csv, events_csv
from intel import alerting
from intel.alerts.outbox import route
from intel.alerts.rule_file import parse_rules
from intel.catalog import write_rows as rows
from intel.catalog.engine import open_engine, writing
from intel.catalog.events import store_events
from intel.records import Event
from tests.alerts.made import leads
from tests.dashboard.conftest import LATELY, OpenPage, a_market, show, texts
from tests.factories import a_catalog, an_offer

RULES = """
channels:
  terminal: {kind: stdout}
  hook: {kind: webhook, url_env: NO_SUCH_HOOK}
rules:
  - {name: tops, kinds: [new_leader, tie_broken], tasks: coding, channels: terminal}
  - {name: cuts, kinds: price_changed, models: "zai/*", min_percent: 10, min_usd: 0.1, digest: daily, channels: hook}
"""


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A catalog where a new leader was told to one channel and has not gone out yet; the file of its rules."""
    engine = a_catalog(tmp_path, [an_offer("novita")])
    with writing(engine) as conn:
        store_events(conn, [leads("zai/glm-5.2", at=LATELY)])
        route(conn, parse_rules(RULES, "alerts.yaml")[0], LATELY)
    file = tmp_path / "alerts.yaml"
    file.write_text(RULES)
    monkeypatch.setenv("INTEL_DATABASE_URL", str(engine.url))
    monkeypatch.setenv("INTEL_ALERTS", str(file))
    monkeypatch.setenv("INTEL_ADMIN_TOKEN", "open sesame")
    engine.dispose()
    yield file
    st.cache_resource.clear()


@pytest.mark.parametrize(
    ("part", "said"),
    [("events", "Nothing has happened"), ("rules", "No rule yet"), ("deliveries", "Nothing to deliver")],
)
def test_an_empty_part_says_what_would_stand_there(part: str, said: str, open_page: OpenPage) -> None:
    app = open_page([an_offer("novita")], page="alerts", query={"show": part})
    assert not app.exception
    assert said in texts(app)
    assert not app.button


def test_a_kind_may_be_named_as_rules_name_it_and_one_that_is_none_is_told(told: Path) -> None:
    app = show("alerts", {"kinds": "new_leader,rumour"})
    assert app.button_group[1].value == ["New leader"]
    assert "Kinds: “rumour” is no choice here; there is New leader. Left out." in texts(app).replace("\\", "")


def test_an_event_is_told_with_what_was_before_and_after(told: Path) -> None:
    app = show("alerts", {})
    assert not app.exception
    row = app.dataframe[0].value.iloc[0]
    assert (row["Kind"], row["What"]) == ("New leader", "GLM-5.2 leads coding")
    assert "openai/gpt-5.5" in row["Before"], "nobody sells it, so that its title is not known"
    assert "GLM-5.2" in row["After"]


HARM = ["<script>alert(1)</script>", "![x](http://host.example/x.png)", '=HYPERLINK("http://x")', "abc\u202etxt.exe",
        "x" * 500]  # fmt: skip


def test_events_that_mean_harm_are_text_and_leave_disarmed(tmp_path: Path, open_page: OpenPage) -> None:
    open_page([an_offer("novita")])
    engine = open_engine(os.environ["INTEL_DATABASE_URL"])
    with writing(engine) as conn:
        facts: list[dict[str, object]] = [{"model": name, "provider": name, "agreement": name} for name in HARM]
        store_events(conn, [
            Event("new_host", name, LATELY, "models.dev", {"hosts": 1, "cheapest": fact}, fact, {"agreement": name})
            for name, fact in zip(HARM, facts, strict=True)
        ])  # fmt: skip
        store_events(conn, [leads(name, at=LATELY) for name in HARM])
    found = alerting.alerts(engine, None, ["coding"])
    engine.dispose()
    app = show("alerts", {})
    assert not app.exception
    shown = app.dataframe[0].value
    assert len(shown) == 2 * len(HARM)
    words = [str(word) for row in shown.to_dict("records") for word in row.values()]
    assert not any("\u202e" in word or len(word) > 200 for word in words), "a turned line, or one without end"
    assert not any(live in texts(app) for live in ("<script>", "![x](", "\u202e"))
    saved = list(csv.reader(io.StringIO(events_csv(found.events))))
    assert len(saved) == 1 + 2 * len(HARM)
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in saved for cell in row)


def test_rules_are_sentences_with_when_each_last_fired(told: Path) -> None:
    said = texts(show("alerts", {"show": "rules"})).replace("\\", "").replace("\u2060", "")
    assert "Tells terminal at once of new leader, tie broken; only tasks coding." in said
    assert "Tells hook in a daily digest of price changed; only models zai/*; prices that move by 10 %" in said
    assert "**tops** · last fired" in said
    assert "now ago" not in said
    assert "**cuts** · has not fired yet" in said


def test_a_file_of_rules_that_is_wrong_is_told_in_place(told: Path) -> None:
    told.write_text("rules:\n  - {name: x, kinds: [nonsense], channels: nobody}\n")
    app = show("alerts", {"show": "rules"})
    assert not app.exception
    assert "line 2" in app.error[0].value


def test_deliveries_show_their_state_and_what_was_given_up_stands_in_the_title(told: Path) -> None:
    app = show("alerts", {"show": "deliveries"})
    assert app.dataframe[0].value["State"].iloc[0] == "◐ waiting"
    assert "1 message still to be delivered" in texts(app)
    engine = open_engine(os.environ["INTEL_DATABASE_URL"])
    with writing(engine) as conn:
        conn.execute(rows.table("delivery").update().values(state="dead", error="the receiver said 500", attempts=8))
    engine.dispose()
    app = show("alerts", {"show": "deliveries"})
    assert "1 message could not be delivered and was given up" in texts(app)
    assert app.dataframe[0].value["Error"].iloc[0] == "the receiver said 500"


def test_only_the_owner_can_send_a_test_and_hears_why_it_failed(told: Path) -> None:
    app = show("alerts", {"show": "rules"})
    assert not app.button
    app = _unlocked(app)
    app.selectbox(key="test-channel").set_value("hook").run()
    app.button(key="test-send").click().run()
    assert "NO_SUCH_HOOK" in app.error[0].value
    app.selectbox(key="test-channel").set_value("terminal").run()
    app.button(key="test-send").click().run()
    assert not app.exception
    assert not app.error


def _unlocked(app: AppTest) -> AppTest:
    return app.text_input(key="admin-token").set_value("open sesame").run()


def test_the_downloads_hold_every_row(told: Path) -> None:
    engine = open_engine(os.environ["INTEL_DATABASE_URL"])
    found = alerting.alerts(engine, told, ["coding"])
    engine.dispose()
    (event,) = csv.DictReader(io.StringIO(events_csv(found.events)))
    assert (event["kind"], event["at"][:10]) == ("new_leader", f"{LATELY:%Y-%m-%d}")
    (delivery,) = csv.DictReader(io.StringIO(deliveries_csv(found.deliveries)))
    assert (delivery["rule"], delivery["state"], delivery["settled_at"]) == ("tops", "waiting", "")
    assert found.rules[0].fired_at is not None
    assert found.rules[0].fired_at - LATELY < timedelta(minutes=1)


def test_a_kind_is_told_to_be_none_also_where_nothing_has_happened(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="alerts", query={"kinds": "price_changed"})
    assert "price\\_changed” is no choice here" in texts(app)
    assert "Nothing has happened yet" in texts(app)
