"""How the sources are doing, as the page Sources shows it: one frozen row each. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dashboard.rows import DisputeRow, dispute_rows
from dashboard.words import count, day, escaped, listing, plain
from intel.market.belief import gives_way
from intel.source import Authority
from intel.views import ModelView, OfferView, SourceView

AUTHORITY = {
    Authority.COMMUNITY: "community database",
    Authority.GATEWAY: "gateway",
    Authority.FIRST_PARTY: "first party",
}
OK, LATE, FAILING, DATED, SKIPPED, NEVER = "OK", "Late", "Failing", "Dated", "Skipped", "Not asked"
GLYPHS = {OK: "●", LATE: "◐", FAILING: "○", DATED: "◌", SKIPPED: "–", NEVER: "–"}
_ROUNDED = Decimal("1.0001")
"""Below that times the smaller price two differ as conversions from a host's own unit round them."""
_ORDER = (FAILING, LATE, OK, DATED, NEVER, SKIPPED)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source and its state."""

    id: str
    title: str
    state: str
    authority: str
    confirmed_at: datetime | None
    """Its last healthy run; None when there was none."""
    every_hours: float
    records: int
    rejected: int
    held: int
    licence: str
    gives_way: str
    """To whom its prices yield once it is stale."""
    leaves: bool
    """Its facts may leave the machine."""
    url: str
    message: str
    """What the last run said; '' when all was well."""


def state(source: SourceView) -> str:
    """One of the six words.

    A source is late when three of its intervals passed without a healthy run; dated when only the facts that came with
    Intel are known of it.
    """
    if source.last_outcome == "skipped" and source.last_healthy_at is None:
        return SKIPPED
    if source.last_run_at is None:
        return NEVER
    if source.last_outcome in ("failed", "quarantined"):
        return FAILING
    if source.last_outcome == "seeded":
        return DATED
    return LATE if source.stale else OK


def source_rows(sources: Iterable[SourceView]) -> list[SourceRow]:
    """Those that need attention first, then by name."""
    found = [
        SourceRow(
            one.id, plain(one.title, 60), state(one), AUTHORITY.get(Authority(one.authority), ""), one.last_healthy_at,
            one.cadence_seconds / 3600, one.records, one.rejected, one.quarantined, plain(one.licence),
            gives_way(one.authority), one.redistributable, one.url, plain(one.message),
        )
        for one in sources
    ]  # fmt: skip
    return sorted(found, key=lambda row: (_ORDER.index(row.state), row.id))


def tally(rows: Iterable[SourceRow]) -> Mapping[str, int]:
    """How many sources are in each state."""
    return Counter(row.state for row in rows)


def claim(rows: Sequence[SourceRow]) -> str:
    """What the table says, in one sentence."""
    found = tally(rows)
    asked = sum(found[word] for word in (OK, LATE, FAILING))
    if not asked:
        dated = f": dated facts of {count(found[DATED], 'source')} came with Intel" if found[DATED] else ""
        return f"No source has been asked here yet{dated}"
    named = {
        LATE: "late", FAILING: "failing", DATED: "known by dated facts that came with Intel", NEVER: "not asked",
        SKIPPED: "skipped",
    }  # fmt: skip
    parts = [f"{found[word]} {words}" for word, words in named.items() if found[word]]
    fresh = f"{found[OK]} of {count(len(rows), 'source')} {'is' if found[OK] == 1 else 'are'} fresh"
    return f"{fresh}: {listing(parts, 6)} besides" if parts else fresh


def troubles(rows: Iterable[SourceRow]) -> list[str]:
    """A sentence per failing source: what came, and what the pages do about it. Markdown."""
    return [f"**{escaped(row.title)}**: {escaped(row.message or 'its last run failed', 220)}. {_stands(row)}"
            for row in rows if row.state == FAILING]  # fmt: skip


def _stands(row: SourceRow) -> str:
    if row.confirmed_at is None:
        return "Nothing of it is shown."
    return f"What it said on {day(row.confirmed_at)} stands; once it is stale it yields {row.gives_way}."


@dataclass(frozen=True, slots=True)
class Disputed:
    """An offer whose sources differ: the believed price and the one that is furthest from it. USD per million."""

    model: str
    host: str
    sku: str
    believed: DisputeRow
    other: DisputeRow
    ratio: Decimal
    """Of the larger to the smaller of the two prices that differ most, input or output; at least 1."""


def disputes(offers: Mapping[str, Sequence[OfferView]], models: Mapping[str, ModelView]) -> list[Disputed]:
    """Every disputed offer of a known model, the widest apart first."""
    found = []
    for model, sold in offers.items():
        for offer in sold:
            said = dispute_rows([offer])
            if len(said) > 1:
                ratio, other = max(((_apart(said[0], one), one) for one in said[1:]), key=lambda pair: pair[0])
                title = plain(models[model].title, 40) if model in models else model
                found.append(Disputed(title, said[0].host, said[0].sku, said[0], other, ratio))
    return sorted(found, key=lambda one: (-one.ratio, one.model, one.host, one.sku))


def _apart(one: DisputeRow, other: DisputeRow) -> Decimal:
    pairs = ((one.input, other.input), (one.output, other.output))
    return max((max(a / b, b / a) for a, b in pairs if a and b), default=Decimal(1))


def dispute_claim(found: Sequence[Disputed]) -> str:
    """What the list of disputes says."""
    if not found:
        return "No two sources disagree about a price"
    far, near = sum(one.ratio > 2 for one in found), sum(one.ratio < _ROUNDED for one in found)
    words = f"Sources disagree about {count(len(found), 'offer')}, {far:,} of them by more than double"
    return f"{words}, {near:,} by less than 0.01%, as conversions round" if near else words
