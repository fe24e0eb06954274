"""The sentences over the charts."""

from decimal import Decimal

import pytest

from dashboard import claims, marks
from dashboard.matched import moving
from dashboard.rows import offer_rows
from intel.market.cost import CHAT
from intel.market.override_file import parse_overrides
from intel.market.spread import Spread, spread
from intel.views import OfferView
from tests.factories import NOON, a_model, a_statement, an_offer

GPT = an_offer("openai", "openai/gpt-5.5", "input=5;output=30", kind="lab")
TITLES = {"openai/gpt-5.5": "GPT-5.5"}


def a_spread(*cards: str, model: str = "zai/glm-5.2", peer: OfferView | None = GPT) -> Spread:
    offers = [an_offer(f"host{i}", model, card) for i, card in enumerate(cards)]
    return spread(model, offers, CHAT, peers={"openai/gpt-5.5": [peer]} if peer else {})


@pytest.mark.parametrize(
    ("cards", "claim"),
    [
        ((), "no host to compare yet"),
        (("input=1;output=2",), "1 host at $1.00 in"),
        (("input=1;output=2", "input=1;output=3"), "2 hosts, all at $1.00 in"),
        (("input=1;output=2", "input=2;output=3"), "2 hosts from $1.00 to $2.00 in"),
        (("input=1;output=2",) * 2 + ("input=3;output=4",), "3 hosts from $1.00 to $3.00 in, most at $1.00"),
        (("input=1;output=2",) * 2 + ("input=3;output=4", "input=5;output=6"),
         "4 hosts from $1.00 to $5.00 in, 2 of them at $1.00"),
    ],
)  # fmt: skip
def test_the_claim_says_how_many_from_where_to_where_and_what_most_ask(cards: tuple[str, ...], claim: str) -> None:
    words = claims.hosts_claim(a_model(title="GLM"), a_spread(*cards, peer=None), {}).replace("\\", "")
    assert words.replace("GLM: ", "") == claim


def test_a_peer_that_costs_the_same_is_not_called_dearer() -> None:
    same = a_spread("input=5;output=30")
    assert claims.hosts_claim(a_model(), same, TITLES).endswith("GPT\\-5\\.5 costs about the same")
    assert claims.hosts_claim(a_model(), a_spread("input=10;output=60"), TITLES).endswith("costs 0.5× the median host")


def test_bills_are_the_blended_price_of_all_tokens_of_the_month() -> None:
    there = a_spread("input=1;output=2", "input=3;output=4").blended
    assert there is not None
    bills = moving(Decimal("11.25"), there, CHAT, 100_000)
    assert bills.now == 100_000 * (3000 * 5 + 1000 * 30) / Decimal(1_000_000)
    assert bills.cheapest == 100_000 * (3000 * 1 + 1000 * 2) / Decimal(1_000_000)
    assert bills.cheapest < bills.median < bills.now


def test_moving_to_a_dearer_model_is_said_to_cost_more() -> None:
    there = a_spread("input=9;output=40").blended
    assert there is not None
    bills = moving(Decimal("11.25"), there, CHAT, 100_000)
    assert "costs \\$2,200 a month more" in claims.moving_claim("GPT", "GLM", bills)
    assert claims.saving(bills.now, bills.median) == "49% more"
    assert claims.saving(Decimal(100), Decimal(24)) == "saves 76%"


def test_a_stale_price_is_faint_only_among_fresh_ones() -> None:
    fresh = an_offer("one", statements=[a_statement()])
    stale = an_offer("two", statements=[a_statement(stale=True)])
    both = marks.host_bars(offer_rows([fresh, stale], CHAT, NOON), "open")
    assert [bar.faint for bar in both] == [False, True]
    assert [bar.faint for bar in marks.host_bars(offer_rows([stale], CHAT, NOON), "open")] == [False]


def test_a_peer_without_a_list_price_is_left_out() -> None:
    found = spread("zai/glm-5.2", [an_offer("one")], CHAT, peers={"openai/gpt-5.5": []})
    assert marks.peer_bar(found.peers[0], TITLES) is None


def test_an_overridden_price_is_marked_as_the_owners_in_the_picture_and_in_the_table() -> None:
    ours = parse_overrides(
        '[[price]]\nprovider = "novita"\nmodel = "zai/glm-5.2"\nusd_per_mtok = {input = 1, output = 2}',
        "overrides.toml",
    )
    rows = offer_rows([ours.offer(an_offer("novita"), NOON)], CHAT, NOON)
    (bar,) = marks.host_bars(rows, "open")
    assert bar.detail == "override, 2 Jul 2026, override"
    assert rows[0].agreement == "override"


def test_hosts_that_ask_the_same_share_a_bar_which_names_them() -> None:
    alike = [an_offer(name, statements=[a_statement("input=1.4;output=4.4")]) for name in ("one", "two")]
    alike.append(an_offer("three", statements=[a_statement("input=1.4;output=4.39999")]))  # in units of its own
    other = an_offer("four", statements=[a_statement("input=9;output=90")])
    bars = marks.host_bars(offer_rows([*alike, other], CHAT, NOON), "open")
    assert [bar.name for bar in bars] == ["3 hosts alike", "Four"]
    assert sorted(bars[0].full.replace(" and ", ", ").split(", ")) == ["One", "Three", "Two"]
    found = spread("zai/glm-5.2", [*alike, other], CHAT)
    assert "share a bar" in claims.hosts_how(found, len(bars))
    assert "share a bar" not in claims.hosts_how(found, found.hosts)
