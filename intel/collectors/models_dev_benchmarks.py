"""Benchmark figures that models.dev carries: only those whose first publisher lets them be used so.

Every row names its source. Rows that hand on Artificial Analysis, Scale, OpenRouter's pages, Vals, ARC Prize, MathArena
or Vellum are left out, whatever models.dev's own licence says, and counted in one reject. Aider's and SWE-bench's rows
are theirs (origin, licence). All others are a lab's word, "vendor": mostly of its own model, and marked where its post
sets another lab's model beside it. A name and a version that are written in several ways are one edition.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from intel.collectors.shapes.documents import json_object
from intel.collectors.shapes.score_values import percent
from intel.errors import RowError, SourceError
from intel.records import OF_ANOTHER_LAB, Benchmark, Evidence, Fact, Rejected, Score, name
from intel.source import Authority, Parsed, Snapshot, Source, each

SOURCE = Source(
    id="models.dev-benchmarks",
    title="models.dev benchmarks",
    url="https://models.dev/models.json",
    cadence=timedelta(hours=24),
    authority=Authority.COMMUNITY,
    licence="MIT",
    redistributable=True,
    min_records=50,
    homepage="https://models.dev",
)

DENIED = (
    "artificialanalysis.ai", "scale.com", "openrouter.ai", "vals.ai", "arcprize.org", "matharena.ai", "vellum.ai",
)  # fmt: skip
"""Hosts whose terms forbid comparison products, or that hand on figures of such."""
_ORIGINS = {
    "aider.chat": ("aider", "Apache-2.0", True),
    "swebench.com": ("swe-bench", "CC BY-NC 4.0", False),
}
"""Host of a row's source: its origin, licence and whether it may travel."""
_EDITIONS = {
    "aider-polyglot": ("aider/polyglot", "1"),
    "swe-bench-verified": ("swe-bench/verified", "1"),
    "swe-bench-multilingual": ("swe-bench/multilingual", "1"),
}
"""Benchmarks that we know under another name from their own boards."""
_OPEN_TO_ALL = {"huggingface.co", "arxiv.org"}
"""Where labs publish cards and papers under their own names."""
_VERSION = re.compile(r"^(terminal-bench|livecodebench|mrcr)-?v?(\d+(?:\.\d+)*)$")
_EFFORTS = {"minimal", "low", "medium", "high", "xhigh", "max", "none"}

Row = tuple[str, dict[str, Any]]


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one score per figure that may be used."""
    rows = list(_rows(json_object(snapshot)))
    if not rows:
        raise SourceError(f"{snapshot.url}: no model has benchmarks")
    free = [(model, row) for model, row in rows if not _denied(row)]
    boards: dict[tuple[str, str], Benchmark] = {}
    facts = list(each(((f"{model} {row.get('name')}", (model, row)) for model, row in free), _score))
    for score in (fact for fact in facts if isinstance(fact, Score)):
        edition = (score.benchmark, score.version)
        boards[edition] = Benchmark(*edition, score.benchmark.replace("/", " "), "percent", homepage=SOURCE.homepage)
    yield from (boards[edition] for edition in sorted(boards))
    yield from facts
    if len(free) < len(rows):
        yield Rejected("rows of other publishers", f"{len(rows) - len(free):,} rows hand on what may not be used")


def _rows(document: dict[str, Any]) -> Iterator[Row]:
    models = document.get("models", document)
    for key, model in models.items() if isinstance(models, dict) else ():
        stated = model.get("benchmarks") if isinstance(model, dict) else None
        yield from ((key, row) for row in stated or () if isinstance(row, dict)) if isinstance(stated, list) else ()


def _host(row: dict[str, Any]) -> str:
    try:
        return urlsplit(str(row.get("source") or "")).hostname or ""
    except ValueError:
        return ""


def _denied(row: dict[str, Any]) -> bool:
    host = _host(row)
    return any(host == denied or host.endswith(f".{denied}") for denied in DENIED)


def _score(_: str, stated: Row) -> Iterator[Fact]:
    model, row = stated
    value = percent(row.get("score"))
    if value is None:
        raise RowError("no score")
    host = _host(row)
    if not host:
        raise RowError("no source, so that nobody stands behind it")
    benchmark, version = _edition(row)
    own = next((origin for domain, origin in _ORIGINS.items() if host == domain or host.endswith(f".{domain}")), None)
    variant = _text(row.get("variant"))
    effort = variant if variant.lower() in _EFFORTS else ""
    yield Score(
        name(model), benchmark, version, value, harness=_harness(row, "" if effort else variant), effort=effort.lower(),
        reporter="independent" if own else "vendor", reported_by="" if own else _lab(host, model),
        stated_on=_day(row.get("date")), url=name(row.get("source")), origin=own[0] if own else "",
        licence=own[1] if own else "", redistributable=own[2] if own else None,
        evidence=(Evidence("canonical_slug", name(model)),),
        note=OF_ANOTHER_LAB if not own and _lab(host, model) else "",
    )  # fmt: skip


def _lab(host: str, model: str) -> str:
    """'' where the model's own lab speaks: on its site, in its model card or paper; else the site of the other lab."""
    site, lab = host.removeprefix("www."), model.partition("/")[0].lower()
    return "" if site in _OPEN_TO_ALL or lab in site else site


def _edition(row: dict[str, Any]) -> tuple[str, str]:
    slug = re.sub(r"[^a-z0-9.]+", "-", name(row.get("name")).lower().replace("τ", "tau")).strip("-.")
    version = _text(row.get("version"))
    if found := _VERSION.match(slug):
        slug, version = found[1], version or found[2]
    known, edition = _EDITIONS.get(slug, (slug, version or "1"))
    dataset = re.sub(r"[^a-z0-9]+", "-", _text(row.get("dataset")).lower()).strip("-")
    if not known:
        raise RowError(f"no name of a benchmark: {str(row.get('name'))[:40]!r}")
    return (f"{known}/{dataset}" if dataset else known), edition


def _harness(row: dict[str, Any], variant: str) -> str:
    return " ".join(part for part in (_text(row.get("harness")), variant) if part)


def _text(value: object) -> str:
    return name(value) if isinstance(value, str) and value.strip() else ""


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) and value else None
    except ValueError:
        raise RowError(f"no date: {str(value)[:40]!r}") from None
