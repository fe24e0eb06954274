"""Channels that Apprise speaks, against a receiver on this machine."""

import json
import logging

import pytest

from intel.alerts.messages import Message
from tests.replay_server import ReplayServer, status

pytest.importorskip("apprise")

MESSAGE = Message("k", "zai/glm-5.2 leads coding", "It <b>does</b>.", "critical", "rule", ())


def test_a_message_arrives_as_it_is_and_a_failure_names_no_address(caplog: pytest.LogCaptureFixture) -> None:
    from intel.alerts.chat import Apprise

    caplog.set_level(logging.DEBUG)
    with ReplayServer({"/s3cret": [status(200), status(500)]}) as server:
        address = server.url("/s3cret").replace("http://", "json://")
        channel = Apprise(f" {address} ", "MY_CHAT")
        assert channel(MESSAGE).error == ""
        outcome = channel(MESSAGE)
        told = json.loads(server.requests[0].body)
    assert (outcome.error, outcome.final) == ("Apprise could not deliver it", False)
    assert (told["title"], told["message"], told["type"]) == (MESSAGE.title, MESSAGE.text, "failure")
    assert "s3cret" not in caplog.text


def test_several_addresses_are_parted_by_spaces_or_commas() -> None:
    from intel.alerts.chat import Apprise

    with ReplayServer({"/a": [status(200)], "/b": [status(200)], "/c": [status(200)]}) as server:
        urls = [server.url(path).replace("http://", "json://") for path in ("/a", "/b", "/c")]
        assert Apprise(f"{urls[0]} {urls[1]},\n{urls[2]}", "MY_CHAT")(MESSAGE).error == ""
        assert sorted(server.paths()) == ["/a", "/b", "/c"]


def test_an_address_of_no_known_service_is_final_and_names_the_variable() -> None:
    from intel.alerts.chat import Apprise

    outcome = Apprise("nosuch://s3cret", "MY_CHAT")(MESSAGE)
    assert (outcome.error, outcome.final) == ("MY_CHAT holds something that Apprise knows no service for", True)
