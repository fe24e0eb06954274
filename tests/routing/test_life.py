"""What changes between two tables and why, and what is wrong with one that is deployed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from intel.routing.backtest import FRONTIER, HABIT, TABLE, backtest
from intel.routing.deployed import findings
from intel.routing.diff import Change, Evidence, differences
from intel.routing.exporters import native
from intel.views import OfferView
from tests.factories import NOON, an_offer
from tests.routing.made import ESTIMATES, GLM, GPT, KIMI, PRICED, a_policy, a_table, facts, judged

OLD = native.document(a_table())
Offers = Mapping[str, Sequence[OfferView]]


def changed(offers: Offers = PRICED, scores: Mapping[str, Sequence[str]] | None = None, **stated: Any) -> Change:
    (one,) = differences(OLD, a_table(offers, **stated), Evidence(offers, scores or {}))
    return one


def test_the_same_table_has_no_difference() -> None:
    assert differences(OLD, a_table(), Evidence(PRICED)) == []


def test_a_dearer_host_moves_the_task_and_the_price_is_named_with_its_source_and_what_it_costs() -> None:
    dear = {**PRICED, GLM: [an_offer("deepinfra", GLM, "input=4;output=9"), *PRICED[GLM][1:]]}
    found = changed({**dear, GLM: dear[GLM][:1]})
    assert (found.what, found.before, found.after) == ("primary", f"{GLM} at deepinfra", f"{KIMI} at deepinfra")
    assert found.why[0] == (
        f"deepinfra's {GLM}: input 1.00 → 4.00, output 3.00 → 9.00 USD per million (models.dev, since 2026-07-02)."
    )
    assert f"No source lists novita's {GLM} (glm) any more." in found.why
    assert (found.month_usd, found.against_staying_usd) == (Decimal("0.30"), Decimal("-14.70"))


def test_an_offer_that_is_gone_is_named() -> None:
    found = changed({**PRICED, GLM: PRICED[GLM][1:]})
    assert f"No source lists deepinfra's {GLM} (glm) any more." in found.why


def test_a_wish_that_shuts_the_old_choice_out_and_new_scores_are_named() -> None:
    assert f"{GLM} is out: its lab is not allowed." in changed(labs={"deny": ["zai"]}).why
    worse = facts(estimates=[*judged(GLM, 0.7), *ESTIMATES[2:]])
    found = changed(known=worse, scores={GLM: ["bench/coding@1"]})
    assert any("it reaches 0.695" in reason for reason in found.why)
    assert f"Scores of {GLM} are new since: bench/coding@1." in found.why


def test_a_host_fallbacks_a_price_and_a_lost_route_are_told_apart() -> None:
    cut = {**PRICED, GLM: [PRICED[GLM][0], an_offer("novita", GLM, "input=0.5;output=1")]}
    moved = changed(cut)
    asks = "novita asks 0.50/1.00 USD per million, since 2026-07-02 by models.dev, and comes before deepinfra now."
    assert (moved.what, moved.why) == ("host", (asks,))
    assert changed(fallbacks=1).what == "fallbacks"
    assert changed({**PRICED, GLM: [an_offer("deepinfra", GLM, "input=0.9;output=3"), PRICED[GLM][1]]}).what == "cost"
    lost = changed({})
    assert (lost.what, lost.after) == ("lost", "")


def test_a_table_without_a_task_of_its_policy_has_that_to_mend() -> None:
    short = {**OLD, "tasks": {}}
    assert [(one.task, one.kind) for one in findings(short, a_table(), PRICED)] == [("coding", "missing")]


def test_a_fresh_table_has_nothing_to_mend() -> None:
    assert findings(OLD, a_table(), PRICED) == []


@pytest.mark.parametrize(
    ("first", "kind", "said"),
    [
        (None, "dead", "no source lists it any more"),
        (an_offer("deepinfra", GLM, "input=1;output=3", status="retired"), "dead", "retired"),
        (
            an_offer("deepinfra", GLM, "input=1;output=3", sunset_on=date(2026, 7, 1)),
            "dead",
            "retired since 2026-07-01",
        ),
        (
            an_offer("deepinfra", GLM, "input=1;output=3", status="deprecated", replacement="glm-6"),
            "deprecated",
            "names glm-6",
        ),
        (an_offer("deepinfra", GLM, "input=1.3;output=3"), "dearer", "input 1.30 USD per million, the ceiling is 1.20"),
        (an_offer("deepinfra", GLM, statements=()), "dearer", "its input price is not known any more"),
    ],
    ids=["gone", "retired", "sunset", "deprecated", "dearer", "unpriced"],
)
def test_what_is_dead_deprecated_or_dearer_is_found(first: OfferView | None, kind: str, said: str) -> None:
    offers = {**PRICED, GLM: [*([first] if first else []), PRICED[GLM][1]]}
    found = [one for one in findings(OLD, a_table(), offers) if one.kind == kind]
    assert said in found[0].said
    assert found[0].task == "coding"


def test_what_is_withdrawn_within_the_days_of_the_policy_is_deprecated_and_later_is_not() -> None:
    ending = {**PRICED, GLM: [replace(PRICED[GLM][0], sunset_on=date(2026, 7, 20)), PRICED[GLM][1]]}
    assert findings(OLD, a_table(), ending) == []
    (found,) = findings(OLD, a_table(exclude_sunset_within_days=30), ending)
    assert "withdrawn on 2026-07-20" in found.said


def test_a_choice_that_is_none_any_more_is_found_and_so_is_a_task_without_one() -> None:
    (found,) = findings(OLD, a_table(labs={"deny": ["zai"]}), PRICED)
    assert (found.kind, found.said) == ("not the choice", f"{GLM}: the choice is {KIMI} now.")
    (lost,) = findings(OLD, a_table(at_least="1.0 of leader", on_unreachable="leave_out"), PRICED)
    assert "Nobody reaches 1 of leader" in lost.said
    assert (
        findings({"tasks": {"dance": {"primary": None}}}, a_table(), PRICED)[0].said == "The policy has no such task."
    )


def test_a_file_of_odd_shape_finds_what_can_be_found_and_breaks_nothing() -> None:
    odd: dict[str, Any] = {"tasks": {"coding": {"primary": {"model": 3, "providers": [1, {}]}, "fallbacks": ["x"]}}}
    assert {one.kind for one in findings(odd, a_table(), PRICED)} == {"dead", "not the choice"}
    assert differences(odd, a_table(), Evidence(PRICED))[0].what == "primary"


def test_a_backtest_pays_each_day_and_counts_the_switches() -> None:
    cut = facts({**PRICED, KIMI: [an_offer("together", KIMI, "input=0.1;output=0.1")]})
    days = [(NOON.date() + timedelta(days=n), known) for n, known in enumerate([facts(), facts(), cut])]
    found = backtest(a_policy(switch_if_cheaper_by=0.05), days, package_version="1").tasks["coding"]
    assert found[TABLE].switches == 1
    assert found[TABLE].last == (KIMI, "")
    assert round(found[TABLE].usd, 4) == round((2 * Decimal("0.006") + Decimal("0.0004")) * 1000 / 30, 4)
    assert (found[FRONTIER].last, found[FRONTIER].switches) == ((GPT, ""), 0)
    assert found[HABIT].last == (GLM, "")
    assert found[FRONTIER].mean_quality == pytest.approx(0.99 * 0.8)


def test_a_backtest_works_the_same_facts_out_once() -> None:
    known = facts()
    days = [(NOON.date() + timedelta(days=n), known) for n in range(30)]
    found = backtest(a_policy(), days, package_version="1")
    assert (found.days, found.total(TABLE).days) == (30, 30)
    assert found.total(TABLE).usd.quantize(Decimal("0.01")) == Decimal("6.00")
