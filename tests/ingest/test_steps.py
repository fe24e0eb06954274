"""Days stepped through in memory are the days as the catalog answers for each of them."""

from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlmodel import SQLModel

from intel.catalog import queries
from intel.catalog.engine import writing
from intel.catalog.steps import Steps
from intel.source import Authority
from tests.ingest.written import Bench, a_source, day

MODELS = ["zai/glm-5", "zai/glm-5.2"]
PAGE = a_source("page", authority=Authority.FIRST_PARTY, cadence=timedelta(hours=12))
FULL = "input=1;output=2;input{>200000}=3"


@pytest.fixture
def lived(bench: Bench) -> Bench:
    """Two sources over twelve days: cuts, dated prices, yuan, an offer that goes, ends, readings, slips, silences."""
    with writing(bench.engine) as conn:
        tables = SQLModel.metadata.tables
        conn.execute(insert(tables["lab"]), [{"id": "zai", "title": "Z.ai", "homepage": ""}])
        plain = {
            "family": "", "open_weights": True, "released_on": None, "context_tokens": None, "weights_url": "",
            "max_output_tokens": None, "input_modalities": "", "output_modalities": "", "capabilities": "",
            "licence": "", "source_id": "seeds", "lab_id": "zai",
        }  # fmt: skip
        conn.execute(insert(tables["model"]), [plain | {"id": name, "title": name} for name in MODELS])

    def said(sku: str = "glm-5.2", price: object = "input=1;output=2", **rest: object) -> dict[str, object]:
        return {"provider": "a", "sku": sku, "price": price, **rest}

    many = [said("glm-5", "input=3;output=4"), said("glm-5", "input=9;output=9", key={"service_tier": "batch"})]
    dated = [["2026-07-05T00:00:00", None, "input=0.5;output=2"], [None, "2026-07-05T00:00:00", "input=1;output=2"]]
    bench.run(
        {"exchange": [["USD", "2026-07-01", "1.1"], ["CNY", "2026-07-01", "8"]], "offers": [said(), *many]}, day(1)
    )
    bench.run({"offers": [said(price="input=0.9;output=2")]}, day(2), source=PAGE)
    bench.run({"offers": [said(price=FULL, context=200_000), *many]}, day(3), salt=1)
    yuan = said("glm-5", "input=7;output=9", provider="b", currency="CNY")
    bench.run({"offers": [said(price=dated), *many, yuan], "readings": [["a", "glm-5.2", "0.9"]]}, day(4))
    bench.run({"offers": [said(price="input=40;output=2"), *many, yuan]}, day(5))
    bench.run({"offers": [said(price="input=2;output=2"), *many], "withdrawn": [["a", "glm-5", "2026-07-11"]]}, day(6))
    for number in (7, 8, 9):
        bench.run({"offers": [said(price="input=2;output=2"), many[0]]}, day(number), salt=number)
    bench.run(
        {"offers": [said(price="input=0.9;output=2")], "withdrawn": [["a", "glm-5", "2026-07-20"]]},
        day(10),
        source=PAGE,
    )
    bench.run({"exchange": [["CNY", "2026-07-11", "7"]], "offers": [said(), *many, yuan]}, day(11))
    return bench


def test_each_step_is_what_the_catalog_answers_as_of_that_day(lived: Bench) -> None:
    moments = [day(number) + timedelta(hours=9) for number in range(0, 16)]
    with lived.engine.connect() as conn:
        steps = Steps(conn, MODELS, moments[0], moments[-1])
        seen = []
        for at in moments:
            stepped = steps.at(at)
            assert stepped == queries.offers_by_model(conn, now=at, as_of=at, models=MODELS), at
            seen.append(stepped)
    prices = [{s.card.text() for offers in one.values() for o in offers for s in o.statements} for one in seen]
    assert len({frozenset(one) for one in prices}) >= 6, "the days differ"
    ends = [sorted({str(o.sunset_on) for o in one.get("zai/glm-5", ()) if o.sunset_on}) for one in seen]
    assert (ends[6], ends[8], ends[12]) == (["2026-07-11"], [], ["2026-07-20"])


def test_what_nobody_has_spoken_of_since_is_the_very_same_object(lived: Bench) -> None:
    with lived.engine.connect() as conn:
        steps = Steps(conn, MODELS, day(12), day(14))
        first, second = steps.at(day(12) + timedelta(hours=1)), steps.at(day(12) + timedelta(hours=2))
    dollars = [offer for model in MODELS for offer in first[model] if offer.provider.id == "a"]
    later = {offer.id: offer for model in MODELS for offer in second[model]}
    assert len(dollars) == 3
    assert all(later[offer.id] is offer for offer in dollars)
