"""The whole story, as an operator sees it: one day of collecting, and the next one in which something happens."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
import yaml
from sqlalchemy import Engine, insert

from intel.actions import Published, publish_routing_table
from intel.alerts.deliver import Delivered, Delivery, Sender
from intel.alerts.feed import feeds
from intel.alerts.outbox import Routing
from intel.alerts.webhook import Outcome, Webhook
from intel.catalog import write_rows as rows
from intel.catalog.engine import writing
from intel.ingest.estimate import estimate
from tests import replay_server as host
from tests.alerts.made import Clock, the_rules
from tests.ingest.judged import NEW, OLD, SKILLS, TASKS, World
from tests.ingest.written import Bench, day
from tests.replay_server import Behaviour, ReplayServer

pytest.importorskip("scipy")

BEST, NEWCOMER = "zai/robin-14b", "zai/robin-40b"
BETTER = SKILLS | {"robin-40b": 40.0}
RULES = the_rules("""
channels:
  ops: {kind: webhook, url_env: OPS, secret_env: KEY, allow_private: true}
  feed: {kind: feed}
rules:
  - {name: leaders, kinds: [new_leader, tie_broken], channels: [ops, feed]}
  - {name: prices, kinds: price_changed, min_percent: 20, channels: [ops, feed]}
  - {name: table, kinds: routing_table_changed, channels: [ops, feed]}
  - {name: trust, kinds: [disputed, quarantined, source_stale], channels: [ops, feed]}
""")
DAY_1 = {"a": {"robin-14b": "input=1;output=2", "robin-40b": "input=4;output=8"},
         "b": {"robin-14b": "input=2;output=3", "robin-40b": "input=5;output=9"}}  # fmt: skip
DAY_2 = DAY_1 | {"a": DAY_1["a"] | {"robin-40b": "input=2;output=4"}}


class Operator:
    """Somebody who collects, publishes and waits for messages."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        self.world = World(bench)
        self.path = folder / "routing.yaml"
        self.clock = Clock(day(31))
        bench.observers = [self.routed]
        with writing(bench.engine) as conn:
            for name in ("a", "b"):
                about = {"kind": "inference", "homepage": "", "headquarters": "", "fee_ratio": ""}
                conn.execute(insert(rows.table("provider")).values(id=name, title=name.upper(), **about))

    @property
    def engine(self) -> Engine:
        return self.world.engine

    def routed(self, events: Sequence[Any], transaction: object) -> None:
        Routing(RULES, self.clock())(events, transaction)

    def collect(self, at: datetime, prices: Mapping[str, Mapping[str, str]], skills: Mapping[str, float]) -> Published:
        """All that a round does: prices, scores, the fit that follows, and the table."""
        self.clock.at = at
        offers = [{"provider": p, "sku": m, "price": c} for p, sold in prices.items() for m, c in sold.items()]
        models = [{"name": f"zai/{name}", "title": name, "open_weights": True} for name in BETTER]
        self.world.bench.run({"models": models, "offers": offers}, at)
        self.world.board(at, skills, OLD, NEW)
        self.world.votes(at, skills)
        estimate(self.engine, TASKS, lambda: at, observers=[self.routed])
        return publish_routing_table(self.engine, self.path, now=at, tasks=TASKS, observers=[self.routed])

    def deliver(self, server: ReplayServer) -> Delivered:
        hook = Webhook(server.url("/in"), "key", self.clock, allow_private=True)
        senders: dict[str, Sender] = {"ops": hook, "feed": lambda message: Outcome()}
        return Delivery(self.engine, RULES, senders, self.clock, "me").run()


def entries(engine: Engine, name: str) -> list[str | None]:
    with engine.connect() as conn:
        feed = Xml.fromstring(feeds(conn, RULES)[name])
    atom = "{http://www.w3.org/2005/Atom}"
    return [entry.findtext(f"{atom}title") for entry in feed.findall(f"{atom}entry")]


def primary(published: Published) -> tuple[str, str]:
    route = yaml.safe_load(published.path.read_text())["tasks"]["coding"]["primary"]
    return route["model"], route["providers"][0]["provider"]


def today() -> tuple[str, Any]:
    """What the dashboard's first page says since a day before: its words, and the row of coding."""
    import streamlit

    from tests.dashboard.conftest import show, texts

    app = show("today", {"since": "day"})
    streamlit.cache_resource.clear()
    assert not app.exception
    standings = next(frame.value for frame in app.dataframe if "Task" in frame.value)
    return texts(app).replace("\\", ""), standings[standings["Task"] == "Coding"].iloc[0]


@pytest.mark.slow
def test_a_new_model_tops_coding_and_its_cheapest_host_halves_its_price(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTEL_DATABASE_URL", bench.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("INTEL_DATA_DIR", str(tmp_path))
    operator = Operator(bench, tmp_path)
    taken: list[dict[str, Any]] = []

    def take(exchange: host.Exchange) -> None:
        taken.append(json.loads(exchange.server.requests[-1].body))
        exchange.reply(200)

    script: Sequence[Behaviour] = [take]
    with ReplayServer({"/in": script}) as server:
        first = operator.collect(day(31), DAY_1, SKILLS)
        assert primary(first) == (BEST, "a")
        assert str(operator.deliver(server)) == ""

        second = operator.collect(day(32), DAY_2, BETTER)
        operator.deliver(server)
        words, coding = today()

        again = operator.collect(day(33), DAY_2, BETTER)
        operator.deliver(server)

    assert primary(second) == primary(again) == (NEWCOMER, "a")
    told = {message["events"][0]["kind"]: message for message in taken}
    assert len(taken) == len({message["key"] for message in taken}) == 3
    titles = {
        "new_leader": f"{NEWCOMER} leads coding",
        "price_changed": f"a robin-40b asks up to 50 % less for {NEWCOMER}",
        "routing_table_changed": "The routing table changed for coding",
    }
    assert {kind: message["title"] for kind, message in told.items()} == titles
    assert f"Your table: coding goes to {NEWCOMER} at a, the leader itself" in told["new_leader"]["text"]
    assert "input $4.00, output $8.00 per million → input $2.00, output $4.00" in told["price_changed"]["text"]
    assert f"Your table: {NEWCOMER} is primary for coding, at this very host (a)" in told["price_changed"]["text"]
    assert f"coding: {BEST} at a → coding: {NEWCOMER} at a" in told["routing_table_changed"]["text"]
    assert all(len(message["text"]) < 600 and message["text"].count("http") <= 1 for message in taken)
    assert sorted(map(str, entries(operator.engine, "all"))) == sorted(titles.values())
    assert f"{NEWCOMER} leads coding" in entries(operator.engine, "coding")

    assert "1 cut in the day to 3 Jul 2026, the widest robin-40b at A: −50%" in words
    assert "3 Jul 2026: robin-40b now leads coding" in words
    assert (coding["Leader"], coding["Best open"], coding["At"]) == ("robin-40b", "robin-40b", "A")
