"""What several sources together make a reader believe, run by run, on both engines."""

from datetime import datetime
from typing import Any

import pytest

from intel.catalog import queries
from intel.catalog.engine import writing
from intel.market.comparable import word
from intel.source import Authority, Source
from intel.views import OfferView
from tests.factories import a_model, fill
from tests.ingest.written import Bench, a_source, day

GLM = "zai/glm-5.2"
PAGE = a_source("zai-page", authority=Authority.FIRST_PARTY)
ONE, TWO = a_source("one"), a_source("two")
COPY = a_source("copy", derived_from=("one",))
TRUE, TYPO = "input=1.4;output=4.4", "input=14;output=44"


@pytest.fixture
def market(bench: Bench) -> Bench:
    """A catalog that knows the model."""
    with writing(bench.engine) as conn:
        fill(conn, models=[a_model(GLM)], sources=[a_source("models.dev")])
    return bench


def _sku(price: str) -> dict[str, Any]:
    return {"offers": [{"provider": "zai", "sku": "glm-5.2", "price": price}]}


def _printed(price: str) -> dict[str, Any]:
    shown = {"provider": "zai", "sku": "GLM-5.2", "price": price, "evidence": [["display_name", "GLM-5.2"]]}
    return {"offers": [shown]}


def _asked(market: Bench, now: datetime) -> list[OfferView]:
    with market.engine.connect() as conn:
        return queries.offers(conn, GLM, now=now)


def _believed(market: Bench, now: datetime) -> tuple[str, str]:
    (offer,) = _asked(market, now)
    return offer.statements[0].source, offer.statements[0].card.text()


def _runs(market: Bench, number: int, **stated: tuple[Source, str]) -> None:
    for source, price in stated.values():
        market.run(_sku(price), day(number), salt=number, source=source)


def test_a_printed_price_of_the_provider_beats_a_database_that_is_asked_later(market: Bench) -> None:
    market.run(_printed("input=2;output=8"), day(1), source=PAGE)
    _runs(market, 2, one=(ONE, TRUE))
    assert _believed(market, day(2)) == ("zai-page", "input=2;output=8")
    with market.engine.connect() as conn:
        (by_sku,) = queries.offer_at(conn, "zai", "glm-5.2", now=day(2))
        (everything,) = queries.all_offers(conn, now=day(2))
    assert [s.source for s in by_sku.statements] == [s.source for s in everything.statements] == ["zai-page", "one"]


def test_a_name_that_a_database_sells_as_a_sku_is_one(market: Bench) -> None:
    market.run(_printed("input=2;output=8"), day(1), source=PAGE)
    market.run({"offers": [{"provider": "zai", "sku": "GLM-5.2", "price": TRUE}]}, day(1), source=TWO)
    _runs(market, 1, one=(ONE, TRUE))
    assert [offer.key.sku for offer in _asked(market, day(1))] == ["GLM-5.2", "glm-5.2"]


def test_a_slip_in_one_database_moves_no_believed_price_however_often_it_is_repeated(market: Bench) -> None:
    _runs(market, 1, one=(ONE, TRUE), two=(TWO, TRUE))
    for number in (2, 3, 4):
        _runs(market, number, two=(TWO, TRUE), one=(ONE, TYPO))
        assert _believed(market, day(number))[1] == TRUE
    assert [s.card.text() for s in _asked(market, day(4))[0].statements] == [TRUE, TYPO]


def test_a_copy_of_the_slip_in_a_derived_database_moves_none_either(market: Bench) -> None:
    _runs(market, 1, one=(ONE, TRUE), two=(TWO, TRUE), copy=(COPY, TRUE))
    for number in (2, 3, 4):
        _runs(market, number, two=(TWO, TRUE), one=(ONE, TYPO), copy=(COPY, TYPO))
        assert _believed(market, day(number))[1] == TRUE


def test_half_a_page_deletes_nothing(market: Bench) -> None:
    whole = [{"provider": "zai", "sku": f"glm-{n}", "price": TRUE} for n in range(10)]
    market.run({"offers": whole}, day(1), source=PAGE)
    assert market.run({"offers": whole[:4]}, day(2), source=PAGE).outcome == "quarantined"
    assert len(market.prices(source="zai-page")) == 10


def test_what_the_page_retires_is_compared_no_more(market: Bench) -> None:
    _runs(market, 1, one=(ONE, TRUE))
    assert [word(offer) for offer in _asked(market, day(1))] == ["unknown kind"]
    market.run(_printed(TRUE) | {"withdrawn": [["zai", "GLM-5.2", "2026-06-02"]]}, day(1), source=PAGE)
    (offer,) = _asked(market, day(2))
    assert (offer.key.sku, word(offer)) == ("glm-5.2", "retired")
