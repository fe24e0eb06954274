"""From rows and spreads to what the charts draw. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from dashboard.charts import Bar
from dashboard.rows import OfferRow
from dashboard.words import day, listing, plain, usd, usd_column
from intel.market.spread import PeerPrice

ALIKE = 3
"""From so many on, hosts that ask the same share a bar."""


def host_bars(rows: Sequence[OfferRow], kind: str) -> list[Bar]:
    """Comparable offers, whose prices are known, in the order given; ``ALIKE`` and more that are shown alike as one.

    A stale price is faint, unless all are: the page then says so. An override has a bar of its own.
    """
    fresh = any(not row.stale for row in rows)
    mixes = usd_column([row.blended for row in rows])
    alike: dict[object, list[tuple[OfferRow, str]]] = {}
    for row, mix in zip(rows, mixes, strict=True):
        own = row.address if row.agreement == "override" else ""
        alike.setdefault((usd(row.input), usd(row.output), mix, own), []).append((row, mix))
    bars = []
    for together in alike.values():
        if len(together) >= ALIKE:
            bars.append(_shared([row for row, _ in together], kind, together[0][1], faint=fresh))
        else:
            bars += [
                _bar(row.host, kind, (row.input, row.output), mix, _stated(row), row.stale and fresh)
                for row, mix in together
            ]
    return bars


def _shared(rows: Sequence[OfferRow], kind: str, mix: str, *, faint: bool) -> Bar:
    first = rows[0]
    sources = listing(sorted({row.source for row in rows}))
    pale = faint and all(row.stale for row in rows)
    bar = _bar(f"{len(rows)} hosts alike", kind, (first.input, first.output), mix, f"{sources}; see the table", pale)
    return replace(bar, full=listing([row.host for row in rows], 12))


def _stated(row: OfferRow) -> str:
    seen = f", {day(row.checked_at)}" if row.checked_at else ""
    return f"{row.source}{seen}, {row.agreement}{', stale' if row.stale else ''}"


def peer_bar(peer: PeerPrice, titles: Mapping[str, str]) -> Bar | None:
    """A closed model's list price; None when it is not known."""
    stated = peer.offer.believed if peer.offer else None
    if stated is None:
        return None
    detail = f"{stated.source}, {day(stated.checked_at)}"
    name = plain(titles.get(peer.model, peer.model))
    return _bar(name, "closed", (peer.input, peer.output), usd(peer.blended), detail, False)


def _bar(
    name: str, kind: str, prices: tuple[Decimal | None, Decimal | None], mix: str, detail: str, faint: bool
) -> Bar:
    low, high = prices
    assert low is not None
    assert high is not None
    return Bar(name, kind, float(low), float(high), usd(low), usd(high), mix, detail, faint)
