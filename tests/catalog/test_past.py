"""The past of a model's prices, as runs leave it, on both engines."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from intel.catalog.batch import Batch, Document
from intel.catalog.engine import writing
from intel.catalog.past import history
from intel.catalog.writer import RunFacts, record_run, write
from intel.records import Offer
from tests.factories import NOON, a_model, a_record, a_source, fill

GLM = "zai/glm-5.2"
DAY = timedelta(days=1)


def _collect(engine: Engine, at: datetime, *offers: Offer, source: str = "models.dev") -> None:
    document = Document(f"https://{source}.example/catalog.json", f"{at:%d%H}".ljust(64, "0"), at, offers)
    with writing(engine) as conn:
        written = write(conn, Batch(a_source(source), at, (document,)))
        record_run(conn, RunFacts(source, at, at, at, "done", True, document.sha256), written)


def _told(engine: Engine, **asked: str) -> list[tuple[int, str, str, str]]:
    with engine.connect() as conn:
        found = history(conn, GLM, now=NOON + 30 * DAY, **asked)
    return [((c.at - NOON).days, c.key.provider, c.kind, c.source) for c in found]


def test_runs_of_several_sources_and_hosts_make_one_past(engine: Engine) -> None:
    with writing(engine) as conn:
        fill(conn, models=[a_model(GLM)])
    cheaper = a_record("deepinfra", "glm-5.2", "input=1;output=4")
    _collect(
        engine, NOON, a_record("deepinfra", "glm-5.2", "input=2;output=4"), a_record("novita", "glm-5.2", "input=3")
    )
    _collect(engine, NOON + DAY, cheaper, a_record("novita", "glm-5.2", "input=3"))
    _collect(engine, NOON + 2 * DAY, cheaper, source="litellm")
    for day in (2, 3, 4):
        _collect(engine, NOON + day * DAY, cheaper)
    everything = [
        (0, "deepinfra", "first seen", "models.dev"),
        (0, "novita", "first seen", "models.dev"),
        (1, "deepinfra", "changed", "models.dev"),
        (2, "deepinfra", "first seen", "litellm"),
        (4, "novita", "gone", "models.dev"),
    ]
    assert _told(engine) == everything
    assert _told(engine, provider="novita") == [row for row in everything if row[1] == "novita"]


def test_each_change_cites_the_bytes_that_stated_it(engine: Engine) -> None:
    with writing(engine) as conn:
        fill(conn, models=[a_model(GLM)])
    _collect(engine, NOON, a_record("deepinfra", "glm-5.2", "input=2;output=4"))
    _collect(engine, NOON + DAY, a_record("deepinfra", "glm-5.2", "input=1;output=4"))
    with engine.connect() as conn:
        cited = [c.sha256[:4] for c in history(conn, GLM, now=NOON + 2 * DAY)]
    assert cited == ["0212", "0312"]
