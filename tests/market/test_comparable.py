from datetime import date
from decimal import Decimal

import pytest

from intel.market.comparable import DEARER_SKU, comparable, hosts, listed, word
from intel.market.cost import Workload
from tests.market.made import offer, stated


@pytest.mark.parametrize("kind", ["lab", "cloud", "neocloud", "inference"])
def test_the_standard_tier_of_whoever_serves_it_is_comparable(kind: str) -> None:
    assert word(offer(kind=kind)) == ""


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("plan", "plan"), ("local", "local"), ("gateway", "gateway"), ("unknown", "unknown kind"), ("", "unknown kind")],
)
def test_the_kind_of_the_provider_sets_an_offer_apart(kind: str, expected: str) -> None:
    assert word(offer(kind=kind)) == expected


@pytest.mark.parametrize("tier", ["batch", "flex", "priority", "fast", "free", "trial"])
def test_another_tier_is_its_own_word(tier: str) -> None:
    assert word(offer(tier=tier)) == tier


def test_a_plan_at_zero_dollars_is_a_plan_and_not_free() -> None:
    assert word(offer("acme", "input=0;output=0", kind="plan")) == "plan"


def test_a_free_offer_of_a_gateway_is_free_first() -> None:
    assert word(offer("router", "input=0;output=0", kind="gateway")) == "free"


def test_a_price_of_zero_is_free_and_half_a_zero_is_partly_free() -> None:
    assert word(offer("acme", "input=0;output=0")) == "free"
    assert word(offer("acme", "input=0.1;output=0")) == "partly free"


@pytest.mark.parametrize("rates", [None, "input=1", "output=4", "input{>200000}=1;output=4"])
def test_a_price_that_is_not_stated_is_unknown_and_never_free(rates: str | None) -> None:
    assert word(offer("acme", rates)) == "unknown price"


def test_a_price_without_an_exchange_rate_cannot_be_compared() -> None:
    assert word(offer(statements=(stated(currency="CNY"),))) == "no exchange rate"


def test_a_withdrawn_offer_is_retired_from_the_day_of_its_withdrawal() -> None:
    leaving = offer(sunset_on=date(2026, 7, 10))
    assert word(leaving) == ""
    assert word(leaving, date(2026, 7, 9)) == ""
    assert word(leaving, date(2026, 7, 10)) == "retired"


def test_a_withdrawal_is_judged_by_the_day_the_price_was_last_confirmed() -> None:
    assert word(offer(sunset_on=date(2026, 7, 2))) == "retired"


def test_each_provider_stands_once_with_its_cheapest_sku() -> None:
    dear, cheap, other = offer("acme", "input=2;output=4"), offer("acme", sku="b"), offer("zeta", "input=1.5;output=4")
    assert comparable([dear, other, cheap]) == [cheap, other]
    assert hosts([dear, other, cheap]) == 2


def test_equal_prices_of_one_provider_are_told_apart_by_sku() -> None:
    first, second = offer(sku="a"), offer(sku="b")
    assert comparable([second, first]) == [first]


def test_the_workload_decides_which_sku_is_the_cheapest() -> None:
    reader, writer = offer(sku="reads", rates="input=1;output=9"), offer(sku="writes", rates="input=4;output=1")
    long_answers = Workload("write", 100, Decimal(0), 10_000)
    assert comparable([reader, writer]) == [reader]
    assert comparable([reader, writer], long_answers) == [writer]


def test_everything_is_listed_comparable_first_then_by_word_and_price_with_unknown_last() -> None:
    offers = [
        offer("b-plan", "input=0;output=0", kind="plan"),
        offer("nobody", None),
        offer("router", "input=3;output=3", kind="gateway"),
        offer("other-router", "input=2;output=2", kind="gateway"),
        offer("acme", "input=2;output=2", sku="dear"),
        offer("acme", "input=1;output=1", sku="cheap"),
    ]
    shown = [(o.provider.id, o.key.sku, w) for o, w in listed(offers)]
    assert shown == [
        ("acme", "cheap", ""),
        ("acme", "dear", DEARER_SKU),
        ("other-router", "model-1", "gateway"),
        ("router", "model-1", "gateway"),
        ("b-plan", "model-1", "plan"),
        ("nobody", "model-1", "unknown price"),
    ]
