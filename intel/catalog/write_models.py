"""Models and aliases as sources state them: curated facts stand, unknown ones are filled, new models are made."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.catalog.batch import Batch
from intel.catalog.write_offers import bounded
from intel.identity.resolver import Resolver
from intel.records import Alias, Model
from intel.source import printable


def write_models(conn: Connection, batch: Batch, resolver: Resolver, *, history: bool) -> bool:
    """Store the models of a run; True when names may now mean something else.

    A model that nobody knows yet gets the id "lab/slug" in the source's words, with the lab renamed as the other
    models of that lab were. A name with several readings makes no model. In ``history`` only what is missing is added.
    """
    stated = _by_name(fact for d in batch.documents for fact in d.facts if isinstance(fact, Model))
    pairs: list[tuple[str, Model]] = []
    unknown = []
    for model in stated:
        found = resolver.resolve(batch.source.id, model.name, model.evidence)
        if found.model:
            pairs.append((found.model, model))
        elif found.method == "unresolved" and "/" in model.name:
            unknown.append(model)
    made = _make(conn, batch, pairs, unknown)
    return _fill(conn, batch, pairs, history=history) or made


def _by_name(facts: Iterable[Any]) -> list[Any]:
    found: dict[str, Any] = {}
    for fact in facts:
        first = found.setdefault(fact.name, fact)
        found[fact.name] = min(first, fact, key=repr) if first != fact else first
    return [found[name] for name in sorted(found)]


def _make(conn: Connection, batch: Batch, pairs: Sequence[tuple[str, Model]], unknown: Sequence[Model]) -> bool:
    if not unknown:
        return False
    votes = Counter((model.name.partition("/")[0], ours.partition("/")[0]) for ours, model in pairs)
    labs = {theirs: ours for (theirs, ours), _ in sorted(votes.items(), key=lambda v: (v[1], v[0]))}
    known = set(conn.execute(select(rows.table("model").c.id)).scalars())
    new: dict[str, Model] = {}
    for model in unknown:
        lab, _, slug = model.name.lower().partition("/")
        new.setdefault(f"{labs.get(lab, lab)}/{slug}", model)
    new = {model_id: model for model_id, model in new.items() if model_id not in known}
    have = set(conn.execute(select(rows.table("lab").c.id)).scalars())
    missing = sorted({model_id.partition("/")[0] for model_id in new} - have)
    rows.add(conn, "lab", [{"id": lab, "title": lab, "homepage": ""} for lab in missing])
    rows.add(conn, "model", [
        {"id": model_id, "lab_id": model_id.partition("/")[0], "source_id": batch.source.id, **_facts(model)}
        for model_id, model in new.items()
    ])  # fmt: skip
    _insert_aliases(conn, batch, {model.name: (model_id, False) for model_id, model in new.items()})
    return bool(new)


def _facts(model: Model) -> dict[str, Any]:
    limits = model.limits
    return {
        "title": printable(model.title) or model.name,
        "family": printable(model.family),
        "open_weights": model.open_weights,
        "released_on": model.released_on,
        "context_tokens": bounded(limits.context_tokens),
        "max_output_tokens": bounded(limits.max_output_tokens),
        "input_modalities": "+".join(limits.input_modalities),
        "output_modalities": "+".join(limits.output_modalities),
        "capabilities": "+".join(limits.capabilities),
        "weights_url": printable(_weights(model)),
        "licence": printable(model.licence),
    }


def _weights(model: Model) -> str:
    found = {e.kind: e.value for e in sorted(model.evidence, key=lambda e: (e.kind, e.value), reverse=True)}
    repository = found.get("huggingface", "")
    return f"https://huggingface.co/{repository}" if repository else found.get("weights", "")


def _fill(conn: Connection, batch: Batch, pairs: Sequence[tuple[str, Model]], *, history: bool) -> bool:
    """Fill unknown facts; a source may also revise the models that it stated first itself."""
    if not pairs:
        return False
    known = {row.id: row for row in conn.execute(select(rows.table("model")))}
    changed, named = [], False
    done: set[str] = set()
    for model_id, model in pairs:
        row = known.get(model_id)
        if row is None or model_id in done:
            continue
        done.add(model_id)
        own = row.source_id == batch.source.id and not history
        new = {k: _choose(getattr(row, k), v, own=own) for k, v in _facts(model).items()}
        if any(getattr(row, k) != v for k, v in new.items()):
            changed.append({"id": model_id, **new})
            named = named or any(getattr(row, k) != new[k] for k in ("title", "weights_url", "released_on"))
    rows.change(conn, "model", ("id",), changed)
    return named


def _choose(known: Any, stated: Any, *, own: bool) -> Any:
    absent = stated is None or stated == ""
    if absent:
        return known
    return stated if own or known is None or known == "" else known


def write_aliases(conn: Connection, batch: Batch, resolver: Resolver, *, history: bool) -> bool:
    """Store the aliases whose target is known; True when names may now mean something else.

    A stated alias may move; a curated one of the same name stands.
    """
    aliases = _by_name(fact for d in batch.documents for fact in d.facts if isinstance(fact, Alias))
    if not aliases:
        return False
    alias = rows.table("alias")
    known = {r.name: r for r in conn.execute(select(alias).where(alias.c.source_id == batch.source.id))}
    made: dict[str, tuple[str, bool]] = {}
    moved = []
    for fact in aliases:
        model = resolver.resolve(batch.source.id, fact.target).model
        old = known.get(fact.name)
        if model is None:
            continue
        if old is None:
            made[fact.name] = (model, fact.floating)
        elif not history and old.how == "stated" and (old.model_id, old.floating) != (model, fact.floating):
            key = {"source_id": batch.source.id, "name": fact.name}
            moved.append(key | {"model_id": model, "floating": fact.floating})
    _insert_aliases(conn, batch, made)
    rows.change(conn, "alias", ("source_id", "name"), moved)
    return bool(made or moved)


def _insert_aliases(conn: Connection, batch: Batch, made: dict[str, tuple[str, bool]]) -> None:
    alias = rows.table("alias")
    known = set(conn.execute(select(alias.c.name).where(alias.c.source_id == batch.source.id)).scalars())
    rows.add(conn, "alias", [
        {
            "source_id": batch.source.id, "name": name, "model_id": model_id, "how": "stated", "floating": floating,
            "note": "",
        }
        for name, (model_id, floating) in sorted(made.items())
        if name not in known
    ])  # fmt: skip
