"""Announced ends, told once for all that a host ends on one day."""

from datetime import date

from intel.market.ends import ends_ahead
from intel.views import OfferView
from tests.factories import an_offer

TODAY = date(2026, 11, 28)


def _ending(provider: str, sku: str, month: int, replacement: str = "") -> OfferView:
    return an_offer(provider, sku=sku, sunset_on=date(2027, month, 1), replacement=replacement)


def _told(*offers: OfferView) -> list[str]:
    return ends_ahead(offers, TODAY, lambda offer: offer.provider.id)


def test_an_end_names_its_day_and_what_replaces_it() -> None:
    later, sooner = _ending("b", "glm-5", 3), _ending("a", "glm-5", 2, "glm-6")
    assert _told(later, sooner) == ["a ends glm-5 on 2027-02-01, replaced by glm-6", "b ends glm-5 on 2027-03-01"]


def test_skus_and_tiers_that_end_together_are_one_sentence() -> None:
    batch = an_offer("a", sku="glm-5", service_tier="batch", sunset_on=date(2027, 2, 1))
    assert _told(_ending("a", "glm-5-0613", 2), _ending("a", "glm-5", 2), batch) == [
        "a ends glm-5, glm-5-0613 on 2027-02-01"
    ]


def test_what_ends_today_or_has_ended_is_not_ahead() -> None:
    assert _told(an_offer(sunset_on=TODAY), an_offer()) == []


def test_of_many_ends_the_first_are_told_and_the_rest_counted() -> None:
    many = [_ending("a", "glm", month) for month in range(1, 9)]
    assert _told(*many)[-2:] == ["a ends glm on 2027-05-01", "3 more ends are announced"]
    assert len(_told(*many[:6])) == 6
