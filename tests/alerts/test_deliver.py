"""Delivery to a receiver that misbehaves: every event arrives, none twice under its key, and none holds another."""

import hmac
import json
import logging
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import Engine

from intel.alerts.backlog import revive
from intel.alerts.claims import CLAIM, claim, settle_sent
from intel.alerts.deliver import Delivered, Delivery, Sender
from intel.alerts.messages import Message
from intel.alerts.rules import Rules
from intel.alerts.webhook import Outcome, Webhook
from intel.catalog.engine import writing
from tests import replay_server as host
from tests.alerts.made import HOUR, MINUTE, Clock, deliveries, happen, leads, the_rules
from tests.replay_server import Behaviour, ReplayServer

RULES = the_rules()
SECRET = "correct-horse-battery"


def deliver(
    engine: Engine, clock: Clock, sender: Sender, rules: Rules = RULES, owner: str = "me", channel: str = "hook"
) -> Delivered:  # fmt: skip
    return Delivery(engine, rules, {channel: sender}, clock, owner).run()


def a_hook(server: ReplayServer, clock: Clock, **changed: object) -> Webhook:
    said = {"allow_private": True, "timeout": 0.2} | changed
    return Webhook(server.url("/in"), SECRET, clock, **said)  # type: ignore[arg-type]


def keys(server: ReplayServer) -> list[str]:
    return [request.headers["idempotency-key"] for request in server.requests]


def test_a_receiver_that_fails_hangs_resets_and_recovers_has_every_event_once_under_its_key(engine: Engine) -> None:
    taken: list[dict[str, object]] = []

    def take(exchange: host.Exchange) -> None:
        taken.append(json.loads(exchange.server.requests[-1].body))
        exchange.reply(204)

    def take_and_break_off(exchange: host.Exchange) -> None:
        taken.append(json.loads(exchange.server.requests[-1].body))
        host.reset()(exchange)

    script = [host.status(500), host.silence(), host.reset(), host.status(429), take_and_break_off, take]
    clock = Clock()
    models = [f"zai/glm-{number}" for number in range(5, 10)]
    happen(engine, RULES, *map(leads, models))
    with ReplayServer({"/in": script}) as server:
        while any(row["state"] == "waiting" for row in deliveries(engine)):
            deliver(engine, clock, a_hook(server, clock))
            clock.on(MINUTE)
        asked = keys(server)
    assert {row["state"] for row in deliveries(engine)} == {"sent"}
    once = {str(told["key"]): told for told in taken}
    assert sorted(str(told["events"][0]["models"][0]) for told in once.values()) == models  # type: ignore[index]
    assert len(once) == 5
    assert set(asked) == {row["key"] for row in deliveries(engine)}
    assert Counter(str(told["key"]) for told in taken).most_common(1)[0][1] == 2, "the one whose answer was lost"
    assert clock.at - Clock().at < HOUR


def test_a_request_is_signed_and_says_what_has_happened(engine: Engine) -> None:
    clock = Clock()
    happen(engine, RULES, leads("zai/glm-5.2"))
    with ReplayServer({"/in": [host.status(200)]}) as server:
        assert deliver(engine, clock, a_hook(server, clock)).sent == 1
        (request,) = server.requests
    at, _, stated = request.headers["x-intel-signature"].removeprefix("t=").partition(",v1=")
    assert stated == hmac.new(SECRET.encode(), f"{at}.".encode() + request.body, sha256).hexdigest()
    assert int(at) == int(clock.at.timestamp())
    told = json.loads(request.body)
    assert told["key"] == request.headers["idempotency-key"]
    assert (told["rule"], told["severity"], told["title"]) == ("all", "warning", "zai/glm-5.2 leads coding")
    (event,) = told["events"]
    assert (event["kind"], event["tasks"], event["after"]["state"]) == ("new_leader", ["coding"], "leader")


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (host.status(404), "answered 404"),
        (host.status(410), "answered 410"),
        (host.redirect("/elsewhere"), "answered 302, a redirect, which is not followed"),
        (host.redirect("/elsewhere", 308), "answered 308, a redirect, which is not followed"),
    ],
)
def test_a_refusal_and_a_redirect_are_final(engine: Engine, behaviour: Behaviour, error: str) -> None:
    clock = Clock()
    happen(engine, RULES, leads("zai/glm-5.2"))
    with ReplayServer({"/in": [behaviour], "/elsewhere": [host.status(200)]}) as server:
        done = deliver(engine, clock, a_hook(server, clock))
        clock.on(24 * HOUR)
        assert deliver(engine, clock, a_hook(server, clock)).dead == 0
        assert [request.path for request in server.requests] == ["/in"]
    assert (done.dead, done.trouble) == (1, {"hook": error})
    assert [(row["state"], row["attempts"], row["error"]) for row in deliveries(engine)] == [("dead", 1, error)]


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


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("127.0.0.1", "leads to a private address: allow_private lets it"),
        ("169.254.169.254", "leads to a private address: allow_private lets it"),
        ("::1", "leads to a private address: allow_private lets it"),
    ],
)
def test_a_private_address_is_refused_unless_it_is_allowed(address: str, error: str) -> None:
    hook = Webhook("http://hooks.example/in", "", Clock(), resolve=lambda name, port: [address])
    outcome = hook(a_message())
    assert (outcome.error, outcome.final) == (error, True)


def test_a_name_that_does_not_resolve_is_tried_again() -> None:
    def resolve(name: str, port: int) -> list[str]:
        raise OSError

    outcome = Webhook("https://hooks.example/in", "", Clock(), resolve=resolve)(a_message())
    assert (outcome.error, outcome.final) == ("the name does not resolve", False)


def a_message() -> Message:
    return Message("k", "title", "text", "info", "rule", ())


def both_at_once(*work: Callable[[], object]) -> None:
    threads = [Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def test_two_deliverers_at_once_send_each_message_once(engine: Engine) -> None:
    clock, sent, begin = Clock(), list[str](), Barrier(2)
    happen(engine, RULES, *(leads(f"zai/m{number}") for number in range(30)))

    def sender(message: Message) -> Outcome:
        sent.append(message.key)
        return Outcome()

    def work(owner: str) -> None:
        begin.wait(10)
        deliver(engine, clock, sender, owner=owner)

    both_at_once(lambda: work("one"), lambda: work("two"))
    assert len(sent) == len(set(sent)) == 30
    assert {row["state"] for row in deliveries(engine)} == {"sent"}


def test_what_a_dead_worker_had_claimed_is_sent_when_its_claim_ends(engine: Engine) -> None:
    clock = Clock()
    happen(engine, RULES, leads("zai/glm-5.2"))
    mine = claim(engine, "hook", "dead", clock())
    assert mine is not None
    assert claim(engine, "hook", "other", clock()) is None
    clock.on(CLAIM)
    theirs = claim(engine, "hook", "other", clock())
    assert theirs is not None
    assert theirs.key == mine.key
    settle_sent(engine, theirs, clock())
    assert claim(engine, "hook", "third", clock() + HOUR) is None


def test_a_slow_channel_holds_no_other(engine: Engine) -> None:
    rules = the_rules("""
channels: {slow: {kind: stdout}, quick: {kind: stdout}}
rules: [{name: r, kinds: all, channels: [slow, quick]}]
""")
    clock, arrived, let_go = Clock(), Event(), Event()
    happen(engine, rules, leads("zai/glm-5.2"))

    def slow(message: Message) -> Outcome:
        let_go.wait(30)
        return Outcome()

    def quick(message: Message) -> Outcome:
        arrived.set()
        return Outcome()

    delivery = Delivery(engine, rules, {"slow": slow, "quick": quick}, clock, "me")
    worker = Thread(target=delivery.run)
    worker.start()
    assert arrived.wait(30)
    let_go.set()
    worker.join(30)
    assert {row["state"] for row in deliveries(engine)} == {"sent"}


def test_whatever_a_sender_throws_is_an_outcome_that_says_no_address(engine: Engine) -> None:
    clock = Clock()
    happen(engine, RULES, leads("zai/glm-5.2"))

    def sender(message: Message) -> Outcome:
        raise ValueError(f"https://token:{SECRET}@hooks.example")

    assert deliver(engine, clock, sender).trouble == {"hook": "failed (ValueError)"}


def test_no_secret_is_in_any_row_error_or_log(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    clock = Clock()
    happen(engine, RULES, *(leads(f"zai/m{number}") for number in range(4)))
    behaviours = [host.status(404), host.status(500), host.silence(), host.reset()]
    with ReplayServer({"/in": behaviours}) as server:
        said = []
        for _ in behaviours:
            said.append(str(deliver(engine, clock, a_hook(server, clock))))
            clock.on(MINUTE / 2)
        address = server.url("").removeprefix("http://")
    told = repr(deliveries(engine)) + repr(said) + caplog.text
    assert SECRET not in told
    assert address not in told
    assert "/in" not in told


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
