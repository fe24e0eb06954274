"""Names printed on a page and the skus they stand for."""

from datetime import date, timedelta

from intel.market.comparable import word
from intel.market.printed import join_printed
from intel.source import Authority
from intel.views import OfferView
from tests.factories import NOON, a_statement, an_offer

OPUS = "anthropic/claude-opus-4.8"


def _sku(stated: str = "input=5;output=25", sku: str = "claude-opus-4-8", **key: str) -> OfferView:
    later = NOON + timedelta(hours=1)
    return an_offer("anthropic", OPUS, sku=sku, kind="lab", statements=(a_statement(stated, checked_at=later),), **key)


def _page(stated: str = "input=6;output=30", sku: str = "Claude Opus 4.8", **changed: object) -> OfferView:
    said = a_statement(stated, "anthropic-page", authority=Authority.FIRST_PARTY)
    plain = {"kind": "lab", "statements": (said,), "sku": sku} | changed
    return an_offer("anthropic", OPUS, **plain)  # type: ignore[arg-type]


def _joined(*offers: OfferView, pages: int = 1) -> list[OfferView]:
    return join_printed(offers, {offer.id for offer in offers[-pages:]})


def _believed(offers: list[OfferView]) -> list[tuple[str, str, str]]:
    return [(o.key.sku, o.statements[0].source, o.statements[0].card.text()) for o in offers]


def test_the_page_of_the_provider_beats_a_fresher_community_database() -> None:
    (offer,) = _joined(_sku(), _page())
    assert _believed([offer]) == [("claude-opus-4-8", "anthropic-page", "input=6;output=30")]
    assert (len(offer.statements), offer.agreement) == (2, "disputed")


def test_a_page_that_states_the_same_verifies_the_database() -> None:
    (offer,) = _joined(_sku(), _page("input=5;output=25"))
    assert offer.agreement == "verified"


def test_every_sku_of_the_model_has_the_printed_price_and_no_host_is_counted_twice() -> None:
    found = _joined(_sku(), _sku(sku="claude-opus-4-8-20260528"), _page())
    assert [o.key.sku for o in found] == ["claude-opus-4-8", "claude-opus-4-8-20260528"]
    assert {o.statements[0].source for o in found} == {"anthropic-page"}


def test_another_tier_region_or_gateway_keeps_its_own_price() -> None:
    others = [_sku(service_tier="batch"), _sku(region="eu"), _sku(via="openrouter")]
    found = _joined(*others, _page())
    assert [o.statements[0].source for o in found] == ["models.dev"] * 3 + ["anthropic-page"]


def test_a_printed_name_without_a_sku_or_without_a_model_stays_a_row() -> None:
    unresolved = an_offer("anthropic", None, sku="Claude Opus 5")
    assert [o.key.sku for o in join_printed([unresolved, _sku()], {unresolved.id})] == [
        "Claude Opus 5",
        "claude-opus-4-8",
    ]
    assert [o.key.sku for o in _joined(_page())] == ["Claude Opus 4.8"]


def test_two_printed_prices_for_one_thing_are_not_guessed_apart() -> None:
    found = _joined(_sku(), _page(), _page("input=9;output=30", sku="Claude Opus 4.8 (long)"), pages=2)
    assert [o.key.sku for o in found] == ["claude-opus-4-8", "Claude Opus 4.8", "Claude Opus 4.8 (long)"]
    assert found[0].statements[0].source == "models.dev"


def test_a_source_that_prices_the_sku_itself_is_not_overruled_by_its_own_printed_name() -> None:
    own = a_statement("input=4;output=20", "anthropic-page", authority=Authority.FIRST_PARTY)
    (offer,) = _joined(an_offer("anthropic", OPUS, sku="claude-opus-4-8", kind="lab", statements=(own,)), _page())
    assert _believed([offer]) == [("claude-opus-4-8", "anthropic-page", "input=4;output=20")]


def test_what_the_page_retires_is_retired_and_not_comparable() -> None:
    (offer,) = _joined(_sku(), _page(status="retired", statements=()))
    assert (offer.status, word(offer)) == ("retired", "retired")
    (ending,) = _joined(_sku(), _page(sunset_on=date(2026, 8, 1), replacement="claude-opus-5"))
    assert (ending.sunset_on, ending.replacement) == (date(2026, 8, 1), "claude-opus-5")
    assert word(ending, date(2026, 8, 2)) == "retired"


def test_without_printed_names_nothing_changes() -> None:
    offers = [_sku(), _sku(region="eu")]
    assert join_printed(offers, set()) == offers
