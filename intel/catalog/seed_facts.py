"""Facts of the seeds into the catalog: what one source stated at one time, written as a run that is called seeded.

``facts/<source>/`` holds ``run.csv`` (when, and by which bytes), ``snapshots.csv`` (the documents cited),
``models.csv`` and ``aliases.csv`` (what the source named first), ``offers.csv`` and ``prices.csv``.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.catalog.batch import Batch, Document
from intel.catalog.seed_files import Row, day, read_table, time, truth, whole
from intel.catalog.seed_past import load_past
from intel.catalog.seed_shapes import ALIASES, MODELS, OFFERS, PRICES, RUN, SNAPSHOTS, card_of, key_of
from intel.catalog.writer import RunFacts, mirror_source, record_run, write
from intel.errors import CatalogError, RowError
from intel.identity.providers import ProviderNames
from intel.records import UNKNOWN_START, Deprecation, Evidence, Limits, Offer, OfferKey, Price, Record
from intel.source import Source


def pending(conn: Connection, folder: Path, source: str) -> datetime | None:
    """When the source stated what ``folder`` holds; None when the catalog has that already."""
    run = rows.table("run")
    seeded = select(run.c.at).where(run.c.source_id == source, run.c.outcome == "seeded")
    stated = {time(line["at"]) for line in read_table(folder, "run", RUN)}
    return next((at for at in stated - set(conn.execute(seeded).scalars()) if at is not None), None)


def load_facts(conn: Connection, folder: Path, source: Source, at: datetime) -> None:
    """Write what ``folder`` states of one source as it was seen ``at``; call ``add_names`` for all sources before.

    Facts older than the source's newest healthy run fill the past and change no belief. The past before ``at`` comes
    into a catalog to which the source is new; another has lived through its own.
    """
    mirror_source(conn, source)
    fresh = not _has_run(conn, source.id)
    try:
        documents, past, gone = _documents(folder)
        (sha256,) = [line["sha256"] for line in read_table(folder, "run", RUN)]
        if fresh and gone:
            write(conn, Batch(source, min(gone.values()) - timedelta(days=1), past), names=as_written(past))
        written = write(conn, Batch(source, at, documents), names=as_written(documents))
        if fresh:
            load_past(conn, folder, source.id, at, gone)
    except (RowError, ValueError, KeyError) as error:
        raise CatalogError(f"The seeds of {source.id} cannot be read: {error}.") from None
    used = [document for document in documents if document.facts]
    record_run(conn, RunFacts(source.id, at, at, at, "seeded", True, sha256, len(used)), written)


def _has_run(conn: Connection, source: str) -> bool:
    run = rows.table("run")
    return conn.execute(select(run.c.id).where(run.c.source_id == source, run.c.healthy).limit(1)).first() is not None


def as_written(documents: list[Document]) -> ProviderNames:
    """Provider names of the seeds are ids already: no source's alias may take them for another company's."""
    keys = [fact.key for document in documents for fact in document.facts if isinstance(fact, Offer | Deprecation)]
    return ProviderNames((), {key.provider for key in keys} | {key.via for key in keys if key.via})


def add_names(conn: Connection, folder: Path, source: str) -> None:
    """Models and aliases that the source stated, where nobody else has."""
    known = set(conn.execute(select(rows.table("model").c.id)).scalars())
    labs = set(conn.execute(select(rows.table("lab").c.id)).scalars())
    made = [_model(row, source) for row in read_table(folder, "models", MODELS) if row["id"] not in known]
    missing = sorted({row["lab_id"] for row in made} - labs)
    rows.add(conn, "lab", [{"id": lab, "title": lab, "homepage": ""} for lab in missing])
    rows.add(conn, "model", made)
    known |= {row["id"] for row in made}
    alias = rows.table("alias")
    taken = set(conn.execute(select(alias.c.name).where(alias.c.source_id == source)).scalars())
    rows.add(conn, "alias", [
        {
            "source_id": source, "name": row["name"], "model_id": row["model"], "how": "stated",
            "floating": row["floating"] == "yes", "note": "",
        }
        for row in read_table(folder, "aliases", ALIASES)
        if row["name"] not in taken and row["model"] in known
    ])  # fmt: skip


def _model(row: Row, source: str) -> dict[str, Any]:
    return row | {
        "lab_id": row["id"].partition("/")[0], "open_weights": truth(row["open_weights"]), "source_id": source,
        "released_on": day(row["released_on"]), "context_tokens": whole(row["context_tokens"]),
        "max_output_tokens": whole(row["max_output_tokens"]),
    }  # fmt: skip


def _documents(folder: Path) -> tuple[list[Document], list[Document], dict[OfferKey, datetime]]:
    """What is stated now and what was once, by document, and when each of the latter's offers was found gone."""
    prices: dict[OfferKey, list[Price]] = defaultdict(list)
    for row in read_table(folder, "prices", PRICES):
        if not row["seen_to"]:
            prices[key_of(row)].append(_price(row))
    facts: dict[str, list[Record]] = defaultdict(list)
    past: dict[str, list[Record]] = defaultdict(list)
    gone: dict[OfferKey, datetime] = {}
    for row in read_table(folder, "offers", OFFERS):
        key, gone_at = key_of(row), time(row["gone_at"])
        if gone_at is not None:
            gone[key] = gone_at
            past[row["snapshot"]].append(_offer(row, key, ()))
            continue
        facts[row["snapshot"]].append(_offer(row, key, tuple(prices.get(key, ()))))
        if row["withdrawn"] == "yes":
            end = (day(row["deprecated_on"]), day(row["sunset_on"]), row["replacement"])
            facts[row["snapshot"]].append(Deprecation(key, *end))
    cited = list(read_table(folder, "snapshots", SNAPSHOTS))
    return _by_document(cited, facts), _by_document(cited, past), gone


def _by_document(cited: list[Row], facts: dict[str, list[Record]]) -> list[Document]:
    return [
        Document(row["url"], row["sha256"], datetime.fromisoformat(row["at"]), facts[row["snapshot"]]) for row in cited
    ]


def _price(row: Row) -> Price:
    since, until = time(row["effective_from"]) or UNKNOWN_START, time(row["effective_to"])
    return Price(card_of(row), since, until, row["basis"], row["rounded"] == "yes")


def _offer(row: Row, key: OfferKey, prices: tuple[Price, ...]) -> Offer:
    limits = Limits(
        whole(row["context_tokens"]), whole(row["max_output_tokens"]), _words(row["input_modalities"]),
        _words(row["output_modalities"]), _words(row["capabilities"]),
    )  # fmt: skip
    return Offer(
        key, row["name"], prices, read_evidence(row["evidence"]), row["title"], limits, row["status"],
        truth(row["trains_on_prompts"]), truth(row["retains_prompts"]),
    )  # fmt: skip


def _words(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("+")) if joined else ()


def read_evidence(text: str) -> tuple[Evidence, ...]:
    """Inverse of ``evidence_text``."""
    pairs = (part.partition("=") for part in text.split(";") if part)
    return tuple(Evidence(kind, unquote(value)) for kind, _, value in pairs)


def evidence_text(evidence: list[list[str]]) -> str:
    """Evidence in one field: "huggingface=zai-org/GLM-5.2;model=zhipuai/glm-5.2"."""
    return ";".join(f"{kind}={quote(value, safe='/:@ +~,()')}" for kind, value in sorted(evidence))
