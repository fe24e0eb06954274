"""The cheapest that is good enough: quality lets in, price decides, near ties are ties."""

from datetime import UTC, datetime
from decimal import Decimal

from intel.market.cost import Workload
from intel.market.tasks import Measure, Task
from intel.market.value import value_leaders, worth
from intel.views import EstimateView
from tests.factories import an_offer

TASK = Task("value", "Value", "why", "chat", (Measure("b", "1", 1.0, "why"),), "value", 0.9, 0.75)
SURE, UNSURE = (0.95,) * 7, (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
CHAT = Workload("chat", 3000, Decimal(0), 1000)
NOW = datetime(2026, 7, 2, tzinfo=UTC)


def judged(model: str, share: float, ratios: tuple[float, ...] = SURE, *, provisional: bool = False) -> EstimateView:
    return EstimateView(
        "value",
        model,
        model,
        "lab",
        True,
        "*",
        share,
        share - 0.1,
        share + 0.05,
        provisional,
        ("a", "b"),
        2,
        0.1,
        ratios,
    )


def test_the_cheapest_that_clears_leads_and_what_costs_as_much_ties() -> None:
    offers = {
        "lab/best": [an_offer("one", "lab/best", "input=5;output=25")],
        "lab/good": [an_offer("two", "lab/good", "input=1;output=4")],
        "lab/near": [an_offer("three", "lab/near", "input=1.02;output=4.1")],
        "lab/weak": [an_offer("four", "lab/weak", "input=0.1;output=0.4")],
    }
    estimates = [
        judged("lab/best", 0.8), judged("lab/good", 0.78), judged("lab/near", 0.77), judged("lab/weak", 0.5, UNSURE),
    ]  # fmt: skip
    ranked = worth(TASK, estimates, offers, CHAT, NOW)
    assert [one.estimate.model for one in ranked] == ["lab/good", "lab/near", "lab/best", "lab/weak"]
    assert [one.clears for one in ranked] == [True, True, True, False]
    assert [one.estimate.model for one in value_leaders(ranked)] == ["lab/good", "lab/near"]


def test_a_provisional_model_never_clears_and_an_unsold_one_never_leads() -> None:
    estimates = [judged("lab/new", 0.9, provisional=True), judged("lab/unsold", 0.8)]
    offers = {"lab/new": [an_offer("one", "lab/new", "input=1;output=4")]}
    ranked = worth(TASK, estimates, offers, CHAT, NOW)
    assert [(one.estimate.model, one.clears, one.price is None) for one in ranked] == [
        ("lab/new", False, False), ("lab/unsold", True, True),
    ]  # fmt: skip
    assert value_leaders(ranked) == []
