"""Rows of ``intel.catalog.tables``, as views and sources have them."""

from itertools import count
from typing import Any

from sqlalchemy import Connection, insert
from sqlmodel import SQLModel

from intel.catalog import tables
from intel.rates import RateCard
from intel.records import Limits
from intel.source import Source
from intel.units import to_nano
from intel.views import ModelView, OfferView, ProviderView, Statement

_numbers = count(1)


def put(conn: Connection, *rows: SQLModel) -> None:
    """Insert rows of ``intel.catalog.tables`` in the order given; a row's empty id is left to the database."""
    for row in rows:
        values = {key: value for key, value in row.model_dump().items() if key != "id" or value is not None}
        conn.execute(insert(SQLModel.metadata.tables[str(type(row).__tablename__)]), values)


def model_row(model: ModelView) -> tables.ModelRow:
    return tables.ModelRow(
        id=model.id,
        lab_id=model.lab,
        title=model.title,
        family=model.family,
        open_weights=model.open_weights,
        released_on=model.released_on,
        weights_url=model.weights_url,
        **_limits(model.limits),
    )


def _limits(limits: Limits) -> dict[str, Any]:
    return {
        "context_tokens": limits.context_tokens,
        "max_output_tokens": limits.max_output_tokens,
        "input_modalities": "+".join(limits.input_modalities),
        "output_modalities": "+".join(limits.output_modalities),
        "capabilities": "+".join(limits.capabilities),
    }


def provider_row(provider: ProviderView) -> tables.ProviderRow:
    return tables.ProviderRow(
        id=provider.id,
        title=provider.title,
        kind=provider.kind,
        homepage=provider.homepage,
        headquarters=provider.headquarters,
    )


def source_row(source: Source) -> tables.SourceRow:
    """The row that mirrors a source."""
    return tables.SourceRow(
        id=source.id,
        title=source.title,
        url=source.url,
        licence=source.licence,
        redistributable=source.redistributable,
        authority=int(source.authority),
        cadence_seconds=int(source.cadence.total_seconds()),
        derived_from="+".join(source.derived_from),
    )


def put_listing(conn: Connection, offer: OfferView, statement: Statement, made: dict[object, int]) -> None:
    listing = tables.ListingRow(
        offer_id=offer.id, source_id=statement.source, name=offer.key.sku, title=offer.title, evidence=[],
        status=offer.status, digest="", snapshot_id=_put_snapshot(conn, statement, made),
        first_seen_at=statement.seen_from, trains_on_prompts=offer.trains_on_prompts,
        retains_prompts=offer.retains_prompts, **_limits(offer.limits),
    )  # fmt: skip
    put(conn, listing)


def put_price(conn: Connection, offer: OfferView, statement: Statement, made: dict[object, int]) -> None:
    price = tables.PriceRow(
        offer_id=offer.id, source_id=statement.source, rate_card_id=_put_card(conn, statement.card, made),
        effective_from=statement.effective_from, effective_to=statement.effective_to, basis=statement.basis,
        seen_from=statement.seen_from, rounded=statement.rounded,
        snapshot_id=_put_snapshot(conn, statement, made),
    )  # fmt: skip
    put(conn, price)


def _put_snapshot(conn: Connection, statement: Statement, made: dict[object, int]) -> int:
    cited = (statement.source, statement.url, statement.sha256, statement.seen_from)
    if cited not in made:
        made[cited] = next(_numbers)
        source, url, sha256, at = cited
        put(conn, tables.SnapshotRow(id=made[cited], source_id=source, url=url, sha256=sha256, at=at))
    return made[cited]


def _put_card(conn: Connection, card: RateCard, made: dict[object, int]) -> int:
    if card.digest not in made:
        made[card.digest] = next(_numbers)
        put(conn, tables.RateCardRow(id=made[card.digest], digest=card.digest, currency=card.currency))
        for rate in card.rates:
            put(
                conn,
                tables.RateRow(
                    rate_card_id=made[card.digest],
                    meter=rate.meter,
                    condition=rate.condition.text(),
                    amount_nano=to_nano(rate.amount),
                ),
            )
    return made[card.digest]
