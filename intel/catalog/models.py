"""Models by name: the one that a person means, and lists of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.catalog.demand import demand
from intel.catalog.identity_store import load_resolver
from intel.catalog.listings import limits
from intel.catalog.offers import offers, offers_by_model
from intel.errors import UsageError
from intel.market.comparable import hosts
from intel.source import printable
from intel.views import ModelView, OfferView

NEAR = 5
"""How many near names an error offers."""


def find_model(conn: Connection, text: str, *, now: datetime | None = None) -> ModelView:
    """The model that ``text`` means: its id, its slug, an alias, either or its title whatever the case, a reading.

    ``UsageError`` names up to five near ones when there is none, and the candidates when there are several. Hosts
    and offers are counted when ``now`` is given, else they are 0.
    """
    wanted = text.strip()
    found = _exact(conn, wanted) or _loose(conn, wanted.lower()) or _read(conn, wanted)
    if not found:
        near = _near(conn, wanted)
        raise UsageError(f"No model is called {_quoted(text)}{f': did you mean {_or(near)}?' if near else '.'}")
    if len(found) > 1:
        raise UsageError(f"{_quoted(text)} may mean {_or(found[:NEAR])}: write the whole id.")
    (view,) = _views(conn, found)
    return view if now is None else _counted(view, offers(conn, view.id, now=now))


def models(conn: Connection, query: str = "", *, now: datetime | None) -> list[ModelView]:
    """Models whose id, title, family or an alias hold every word of ``query``, with hosts, offers and tokens counted.

    The most comparable hosts first, then by id. Without ``now`` nothing is counted, which is much quicker.
    """
    words = query.lower().split()
    texts = _texts(conn) if words else {}
    chosen = [name for name, text in texts.items() if all(word in text for word in words)] if words else None
    if now is None:
        return sorted(_views(conn, chosen), key=lambda view: view.id)
    sold, used = offers_by_model(conn, now=now, models=chosen), demand(conn, on=now.date())
    views = [replace(_counted(v, sold.get(v.id, ())), demand=used.get(v.id)) for v in _views(conn, chosen)]
    return sorted(views, key=lambda view: (-view.hosts, view.id))


def _counted(view: ModelView, sold: Sequence[OfferView]) -> ModelView:
    return replace(view, hosts=hosts(sold), offers=len(sold))


def _exact(conn: Connection, text: str) -> list[str]:
    """By id, slug or alias as they are written, in this order."""
    model, alias = rows.table("model"), rows.table("alias")
    if conn.execute(select(model.c.id).where(model.c.id == text)).first():
        return [text]
    ending = select(model.c.id).where(model.c.id.endswith(f"/{text}", autoescape=True)).order_by(model.c.id)
    slugs = [name for name in conn.execute(ending).scalars() if name.partition("/")[2] == text]
    called = select(alias.c.model_id).where(alias.c.name == text).distinct().order_by(alias.c.model_id)
    return slugs or list(conn.execute(called).scalars())


def _loose(conn: Connection, text: str) -> list[str]:
    """By id, slug, title or alias whatever the case."""
    return sorted(_names(conn).get(text, ()))


def _read(conn: Connection, text: str) -> list[str]:
    """By the rules of identity: "zai-org/GLM-5p2-FP8" is glm-5.2."""
    found = load_resolver(conn).resolve("", text)
    if found.model:
        return [found.model]
    return list(found.candidates) if found.method == "ambiguous" else []


def _near(conn: Connection, text: str) -> list[str]:
    """Up to five models of which a name looks like ``text``, the likeliest first."""
    names = _names(conn)
    alike = get_close_matches(text.lower(), sorted(names), 4 * NEAR, 0.5)
    return list(dict.fromkeys(model for name in alike for model in sorted(names[name])))[:NEAR]


def _names(conn: Connection) -> dict[str, set[str]]:
    """Model ids by every name in lower case."""
    model, alias = rows.table("model"), rows.table("alias")
    found: dict[str, set[str]] = defaultdict(set)
    for name, title in conn.execute(select(model.c.id, model.c.title)):
        for written in (name, name.partition("/")[2], title):
            found[written.lower()].add(name)
    for written, name in conn.execute(select(alias.c.name, alias.c.model_id)):
        found[written.lower()].add(name)
    return found


def _texts(conn: Connection) -> dict[str, str]:
    """Everything a model is called, in lower case, by its id."""
    model = rows.table("model")
    found = {name: family.lower() for name, family in conn.execute(select(model.c.id, model.c.family))}
    for written, names in _names(conn).items():
        for name in names:
            found[name] += f"\n{written}"
    return found


def _views(conn: Connection, chosen: Iterable[str] | None = None) -> list[ModelView]:
    model = rows.table("model")
    columns = (
        model.c.id, model.c.title, model.c.lab_id, model.c.family, model.c.open_weights, model.c.released_on,
        model.c.weights_url, model.c.context_tokens, model.c.max_output_tokens, model.c.input_modalities,
        model.c.output_modalities, model.c.capabilities,
    )  # fmt: skip
    query = select(*columns).order_by(model.c.id)
    if chosen is not None:
        query = query.where(model.c.id.in_(sorted(chosen)))
    return [ModelView(*row[:6], limits=limits(*row[7:]), weights_url=row.weights_url) for row in conn.execute(query)]


def _quoted(text: str) -> str:
    return f"“{printable(text, 80)}”"


def _or(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
