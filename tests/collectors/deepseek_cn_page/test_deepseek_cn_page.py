"""DeepSeek's price page in yuan."""

from datetime import date
from pathlib import Path

import pytest

from intel.collectors import deepseek_cn_page
from intel.rates import Meter
from intel.records import Deprecation, Fact, Offer, Rejected
from tests.collectors import truths
from tests.collectors.golden import check, reply

HERE = Path(__file__).parent


def listed() -> list[Fact]:
    return reply(deepseek_cn_page, HERE)


def test_the_recorded_page_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_prices_stay_in_yuan_and_the_offer_is_another_than_the_one_in_dollars() -> None:
    (offer,) = [fact for fact in listed() if isinstance(fact, Offer)]
    (price,) = offer.prices
    assert (offer.key.sku, offer.key.tag, price.card.currency) == ("deepseek-quick", "cny", "CNY")
    assert price.card.amount(Meter.OUTPUT) is not None


def test_a_price_on_request_rejects_the_model() -> None:
    (rejected,) = [fact for fact in listed() if isinstance(fact, Rejected)]
    assert rejected.key == "deepseek-deep"


@pytest.mark.captures
def test_every_price_of_the_captured_page_comes_out_right(captures: Path) -> None:
    facts = truths.check(deepseek_cn_page, captures / "pages/deepseek/2026-07-17.zh-CNY.html", HERE)
    currencies = {price.card.currency for fact in facts if isinstance(fact, Offer) for price in fact.prices}
    assert currencies == {"CNY"}
    assert {f.key.sku: (f.sunset_on, f.replacement) for f in facts if isinstance(f, Deprecation)} == dict.fromkeys(
        ("deepseek-chat", "deepseek-reasoner"), (date(2026, 7, 24), "deepseek-v4-flash")
    )


@pytest.mark.captures
def test_a_page_without_prices_fails_the_run(captures: Path) -> None:
    truths.check_negatives(deepseek_cn_page, captures)
