"""What each host asked over time, by the surest source of the moment."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from intel.market.history import ANNOUNCED, Change
from intel.market.timeline import Moment, Standing, cheapest_over_time, hosts_over_time, price_at
from intel.rates import Meter, RateCard
from intel.records import OfferKey
from tests.factories import NOON, a_card

SOURCES = {"page": Standing(3, None), "models.dev": Standing(1, None)}


def on(days: int) -> datetime:
    return NOON + timedelta(days=days)


def change(days: int, price: str, source: str = "models.dev", kind: str = "changed", **key: str) -> Change:
    card = a_card(f"input={price};output={price}") if price else None
    return Change(on(days), kind, OfferKey(**{"provider": "novita", "sku": "glm", **key}), source, None, card)


def pricing(card: RateCard, _: datetime) -> Decimal | None:
    return card.amount(Meter.INPUT)


def asked(*changes: Change, sources: dict[str, Standing] = SOURCES) -> list[tuple[int, Any]]:
    found = hosts_over_time(changes, pricing, sources, {"novita"}).get("novita", [])
    return [((moment.at - NOON).days, moment.price) for moment in found]


def test_a_price_holds_until_it_changes_and_one_that_goes_is_unknown() -> None:
    assert asked(change(0, "2"), change(5, "1"), change(9, "")) == [(0, 2), (5, 1), (9, None)]


def test_the_same_price_again_is_no_moment() -> None:
    assert asked(change(0, "2"), change(3, "2", "litellm")) == [(0, 2)]


def test_the_provider_s_own_page_goes_before_a_database_while_it_is_fresh() -> None:
    changes = (change(0, "2", "page"), change(5, "1"))
    assert asked(*changes) == [(0, 2)]
    stale = SOURCES | {"page": Standing(3, on(2))}
    assert asked(*changes, sources=stale) == [(0, 2), (5, 1)]


def test_of_equals_the_one_that_spoke_last_is_believed() -> None:
    assert asked(change(0, "2"), change(5, "3", "litellm"), sources={}) == [(0, 2), (5, 3)]


def test_a_host_s_cheapest_standard_offer_counts_and_no_other_tier() -> None:
    assert asked(change(0, "2"), change(1, "1", sku="other"), change(2, "0.5", service_tier="batch")) == [
        (0, 2),
        (1, 1),
    ]


def test_a_price_that_nobody_believes_is_told_as_a_slip_and_is_no_price() -> None:
    changes = (change(0, "26250"), change(5, "0.26"), change(6, "0.30"))
    assert asked(*changes) == [(0, None), (5, Decimal("0.26")), (6, Decimal("0.30"))]
    (moments,) = hosts_over_time(changes, pricing, SOURCES, {"novita"}).values()
    assert [moment.slip for moment in moments] == [Decimal(26250), None, None]
    assert [moment.price for moment in cheapest_over_time({"novita": moments})] == [
        None, Decimal("0.26"), Decimal("0.30"),
    ]  # fmt: skip


def test_where_one_source_slips_the_word_of_another_stands() -> None:
    both = (change(0, "0.25", "litellm"), change(1, "26250"), change(9, "0.26"))
    assert asked(*both) == [(0, Decimal("0.25")), (9, Decimal("0.26"))]


def test_a_price_is_a_slip_beside_the_other_hosts_too() -> None:
    gone = (change(0, "400"), change(5, ""))
    others = [change(0, price, provider=name) for name, price in (("a", "1"), ("b", "2"), ("c", "3"))]
    found = hosts_over_time((*gone, *others), pricing, SOURCES, {"novita", "a", "b", "c"})
    assert [(m.price, m.slip) for m in found["novita"]] == [(None, 400), (None, None)]


def test_what_a_host_asks_today_is_drawn_however_far_it_lies_and_fifteenfold_is_no_slip() -> None:
    others = [change(0, price, provider=name) for name, price in (("a", "1"), ("b", "1"))]
    found = hosts_over_time((change(0, "50"), *others), pricing, SOURCES, {"novita", "a", "b"})
    assert [moment.price for moment in found["novita"]] == [50]
    assert asked(change(0, "30"), change(5, "2")) == [(0, 30), (5, 2)]


def test_what_is_only_announced_and_who_is_no_host_does_not_count() -> None:
    assert asked(change(0, "2"), change(3, "1", kind=ANNOUNCED)) == [(0, 2)]
    assert hosts_over_time([change(0, "2", provider="router")], pricing, SOURCES, {"novita"}) == {}


def test_the_cheapest_host_at_every_time() -> None:
    novita = [Moment(on(0), Decimal(2), "novita", "s"), Moment(on(9), None, "novita", "s")]
    zai = [Moment(on(1), Decimal(3), "zai", "s"), Moment(on(4), Decimal(1), "zai", "s"), Moment(on(6), None, "zai", "")]
    found = cheapest_over_time({"novita": novita, "zai": zai})
    told: list[tuple[int, Any, str]] = [((m.at - NOON).days, m.price, m.provider) for m in found]
    assert told == [
        (0, 2, "novita"), (4, 1, "zai"), (6, 2, "novita"), (9, None, ""),
    ]  # fmt: skip
    assert price_at(found, on(5)) == Decimal(1)
    assert price_at(found, on(-1)) is None
