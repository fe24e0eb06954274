"""Offers as the catalog answers them, on both engines."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from intel.catalog import queries, tables
from intel.catalog.engine import writing
from intel.catalog.write_rows import table
from intel.records import Limits
from intel.source import Authority
from tests.catalog.answered import DAY, a_snapshot, answer, only, the_statement
from tests.factories import NOON, a_card, a_run, a_source, a_statement, an_offer, fill
from tests.rows import put


def test_what_was_stored_is_what_is_answered(engine: Engine) -> None:
    rich = an_offer(
        "novita", region="eu", quantization="fp8", service_tier="batch", tag="2", via="openrouter", status="beta",
        title="GLM 5.2", limits=Limits(202_752, 65_536, ("text", "image"), ("text",), ("reasoning", "tools")),
        statements=(
            a_statement("input=1.4;input{>200000}=2.5;output=4.4;cache_write{ttl 1h}=10", rounded=True),
            a_statement("input=0;output=0.0000001", "litellm", authority=Authority.GATEWAY, basis="stated",
                        effective_from=NOON - DAY, effective_to=NOON + DAY, redistributable=False),
        ), trains_on_prompts=True, retains_prompts=False,
    )  # fmt: skip
    offers = [an_offer("deepinfra"), rich, an_offer("unpriced", statements=())]
    with writing(engine) as conn:
        fill(conn, offers)

    assert answer(engine) == offers


def test_an_offer_without_a_price_is_of_unknown_price_and_not_free(engine: Engine) -> None:
    with writing(engine) as conn:
        fill(conn, [an_offer(statements=())])

    offer = only(engine)

    assert (offer.believed, offer.usd, offer.agreement) == (None, None, "")


def test_offers_come_sorted_by_key(engine: Engine) -> None:
    with writing(engine) as conn:
        fill(conn, [an_offer("b"), an_offer("a", region="us"), an_offer("a"), an_offer("a", sku="z")])

    assert [(o.key.provider, o.key.sku, o.key.region) for o in answer(engine)] == [
        ("a", "glm-5.2", ""), ("a", "glm-5.2", "us"), ("a", "z", ""), ("b", "glm-5.2", ""),
    ]  # fmt: skip


def test_the_believed_statement_comes_first_and_the_others_stay_beside_it(engine: Engine) -> None:
    community = a_statement("input=1;output=1")
    host = a_statement("input=2;output=2", "host", authority=Authority.FIRST_PARTY)
    with writing(engine) as conn:
        fill(conn, [an_offer(statements=(community, host))])

    offer = only(engine)

    assert [s.source for s in offer.statements] == ["host", "models.dev"]
    assert offer.agreement == "disputed"


def test_copies_of_copies_are_told(engine: Engine) -> None:
    middle = a_source("middle", derived_from=("models.dev",))
    last = a_statement(source="last", derived_from=("middle",))
    with writing(engine) as conn:
        fill(conn, [an_offer(statements=(a_statement(), last))], sources=[a_source(), middle])

    offer = only(engine)

    assert {s.source: s.derived_from for s in offer.statements}["last"] == ("middle", "models.dev")
    assert offer.agreement == "single"


def test_other_currencies_are_in_usd_by_the_newest_rate_of_the_day(engine: Engine) -> None:
    yuan = a_statement(a_card("input=7;output{>1000}=14", "CNY"))
    with writing(engine) as conn:
        fill(conn, [an_offer(statements=(yuan,))])
        snapshot = a_snapshot(conn)
        for currency, day, per_eur in (
            ("USD", NOON.date(), "1.2"), ("CNY", NOON.date() - DAY, "8.4"), ("CNY", NOON.date() - 2 * DAY, "1"),
            ("CNY", NOON.date() + DAY, "1"),
        ):  # fmt: skip
            put(conn, tables.ExchangeRateRow(
                currency=currency, on=day, per_eur_nano=int(Decimal(per_eur) * 10**9), snapshot_id=snapshot,
            ))  # fmt: skip

    statement = the_statement(engine)

    assert statement.usd == a_card("input=1;output{>1000}=2")
    assert statement.card == a_card("input=7;output{>1000}=14", "CNY")


def test_a_currency_without_a_rate_is_stated_but_not_in_usd(engine: Engine) -> None:
    with writing(engine) as conn:
        fill(conn, [an_offer(statements=(a_statement(a_card(currency="XAU")),))])

    assert the_statement(engine).usd is None
    assert only(engine).usd is None


def test_an_offer_says_that_a_newer_price_waits(engine: Engine) -> None:
    with writing(engine) as conn:
        fill(conn, [waiting := an_offer("a"), settled := an_offer("b")])
        held: dict[str, Any] = {
            "source_id": "models.dev",
            "reason": "ratio 10",
            "held_at": NOON,
            "sha256": "",
            "stated": "",
        }
        put(conn, tables.QuarantinedRow(**held, offer_id=waiting.id))
        put(conn, tables.QuarantinedRow(**held, offer_id=settled.id, outcome="released", settled_at=NOON + DAY))

    assert [o.held for o in answer(engine)] == [True, False]
    assert [o.held for o in answer(engine, as_of=NOON + timedelta(hours=1))] == [True, True]


def test_the_newest_reading_and_the_stated_withdrawal_stand_beside_the_price(engine: Engine) -> None:
    with writing(engine) as conn:
        fill(conn, [offer := an_offer()])
        snapshot = a_snapshot(conn)
        for hours, latency in ((0, 900), (1, 450), (48, 1)):
            put(conn, tables.PerformanceRow(
                offer_id=offer.id, source_id="models.dev", observed_at=NOON + timedelta(hours=hours),
                window_minutes=30, uptime_millionths=999_500, latency_ms=latency, throughput_milli=61_250,
                snapshot_id=snapshot,
            ))  # fmt: skip
        put(conn, tables.DeprecationRow(
            offer_id=offer.id, source_id="models.dev", seen_from=NOON, sunset_on=date(2026, 12, 31),
            replacement="glm-5.3", snapshot_id=snapshot,
        ))  # fmt: skip

    found = only(engine, now=NOON + DAY)

    assert (found.uptime_ratio, found.latency_ms, found.throughput_tokens_per_second) == (
        Decimal("0.9995"), 450, Decimal("61.25"),
    )  # fmt: skip
    assert (found.deprecated_on, found.sunset_on, found.replacement) == (None, date(2026, 12, 31), "glm-5.3")


def test_what_the_surest_source_leaves_out_of_an_end_another_may_say(engine: Engine) -> None:
    page = a_statement(source="page", authority=Authority.FIRST_PARTY)
    with writing(engine) as conn:
        fill(conn, [offer := an_offer(statements=(a_statement(), page))])
        snapshot = a_snapshot(conn)
        for source, said in (
            ("models.dev", {"sunset_on": date(2026, 7, 24), "replacement": "glm-6"}),
            ("page", {"replacement": "glm-5.3"}),
        ):  # fmt: skip
            put(conn, tables.DeprecationRow(
                offer_id=offer.id, source_id=source, seen_from=NOON, snapshot_id=snapshot, **said,
            ))  # fmt: skip

    found = only(engine, now=NOON + DAY)

    assert (found.sunset_on, found.replacement) == (date(2026, 7, 24), "glm-5.3")


def test_a_day_of_a_silent_page_yields_to_another_day_that_was_named_since_and_to_no_repetition(engine: Engine) -> None:
    """Google's page of September let a model end in October; by November LiteLLM knew of the delay."""
    page = a_statement(source="page", authority=Authority.FIRST_PARTY)
    early, late = date(2026, 10, 2), date(2027, 3, 15)
    with writing(engine) as conn:
        fill(conn, [offer := an_offer(statements=(a_statement(), page))])
        snapshot = a_snapshot(conn)
        for source, seen_from, day, replacement in (
            ("page", NOON, early, "glm-6"), ("models.dev", NOON + 5 * DAY, late, ""),
        ):  # fmt: skip
            put(conn, tables.DeprecationRow(
                offer_id=offer.id, source_id=source, seen_from=seen_from, snapshot_id=snapshot, sunset_on=day,
                replacement=replacement,
            ))  # fmt: skip

    silent = only(engine, now=NOON + 6 * DAY)
    assert (silent.sunset_on, silent.replacement) == (late, "glm-6")

    with writing(engine) as conn:
        put(conn, a_run("page", NOON + 6 * DAY))
    assert only(engine, now=NOON + 6 * DAY).sunset_on == early, "it speaks again, and says the same"
    assert only(engine, now=NOON + 90 * DAY).sunset_on == early, "the other has only repeated itself since"


def test_what_the_surest_source_leaves_out_another_may_say(engine: Engine) -> None:
    host = a_statement(source="host", authority=Authority.FIRST_PARTY)
    with writing(engine) as conn:
        fill(conn, [offer := an_offer(statements=(a_statement(), host))])
        listing = table("listing")
        by = {name: listing.update().where(listing.c.source_id == name) for name in ("models.dev", "host")}
        conn.execute(by["models.dev"].values(title="theirs", context_tokens=1000, capabilities="tools"))
        conn.execute(by["host"].values(context_tokens=900))

    found = only(engine)

    assert found.title == "theirs"
    assert found.limits == replace(offer.limits, context_tokens=900, capabilities=("tools",))


def test_offers_of_several_models_and_of_none_are_found(engine: Engine) -> None:
    with writing(engine) as conn:
        fill(conn, [an_offer("a"), an_offer("b", "x/one"), an_offer("c", "x/two"), an_offer("d", None)])

    with engine.connect() as conn:
        some = queries.offers_by_model(conn, now=NOON, models=["x/one", "zai/glm-5.2", "nobody/knows"])
        every = queries.offers_by_model(conn, now=NOON)
        all_of_them = queries.all_offers(conn, now=NOON)

    assert sorted(some) == ["x/one", "zai/glm-5.2"]
    assert sorted(every) == ["x/one", "x/two", "zai/glm-5.2"]
    assert [o.key.provider for o in all_of_them] == ["a", "b", "c", "d"]


def test_an_offer_is_found_by_provider_and_sku_in_every_region(engine: Engine) -> None:
    with writing(engine) as conn:
        fill(conn, [an_offer("a"), an_offer("a", region="eu"), an_offer("a", sku="other"), an_offer("b")])

    with engine.connect() as conn:
        found = queries.offer_at(conn, "a", "glm-5.2", now=NOON)

    assert [o.key.region for o in found] == ["", "eu"]


@pytest.mark.parametrize("model", ["nobody/knows", ""])
def test_a_model_that_nobody_sells_has_no_offers(engine: Engine, model: str) -> None:
    assert answer(engine, model=model) == []
