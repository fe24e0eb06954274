"""What moved between two states of the market."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from intel.market.cost import CHAT, Workload
from intel.market.moves import Moves, ending, moves
from intel.views import OfferView
from tests.factories import NOON, a_statement, an_offer

SINCE = NOON - timedelta(days=7)
BEFORE = SINCE - timedelta(days=30)
GLM = "zai/glm-5.2"


def asked(provider: str, price: str, *, since_before: bool = False, **changed: object) -> OfferView:
    seen = BEFORE if since_before else NOON
    stated = a_statement(f"input={price};output={price}", seen_from=seen)
    return an_offer(provider, statements=[stated], **changed)  # type: ignore[arg-type]


def between(before: list[OfferView], after: list[OfferView]) -> Moves:
    return moves({GLM: before} if before else {}, {GLM: after} if after else {}, CHAT, SINCE, NOON)


def test_a_new_price_is_a_move_with_its_ratio_and_its_day() -> None:
    (move,) = between([asked("novita", "2", since_before=True)], [asked("novita", "1")]).prices
    assert (move.before, move.after, move.ratio, move.at) == (Decimal(2), Decimal(1), Decimal("0.5"), NOON)


def test_another_source_that_is_believed_instead_with_its_old_price_is_no_move() -> None:
    found = between([asked("novita", "2", since_before=True)], [asked("novita", "1", since_before=True)])
    assert found == Moves((), (), ())


def test_the_same_price_as_another_source_converts_it_is_no_move() -> None:
    assert between([asked("databricks", "0.3", since_before=True)], [asked("databricks", "0.30002")]).prices == ()


def test_a_cache_price_that_is_stated_for_the_first_time_is_no_move() -> None:
    before = an_offer("a", statements=[a_statement("input=3;output=15", seen_from=BEFORE)])
    after = an_offer("a", statements=[a_statement("input=3;output=15;cache_read=0.3", seen_from=NOON)])
    cached = Workload("agentic", 20_000, Decimal("0.8"), 1000)
    assert moves({GLM: [before]}, {GLM: [after]}, cached, SINCE, NOON).prices == ()


def test_the_widest_move_stands_first_whichever_way_it_went() -> None:
    before = [asked("a", "2", since_before=True), asked("b", "1", since_before=True)]
    found = between(before, [asked("a", "1"), asked("b", "5")])
    assert [move.offer.provider.id for move in found.prices] == ["b", "a"]


def test_a_host_that_was_not_there_is_new_and_a_model_nobody_sold_is_said() -> None:
    assert [h.new_model for h in between([], [asked("a", "1"), asked("b", "1")]).arrived] == [True, True]
    (host,) = between(
        [asked("a", "1", since_before=True)], [asked("a", "1", since_before=True), asked("b", "1")]
    ).arrived
    assert (host.offer.provider.id, host.new_model) == ("b", False)


def test_a_host_that_merely_had_no_price_before_is_not_new() -> None:
    silent = an_offer("a", statements=())
    assert between([silent], [asked("a", "1")]).arrived == ()


def test_a_host_that_no_longer_lists_the_model_is_gone_but_one_that_hides_its_price_is_not() -> None:
    before = [asked("a", "1", since_before=True), asked("b", "1", since_before=True)]
    assert [h.offer.provider.id for h in between(before, [asked("a", "1", since_before=True)]).left] == ["b"]
    assert between(before, [before[0], an_offer("b", statements=())]).left == ()


def test_a_gateway_s_price_is_no_host_s() -> None:
    gateway = [replace(asked("router", price), provider=an_offer("router", kind="gateway").provider) for price in "21"]
    assert between(gateway[:1], gateway[1:]) == Moves((), (), ())


def test_announced_ends_of_the_next_ninety_days_stand_once_per_model_and_host() -> None:
    today = date(2026, 7, 2)
    ends = [an_offer("a", sku=f"s{i}", sunset_on=today + timedelta(days=d)) for i, d in enumerate((30, 10, 200, -100))]
    found = ending({GLM: ends}, today - timedelta(days=7), today)
    assert [(model, offer.sunset_on) for model, offer in found] == [(GLM, date(2026, 7, 12))]
