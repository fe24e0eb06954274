"""``intel spread``: how far the hosts of a model lie apart, against what closed peers ask."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy import Connection

from intel.catalog import curated, queries
from intel.cli import options, out, rows
from intel.cli.compose import now, reading, then
from intel.cli.equals import against_equals
from intel.market.cost import Workload
from intel.market.spread import Range, Spread
from intel.market.spread import spread as spread_of
from intel.units import counted
from intel.views import OfferView

LEAST_HOSTS = 3
"""Fewer comparable hosts are no spread; such models are left out of the overview."""

_COLUMNS = (
    out.Column("model"),
    out.Column("hosts", number=True),
    out.Column("min", number=True),
    out.Column("median", number=True),
    out.Column("max", number=True),
    out.Column("most common in/out", number=True, room=out.WIDE),
    out.Column("closed peer"),
    out.Column("asks", number=True),
    out.Column("× median", number=True),
)


def spread(
    model: Annotated[
        str, typer.Argument(metavar="[MODEL]", help="Model id, slug or any known name; without it every open model.")
    ] = "",
    task: Annotated[
        str, typer.Option("--task", metavar="NAME", help="Against the closed models that are as good at this task.")
    ] = "",
    workload: options.WorkloadName = "",
    as_of: options.AsOf = "",
    json: options.Json = False,
) -> None:
    """Price spread of a model over its hosts, against closed peers.

    A peer's price is its lab's own first-party offer. Peers are curated by hand; with --task they are the closed models
    that are neither better nor worse at it, by the estimates, with odds of three to one, priced for its workload.
    """
    moment = then(as_of)
    if task:
        against_equals(task, model, workload, moment, json=json)
        return
    chosen = curated.workloads().get(workload)
    with reading(moment) as connection:
        if model:
            wanted = [queries.find_model(connection, model).id]
        else:
            wanted = [found.id for found in queries.models(connection, now=None) if found.open_weights]
        spreads = _spreads(connection, wanted, chosen, moment)
    spreads = spreads if model else _wide(spreads)
    if json:
        out.document(rows.spread_row(spreads[0]) if model else [rows.spread_row(s) for s in spreads])
    elif model:
        _show(spreads[0])
    else:
        out.line(f"USD per million tokens; {out.workload(chosen)}")
        out.table(_COLUMNS, [_cells(s) for s in spreads])


def _wide(spreads: Sequence[Spread]) -> list[Spread]:
    return sorted((s for s in spreads if s.hosts >= LEAST_HOSTS), key=lambda s: (-s.hosts, s.model))


def _spreads(connection: Connection, models: Sequence[str], workload: Workload, as_of: datetime | None) -> list[Spread]:
    peers = curated.peers()
    needed = {peer for model in models for peer in peers.of(model)} | set(models)
    at = now()
    offers: Mapping[str, Sequence[OfferView]] = queries.offers_by_model(
        connection, now=at, as_of=as_of, models=sorted(needed)
    )
    return [
        spread_of(
            model,
            offers.get(model, ()),
            workload,
            peers={peer: offers.get(peer, ()) for peer in peers.of(model)},
            at=as_of or at,
        )
        for model in models
    ]


def _show(spread: Spread) -> None:
    out.line(f"{spread.model}: {counted(spread.hosts, 'comparable host')}")
    out.line(f"USD per million tokens; {out.workload(spread.workload)}")
    if spread.common is not None:
        pair = " in / ".join(map(out.usd, spread.common))
        out.line(f"most common price: {pair} out, at {spread.common_hosts} of {spread.hosts} hosts")
    out.line()
    columns = (out.Column(""), *(out.Column(title, number=True) for title in ("min", "median", "max")))
    named = (("input", spread.input), ("output", spread.output), ("blended", spread.blended))
    out.table(columns, [[name, *_range(prices)] for name, prices in named])
    if spread.peers:
        out.line()
        titles = ("in", "out", "blended", "× median", "× cheapest")
        columns = (out.Column("closed peer"), *(out.Column(title, number=True) for title in titles))
        out.table(columns, [_peer_cells(spread, place) for place in range(len(spread.peers))])
    else:
        out.line("No closed peer is listed for this model.")


def _peer_cells(spread: Spread, place: int) -> list[str]:
    peer = spread.peers[place]
    prices = [out.usd(price) for price in (peer.input, peer.output, peer.blended)]
    return [
        peer.model,
        *prices,
        *(out.UNKNOWN if t is None else f"{t:.1f}" for t in (peer.times_median, peer.times_min)),
    ]


def _range(prices: Range | None) -> list[str]:
    return [out.usd(price) for price in (prices.min, prices.median, prices.max)] if prices else [out.UNKNOWN] * 3


def _cells(spread: Spread) -> list[str]:
    pair = "/".join(map(out.usd, spread.common)) if spread.common else out.UNKNOWN
    peer = next((peer for peer in spread.peers if peer.offer is not None), None)
    return [
        spread.model,
        out.count(spread.hosts),
        *_range(spread.blended),
        pair,
        peer.model if peer else out.UNKNOWN,
        out.usd(peer.blended) if peer else out.UNKNOWN,
        f"{peer.times_median:.1f}" if peer and peer.times_median is not None else out.UNKNOWN,
    ]
