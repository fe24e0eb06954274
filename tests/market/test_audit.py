"""Words on prices, judged by the pages of the labs."""

import pytest

from intel.market.audit import OURS, UNAIDED, Deviation, audit, judge
from intel.source import Authority
from intel.views import OfferView, Statement
from tests.factories import a_card, a_statement, an_offer

OPUS = "anthropic/claude-opus-4.8"
PAGE = "input=5;output=25;cache_read=0.5"


def _page(stated: str = PAGE, **changed: bool) -> Statement:
    return a_statement(stated, "anthropic-page", authority=Authority.FIRST_PARTY, **changed)


def _opus(*statements: Statement, kind: str = "lab") -> OfferView:
    return an_offer("anthropic", OPUS, kind=kind, statements=statements)


def _verdicts(*offers: OfferView, deviations: tuple[Deviation, ...] = ()) -> dict[str, str]:
    return {f.who: f.verdict for f in audit(offers, deviations)}


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [
        (PAGE, "right"), ("input=5;output=25", "right"), ("input=5.0000001;output=25", "right"),
        ("input=5;output=26", "wrong"), ("input=5;output=25;cache_read=0.6", "wrong"), ("web_search=1", "missing"),
    ],
)  # fmt: skip
def test_what_both_state_is_compared_to_six_digits(stated: str, verdict: str) -> None:
    assert judge(a_card(PAGE), a_card(stated)) == verdict


def test_another_currency_is_not_compared() -> None:
    assert judge(a_card(PAGE), a_card(PAGE, "CNY")) == "missing"


def test_each_database_is_judged_beside_us() -> None:
    offer = _opus(_page(), a_statement("input=5;output=25", "a"), a_statement("input=6;output=25", "b"))
    assert _verdicts(offer) == {OURS: "right", UNAIDED: "right", "a": "right", "b": "wrong"}


def test_a_stale_page_shows_that_we_believe_something_else() -> None:
    offer = _opus(_page(stale=True), a_statement("input=6;output=25", "fresh"))
    assert _verdicts(offer)[OURS] == "wrong"


def test_a_database_that_does_not_know_an_offer_is_missing_there() -> None:
    known, unknown = _opus(_page(), a_statement("input=5;output=25", "good")), _opus(_page())
    verdicts = [f.verdict for f in audit([known, unknown]) if f.who == "good"]
    assert verdicts == ["right", "missing"]


def test_a_known_deviation_excuses_its_value_and_no_other() -> None:
    known = Deviation("anthropic", "claude-opus-4.8", "standard", "bad", "USD input=6;output=25", "Their region.")
    assert _verdicts(_opus(_page(), a_statement("input=6;output=25", "bad")), deviations=(known,))["bad"] == "excused"
    assert _verdicts(_opus(_page(), a_statement("input=7;output=25", "bad")), deviations=(known,))["bad"] == "wrong"


def test_what_no_lab_sells_or_no_page_states_is_not_judged() -> None:
    assert audit([_opus(_page(), kind="cloud"), _opus(a_statement())]) == []
