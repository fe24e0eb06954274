"""OVHcloud's catalogue: OpenRouter's form with two keys in the plural."""

from pathlib import Path

from intel.collectors import ovhcloud
from tests.collectors.golden import check, reply
from tests.collectors.listed import card, offer, reasons

HERE = Path(__file__).parent


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, reply(ovhcloud, HERE))


def test_the_price_of_the_cache_is_read_from_the_plural() -> None:
    stated = offer(reply(ovhcloud, HERE), "Rocket-2-Instruct")
    assert card(stated) == "input=0.67;output=0.85;cache_read=0.33"
    assert [e.value for e in stated.evidence] == ["acme/Rocket-2"]
    assert stated.limits.capabilities == ("structured_output", "temperature", "tools")


def test_nothing_for_nothing_is_unknown() -> None:
    stated = offer(reply(ovhcloud, HERE), "Guard")
    assert (card(stated), stated.evidence) == ("", ())


def test_what_cannot_be_read_is_rejected_with_its_reason() -> None:
    assert reasons(reply(ovhcloud, HERE)) == {
        "Debt": "completion: negative price -0.1",
        "pricing.input_video": "unknown price key on 1 row",
    }
