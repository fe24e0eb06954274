"""Scores of benchmarks as a reader needs them at one moment, with the model that each name was resolved to."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from intel.catalog import write_rows as rows
from intel.catalog.moments import moment
from intel.catalog.write_scores import NANO
from intel.identity.plain_runs import PlainRuns
from intel.views import ScoreView

_MILLI = Decimal(1000)


def scores(
    conn: Connection, *, now: datetime, as_of: datetime | None = None, model: str = "", benchmark: str = "",
    without: Collection[str] = (),
) -> list[ScoreView]:  # fmt: skip
    """Scores that hold at ``as_of`` (default ``now``), by benchmark, version, falling value, then name.

    ``model`` is a canonical id, ``benchmark`` a slug; ``without`` leaves out sources by id, and what other sources
    carry of them. Scores of names that were never resolved have no model.
    """
    at = as_of or now
    query = _query(at)
    if model:
        query = query.where(rows.table("resolution").c.model_id == model)
    if benchmark:
        query = query.where(rows.table("benchmark_version").c.benchmark == benchmark)
    if without:
        score, away = rows.table("score"), sorted(without)
        query = query.where(score.c.source_id.not_in(away), score.c.origin.not_in(away))
    healthy, plain = _healthy(conn, at), _plain_runs(conn, at)
    found = [_view(row, healthy, plain) for row in conn.execute(query)]
    return sorted(found, key=lambda s: (s.benchmark, s.version, -s.value, s.name, s.harness, s.effort, s.id))


def costed_scores(conn: Connection, *, now: datetime, as_of: datetime | None = None) -> list[ScoreView]:
    """Scores that state what an item cost or how many tokens answered it, in the order of ``scores``."""
    at = as_of or now
    table = rows.table("score")
    query = _query(at).where(or_(table.c.cost_nano.is_not(None), table.c.output_milli.is_not(None)))
    healthy, plain = _healthy(conn, at), _plain_runs(conn, at)
    found = [_view(row, healthy, plain) for row in conn.execute(query)]
    return sorted(found, key=lambda s: (s.benchmark, s.version, -s.value, s.name, s.harness, s.effort, s.id))


def known_editions(conn: Connection) -> set[str]:
    """Every benchmark edition that a source has ever stated, as "livebench/coding@2026-06-25"."""
    edition = rows.table("benchmark_version").c
    return {f"{row[0]}@{row[1]}" for row in conn.execute(select(edition.benchmark, edition.version))}


def _plain_runs(conn: Connection, at: datetime) -> PlainRuns:
    """Of whole boards, so that a row is read alike whichever of its neighbours are asked for."""
    score, known = rows.table("score"), rows.table("resolution")
    query = (
        select(
            *(score.c[name] for name in _PLACE), known.c.model_id, score.c.name, known.c.effort.label("named_effort")
        )
        .join(known, and_(known.c.source_id == score.c.source_id, known.c.name == score.c.name))
        .where(or_(*(known.c.effort.like(ending) for ending in ("%thinking", "%k"))), score.c.effort == "", _holds(at))
    )
    return PlainRuns((_place(row), row.name, row.named_effort) for row in conn.execute(query))


_PLACE = ("source_id", "benchmark_version_id", "harness", "reporter")


def _place(row: Any) -> tuple[Any, ...]:
    """One model on one board."""
    return row.source_id, row.benchmark_version_id, row.harness, row.reporter, row.model_id


def _holds(at: datetime) -> ColumnElement[bool]:
    score = rows.table("score").c
    return and_(score.seen_from <= at, or_(score.seen_to.is_(None), score.seen_to > at))


def _query(at: datetime) -> Select[Any]:
    score, edition, known, model, source, snapshot = (
        rows.table(name) for name in ("score", "benchmark_version", "resolution", "model", "source", "snapshot")
    )
    columns = (
        *(score.c[name] for name in _SCORE), score.c.licence.label("own_licence"),
        score.c.url.label("own_url"), *(edition.c[name] for name in _EDITION),
        known.c.model_id, known.c.effort.label("named_effort"), model.c.lab_id, model.c.family, model.c.open_weights,
        model.c.released_on, source.c.licence, snapshot.c.url, snapshot.c.sha256,
    )  # fmt: skip
    return (
        select(*columns)
        .join(edition, edition.c.id == score.c.benchmark_version_id)
        .join(source, source.c.id == score.c.source_id)
        .join(snapshot, snapshot.c.id == score.c.snapshot_id)
        .outerjoin(known, and_(known.c.source_id == score.c.source_id, known.c.name == score.c.name))
        .outerjoin(model, model.c.id == known.c.model_id)
        .where(_holds(at))
    )


_SCORE = (
    "id", "source_id", "benchmark_version_id", "name", "harness", "effort", "reporter", "reported_by", "origin",
    "value_nano", "lower_nano", "upper_nano", "interval_ratio", "n", "cost_nano", "cost_items", "input_milli",
    "output_milli", "milliseconds", "stated_on", "redistributable", "note", "seen_from",
)  # fmt: skip
_EDITION = ("benchmark", "version", "title", "scale", "higher_is_better", "composite", "items")


def _healthy(conn: Connection, at: datetime) -> dict[str, datetime]:
    run = rows.table("run")
    newest = select(run.c.source_id, func.max(run.c.at)).where(run.c.healthy, run.c.at <= at).group_by(run.c.source_id)
    return {source: moment(when) for source, when in conn.execute(newest)}


def _view(row: Any, healthy: dict[str, datetime], plain: PlainRuns) -> ScoreView:
    seen_from = moment(row.seen_from)
    effort = row.effort or row.named_effort or plain.effort(_place(row), row.name)
    return ScoreView(
        row.id, row.source_id, _witness(row), row.name, row.model_id, row.lab_id or "", row.family or "",
        row.open_weights, effort, row.benchmark, row.version, row.title, row.scale,
        row.higher_is_better, row.composite, row.items, row.harness, row.reporter, row.reported_by,
        Decimal(row.value_nano) / NANO, _over(row.lower_nano, NANO), _over(row.upper_nano, NANO),
        Decimal(row.interval_ratio) if row.interval_ratio else None, row.n, _over(row.cost_nano, NANO), row.cost_items,
        _over(row.input_milli, _MILLI), _over(row.output_milli, _MILLI), _over(row.milliseconds, _MILLI),
        row.stated_on, seen_from, max(seen_from, healthy.get(row.source_id, seen_from)), row.own_url or row.url,
        row.sha256, row.own_licence or row.licence, row.redistributable, row.note,
        row.released_on,
    )  # fmt: skip


def _witness(row: Any) -> str:
    """Who stands behind a score: a lab for its own model, else the origin, else the source."""
    if row.reporter == "vendor":
        return f"vendor:{row.reported_by or row.lab_id or 'unknown'}"
    return str(row.origin or row.source_id)


def _over(value: int | None, scale: Decimal) -> Decimal | None:
    return None if value is None else Decimal(value) / scale
