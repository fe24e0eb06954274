"""From what a source states to our offers: keys in our provider ids, one offer per key, offers and listings stored."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.catalog.batch import Batch, Document
from intel.catalog.tables import KEY_COLUMNS
from intel.catalog.write_known import Known, KnownOffer, Snapshots
from intel.identity.normalise import served_fast
from intel.identity.providers import ProviderNames
from intel.records import Offer, OfferKey, Provider, Rejected
from intel.source import printable

_LARGEST = 2**53
"""Larger "limits" are nonsense that BIGINT may not even hold."""


@dataclass(slots=True)
class Placed:
    """One offer under our key, with the document that states it."""

    key: OfferKey
    offer: Offer
    document: Document
    before: KnownOffer | None = None
    """What the source was known to list under this key; None for an offer that is new to it."""
    id: int = 0
    """Of the offer's row, once it has one."""


Placement = Mapping[OfferKey, Placed]


@dataclass(slots=True)
class Keys:
    """Our keys for a source's keys, each provider name looked up once."""

    names: ProviderNames
    source: str
    on: date = date.max
    """The day whose company names count: a merge or a change of name holds from its own day on."""
    seen: dict[str, tuple[str, str]] = field(default_factory=dict)

    def provider(self, name: str) -> tuple[str, str]:
        """(provider id, region that the name implies)."""
        if (found := self.seen.get(name)) is None:
            found = self.seen[name] = self.names.match(self.source, name, self.on)
        return found

    def ours(self, key: OfferKey) -> OfferKey:
        """The key with our ids, with the region that the provider's name implies and the tier that the sku does."""
        provider, region = self.provider(key.provider)
        via = self.provider(key.via)[0] if key.via else ""
        region = key.region or region
        tier = "fast" if key.service_tier == "standard" and served_fast(key.sku) else key.service_tier
        if (provider, via, region, tier) == (key.provider, key.via, key.region, key.service_tier):
            return key
        return replace(key, provider=provider, via=via, region=region, service_tier=tier)


def place(batch: Batch, keys: Keys, known: Known) -> tuple[dict[OfferKey, Placed], list[Rejected]]:
    """One offer per key, whatever the order of the documents.

    Offers of one key that state the same prices are one; of those that differ the first in the order of the source's
    own names stands and the others are rejected.
    """
    placed: dict[OfferKey, Placed] = {}
    twins: dict[OfferKey, list[Placed]] = defaultdict(list)
    for document in batch.documents:
        for fact in document.facts:
            if isinstance(fact, Offer):
                found = Placed(keys.ours(fact.key), fact, document)
                first = placed.setdefault(found.key, found)
                if first is not found:
                    twins[found.key].append(found)
    rejected: list[Rejected] = []
    for key, others in twins.items():
        ranked = sorted([placed[key], *others], key=_rank)
        placed[key] = ranked[0]
        rejected += [_refused(twin) for twin in ranked[1:] if _stated(twin.offer) != _stated(ranked[0].offer)]
    for key, found in placed.items():
        if (before := known.offers.get(key)) is not None:
            found.before, found.id = before, before.id
    return placed, rejected


def _stated(offer: Offer) -> tuple[tuple[object, ...], ...]:
    return tuple(sorted((p.effective_from, p.card.currency, p.card.text()) for p in offer.prices))


def _rank(twin: Placed) -> tuple[Any, ...]:
    offer = twin.offer
    return (offer.key.provider, offer.name, not offer.prices, _stated(offer), offer.title, _details(offer))


def _refused(twin: Placed) -> Rejected:
    stated = "; ".join(f"{p.card.currency} {p.card.text()}" for p in twin.offer.prices) or "no price"
    where = f"{twin.offer.key.provider} {twin.offer.key.sku}"
    return Rejected(printable(where), "a second offer under the same key states other prices", printable(stated))


def add_providers(conn: Connection, batch: Batch, keys: Keys, used: Iterable[OfferKey]) -> None:
    """Create the providers that offers name, kind unknown; fill what nobody has curated from the source's own words."""
    stated: dict[str, Provider] = {}
    for fact in sorted((f for d in batch.documents for f in d.facts if isinstance(f, Provider)), key=lambda p: p.name):
        stated.setdefault(keys.provider(fact.name)[0], fact)
    provider = rows.table("provider")
    known = {row.id: row for row in conn.execute(select(provider))}
    needed = {key.provider for key in used} | {key.via for key in used if key.via} | set(stated)
    made = []
    for name in sorted(needed - set(known)):
        fact = stated.get(name, Provider(name))
        made.append({
            "id": name, "title": printable(fact.title) or name, "kind": "unknown",
            "homepage": printable(fact.homepage), "headquarters": printable(fact.headquarters), "fee_ratio": "",
        })  # fmt: skip
    rows.add(conn, "provider", made)
    filled = []
    for name in sorted(set(known) & set(stated)):
        row, fact = known[name], stated[name]
        title = printable(fact.title) if row.title == row.id and fact.title else row.title
        new = (title, row.homepage or printable(fact.homepage), row.headquarters or printable(fact.headquarters))
        if new != (row.title, row.homepage, row.headquarters):
            filled.append(dict(zip(("id", "title", "homepage", "headquarters"), (name, *new), strict=True)))
    rows.change(conn, "provider", ("id",), filled)


def add_offers(conn: Connection, placed: Placement) -> None:
    """Give every placed offer its row; what no source has listed yet is created without a model."""
    new = [found for found in placed.values() if found.before is None]
    if not new:
        return
    ids = offers_of_others(conn, {found.key for found in new})
    missing = sorted((found.key for found in new if found.key not in ids), key=_parts)
    made = [dict(zip(KEY_COLUMNS, _parts(key), strict=True)) | {"model_id": None} for key in missing]
    ids |= dict(zip(missing, rows.add_with_ids(conn, "offer", made), strict=True))
    for found in new:
        found.id = ids[found.key]


def _parts(key: OfferKey) -> tuple[str, ...]:
    return (key.provider, key.sku, key.via, key.region, key.quantization, key.service_tier, key.tag)


def offers_of_others(conn: Connection, wanted: set[OfferKey]) -> dict[OfferKey, int]:
    """Ids of those of the wanted offers that exist, whoever lists them."""
    offer = rows.table("offer")
    query = select(*(offer.c[c] for c in KEY_COLUMNS), offer.c.id)
    found: dict[OfferKey, int] = {}
    for part in rows.slices(key.provider for key in wanted):
        for *parts, offer_id in conn.execute(query.where(offer.c.provider_id.in_(part))):
            key = OfferKey(*parts)
            if key in wanted:
                found[key] = offer_id
    return found


def sold_as(conn: Connection, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], list[tuple[OfferKey, int]]]:
    """Key and id of every offer of these (provider, sku) that is bought from the provider itself, whoever lists it."""
    offer = rows.table("offer")
    query = select(*(offer.c[c] for c in KEY_COLUMNS), offer.c.id).where(offer.c.via == "")
    found: dict[tuple[str, str], list[tuple[OfferKey, int]]] = defaultdict(list)
    for part in rows.slices(provider for provider, _ in wanted):
        for *parts, offer_id in conn.execute(query.where(offer.c.provider_id.in_(part))):
            if (parts[0], parts[1]) in wanted:
                found[parts[0], parts[1]].append((OfferKey(*parts), offer_id))
    return found


def write_listings(
    conn: Connection, batch: Batch, placed: Placement, snapshots: Snapshots, *, history: bool
) -> set[int]:
    """Store how the source describes its offers; returns the offer ids whose description is new or another.

    A description from the past (``history``) fills only what is not described yet.
    """
    made: list[dict[str, Any]] = []
    replaced: list[dict[str, Any]] = []
    for found in placed.values():
        details = _details(found.offer)
        digest = sha256(repr(details).encode()).hexdigest()
        before = found.before
        if before is not None and (history or before.digest == digest):
            continue
        row = dict(zip(_LISTED, details, strict=True)) | {"offer_id": found.id, "source_id": batch.source.id}
        row |= {"digest": digest, "snapshot_id": snapshots.id_of(found.document)}
        row["evidence"] = [list(pair) for pair in details[2]]
        (made if before is None else replaced).append(row)
    rows.add(conn, "listing", [row | {"first_seen_at": batch.at} for row in made])
    rows.change(conn, "listing", ("offer_id", "source_id"), replaced)
    return {row["offer_id"] for row in (*made, *replaced)}


_LISTED = (
    "name", "title", "evidence", "context_tokens", "max_output_tokens", "input_modalities", "output_modalities",
    "capabilities", "status", "trains_on_prompts", "retains_prompts",
)  # fmt: skip


def _details(offer: Offer) -> tuple[Any, ...]:
    limits = offer.limits
    return (
        offer.name,
        printable(offer.title),
        tuple(sorted((e.kind, e.value) for e in offer.evidence)) if offer.evidence else (),
        bounded(limits.context_tokens),
        bounded(limits.max_output_tokens),
        "+".join(limits.input_modalities),
        "+".join(limits.output_modalities),
        "+".join(limits.capabilities),
        offer.status,
        offer.trains_on_prompts,
        offer.retains_prompts,
    )


def bounded(count: int | None) -> int | None:
    """A token count that can be stored; None (unknown) for a negative or absurd one."""
    return count if count is not None and 0 <= count < _LARGEST else None
