"""Fireworks' two lists: modes of one model, and the day it is taken down. There is no capture of them."""

from datetime import date
from pathlib import Path

import pytest

from intel.collectors import fireworks
from intel.errors import SourceError
from intel.records import Alias, Deprecation, Fact, Follow
from tests.collectors.golden import check, reply
from tests.collectors.listed import card, offer, offers, reasons, state

HERE = Path(__file__).parent
INVENTORY = "https://api.fireworks.ai/v1/accounts/fireworks/models?filter=supports_serverless%3Dtrue&pageSize=200"
ROCKET = "accounts/fireworks/models/rocket-2p1"
MODELS = "accounts/fireworks/models"


def inventory() -> list[Fact]:
    return reply(fireworks, HERE, "inventory.json", INVENTORY)


def test_the_recorded_replies_give_the_golden_records() -> None:
    check(HERE, reply(fireworks, HERE) + inventory())


def test_a_standard_price_is_three_skus_in_usd_per_million() -> None:
    assert card(offer(reply(fireworks, HERE), ROCKET)) == "input=0.95;output=4;cache_read=0.12"


def test_fast_has_an_id_of_its_own_and_priority_has_not() -> None:
    facts = reply(fireworks, HERE)
    fast = offer(facts, "accounts/fireworks/routers/rocket-2p1-fast", tier="fast")
    assert (fast.name, card(fast)) == (ROCKET, "input=1.9;output=8")
    assert card(offer(facts, ROCKET, tier="priority")) == "input=1.1875;output=5"


def test_an_alias_that_follows_the_latest_is_floating() -> None:
    (alias,) = [fact for fact in reply(fireworks, HERE) if isinstance(fact, Alias)]
    assert alias == Alias("accounts/fireworks/routers/rocket-latest", ROCKET, floating=True)


def test_other_units_are_counted_and_never_taken_for_tokens() -> None:
    facts = reply(fireworks, HERE)
    assert card(offer(facts, f"{MODELS}/brush")) == ""
    assert card(offer(facts, f"{MODELS}/unpriced")) == ""
    assert reasons(facts) == {
        ROCKET: "unknown mode 'turbo-boost'",
        f"{MODELS}/per-thousand": "LLM output tokens: per '1K tokens' instead of '1M tokens'",
        f"{MODELS}/odd": "pricing is not a list",
        f"{MODELS}/huge": "LLM output tokens: price 1e400 is above 9e9 per million",
        "pricing.Image steps": "unknown price key on 1 row",
    }


def test_the_inventory_states_the_day_on_which_a_model_is_taken_down() -> None:
    facts = inventory()
    (found,) = [fact for fact in facts if isinstance(fact, Deprecation)]
    assert (found.key.sku, found.sunset_on) == (f"{MODELS}/rocket-1", date(2026, 12, 24))
    assert reasons(facts) == {
        f"{MODELS}/never": "deprecationDate is no date",
        f"{MODELS}/soon": "deprecationDate is not an object",
        "row": "model is not an object",
    }


def test_the_list_asks_for_the_inventory_and_each_page_for_the_next() -> None:
    assert [f for f in reply(fireworks, HERE) if isinstance(f, Follow)] == [Follow(INVENTORY)]
    following = f"{INVENTORY}&pageToken=page%20two"
    assert [f for f in inventory() if isinstance(f, Follow)] == [Follow(following)]
    last = {"models": [{"name": f"{MODELS}/x"}], "nextPageToken": ""}
    assert state(fireworks, last, following) == []


def test_a_page_that_names_itself_as_the_next_fails_the_run() -> None:
    page = {"models": [{"name": f"{MODELS}/x"}], "nextPageToken": "again"}
    with pytest.raises(SourceError, match="names itself as the next"):
        state(fireworks, page, f"{INVENTORY}&pageToken=again")


def test_a_list_without_any_price_fails_the_run() -> None:
    with pytest.raises(SourceError, match="none of 1 rows states pricing"):
        state(fireworks, {"data": [{"id": f"{MODELS}/x", "serverless_mode": "standard"}]})


def test_two_modes_are_two_offers_of_one_model() -> None:
    names = [o.name for o in offers(reply(fireworks, HERE)) if "rocket" in o.name]
    assert names == [ROCKET] * 3
