"""Delivery to a receiver that misbehaves: every event arrives, none twice under its key, and none holds another."""

import hmac
import json
import logging
from collections import Counter
from hashlib import sha256

import pytest
from sqlalchemy import Engine

from intel.alerts.messages import Message
from intel.alerts.webhook import Outcome, Webhook
from tests import replay_server as host
from tests.alerts.made import HOUR, MINUTE, Clock, deliveries, happen, leads
from tests.alerts.sending import RULES, SECRET, a_hook, a_message, deliver, keys
from tests.replay_server import Behaviour, ReplayServer


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
            deliver(engine, clock, a_hook(server, clock, timeout=0.2))
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
            said.append(str(deliver(engine, clock, a_hook(server, clock, timeout=0.2))))
            clock.on(MINUTE / 2)
        address = server.url("").removeprefix("http://")
    told = repr(deliveries(engine)) + repr(said) + caplog.text
    assert SECRET not in told
    assert address not in told
    assert "/in" not in told
