"""Seeds go in once, come out as they went in, and never change what is believed."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, func, select
from sqlmodel import SQLModel

from intel.catalog import queries
from intel.catalog.engine import open_engine, writing
from intel.catalog.seeds import export_seeds, load
from intel.catalog.write_rows import table
from intel.errors import CatalogError
from intel.records import Alias, Deprecation, Evidence, Limits, Model, Offer, OfferKey, Price, Record
from tests.catalog.seeding import CURATED, DAY, SOURCES, collect
from tests.factories import NOON, a_card, a_catalog, a_record


def _odd() -> list[Record]:
    """Offers with everything that a file could get wrong."""
    periods = (
        Price(a_card("input=1;output=2"), effective_to=NOON, basis="stated"),
        Price(a_card("input=2;input{>=128000}=4;output=2;cache_write{ttl 1h}=3;output{? a %3B b}=1"), NOON,
              NOON + timedelta(microseconds=5), "stated"),
        Price(a_card("input=0;output=0"), NOON + DAY, basis="stated", rounded=True),
    )  # fmt: skip
    key = OfferKey("deep-infra", "zai-org/GLM-5.2", region="eu", quantization="fp8", service_tier="batch", tag="x,y")
    limits = Limits(202_752, 65_536, ("image", "text"), ("text",), ("reasoning", "tools"))
    evidence = (Evidence("weights", "https://a.b/c?d=e;f=g"), Evidence("huggingface", "zai-org/GLM-5.2"))
    return [
        Offer(key, "GLM, \"5.2\"; new=1", periods, evidence, "Titel, «GLM»", limits, "beta", True, False),
        a_record("step", "s", "input=1"), a_record("step-ai", "s", "input=2"),
        a_record("nobody-knows", "glm", "input=0.000000001;output=1"), a_record("deepinfra", "unpriced", name="glm"),
        Offer(OfferKey("deepinfra", "yuan"), "yuan", (Price(a_card("input=7", "CNY")),)),
        Deprecation(OfferKey("deepinfra", "yuan")),
        Deprecation(OfferKey("deepinfra", "unpriced"), date(2026, 7, 1), date(2026, 8, 1), "glm-5.3"),
        Model("new-lab/new-model", "New, model", "new", None, date(2026, 1, 2), limits, evidence, "MIT"),
        Alias("newest", "new-lab/new-model", floating=True), a_record("deepinfra", "n", name="newest"),
    ]  # fmt: skip


def _counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as conn:
        return {
            t.name: conn.execute(select(func.count()).select_from(t)).scalar_one()
            for t in SQLModel.metadata.sorted_tables
        }


def _export(engine: Engine, folder: Path) -> dict[str, bytes]:
    with engine.connect() as conn:
        export_seeds(conn, folder)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.glob("facts/*/*.csv"))}


@pytest.fixture
def exported(folder: Path, tmp_path: Path) -> Path:
    """Seeds with the facts of two sources, one of which may not travel."""
    (tmp_path / "first").mkdir()
    engine = a_catalog(tmp_path / "first", sources=SOURCES)
    load(engine, folder, SOURCES)
    collect(engine, NOON + 2 * DAY, *_odd())
    collect(engine, NOON + 3 * DAY, a_record("deepinfra", "secret", "input=5"), source=SOURCES[1])
    collect(engine, NOON + 3 * DAY, a_record("deepinfra", "n", "input=3;output=4"), source=SOURCES[2])
    _export(engine, folder)
    return folder


def test_what_goes_in_comes_out_byte_for_byte(exported: Path, engine: Engine, tmp_path: Path) -> None:
    load(engine, exported, SOURCES)

    again = _export(engine, tmp_path / "again")

    assert again == {p.relative_to(exported).as_posix(): p.read_bytes() for p in sorted(exported.glob("facts/*/*.csv"))}
    assert {name.split("/")[1] for name in again} == {"models.dev", "other"}


def test_what_was_collected_is_what_the_seeds_bring(exported: Path, engine: Engine, tmp_path: Path) -> None:
    load(engine, exported, SOURCES)
    first = open_engine(f"sqlite:///{tmp_path / 'first' / 'catalog.db'}")

    def facts(conn: Connection) -> set[object]:
        return {
            (o.key, o.model, o.title, o.limits, o.status, o.sunset_on, o.replacement, s.card, s.sha256, s.url,
             s.effective_from, s.effective_to, s.basis, s.rounded, s.checked_at)
            for o in queries.all_offers(conn, now=NOON + 2 * DAY)
            for s in o.statements if s.source == "models.dev"
        }  # fmt: skip

    with first.connect() as theirs, engine.connect() as ours:
        assert facts(ours) == facts(theirs)
        assert len(facts(ours)) == 5


def test_loading_twice_changes_nothing(exported: Path, engine: Engine) -> None:
    load(engine, exported, SOURCES)
    before = _counts(engine)

    load(engine, exported, SOURCES)

    assert _counts(engine) == before
    assert before["price"] > 0


def test_each_fact_keeps_its_source_its_hash_and_its_day(exported: Path, engine: Engine) -> None:
    load(engine, exported, SOURCES)

    with engine.connect() as conn:
        (offer,) = queries.offer_at(conn, "nobody-knows", "glm", now=NOON + 2 * DAY)
        run = conn.execute(select(table("run")).where(table("run").c.source_id == "models.dev")).one()

    assert offer.believed is not None
    assert (offer.believed.source, offer.believed.sha256) == ("models.dev", "04" * 32)
    assert offer.believed.checked_at == NOON + 2 * DAY
    assert (run.outcome, run.healthy, run.at) == ("seeded", True, NOON + 2 * DAY)


def _three_weeks(engine: Engine) -> None:
    """A price that moves, an offer that goes after three runs without it, and one that never changes."""
    steady = a_record("deepinfra", "steady", "input=1;output=1", name="glm")
    for week, price in enumerate(("input=5;output=6", "input=4;output=6", "input=4;output=6", "input=3;output=6")):
        here = [steady, a_record("deepinfra", "moves", price, name="glm")]
        here += [a_record("nobody-knows", "goes", "input=9;output=9", name="glm")] * (week < 1)
        collect(engine, NOON + 7 * week * DAY, *here)


def test_the_past_travels_with_the_seeds(folder: Path, engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    first = a_catalog(tmp_path / "first", sources=SOURCES)
    load(first, folder, SOURCES)
    _three_weeks(first)
    exported = _export(first, folder)

    load(engine, folder, SOURCES)

    assert _export(engine, tmp_path / "again") == exported

    def believed(on: Engine, day: datetime) -> dict[str, str]:
        with on.connect() as conn:
            offers = queries.offers(conn, "zai/glm-5.2", now=day, as_of=day)
        return {o.key.sku: o.believed.card.text() for o in offers if o.believed}

    for week, sold in enumerate((
        {"steady": "input=1;output=1", "moves": "input=5;output=6", "goes": "input=9;output=9"},
        {"steady": "input=1;output=1", "moves": "input=4;output=6", "goes": "input=9;output=9"},
        {"steady": "input=1;output=1", "moves": "input=4;output=6", "goes": "input=9;output=9"},
        {"steady": "input=1;output=1", "moves": "input=3;output=6"},
    )):  # fmt: skip
        day = NOON + 7 * week * DAY
        assert believed(engine, day) == sold == believed(first, day), week
    assert _counts(engine)["event"] == 0


def test_a_catalog_that_has_lived_keeps_its_own_past(folder: Path, engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    first = a_catalog(tmp_path / "first", sources=SOURCES)
    load(first, folder, SOURCES)
    _three_weeks(first)
    _export(first, folder)
    collect(engine, NOON + 10 * DAY, a_record("deepinfra", "moves", "input=7;output=7", name="glm"))

    load(engine, folder, SOURCES)

    price, offer = table("price"), table("offer")
    with engine.connect() as conn:
        held = select(price.c.seen_from).join(offer, offer.c.id == price.c.offer_id).where(offer.c.sku == "moves")
        assert min(conn.execute(held).scalars()) == NOON + 10 * DAY


def test_seeds_older_than_what_was_collected_only_fill_the_past(exported: Path, engine: Engine) -> None:
    collect(engine, NOON + 9 * DAY, a_record("nobody-knows", "glm", "input=8;output=8"))

    load(engine, exported, SOURCES)

    with engine.connect() as conn:
        (now,) = queries.offer_at(conn, "nobody-knows", "glm", now=NOON + 9 * DAY)
        (then,) = queries.offer_at(conn, "nobody-knows", "glm", now=NOON + 9 * DAY, as_of=NOON + 3 * DAY)
        gone = queries.offer_at(conn, "deepinfra", "yuan", now=NOON + 9 * DAY)
        events = conn.execute(select(func.count()).select_from(table("event"))).scalar()

    assert now.believed is not None
    assert now.believed.card == a_card("input=8;output=8")
    assert then.believed is not None
    assert then.believed.card == a_card("input=0.000000001;output=1")
    assert gone == []
    assert events == 0


def test_what_a_source_filled_in_stays_and_what_is_curated_wins(folder: Path, engine: Engine) -> None:
    load(engine, folder, SOURCES)
    collect(engine, NOON, a_record("acme", "x", "input=1"), a_record("deepinfra", "y", "input=1"))
    with writing(engine) as conn:
        conn.execute(table("model").update().values(max_output_tokens=99, title="Another"))
    (folder / "providers.csv").write_text(CURATED["providers.csv"] + "acme,Acme,neocloud,https://acme.example,DE,\n")

    load(engine, folder, SOURCES)

    with engine.connect() as conn:
        model = conn.execute(select(table("model"))).one()
        kinds = {p.id: (p.kind, p.title) for p in queries.provider_views(conn)}
    assert (model.max_output_tokens, model.title) == (99, "GLM 5.2")
    assert kinds["acme"] == ("neocloud", "Acme")


def test_a_newly_curated_name_resolves_the_offers_that_bear_it(folder: Path, engine: Engine) -> None:
    load(engine, folder, SOURCES)
    collect(engine, NOON, a_record("deepinfra", "strange", "input=1;output=1", name="strange"))
    (folder / "aliases.csv").write_text(CURATED["aliases.csv"] + "models.dev,strange,zai/glm-5.2,curated,no,\n")

    load(engine, folder, SOURCES)

    with engine.connect() as conn:
        assert [o.key.sku for o in queries.offers(conn, "zai/glm-5.2", now=NOON)] == ["strange"]


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        ("labs.csv", "id,title\n", r"labs\.csv line 1: the columns are id,title, not id,title,homepage\."),
        ("labs.csv", CURATED["labs.csv"] + "x,y\n", r"labs\.csv line 3: 2 fields, not 3\."),
        ("models.csv", CURATED["models.csv"].replace("zai/", "nobody/"), r"models\.csv line 2: nothing is called"),
        ("models.csv", CURATED["models.csv"].replace("2026-06-13", "June"), r"models\.csv line 2: Invalid isoformat"),
        ("models.csv", CURATED["models.csv"].replace("202752", "many"), r"models\.csv line 2: invalid literal"),
        ("facts/other/prices.csv", None, r"The seeds of other cannot be read: not a rate"),
        (
            "facts/unheard/run.csv",
            "source,at,sha256,licence\nunheard,2026-07-02T00:00:00Z,0,MIT\n",
            r"facts of an unknown source, unheard\.",
        ),
    ],
)
def test_a_broken_seed_is_one_sentence_with_its_place(
    exported: Path, engine: Engine, file: str, text: str | None, sentence: str
) -> None:
    path = exported / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(path.read_text().replace("input=3", "input:3") if text is None else text)

    with pytest.raises(CatalogError, match=sentence):
        load(engine, exported, SOURCES)

    assert _counts(engine)["model"] == 0
