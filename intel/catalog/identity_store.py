"""The identity index out of the catalog, and the resolutions that are stored back."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from intel.catalog import write_rows as rows
from intel.catalog.overriding import overrides_of
from intel.identity.providers import ProviderAlias, ProviderNames
from intel.identity.resolver import RULES, AliasIndex, AliasName, ModelName, Resolution, Resolver
from intel.records import Evidence

_STRENGTH = ("curated", "stated", "evidence", "exact", "derived")
"""Methods from the surest to the least sure: which source's reading names the model of a shared offer."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A resolver and the version of what it knows."""

    resolver: Resolver
    rules: str
    """Version of the rules and digest of the index: a stored resolution of the same version needs no second look."""
    refusals: frozenset[tuple[str, str, str]] = frozenset()
    """(source, name, model): what the owner said a name does not mean; model '' is any."""

    def resolve(self, source: str, name: str, evidence: Sequence[Evidence] = ()) -> Resolution:
        """What the name means by the rules, unless the owner refused that."""
        found = self.resolver.resolve(source, name, evidence)
        if found.model is None or not {(source, name, ""), (source, name, found.model)} & self.refusals:
            return found
        return Resolution(name, None, "unresolved", "refused by the owner", (found.model,), found.effort)


def load_resolver(conn: Connection) -> Resolver:
    """A resolver over all models and aliases of the catalog."""
    return load_identity(conn).resolver


def load_identity(conn: Connection) -> Identity:
    """A resolver and its version. Curated aliases come before stated ones, both sorted, so that equals are decided."""
    model, alias = rows.table("model"), rows.table("alias")
    columns = (model.c.id, model.c.title, model.c.lab_id, model.c.weights_url, model.c.released_on)
    models = tuple(map(tuple, conn.execute(select(*columns).order_by(model.c.id)).all()))
    columns = (alias.c.source_id, alias.c.name, alias.c.model_id, alias.c.how, alias.c.floating)
    found = map(tuple, conn.execute(select(*columns)).all())
    refusal = rows.table("refusal")
    refused = map(tuple, conn.execute(select(refusal.c.source_id, refusal.c.name, refusal.c.model_id)).all())
    ours = [(a.source, a.name, a.model, "curated", False) for a in overrides_of(conn).aliases]
    by_kind = tuple(ours) + tuple(sorted(found, key=lambda a: (a[3] != "curated", *a[:3])))
    return _identity(models, by_kind, tuple(sorted(refused)))


@lru_cache(maxsize=1)
def _identity(
    models: tuple[tuple[Any, ...], ...], aliases: tuple[tuple[Any, ...], ...], refused: tuple[tuple[Any, ...], ...]
) -> Identity:
    """Equal rows give the resolver that was built from them last: building it costs more than a whole comparison."""
    digest = sha256(repr((models, aliases, refused)).encode()).hexdigest()
    index = AliasIndex((ModelName(*row) for row in models), (AliasName(*row) for row in aliases))
    return Identity(Resolver(index), f"{RULES}+{digest[:12]}", frozenset(refused))


def load_provider_names(conn: Connection) -> ProviderNames:
    """Names of providers as the catalog knows them."""
    alias, provider = rows.table("provider_alias"), rows.table("provider")
    columns = (alias.c.source_id, alias.c.name, alias.c.provider_id, alias.c.region, alias.c.valid_from)
    known = conn.execute(select(provider.c.id).order_by(provider.c.id)).scalars()
    return ProviderNames((ProviderAlias(*row) for row in conn.execute(select(*columns).order_by(*columns))), known)


def refresh(
    conn: Connection, source: str, identity: Identity, at: datetime, touched: Collection[int] = (),
    scored: Collection[str] = (),
) -> None:  # fmt: skip
    """Resolve names of a source that are new (``touched`` offer ids, ``scored`` names) or that older rules resolved.

    One resolution per name: the evidence of all listings and scores that bear it counts together. The model of an offer
    that several sources list is the surest reading; which model a score belongs to is read off its name's resolution.
    """
    stale = {row.offer_id for row in conn.execute(_stale(source, identity.rules))}
    due_scores = {row.name for row in conn.execute(_stale_scores(source, identity.rules))}.union(scored)
    if not (stale or touched or due_scores):
        return
    names: dict[str, set[tuple[str, str]]] = defaultdict(set)
    offers: dict[str, list[int]] = defaultdict(list)
    listing, score = rows.table("listing"), rows.table("score")
    for row in conn.execute(
        select(listing.c.offer_id, listing.c.name, listing.c.evidence).where(listing.c.source_id == source)
    ):
        names[row.name].update((kind, value) for kind, value in row.evidence)
        offers[row.name].append(row.offer_id)
    of_source = select(score.c.name, score.c.evidence).where(score.c.source_id == source, score.c.seen_to.is_(None))
    for name, evidence in conn.execute(of_source).all() if due_scores else ():
        names[name].update((kind, value) for kind, value in evidence)
    due = stale.union(touched)
    asked = {name for name, ids in offers.items() if not due.isdisjoint(ids)} | due_scores
    found = {name: identity.resolve(source, name, [Evidence(*e) for e in sorted(names[name])]) for name in asked}
    _store(conn, source, identity.rules, at, found)
    _name_offers(conn, {offer for name in asked for offer in offers.get(name, ())})


def _stale_scores(source: str, rules: str) -> Any:
    score, known = rows.table("score"), rows.table("resolution")
    joined = and_(known.c.source_id == score.c.source_id, known.c.name == score.c.name)
    return (
        select(score.c.name)
        .distinct()
        .outerjoin(known, joined)
        .where(score.c.source_id == source, or_(known.c.rules.is_(None), known.c.rules != rules))
    )


def _stale(source: str, rules: str) -> Any:
    listing, known = rows.table("listing"), rows.table("resolution")
    joined = and_(known.c.source_id == listing.c.source_id, known.c.name == listing.c.name)
    return (
        select(listing.c.offer_id)
        .outerjoin(known, joined)
        .where(listing.c.source_id == source, or_(known.c.rules.is_(None), known.c.rules != rules))
    )


def _store(conn: Connection, source: str, rules: str, at: datetime, found: dict[str, Resolution]) -> None:
    known = rows.table("resolution")
    columns = (
        known.c.name, known.c.model_id, known.c.method, known.c.evidence, known.c.candidates, known.c.effort,
        known.c.rules,
    )  # fmt: skip
    stored = {row.name: row for row in conn.execute(select(*columns).where(known.c.source_id == source))}
    made, changed, confirmed = [], [], []
    for name, new in sorted(found.items()):
        row = {
            "source_id": source, "name": name, "model_id": new.model, "method": new.method, "evidence": new.evidence,
            "candidates": list(new.candidates), "effort": new.effort, "rules": rules, "resolved_at": at,
        }  # fmt: skip
        old = stored.get(name)
        if old is None:
            made.append(row)
        elif tuple(old[1:6]) != (new.model, new.method, new.evidence, list(new.candidates), new.effort):
            changed.append(row)
        elif old.rules != rules:
            confirmed.append({"source_id": source, "name": name, "rules": rules})
    rows.add(conn, "resolution", made)
    rows.change(conn, "resolution", ("source_id", "name"), changed)
    rows.change(conn, "resolution", ("source_id", "name"), confirmed)


def _name_offers(conn: Connection, offers: Collection[int]) -> None:
    """Give offers the model of their surest resolution; authority, then source id, decide between equals."""
    offer, listing, known, source = (rows.table(t) for t in ("offer", "listing", "resolution", "source"))
    query = (
        select(offer.c.id, offer.c.model_id, known.c.model_id, known.c.method, source.c.authority, source.c.id)
        .join(listing, listing.c.offer_id == offer.c.id)
        .join(known, and_(known.c.source_id == listing.c.source_id, known.c.name == listing.c.name))
        .join(source, source.c.id == listing.c.source_id)
    )
    best: dict[int, tuple[tuple[int, int, str], str]] = {}
    now: dict[int, str | None] = {}
    for part in rows.slices(offers):
        for offer_id, current, model, method, authority, name in conn.execute(query.where(offer.c.id.in_(part))):
            now[offer_id] = current
            if model is not None:
                rank = (_STRENGTH.index(method), -authority, name)
                best[offer_id] = min(best.get(offer_id, (rank, model)), (rank, model))
    fresh = {i: best[i][1] if i in best else None for i in now}
    moved = [{"id": i, "model_id": fresh[i]} for i in sorted(now) if fresh[i] != now[i]]
    rows.change(conn, "offer", ("id",), moved)
