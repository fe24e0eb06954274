from decimal import Decimal

from intel.market.spread import own_offer, spread
from tests.market.made import offer


def test_a_spread_names_least_middle_most_and_the_most_common_price() -> None:
    found = spread("zai/glm", [
        offer("a", "input=1;output=4"),
        offer("b", "input=1.4;output=4.4"),
        offer("c", "input=1.4;output=4.4"),
        offer("d", "input=3;output=9"),
        offer("plan", "input=0;output=0", kind="plan"),
    ])  # fmt: skip
    assert found.hosts == 4
    assert found.input is not None
    assert (found.input.min, found.input.median, found.input.max) == (Decimal(1), Decimal("1.4"), Decimal(3))
    assert found.common == (Decimal("1.4"), Decimal("4.4"))
    assert found.common_hosts == 2
    assert [o.provider.id for o in found.offers] == ["a", "b", "c", "d"]


def test_a_price_that_only_one_host_asks_is_not_common() -> None:
    found = spread("zai/glm", [offer("a", "input=1;output=4"), offer("b", "input=2;output=4")])
    assert found.common is None
    assert found.common_hosts == 0


def test_hosts_whose_prices_are_shown_alike_are_counted_together() -> None:
    prices = ("input=1.4;output=4.4", "input=1.4;output=4.39999", "input=1.4;output=4.4", "input=1.41;output=4.4")
    found = spread("zai/glm", [offer(p, price) for p, price in zip("abcd", prices, strict=True)])
    assert (found.common, found.common_hosts) == ((Decimal("1.4"), Decimal("4.4")), 3)


def test_of_two_equally_common_prices_the_cheaper_is_named() -> None:
    found = spread("zai/glm", [offer(p, f"input={n};output=4") for p, n in zip("abcd", (2, 2, 1, 1), strict=True)])
    assert found.common == (Decimal(1), Decimal(4))


def test_a_model_nobody_sells_has_no_range_and_its_peers_no_ratio() -> None:
    found = spread("zai/glm", [], peers={"openai/gpt": [offer("openai", kind="lab")]})
    assert (found.hosts, found.input, found.blended, found.common) == (0, None, None, None)
    assert found.peers[0].input == 1
    assert found.peers[0].times_median is None


def test_a_peer_is_measured_by_its_own_lab_price() -> None:
    peers = {"openai/gpt": [
        offer("azure", "input=4;output=20", kind="cloud"),
        offer("openai", "input=5;output=30", kind="lab"),
        offer("router", "input=1;output=1", kind="gateway"),
    ]}  # fmt: skip
    peer = spread("zai/glm", [offer("a", "input=1;output=4"), offer("b", "input=2;output=8")], peers=peers).peers[0]
    assert (peer.input, peer.output, peer.blended) == (Decimal(5), Decimal(30), Decimal("11.25"))
    assert peer.times_median == Decimal("4.29")
    assert peer.times_min == Decimal("6.43")


def test_the_lab_that_made_it_goes_before_another_lab_that_sells_it_cheaper() -> None:
    made = offer("openai", "input=5;output=30", kind="lab")
    assert own_offer("openai/gpt", [offer("mistral", "input=1;output=1", kind="lab"), made]) == made


def test_an_offer_through_a_gateway_is_not_first_party() -> None:
    assert own_offer("openai/gpt", [offer("openai", kind="lab", via="openrouter")]) is None


def test_a_peer_without_a_known_price_stays_in_view_without_numbers() -> None:
    peer = spread("zai/glm", [offer()], peers={"openai/secret": []}).peers[0]
    assert (peer.model, peer.input, peer.times_median) == ("openai/secret", None, None)
