"""What a routing table is made from, read on both engines."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, column, update

from intel import __version__
from intel.actions import publish_routing_table
from intel.catalog import curated
from intel.catalog.drafts import ground, table_on
from intel.catalog.engine import writing
from intel.catalog.estimates import NewEstimate, NewRun, store_run
from intel.catalog.evidence import evidence_on
from intel.catalog.prices_then import prices_then
from intel.catalog.published import last_choices, last_published
from intel.catalog.replayed import replayed
from intel.catalog.routing_facts import facts_for, fees, known_names
from intel.catalog.tables import ProviderRow
from intel.errors import CatalogError
from intel.market.tasks import Tasks
from intel.routing.build import build
from intel.routing.exporters import native
from intel.routing.policy import RoutingPolicy, Rules
from tests.factories import NOON, a_statement, an_offer, fill
from tests.market.test_usage import a_score

GLM, GPT, UNJUDGED = "zai/glm", "openai/gpt", "x/unjudged"
DAY = timedelta(days=1)
TASKS = Tasks(tuple(task for task in curated.tasks().all if task.name == "coding"))
POLICY = RoutingPolicy(title="t", tasks={"coding": Rules.model_validate({"at_least": "0.8 of leader"})})


def an_estimate(model: str, ratio: float, *, provisional: bool = False) -> list[NewEstimate]:
    unit = NewEstimate("coding", model, "high", ratio, 0.4, 0.9, provisional, ("a", "b"), 2, ratio / 2, (ratio,) * 7)
    return [unit, replace(unit, effort="*", rolled_from="high")]


@pytest.fixture
def conn(engine: Engine) -> Iterator[Connection]:
    cut = (
        replace(a_statement("input=4;output=4"), seen_from=NOON - 9 * DAY),
        replace(a_statement("input=1;output=1", source="litellm"), seen_from=NOON, checked_at=NOON + DAY),
    )
    offers = [
        an_offer("zai", GLM, statements=cut, kind="lab"), an_offer("deepinfra", GLM, "input=2;output=2"),
        an_offer("openai", GPT, "input=9;output=9", kind="lab"), an_offer("openrouter", GLM, kind="gateway"),
        an_offer("novita", UNJUDGED, "input=0.1;output=0.1"),
    ]  # fmt: skip
    with writing(engine) as connection:
        fill(connection, offers)
        estimates = [*an_estimate(GLM, 0.9), *an_estimate(GPT, 0.95)]
        run = NewRun(NOON, "in", "b", "1", ("x@1",), 4, 2, NOON, estimates, [])
        store_run(connection, run)
        fee = update(ProviderRow.__table__).where(column("id") == "openrouter").values(fee_ratio="0.05")  # type: ignore[attr-defined]
        connection.execute(fee)
    with engine.connect() as connection:
        yield connection


def test_prices_of_a_past_day_are_those_that_were_stated_then_with_who_states_them(conn: Connection) -> None:
    early, late = a_score(GLM, 1, seen_from=NOON - DAY), a_score(GLM, 2, seen_from=NOON + DAY)
    found = prices_then(conn, [early, late, a_score(None, 3), a_score("x/none", 4)])
    assert [(p.card.text(), p.first_party) for p in found[1]] == [("input=4;output=4", True)]
    assert {p.card.text() for p in found[2]} == {"input=4;output=4", "input=1;output=1", "input=2;output=2"}
    assert set(found) == {1, 2}


def test_the_facts_hold_offers_of_the_models_that_may_be_routed_and_the_fees_of_gateways(conn: Connection) -> None:
    facts = facts_for(conn, POLICY, TASKS, at=NOON + DAY, as_of=None)
    assert set(facts.offers) == {GLM, GPT}
    assert {one.effort for one in facts.estimates} == {"*", "high"}
    assert facts.quality.startswith("estimates of the scores up to 2026-07-02")
    assert fees(conn) == {"openrouter": Decimal("0.05")}
    assert {"direct", "openrouter"} <= set(known_names(conn)["gateways"])


def test_drafts_of_many_policies_on_one_ground_are_the_tables_that_each_gives_by_itself(conn: Connection) -> None:
    shared = ground(conn, TASKS, at=NOON + DAY)
    wishes: list[dict[str, object]] = [
        {"at_least": "0.8 of leader"}, {"at_least": "0.99 of leader"}, {"at_least": "0.8 of leader", "baseline": GPT},
        {"models": {"allow": [UNJUDGED, GLM]}}, {"at_least": "0.8 of leader", "gateways": {"allow": ["openrouter"]}},
    ]  # fmt: skip
    for wish in wishes:
        policy = RoutingPolicy(title="t", tasks={"coding": Rules.model_validate(wish)})
        facts = facts_for(conn, policy, TASKS, at=NOON + DAY, as_of=None, confirmed_at=NOON + DAY)
        alone = build(policy, facts, package_version=__version__)
        assert native.render(table_on(conn, policy, shared)) == native.render(alone), wish
    assert UNJUDGED not in shared.facts.offers


def test_a_day_is_read_again_only_when_something_changed(conn: Connection) -> None:
    days = list(replayed(conn, POLICY, TASKS, (NOON - DAY).date(), (NOON + 4 * DAY).date()))
    assert len(days) == 6
    assert days[3][1] is days[4][1] is days[5][1]
    assert days[0][1] is not days[1][1]
    stated = [
        {s.card.text() for o in facts.offers[GLM] if o.provider.id == "zai" for s in o.statements} for _, facts in days
    ]
    assert stated[0] == {"input=4;output=4"}
    assert stated[1] == stated[5] == {"input=4;output=4", "input=1;output=1"}


def test_a_catalog_without_a_fit_cannot_be_replayed(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(CatalogError, match="run `intel estimate`"):
        list(replayed(connection, POLICY, TASKS, NOON.date(), NOON.date()))


def test_the_choice_last_published_by_the_same_policy_is_known_to_one_that_minds(
    conn: Connection, tmp_path: Path
) -> None:
    minds = RoutingPolicy(
        title="t", tasks={"coding": Rules.model_validate({"at_least": "0.8 of leader", "switch_if_cheaper_by": 0.1})}
    )
    conn.commit()
    published = publish_routing_table(conn.engine, tmp_path / "r.yaml", now=NOON, policy=minds, tasks=TASKS)
    assert published.table.tasks[0].primary is not None
    assert last_choices(conn, minds) == {"coding": (GLM, "high")}
    assert last_choices(conn, minds, NOON - DAY) == {}
    assert last_choices(conn, POLICY) == {}
    old = last_published(conn)
    assert old is not None
    assert set(evidence_on(conn, old, published.table, at=NOON + DAY).offers) == {GLM, GPT}
    again = publish_routing_table(conn.engine, tmp_path / "r.yaml", now=NOON, policy=minds, tasks=TASKS)
    assert not again.changed
