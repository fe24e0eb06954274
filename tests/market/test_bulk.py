"""Three ways to price must be one: line by line, ready made, and over arrays."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intel.errors import UnpricedError
from intel.market.bulk import Priced, Requests, cheapest, price, total
from intel.market.cost import cost
from intel.market.pricer import Pricer, amount
from intel.rates import Condition, Meter, Rate, RateCard, rate_card
from tests.market.made import card

METERS = (Meter.INPUT, Meter.OUTPUT, Meter.CACHE_READ, Meter.CACHE_WRITE, Meter.REQUEST)
MONDAY = datetime(2026, 7, 6, tzinfo=UTC)

amounts = st.integers(0, 10**14).map(lambda nano: Decimal(nano).scaleb(-9))
conditions = st.builds(
    Condition,
    over_tokens=st.none() | st.sampled_from([1_000, 200_000]),
    inclusive=st.booleans(),
    cache_ttl=st.sampled_from(["", "1h"]),
    window=st.sampled_from(["", "16:30-00:30", "01:00-04:00"]),
    days=st.sampled_from(["", "sat+sun"]),
    until=st.none() | st.just(MONDAY + timedelta(days=3)),
    unknown=st.sampled_from(["", "thinking"]),
)
rates = st.builds(Rate, st.sampled_from(METERS), amounts, st.just(Condition()) | conditions)
cards = st.lists(rates, min_size=1, max_size=8, unique_by=lambda r: (r.meter, r.condition)).map(
    lambda chosen: rate_card(chosen, "USD")
)
quantities = st.sampled_from([0, 1, 999, 1_000, 1_001, 200_000, 10**9]) | st.integers(0, 10**6)
uses = st.fixed_dictionaries(dict.fromkeys(METERS, quantities))
times = st.integers(0, 7 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))


def line_by_line(stated: RateCard, usage: dict[Meter, int], at: datetime, ttl: str) -> Decimal | None:
    try:
        return cost(stated, usage, at=at, cache_ttl=ttl).total
    except UnpricedError:
        return None


def ready_made(stated: RateCard, usage: dict[Meter, int], at: datetime, ttl: str) -> Decimal | None:
    try:
        return amount(Pricer(stated).units(usage, at, cache_ttl=ttl))
    except UnpricedError:
        return None


@given(cards, st.lists(st.tuples(uses, times), min_size=1, max_size=6), st.sampled_from(["", "1h"]))
def test_line_by_line_ready_made_and_over_arrays_are_one_price(
    stated: RateCard, log: list[tuple[dict[Meter, int], datetime]], ttl: str
) -> None:
    usage = {meter: np.array([used[meter] for used, _ in log]) for meter in METERS}
    priced = price(stated, Requests(usage, np.array([int(at.timestamp()) for _, at in log]), ttl))
    for row, (used, at) in enumerate(log):
        expected = line_by_line(stated, used, at, ttl)
        assert ready_made(stated, used, at, ttl) == expected
        assert (amount(int(priced.units[row])) if priced.known[row] else None) == expected


def test_a_sum_beyond_the_range_of_the_machine_is_still_exact() -> None:
    a_million = np.full(1_000_000, 2**61 - 1)
    assert total(a_million) == 1_000_000 * (2**61 - 1)


def test_a_request_beyond_the_range_of_the_machine_is_still_exact() -> None:
    tokens = 10**15
    priced = price(card("input=75;output=1"), Requests({Meter.INPUT: np.array([tokens])}, np.array([0])))
    assert amount(total(priced.units)) == cost(card("input=75;output=1"), {Meter.INPUT: tokens}).total


def test_the_cheapest_host_is_chosen_for_each_request_and_an_unknown_price_never_wins() -> None:
    hosts = [Priced(np.array([0, 5, 9]), np.array([False, True, True])), Priced(np.array([7, 6, 8]), np.full(3, True))]
    best = cheapest(hosts)
    assert best.units.tolist() == [7, 5, 8]
    assert best.known.all()


def test_the_error_of_the_ready_made_price_names_the_meter() -> None:
    with pytest.raises(UnpricedError, match="web_search"):
        Pricer(card("input=1;output=4")).units({Meter.INPUT: 1, Meter.WEB_SEARCH: 2})
