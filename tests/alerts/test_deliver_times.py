"""When a delivery is due: after a failure, with the digest, when quiet hours end."""

from datetime import timedelta

from sqlalchemy import Engine

from intel.alerts.backlog import revive
from intel.alerts.deliver import Delivery
from intel.alerts.messages import Message
from intel.alerts.rules import Rules
from intel.alerts.webhook import Outcome
from intel.catalog.engine import writing
from tests import replay_server as host
from tests.alerts.made import HOUR, MINUTE, Clock, deliveries, happen, leads, the_rules
from tests.alerts.sending import RULES, a_hook, deliver, keys
from tests.replay_server import ReplayServer


def test_after_eight_attempts_it_is_given_up_until_the_owner_says_otherwise(engine: Engine) -> None:
    clock = Clock()
    happen(engine, RULES, leads("zai/glm-5.2"))
    with ReplayServer({"/in": [host.status(503)]}) as server:
        for _ in range(20):
            deliver(engine, clock, a_hook(server, clock))
            clock.on(6 * HOUR)
        assert len(set(keys(server))) == 1
        assert len(server.requests) == 8
    assert [row["state"] for row in deliveries(engine)] == ["dead"]
    with writing(engine) as conn:
        assert revive(conn, clock()) == 1
        assert revive(conn, clock()) == 0
    with ReplayServer({"/in": [host.status(200)]}) as server:
        assert deliver(engine, clock, a_hook(server, clock)).sent == 1
    assert [(row["state"], row["error"]) for row in deliveries(engine)] == [("sent", "")]


def test_a_failed_attempt_waits_and_leaves_the_receiver_alone_meanwhile(engine: Engine) -> None:
    clock = Clock()
    happen(engine, RULES, leads("zai/glm-5.2"))
    tries: list[str] = []

    def sender(message: Message) -> Outcome:
        tries.append(message.key)
        return Outcome("answered 500", after=timedelta(minutes=30) if len(tries) == 2 else None)

    waited = []
    for _ in range(4):
        before = len(tries)
        while len(tries) == before:
            deliver(engine, clock, sender)
            clock.on(MINUTE)
        waited.append(int((clock.at - Clock().at) / MINUTE) - 1)
    assert waited == [0, 1, 31, 47]


def test_a_digest_is_one_message_of_all_that_it_gathered_and_what_comes_later_is_for_the_next(engine: Engine) -> None:
    rules = the_rules("""
channels: {hook: {kind: stdout}}
digests: {at: "18:00"}
rules: [{name: r, kinds: all, digest: daily, channels: hook}]
""")
    clock, sent = Clock(), list[Message]()
    answers = iter([Outcome("answered 500"), Outcome(), Outcome()])

    def sender(message: Message) -> Outcome:
        sent.append(message)
        return next(answers)

    happen(engine, rules, leads("zai/a"), leads("zai/b"))
    assert str(deliver(engine, clock, sender, rules)) == ""
    clock.on(6 * HOUR)
    assert deliver(engine, clock, sender, rules).again == 1
    happen(engine, rules, leads("zai/c"), at=clock.at)
    clock.on(MINUTE)
    assert deliver(engine, clock, sender, rules).sent == 1
    first, again = sent
    assert first.key == again.key
    assert [one.about.models for one in again.events] == [("zai/a",), ("zai/b",)]
    clock.on(24 * HOUR)
    assert deliver(engine, clock, sender, rules).sent == 1
    assert [one.about.models for one in sent[-1].events] == [("zai/c",)]


def test_what_is_held_for_quiet_hours_is_sent_when_they_end(engine: Engine) -> None:
    rules = the_rules("""
channels: {hook: {kind: stdout}}
quiet_hours: {from: "11:00", to: "13:00"}
rules: [{name: r, kinds: all, channels: hook}]
""")
    clock = Clock()
    happen(engine, rules, leads("zai/a"))
    assert str(deliver(engine, clock, lambda message: Outcome(), rules)) == ""
    clock.on(HOUR)
    assert str(deliver(engine, clock, lambda message: Outcome(), rules)) == "1 alert sent"


def test_what_is_for_a_channel_that_no_rules_name_any_more_waits(engine: Engine) -> None:
    clock = Clock()
    happen(engine, RULES, leads("zai/a"))
    done = Delivery(engine, Rules(), {}, clock, "me").run()
    assert (done.unknown, done.sent) == (("hook",), 0)
    assert [row["state"] for row in deliveries(engine)] == ["waiting"]


def test_a_wait_of_ages_is_a_day_at_most_and_hides_no_answer(engine: Engine) -> None:
    clock = Clock()
    happen(engine, RULES, leads("zai/a"))
    with ReplayServer({"/in": [host.status(503, retry_after="9" * 5000), host.status(200)]}) as server:
        assert deliver(engine, clock, a_hook(server, clock)).trouble == {"hook": "answered 503"}
        clock.on(23 * HOUR)
        assert deliver(engine, clock, a_hook(server, clock)).sent == 0
        clock.on(2 * HOUR)
        assert deliver(engine, clock, a_hook(server, clock)).sent == 1
