"""The page Frontier: what quality costs now, and what it cost."""

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from dashboard import worthwhile
from dashboard.derived import month_ends, pricing
from intel.market.cost import CHAT, Workload
from intel.market.frontier import Asked
from intel.market.timeline import Moment
from intel.market.value import Worth
from tests.dashboard.conftest import OpenPage, a_fit, a_market, texts
from tests.dashboard.test_leaders import judged
from tests.factories import NOON, a_card, an_offer

TITLES = {"a/best": "Best", "a/cheap": "Cheap"}
LATER = NOON + timedelta(days=300)


def ranked() -> list[Worth]:
    found = (("a/cheap", 0.78, "1"), ("a/best", 0.8, "8"), ("a/off", 0.5, "2"), ("a/unsold", 0.9, ""))
    return [
        Worth(judged(model, share), 0.9, True, an_offer("novita") if cost else None, Decimal(cost) if cost else None)
        for model, share, cost in found
    ]  # fmt: skip


def test_the_page_names_what_is_nearly_as_good_and_what_each_step_up_costs(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="frontier", fit=a_fit())
    assert not app.exception
    assert app.header[0].value.replace("\\", "") == "GLM-5.2 solves 96% of what GPT-5.5 does, at 4% of its cost"
    table = app.dataframe[0].value
    assert table["Model"].iloc[0] == "GLM-5.2"
    assert table["Solves"].is_monotonic_increasing
    assert table["More"].iloc[0] == "/hosts?workload=agentic&model=glm-5.2"


def test_over_time_a_catalog_of_one_hour_says_that_it_cannot_tell(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="frontier", query={"view": "time"}, fit=a_fit())
    assert not app.exception
    assert "does not reach back far enough" in texts(app) or "costs the same today" in texts(app)


def test_a_task_without_estimates_has_no_empty_chart(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="frontier", query={"task": "vision"}, fit=a_fit())
    assert not app.exception
    assert "No model that two independent sources judge has a comparable price" in texts(app)


def test_costs_are_those_of_a_thousand_requests_and_unsold_models_stay_out() -> None:
    found = worthwhile.priced(ranked(), CHAT)
    assert [(one.point.model, one.point.cost, one.leads) for one in found] == [
        ("a/cheap", Decimal(4), True), ("a/off", Decimal(8), False), ("a/best", Decimal(32), True),
    ]  # fmt: skip
    assert [row["× the one before"] for row in worthwhile.cells(found)] == [None, 8.0]
    assert worthwhile.claim(found, TITLES) == "Cheap solves 98% of what Best does, at 12% of its cost"
    assert [row["on_frontier"] for row in csv.DictReader(io.StringIO(worthwhile.csv(found, "chat")))] == [
        "True", "False", "True",
    ]  # fmt: skip


def test_a_best_model_that_nothing_cheaper_comes_near_is_said_to_be_that() -> None:
    alone = worthwhile.priced(ranked()[1:3], CHAT)
    assert worthwhile.claim(alone, TITLES) == "Best is the best, and nothing cheaper comes near"


SHARES = {"a/best": 0.8, "a/cheap": 0.82}


def asked(model: str, at: datetime, price: str, stated: str = "") -> Asked:
    return {model: Moment(at, Decimal(price), "Novita", "", card=a_card(stated) if stated else None)}


def test_last_year_s_best_quality_at_today_s_price() -> None:
    found = worthwhile.levels({NOON: asked("a/best", NOON, "8"), LATER: asked("a/cheap", LATER, "2")}, SHARES)
    assert worthwhile.fall_claim(found, TITLES) == "What Best did in July 2026 costs 4.0× less today, with Cheap"
    dearer = worthwhile.levels({NOON: asked("a/best", NOON, "2"), LATER: asked("a/best", LATER, "8")}, SHARES)
    assert worthwhile.fall_claim(dearer, TITLES) == "What Best did in July 2026 costs 4.0× more today, with Best"
    hosts = {(NOON, "a/best"): "Lab", (LATER, "a/cheap"): "Novita"}
    assert [row["Model and host"] for row in worthwhile.fall_cells(found, TITLES, hosts)[:2]] == [
        "Best at Lab", "Cheap at Novita",
    ]  # fmt: skip
    assert worthwhile.levels({}, {}) == []


def test_a_rate_that_became_known_makes_no_quality_cheaper() -> None:
    """The price falls from 4 to 2 since the cache's rate is stated now; input and output are as they were."""
    agentic = Workload("agentic", 20_000, Decimal("0.8"), 1000)
    before = asked("a/best", NOON, "4", "input=4;output=4")
    after = asked("a/best", LATER, "2", "input=4;output=4;cache_read=1")
    found = worthwhile.levels({NOON: before, LATER: after}, SHARES, pricing(agentic))
    assert [level.learned for level in found] == [{LATER}, {LATER}]
    assert worthwhile.fall_claim(found, TITLES) == "What Best did in July 2026 costs the same today, with Best"
    lines = worthwhile.lines(found, TITLES, {})
    assert [step.learned for step in lines[0].steps] == [False, True]
    assert "a rate became known" in lines[0].steps[1].detail
    assert [row["rate_only"] for row in csv.DictReader(io.StringIO(worthwhile.fall_csv(found, {})))][:2] == [
        "False", "True",
    ]  # fmt: skip


def test_moments_are_the_turns_of_months_and_the_beginning() -> None:
    begun = datetime(2025, 11, 22, 23, tzinfo=UTC)
    assert [f"{at:%Y-%m-%d}" for at in month_ends(begun, datetime(2026, 2, 1, 12, tzinfo=UTC))] == [
        "2025-11-22", "2025-12-01", "2026-01-01", "2026-02-01",
    ]  # fmt: skip
