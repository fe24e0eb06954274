"""From rows and spreads to what the charts draw. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from dashboard.charts import Bar
from dashboard.rows import OfferRow
from dashboard.words import day, plain, usd, usd_column
from intel.market.spread import PeerPrice


def host_bars(rows: Sequence[OfferRow], kind: str) -> list[Bar]:
    """Comparable offers, whose prices are known. A stale price is faint, unless all are: the page then says so."""
    fresh = any(not row.stale for row in rows)
    mixes = usd_column([row.blended for row in rows])
    return [
        _bar(row.host, kind, (row.input, row.output), mix, _stated(row), row.stale and fresh)
        for row, mix in zip(rows, mixes, strict=True)
    ]


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
