"""Which price an offer has at which moment: seen, in effect, confirmed, stale, given up."""

from datetime import timedelta

from sqlalchemy import Engine

from intel.catalog import tables
from intel.catalog.engine import writing
from intel.catalog.write_rows import table
from tests.catalog.answered import DAY, answer, one_more_price, the_statement
from tests.factories import NOON, a_card, a_run, a_source, a_statement, an_offer, fill
from tests.rows import put


def test_a_price_is_believed_from_when_it_was_seen_until_it_was_not(engine: Engine) -> None:
    offer = an_offer(statements=(a_statement("input=1;output=1", seen_from=NOON - 2 * DAY, checked_at=NOON),))
    with writing(engine) as conn:
        fill(conn, [offer])
        put(conn, a_run(at=NOON - 2 * DAY))
        conn.execute(table("price").update().values(seen_to=NOON - DAY))
        one_more_price(conn, offer, "input=2", seen_from=NOON - DAY)

    assert answer(engine, as_of=NOON - 2 * DAY - timedelta(seconds=1)) == []
    assert the_statement(engine, as_of=NOON - 2 * DAY).card == a_card("input=1;output=1")
    assert the_statement(engine, as_of=NOON - DAY - timedelta(microseconds=1)).card == a_card("input=1;output=1")
    assert the_statement(engine, as_of=NOON - DAY).card == a_card("input=2")
    assert the_statement(engine).card == a_card("input=2")


def test_a_price_counts_only_while_it_is_in_effect(engine: Engine) -> None:
    old = a_statement("input=1;output=1", effective_to=NOON, basis="stated")
    with writing(engine) as conn:
        fill(conn, [offer := an_offer(statements=(old,))])
        one_more_price(conn, offer, "input=2", effective_from=NOON, basis="stated")

    assert the_statement(engine, now=NOON - DAY).card == a_card("input=1;output=1")
    assert the_statement(engine, now=NOON).card == a_card("input=2")


def test_confirmed_is_the_newest_healthy_run_and_stale_is_past_three_cadences(engine: Engine) -> None:
    with writing(engine) as conn:
        fill(conn, [an_offer()])
        put(conn, a_run(at=NOON + DAY), a_run(at=NOON + 2 * DAY, healthy=False, outcome="failed"))

    fresh, old = (the_statement(engine, now=NOON + DAY + timedelta(hours=h)) for h in (18, 19))

    assert (fresh.checked_at, fresh.stale) == (NOON + DAY, False)
    assert (old.checked_at, old.stale) == (NOON + DAY, True)
    assert the_statement(engine, as_of=NOON + timedelta(hours=1)).checked_at == NOON


def test_an_offer_that_runs_miss_was_confirmed_by_the_run_before(engine: Engine) -> None:
    with writing(engine) as conn:
        fill(conn, [offer := an_offer()])
        put(conn, a_run(at=NOON + DAY), a_run(at=NOON + 2 * DAY))
        put(conn, tables.TombstoneRow(
            offer_id=offer.id, source_id="models.dev", missed_runs=1, first_missed_at=NOON + 2 * DAY,
        ))  # fmt: skip

    assert the_statement(engine, now=NOON + 2 * DAY).checked_at == NOON + DAY
    assert the_statement(engine, now=NOON + 2 * DAY).stale


def test_an_offer_that_its_source_gave_up_is_not_listed_and_was_before(engine: Engine) -> None:
    with writing(engine) as conn:
        fill(conn, [offer := an_offer()])
        put(conn, tables.TombstoneRow(
            offer_id=offer.id, source_id="models.dev", missed_runs=3, first_missed_at=NOON + DAY,
            gone_at=NOON + 3 * DAY,
        ))  # fmt: skip
        conn.execute(table("price").update().values(seen_to=NOON + 3 * DAY))

    assert answer(engine, now=NOON + 4 * DAY) == []
    assert the_statement(engine, as_of=NOON + 2 * DAY).card == a_card()


def test_a_document_that_not_every_run_reads_confirms_when_it_was_read(engine: Engine) -> None:
    followed = a_statement(url="https://models.dev.example/one-model")
    with writing(engine) as conn:
        fill(conn, [an_offer(statements=(followed,))], sources=[a_source()])
        put(conn, a_run(at=NOON + DAY), tables.DocumentRow(source_id="models.dev", url=followed.url, fetched_at=NOON))

    assert the_statement(engine, now=NOON + DAY).checked_at == NOON
