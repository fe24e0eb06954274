"""The state of the catalog: its sources, its size, its version, and the names it cannot place."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, true

from intel.catalog import write_rows as rows
from intel.catalog.offers import all_offers
from intel.catalog.overriding import overrides_of
from intel.catalog.source_state import STALE_CADENCES
from intel.market.comparable import hosts
from intel.rates import Meter
from intel.source import Source
from intel.views import OfferView, RejectedRows, SourceView, UnresolvedName

COMPARED_HOSTS = 3
"""From so many comparable hosts on, the prices of a model say something about a market."""


def sources(conn: Connection, *, now: datetime, known: Sequence[Source]) -> list[SourceView]:
    """The state of every source of ``known``, in its order; one that never ran has no last run and no age."""
    run = rows.table("run")
    rejected, held, scored = _open_rejects(conn), _held(conn), _open_scores(conn)
    return [
        _view(
            source,
            _newest_run(conn, source.id, true()),
            _newest_run(conn, source.id, run.c.healthy),
            _newest_run(conn, source.id, run.c.healthy & (run.c.records > 0)),
            (rejected[source.id], held[source.id], scored.get(source.id, 0)),
            now,
        )
        for source in known
    ]


def _view(
    source: Source, last: Any, healthy: Any, read: Any, waiting: tuple[int, int, int], now: datetime
) -> SourceView:
    age = None if healthy is None else max(0, int((now - healthy.at).total_seconds()))
    cadence = int(source.cadence.total_seconds())
    return SourceView(
        id=source.id,
        title=source.title,
        url=source.url,
        licence=source.licence,
        authority=int(source.authority),
        redistributable=source.redistributable,
        cadence_seconds=cadence,
        last_run_at=last.at if last else None,
        last_outcome=last.outcome if last else "",
        last_healthy_at=healthy.at if healthy else None,
        age_seconds=age,
        stale=age is None or age > STALE_CADENCES * cadence,
        records=read.records if read else 0,
        offers=read.offers if read else 0,
        rejected=waiting[0],
        quarantined=waiting[1],
        message=last.message if last else "",
        scores=waiting[2],
    )


def _open_scores(conn: Connection) -> dict[str, int]:
    score = rows.table("score")
    query = select(score.c.source_id, func.count()).where(score.c.seen_to.is_(None)).group_by(score.c.source_id)
    return dict(map(tuple, conn.execute(query)))


def _newest_run(conn: Connection, source: str, which: ColumnElement[bool]) -> Any:
    run = rows.table("run")
    query = select(run).where(run.c.source_id == source, which).order_by(run.c.at.desc(), run.c.id.desc()).limit(1)
    return conn.execute(query).first()


def _open_rejects(conn: Connection) -> Counter[str]:
    table = rows.table("rejected")
    query = select(table.c.source_id, func.count()).where(table.c.seen_to.is_(None)).group_by(table.c.source_id)
    return Counter({row[0]: row[1] for row in conn.execute(query)})


def rejects(conn: Connection, source: str = "") -> list[RejectedRows]:
    """What is rejected now (of one source), by source and reason, the most frequent first."""
    table = rows.table("rejected").c
    number: Any = func.count()
    query = select(table.source_id, table.reason, number, func.min(table.key), func.min(table.excerpt))
    query = query.where(table.seen_to.is_(None)).group_by(table.source_id, table.reason)
    query = query.where(table.source_id == source) if source else query
    return [RejectedRows(*row) for row in conn.execute(query.order_by(number.desc(), table.source_id, table.reason))]


def _held(conn: Connection) -> Counter[str]:
    table = rows.table("quarantined")
    query = select(table.c.source_id, func.count()).where(table.c.outcome == "held").group_by(table.c.source_id)
    return Counter({row[0]: row[1] for row in conn.execute(query)})


def stats(conn: Connection, *, now: datetime) -> dict[str, int]:
    """How much the catalog covers, in numbers.

    A *priced* offer has a believed price with input and output. *Direct*: of a provider that is neither gateway nor
    plan, and bought from it rather than through a gateway. *Unresolved*: priced, of a model nobody could name.
    *Days*: from the first price seen to the last.
    """
    everything = all_offers(conn, now=now)
    priced = [offer for offer in everything if _priced(offer)]
    direct = [offer for offer in priced if offer.provider.kind not in ("gateway", "plan")]
    compared = [model for model, sold in _by_model(everything).items() if hosts(sold) >= COMPARED_HOSTS]
    model = rows.table("model")
    price = rows.table("price")
    seen = conn.execute(select(func.count(), func.min(price.c.seen_from), func.max(price.c.seen_from))).one()
    is_open = set(conn.execute(select(model.c.id).where(model.c.open_weights)).scalars())
    return {
        "providers": len({offer.provider.id for offer in priced}),
        "direct_providers": len({offer.provider.id for offer in direct}),
        "offers": len(priced),
        "direct_offers": sum(not offer.key.via for offer in direct),
        "compared_models": len(compared),
        "compared_open_models": sum(name in is_open for name in compared),
        "unresolved_offers": sum(offer.model is None for offer in priced),
        "price_intervals": seen[0],
        "days": (seen[2] - seen[1]).days if seen[0] else 0,
    }


def _priced(offer: OfferView) -> bool:
    return any(None not in (s.card.amount(Meter.INPUT), s.card.amount(Meter.OUTPUT)) for s in offer.statements)


def _by_model(offers: Sequence[OfferView]) -> dict[str, list[OfferView]]:
    found: dict[str, list[OfferView]] = {}
    for offer in offers:
        if offer.model is not None:
            found.setdefault(offer.model, []).append(offer)
    return found


def first_price_at(conn: Connection) -> datetime | None:
    """When the first price was seen; None in a catalog without one."""
    price = rows.table("price")
    return conn.execute(select(func.min(price.c.seen_from))).scalar()


def catalog_version(conn: Connection) -> str:
    """A word that changes when a run finished, a table was published or an owner changed something by hand.

    For caches: the same word means the same answers, but for what time itself changes.
    """
    run, published, held, event = (rows.table(name) for name in ("run", "routing_table", "quarantined", "event"))
    last = conn.execute(select(run.c.id, run.c.finished_at).order_by(run.c.id.desc()).limit(1)).first()
    parts = (
        select(func.max(published.c.id)),
        select(func.max(event.c.id)),
        select(func.count(held.c.settled_at)),
        *(select(func.count()).select_from(rows.table(name)) for name in ("alias", "model", "provider", "refusal")),
    )
    found = (*(last or ()), *(conn.execute(part).scalar() for part in parts), overrides_of(conn).digest[:12])
    return "-".join(str(value) for value in found)


def past_version(conn: Connection, before: datetime) -> str:
    """A word that changes when something was learned about the time before a moment: history, a name, an owner's word.

    For caches of what was believed ``as_of`` a moment at or before then; later collections do not change that.
    """
    run, held = rows.table("run"), rows.table("quarantined")
    parts = (
        select(func.count()).select_from(run).where(run.c.at < before),
        select(func.count(held.c.settled_at)),
        *(select(func.count()).select_from(rows.table(name)) for name in ("alias", "model", "provider", "refusal")),
    )
    return "-".join(str(conn.execute(part).scalar()) for part in parts)


def unresolved(conn: Connection) -> list[UnresolvedName]:
    """Names that stand for no model yet and that the owner has not set aside, those of the most offers first."""
    known, refusal = rows.table("resolution"), rows.table("refusal")
    offers, scores = _bearing(conn, "listing"), _bearing(conn, "score")
    aside = set(map(tuple, conn.execute(select(refusal.c.source_id, refusal.c.name)).all()))
    columns = (known.c.source_id, known.c.name, known.c.method, known.c.candidates)
    found = [
        UnresolvedName(source, name, how, tuple(near), offers[source, name], scores[source, name])
        for source, name, how, near in conn.execute(select(*columns).where(known.c.model_id.is_(None)))
        if (source, name) not in aside and (offers[source, name] or scores[source, name])
    ]
    return sorted(found, key=lambda row: (-row.offers, -row.scores, row.source, row.name))


def _bearing(conn: Connection, table: str) -> Counter[tuple[str, str]]:
    """How many rows of a table bear each (source, name)."""
    bearing = rows.table(table)
    names = (bearing.c.source_id, bearing.c.name)
    query = select(*names, func.count()).group_by(*names)
    if table == "score":
        query = query.where(bearing.c.seen_to.is_(None))
    return Counter({(source, name): number for source, name, number in conn.execute(query)})
