"""Rate cards come back as they were stated."""

from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from intel.catalog import cards
from intel.catalog.engine import writing
from intel.rates import Meter, Rate, parse_condition, rate_card
from tests.factories import a_card, a_catalog, an_offer, fill

AMOUNTS = st.decimals(Decimal("1e-9"), Decimal(9 * 10**9), places=9).map(lambda d: d.normalize()) | st.just(Decimal(0))
CONDITIONS = st.sampled_from(
    ["", ">200000", ">=128000", "ttl 1h", "utc 16:30-00:30,days mon+tue", "until 2026-09-05T00:00:00Z", "? what %3B is"]
).map(parse_condition)
CARDS = st.dictionaries(st.tuples(st.sampled_from(Meter), CONDITIONS), AMOUNTS, min_size=1, max_size=6).map(
    lambda found: rate_card(Rate(meter, amount, condition) for (meter, condition), amount in found.items())
)


@settings(max_examples=10)  # each is a whole catalog
@given(st.lists(CARDS, min_size=1, max_size=12, unique_by=lambda card: card.digest))
def test_every_card_is_read_as_it_was_written(tmp_path_factory: object, found: list[object]) -> None:
    folder: Path = tmp_path_factory.mktemp("cards")  # type: ignore[attr-defined]
    engine = a_catalog(folder, [an_offer(f"p{n}", stated=card) for n, card in enumerate(found)])  # type: ignore[arg-type]
    cards._kept.clear()

    with engine.connect() as conn:
        ids = conn.exec_driver_sql("SELECT id, digest FROM rate_card").all()
        read = cards.rate_cards(conn, [i for i, _ in ids])
    engine.dispose()

    assert {read[i].digest for i, _ in ids} == {digest for _, digest in ids}
    assert sorted(read.values(), key=repr) == sorted(found, key=repr)


def test_a_card_is_never_mistaken_for_another_catalogs_of_the_same_id(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    answers = []
    for folder, stated in ((one, "input=1"), (two, "input=2")):
        folder.mkdir()
        engine = a_catalog(folder, [an_offer(stated=stated)])
        with writing(engine) as conn:
            conn.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            conn.exec_driver_sql("UPDATE rate_card SET id = 1")
            conn.exec_driver_sql("UPDATE rate SET rate_card_id = 1")
            conn.exec_driver_sql("UPDATE price SET rate_card_id = 1")
        with engine.connect() as conn:
            answers.append(cards.rate_cards(conn, [1])[1])

    assert answers == [a_card("input=1"), a_card("input=2")]


def test_many_cards_are_read_in_one_call(engine: Engine) -> None:
    with writing(engine) as conn:
        fill(conn, [an_offer(f"p{n}", stated=f"input={n};output={n}") for n in range(30)])

    with engine.connect() as conn:
        ids = list(conn.exec_driver_sql("SELECT id FROM rate_card").scalars())
        read = cards.rate_cards(conn, ids)

    assert sorted(card.text() for card in read.values()) == sorted(f"input={n};output={n}" for n in range(30))
