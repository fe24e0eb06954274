"""Price pages of other days: what says the same is read the same, and nothing is ever read as another price."""

import re
from pathlib import Path

import pytest

from intel.collectors import COLLECTORS
from intel.errors import SourceError
from intel.records import Offer
from intel.source import Collector
from tests.collectors import golden
from tests.collectors.drift import HARMLESS, MEANT, SHAKEN, untouched
from tests.collectors.truths import Stated

PAGES = [collector for collector in COLLECTORS if collector.SOURCE.id.endswith("-page")]
MIXED = {"google-page": 0.6}
"""Its recorded reply holds one oddity a row, so that a dollar apart makes words beside an amount odd as well."""

_UNMOVED = re.compile(r"=0 |_second=")
"""What is free stays free in any unit and currency, and a minute of sound a minute."""

pytestmark = pytest.mark.parametrize("collector", PAGES, ids=[collector.SOURCE.id for collector in PAGES])


def rates(collector: Collector, text: str) -> set[str]:
    """Every rate with sku, tier, period, condition and currency; empty when the run fails."""
    try:
        facts = golden.parse(collector, text.encode())
    except SourceError:
        return set()
    return {
        f"{Stated(offer, price, rate)} {price.card.currency} {price.effective_from} {price.effective_to}"
        for offer in facts if isinstance(offer, Offer) for price in offer.prices for rate in price.card.rates
    }  # fmt: skip


def check_all(collector: Collector, text: str, least: float) -> None:
    known = rates(collector, text)
    assert known
    for name, change in HARMLESS.items():
        found = {rate for rate in rates(collector, change(text)) if not rate.lower().startswith("zz")}
        assert not found - known, name
        assert len(found) >= least * len(known), f"{name}: {len(found)} of {len(known)}"
    for name, change in SHAKEN.items():
        assert not rates(collector, change(text)) - known, name
    for name, change in MEANT.items():
        if not untouched(text, changed := change(text)):
            kept = rates(collector, changed) & known
            assert not [rate for rate in kept if " USD " in rate and not _UNMOVED.search(rate)], name


def test_a_page_in_another_dress_states_the_same_and_never_a_wrong_price(collector: Collector) -> None:
    file = golden.recorded(golden.home(collector))
    check_all(collector, file.read_text("utf-8"), MIXED.get(collector.SOURCE.id, 0.95))


@pytest.mark.captures
def test_a_captured_page_in_another_dress_states_the_same(collector: Collector, captures: Path) -> None:
    lab = collector.SOURCE.id.removesuffix("-page")
    for page in sorted((captures / "pages" / lab).glob("*.md")):
        check_all(collector, page.read_text("utf-8"), 0.95)
