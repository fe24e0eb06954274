"""Small functions that build what tests need, with defaults that make sense and arguments for what a test is about.

Views (what queries answer)::

    an_offer("deepinfra", "zai/glm-5.2", "input=0.98;output=3.08")          # one provider's offer, one source's price
    an_offer("openrouter", kind="gateway")                                  # a gateway's
    an_offer(statements=(a_statement(source="litellm"), a_statement("input=1;output=2")))
    an_offer(statements=())                                                 # an unknown price

Catalogs (a real SQLite file with those offers in it; ``tmp_path`` is pytest's)::

    engine = a_catalog(tmp_path, offers=[an_offer("deepinfra"), an_offer("novita")], models=[a_model("zai/glm-5.2")])
    str(engine.url)                                                         # what INTEL_DATABASE_URL would say

Records (what collectors state)::

    a_record("deepinfra", "zai-org/GLM-5.2", "input=0.98;output=3.08")
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlmodel import SQLModel

from intel.catalog import tables
from intel.catalog.engine import open_engine, writing
from intel.catalog.migrations import HEAD
from intel.market.belief import believe
from intel.rates import RateCard, parse_rate_card
from intel.records import UNKNOWN_START, Limits, Offer, OfferKey, Price
from intel.source import Authority, Source
from intel.views import ModelView, OfferView, ProviderView, Statement
from tests.rows import model_row, provider_row, put, put_listing, put_price, source_row

NOON = datetime(2026, 7, 2, 12, tzinfo=UTC)
"""The moment at which everything here is seen unless said otherwise."""
CHEAP = "input=1.4;output=4.4"
SIX_HOURS = 6 * 3600
_numbers = count(1)


def a_card(stated: str = CHEAP, currency: str = "USD") -> RateCard:
    """A rate card from its canonical text."""
    return parse_rate_card(stated, currency)


def a_source(source: str = "models.dev", **changed: Any) -> Source:
    """A redistributable community source that is collected every six hours."""
    plain = Source(
        id=source,
        title=source,
        url=f"https://{source}.example/catalog.json",
        cadence=timedelta(hours=6),
        authority=Authority.COMMUNITY,
        licence="MIT",
        redistributable=True,
        min_records=1,
    )
    return replace(plain, **changed)


def a_record(provider: str = "deepinfra", sku: str = "glm-5.2", *stated: str, name: str = "", **key: Any) -> Offer:
    """An offer as a collector states it, one open price per rate card text; no text: unknown price."""
    prices = tuple(Price(a_card(card)) for card in stated)
    return Offer(OfferKey(provider, sku, **key), name or sku, prices)


def a_statement(stated: str | RateCard = CHEAP, source: str = "models.dev", **changed: Any) -> Statement:
    """One source's price, seen and confirmed at ``NOON``, in USD unless the card says otherwise."""
    card = a_card(stated) if isinstance(stated, str) else stated
    plain = Statement(
        source=source,
        authority=Authority.COMMUNITY,
        derived_from=(),
        redistributable=True,
        card=card,
        usd=card if card.currency == "USD" else None,
        effective_from=UNKNOWN_START,
        effective_to=None,
        basis="observed",
        seen_from=NOON,
        checked_at=NOON,
        stale=False,
        sha256="0" * 64,
        url=f"https://{source}.example/catalog.json",
    )
    return replace(plain, **changed)


def a_provider(provider: str = "deepinfra", kind: str = "inference", **changed: Any) -> ProviderView:
    """A company that sells inference; gateways, plans and locals by ``kind``."""
    return ProviderView(id=provider, title=provider.title(), kind=kind, **changed)


def an_offer(
    provider: str = "deepinfra", model: str | None = "zai/glm-5.2", stated: str | RateCard = CHEAP, *,
    kind: str = "inference", sku: str = "", via: str = "", region: str = "", quantization: str = "",
    service_tier: str = "standard", tag: str = "", statements: Sequence[Statement] | None = None, **changed: Any,
) -> OfferView:  # fmt: skip
    """What ``provider`` sells as ``model`` at ``stated``; ``statements`` in place of ``stated`` for several sources."""
    ordered, agreement = believe((a_statement(stated),) if statements is None else statements)
    sku = sku or (model or "unheard-of").partition("/")[2] or "unheard-of"
    plain = OfferView(
        id=next(_numbers),
        key=OfferKey(provider, sku, via, region, quantization, service_tier, tag),
        provider=a_provider(provider, kind),
        model=model,
        title="",
        limits=Limits(),
        status="",
        statements=ordered,
        agreement=agreement,
    )
    return replace(plain, **changed)


def a_model(model: str = "zai/glm-5.2", open_weights: bool | None = True, **changed: Any) -> ModelView:
    """A canonical model of the lab before the slash."""
    lab, _, slug = model.partition("/")
    return replace(ModelView(id=model, title=slug.upper(), lab=lab, open_weights=open_weights), **changed)


def a_catalog(
    folder: Path, offers: Iterable[OfferView] = (), models: Iterable[ModelView] = (), sources: Iterable[Source] = ()
) -> Engine:
    """A SQLite catalog that answers ``offers``; models and sources they name are made where not given.

    Every source has one healthy run at each time at which a statement of it was checked. An offer without a statement
    is listed by models.dev without a price.
    """
    (folder / "catalog.db").write_bytes(_empty_catalog())
    engine = open_engine(f"sqlite:///{folder / 'catalog.db'}")
    with writing(engine) as conn:
        fill(conn, offers, models, sources)
    return engine


@cache
def _empty_catalog() -> bytes:
    """Made once: the tables take ten times as long as a copy of the file."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "catalog.db")
        engine = open_engine(f"sqlite:///{path}", must_exist=False)
        SQLModel.metadata.create_all(engine)
        with writing(engine) as conn:
            conn.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            conn.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
        engine.dispose()
        return path.read_bytes()


def fill(
    conn: Connection, offers: Iterable[OfferView] = (), models: Iterable[ModelView] = (), sources: Iterable[Source] = ()
) -> None:
    """Write into an empty catalog what it shall answer."""
    offers, given = list(offers), {model.id: model for model in models}
    known = given | {o.model: a_model(o.model) for o in offers if o.model and o.model not in given}
    labs = sorted({model.lab for model in known.values()})
    put(conn, *(tables.LabRow(id=lab, title=lab.title()) for lab in labs))
    put(conn, *(model_row(model) for model in known.values()))
    providers = {o.provider.id: o.provider for o in offers}
    vias = {o.key.via: a_provider(o.key.via, "gateway") for o in offers if o.key.via and o.key.via not in providers}
    put(conn, *(provider_row(provider) for provider in (providers | vias).values()))
    _put_sources(conn, offers, sources)
    made: dict[object, int] = {}
    for offer in offers:
        _put_offer(conn, offer, made)


def a_run(source: str = "models.dev", at: datetime = NOON, **changed: Any) -> tables.RunRow:
    """A healthy run row; the source must be in the catalog."""
    plain: dict[str, Any] = {"source_id": source, "at": at, "started_at": at, "finished_at": at}
    plain |= {"outcome": "done", "healthy": True} | changed
    return tables.RunRow(**plain)


def _put_sources(conn: Connection, offers: Sequence[OfferView], sources: Iterable[Source]) -> None:
    given = {source.id: source for source in sources}
    stated = [s for offer in offers for s in offer.statements or (a_statement(),)] or ([] if given else [a_statement()])
    for s in stated:
        if s.source not in given:
            given[s.source] = a_source(
                s.source,
                authority=Authority(s.authority),
                derived_from=s.derived_from,
                redistributable=s.redistributable,
                url=s.url,
            )
    put(conn, *(source_row(source) for source in given.values()))
    put(conn, *(a_run(name, at) for name, at in sorted({(s.source, s.checked_at) for s in stated})))


def _put_offer(conn: Connection, offer: OfferView, made: dict[object, int]) -> None:
    key = offer.key
    put(
        conn,
        tables.OfferRow(
            id=offer.id,
            provider_id=key.provider,
            sku=key.sku,
            via=key.via,
            region=key.region,
            quantization=key.quantization,
            service_tier=key.service_tier,
            tag=key.tag,
            model_id=offer.model,
        ),
    )
    for statement in offer.statements:
        put_listing(conn, offer, statement, made)
        put_price(conn, offer, statement, made)
    if not offer.statements:
        put_listing(conn, offer, a_statement(), made)
