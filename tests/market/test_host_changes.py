"""What a change of offers means for a model's hosts."""

from intel.market.host_changes import Moment, host_events, moved_price
from intel.records import Event
from intel.views import OfferView
from tests.factories import NOON, a_statement, an_offer

GLM = "zai/glm-5.2"
CHEAP, DEAR = "input=1;output=2", "input=2;output=4"


def events(before: list[OfferView], after: list[OfferView], returned: tuple[int, ...] = ()) -> list[Event]:
    old, new = ({GLM: offers} if offers else {} for offers in (before, after))
    return host_events(old, new, Moment(NOON, "here", returned))


def kinds(before: list[OfferView], after: list[OfferView]) -> list[str]:
    return [event.kind for event in events(before, after)]


def test_the_first_offer_of_a_model_is_a_new_model_however_many_hosts_it_has() -> None:
    (event,) = events([], [an_offer("b", stated=DEAR), an_offer("a", stated=CHEAP)])
    assert (event.kind, event.subject, event.before) == ("new_model", f"model {GLM}", None)
    assert event.after is not None
    assert event.after["hosts"] == 2
    cheapest = event.after["cheapest"]
    assert cheapest == {"provider": "a", "sku": "glm-5.2", "input": "1.00", "output": "2.00", "blended": "1.25"}


def test_a_new_host_says_its_place_and_what_stood_before() -> None:
    old = an_offer("a", stated=CHEAP)
    (event,) = events([old], [old, an_offer("b", stated=DEAR)])
    assert (event.kind, event.subject) == ("new_host", f"model {GLM} at b")
    assert event.before is not None
    assert event.after is not None
    assert (event.before["hosts"], event.after["hosts"], event.after["place"]) == (1, 2, 2)
    assert event.evidence["url"] == "https://models.dev.example/catalog.json"
    assert event.evidence["agreement"] == "single"


def test_a_new_host_that_asks_less_is_the_cheapest_one_too() -> None:
    old = an_offer("a", stated=DEAR)
    host, cheapest = events([old], [old, an_offer("b", stated=CHEAP)])
    assert (host.kind, cheapest.kind) == ("new_host", "cheapest_host_changed")
    assert cheapest.before is not None
    assert cheapest.after is not None
    assert (cheapest.before["provider"], cheapest.after["provider"]) == ("a", "b")


def test_a_host_that_comes_level_takes_nobodys_place() -> None:
    a, b = an_offer("a", stated=DEAR), an_offer("b", stated=CHEAP)
    assert kinds([a, b], [an_offer("a", stated=CHEAP, id=a.id), b]) == []


def test_a_cheapest_host_that_leaves_makes_another_the_cheapest() -> None:
    a, b = an_offer("a", stated=CHEAP), an_offer("b", stated=DEAR)
    (event,) = events([a, b], [b])
    assert event.kind == "cheapest_host_changed"
    assert event.before is not None
    assert event.before["now"] is None


def test_gateways_plans_and_free_tiers_are_no_new_hosts() -> None:
    old = an_offer("a", stated=DEAR)
    others = [
        an_offer("g", stated=CHEAP, kind="gateway"),
        an_offer("p", stated="input=0;output=0", kind="plan"),
        an_offer("f", stated=CHEAP, service_tier="batch"),
    ]
    assert kinds([old], [old, *others]) == []


def test_a_host_that_comes_back_is_no_new_one() -> None:
    old, back = an_offer("a", stated=CHEAP), an_offer("b", stated=DEAR)
    assert events([old], [old, back], (back.id,)) == []


def test_a_price_that_becomes_disputed_is_told_once_with_every_word() -> None:
    two = (a_statement(CHEAP), a_statement(DEAR, source="litellm"))
    before, after = an_offer("a", stated=CHEAP), an_offer("a", statements=two)
    after = an_offer("a", statements=two, id=before.id)
    (event,) = events([before], [after])
    assert (event.kind, event.subject) == ("disputed", "price a glm-5.2")
    assert event.after is not None
    assert {(s["source"], s["rates"]) for s in event.after["statements"]} == {  # type: ignore[attr-defined]
        ("models.dev", CHEAP), ("litellm", DEAR),
    }  # fmt: skip
    assert events([after], [after]) == []


def test_a_believed_price_that_stays_has_not_moved_whatever_others_say() -> None:
    before = an_offer("a", statements=(a_statement(CHEAP, authority=3),))
    after = an_offer("a", statements=(a_statement(CHEAP, authority=3), a_statement(DEAR, source="litellm")))
    assert moved_price(before, after) is None
    moved = moved_price(before, an_offer("a", stated="input=1;output=2;cache_read=0.1"))
    assert moved is not None
    assert moved["after"] == {"input": "1.00", "output": "2.00", "cache_read": "0.10"}


def test_the_same_rates_as_another_source_converts_them_have_not_moved() -> None:
    before, after = (an_offer("a", stated=f"input={price};output=1.2") for price in ("0.3", "0.30002"))
    assert moved_price(before, after) is None
    assert moved_price(before, an_offer("a", stated="input=0.301;output=1.2")) is not None
