"""Facts of the catalog into seed files: what a source is believed to state, with the bytes that stated it."""

from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.catalog.cards import rate_cards
from intel.catalog.seed_facts import evidence_text
from intel.catalog.seed_files import day_text, number_text, time_text, write_table, yes_no
from intel.catalog.seed_shapes import ALIASES, MODELS, OFFERS, PRICES, RUN, RUNS, SNAPSHOTS
from intel.catalog.seed_snapshots import newest_run, numbered
from intel.catalog.tables import KEY_COLUMNS
from intel.records import UNKNOWN_START

Fields = tuple[str, ...]
_NO_END = ("", "", "", "")
"""No withdrawal: none is announced, or the offer is gone."""


def export_facts(conn: Connection, folder: Path, source: str) -> bool:
    """Write what ``source`` is believed to state into ``folder``; False when it has stated no offer.

    Prices that it stated earlier and offers that it has given up stand there with their times. Loading the files into
    an empty catalog and exporting that gives the same bytes.
    """
    last = newest_run(conn, source)
    offers = [] if last is None else _offers(conn, source)
    if last is None or not offers:
        return False
    licence = conn.execute(select(rows.table("source").c.licence).where(rows.table("source").c.id == source)).scalar()
    write_table(folder, "run", RUN, [(source, time_text(last.at), last.sha256, str(licence))])
    prices = _prices(conn, source)
    cited = {offer.snapshot_id for offer in offers}
    numbers = numbered(conn, cited.union(row.snapshot_id for stated in prices.values() for row in stated), digits=3)
    write_table(folder, "snapshots", SNAPSHOTS, numbers.values())
    ends = _withdrawals(conn, source)
    write_table(folder, "offers", OFFERS, [
        _offer_fields(offer, numbers[offer.snapshot_id][0], _NO_END if offer.gone_at else ends.get(offer.id, _NO_END))
        for offer in offers
    ])  # fmt: skip
    write_table(folder, "prices", PRICES, _price_fields(conn, offers, prices, last.at, numbers))
    write_table(folder, "runs", RUNS, _runs(conn, source, last.at))
    _write_names(conn, folder, source)
    return True


def _offers(conn: Connection, source: str) -> list[Any]:
    offer, listing, stone = rows.table("offer"), rows.table("listing"), rows.table("tombstone")
    buried = (stone.c.offer_id == listing.c.offer_id) & (stone.c.source_id == listing.c.source_id)
    query = (
        select(*(offer.c[column] for column in KEY_COLUMNS), *(c for c in listing.c), offer.c.id, stone.c.gone_at)
        .join(offer, offer.c.id == listing.c.offer_id)
        .outerjoin(stone, buried)
        .where(listing.c.source_id == source)
    )
    return list(conn.execute(query).all())


def _prices(conn: Connection, source: str) -> dict[int, list[Any]]:
    price = rows.table("price")
    query = select(price).where(price.c.source_id == source)
    found: dict[int, list[Any]] = defaultdict(list)
    for row in conn.execute(query).all():
        found[row.offer_id].append(row)
    return found


def _runs(conn: Connection, source: str, last: datetime) -> list[Fields]:
    run = rows.table("run")
    earlier = select(run.c.at, run.c.sha256).where(run.c.source_id == source, run.c.healthy, run.c.at < last)
    return sorted({(time_text(at), sha256) for at, sha256 in conn.execute(earlier)})


def _withdrawals(conn: Connection, source: str) -> dict[int, Fields]:
    """By offer id; a word on an offer that the source itself does not list has no row to stand in, and stays here."""
    table = rows.table("deprecation")
    query = select(table).where(table.c.source_id == source, table.c.seen_to.is_(None))
    return {
        row.offer_id: ("yes", day_text(row.deprecated_on), day_text(row.sunset_on), row.replacement)
        for row in conn.execute(query)
    }


def _key(offer: Any) -> Fields:
    return tuple(str(value) for value in offer[: len(KEY_COLUMNS)])


def _offer_fields(offer: Any, snapshot: str, end: Fields) -> Fields:
    return (
        *_key(offer), snapshot, offer.name, offer.title, evidence_text(offer.evidence),
        number_text(offer.context_tokens), number_text(offer.max_output_tokens), offer.input_modalities,
        offer.output_modalities, offer.capabilities, offer.status, yes_no(offer.trains_on_prompts),
        yes_no(offer.retains_prompts), *end, time_text(offer.gone_at),
    )  # fmt: skip


def _price_fields(
    conn: Connection, offers: list[Any], prices: dict[int, list[Any]], last: datetime,
    numbers: dict[int, Fields],
) -> list[Fields]:  # fmt: skip
    cards = rate_cards(conn, {row.rate_card_id for stated in prices.values() for row in stated})
    return [
        (
            *_key(offer), cards[row.rate_card_id].currency, cards[row.rate_card_id].text(),
            "" if row.effective_from == UNKNOWN_START else time_text(row.effective_from), time_text(row.effective_to),
            row.basis, yes_no(row.rounded), *_seen(offer, row, last, numbers[row.snapshot_id][0]),
        )
        for offer in offers
        for row in prices.get(offer.id, ())
    ]  # fmt: skip


def _seen(offer: Any, row: Any, last: datetime, number: str) -> Fields:
    """When it was believed and which document stated it; all '' for what the offer's own document stated last."""
    if row.seen_from == last and row.seen_to is None and row.snapshot_id == offer.snapshot_id:
        return "", "", ""
    return time_text(row.seen_from), time_text(row.seen_to), number


def _write_names(conn: Connection, folder: Path, source: str) -> None:
    """Models that the source was the first to state, and the names it stated for models."""
    model, alias = rows.table("model"), rows.table("alias")
    stated = conn.execute(select(*(model.c[column] for column in MODELS)).where(model.c.source_id == source))
    write_table(folder, "models", MODELS, [
        (
            row.id, row.title, row.family, yes_no(row.open_weights), day_text(row.released_on),
            number_text(row.context_tokens), number_text(row.max_output_tokens), row.input_modalities,
            row.output_modalities, row.capabilities, row.weights_url, row.licence,
        )
        for row in stated
    ])  # fmt: skip
    names = select(alias.c.name, alias.c.model_id, alias.c.floating).where(alias.c.source_id == source)
    called = conn.execute(names.where(alias.c.how == "stated"))
    write_table(folder, "aliases", ALIASES, [(name, model_id, yes_no(floats)) for name, model_id, floats in called])
