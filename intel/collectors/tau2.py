"""τ²-bench: customer service by tools, one score per domain, as submissions to the board's repository state it.

A list names the submissions, one file each. Those under "legacy" are of the tasks before 1.0 and a benchmark edition
of their own, or of the first τ-bench, which is another benchmark; voice agents are left out. The board's own team is
Sierra, yet its name on a submission does not say that it ran it: some carry a lab's figures, with prompts changed for
them. Independent is only what Sierra signs as a standard run with prompts untouched and no question left out. What a
lab states of its own model is the vendor's, by the name signed or the one in the folder; anything else was sent in.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urljoin

from intel.collectors.shapes.documents import json_object
from intel.collectors.shapes.fields import mapping, optional_name
from intel.collectors.shapes.score_values import percent, positive
from intel.errors import RowError, SourceError
from intel.records import Benchmark, Fact, Follow, Rejected, Score, name
from intel.source import Authority, Parsed, Snapshot, Source, each, printable

_FOLDER = "https://raw.githubusercontent.com/sierra-research/tau2-bench/main/web/leaderboard/public/submissions"
_HOME = "https://taubench.com"
SOURCE = Source(
    id="tau2",
    title="τ²-bench submissions",
    url=f"{_FOLDER}/manifest.json",
    cadence=timedelta(hours=24),
    authority=Authority.COMMUNITY,
    licence="MIT",
    redistributable=True,
    min_records=40,
    homepage=_HOME,
)

_LISTS = {"submissions": "1", "legacy_submissions": "0.1"}
"""Edition by the list that names a submission; ``Follow.key`` hands it on."""
_CUSTOMER = {"1": "gpt-5.2", "0.1": "gpt-4.1-2025-04-14"}
"""The model that plays the customer in a standard run."""
_DOMAINS = {
    "airline": ("airline", 50), "retail": ("retail", 114), "telecom": ("telecom", 114),
    "banking_knowledge": ("banking", 97),
}  # fmt: skip
"""Slug and number of tasks by the domain's key."""
_OWN_TEAM = "sierra"
_PLACE = re.compile(r"^[\w.+-]{1,200}$", re.ASCII)
_SIGNED = re.compile(r"_([^_/]+)_\d{4}[-_]\d\d[-_]\d\d(?:/|$)")


def parse(snapshot: Snapshot) -> Parsed:
    """Yield where the submissions are, or the scores of one of them."""
    document = json_object(snapshot)
    if isinstance(document.get("submissions"), list):
        return _listed(document)
    results = document.get("results")
    if not isinstance(results, dict) or not results:
        raise SourceError(f"{snapshot.url}: neither a list of submissions nor a submission with results")
    version = snapshot.key.partition("/")[0]
    edition = version if version in _CUSTOMER else _LISTS["submissions"]
    return _submission(document, results, edition, snapshot)


def _listed(document: dict[str, Any]) -> Iterator[Fact]:
    for member, version in _LISTS.items():
        places = document.get(member)
        for place in places if isinstance(places, list) else ():
            if isinstance(place, str) and _PLACE.match(place) and ".." not in place:
                yield Follow(urljoin(SOURCE.url, f"{place}/submission.json"), f"{version}/{place}")
            else:
                yield Rejected(printable(str(place)), f"not the folder of a submission, in {member}")


def _submission(document: dict[str, Any], results: dict[str, Any], version: str, snapshot: Snapshot) -> Iterator[Fact]:
    def row(domain: str, stated: object) -> Iterator[Fact]:
        yield from _domain(document, domain, stated, version, snapshot)

    yield from each(sorted(results.items()), row)


def _domain(
    document: dict[str, Any], domain: str, stated: object, version: str, snapshot: Snapshot
) -> Iterator[Fact]:  # fmt: skip
    """Nothing where the domain was not measured, which is stated as null."""
    result = mapping(stated if stated is not None else {}, domain)
    value = percent(result.get("pass_1"))
    if value is None:
        return
    if domain not in _DOMAINS:
        raise RowError(f"unknown domain {printable(domain, 40)!r}")
    if document.get("modality") == "voice":
        raise RowError("a voice agent among those that write")
    run = mapping(document.get("methodology") or {}, "methodology")
    board = _benchmark(domain, version, run)
    cost, custom = positive(result.get("cost")), document.get("submission_type") == "custom"
    yield board
    yield Score(
        name(document.get("model_name")), board.name, board.version, value,
        harness=" ".join(part for part in ("custom" * custom, optional_name(result.get("retrieval_config"))) if part),
        effort=optional_name(document.get("reasoning_effort")),
        reporter=_reporter(document, run, custom, snapshot.url), reported_by=_signed(document),
        cost_usd=cost, cost_items=1 if cost is not None else None,
        stated_on=_day(run.get("evaluation_date") or document.get("submission_date")), note=_note(run, version),
    )  # fmt: skip


def _benchmark(domain: str, version: str, run: dict[str, Any]) -> Benchmark:
    slug, items = _DOMAINS[domain]
    if "original" in str(run.get("tau2_bench_version")):
        return Benchmark(f"tau-bench/{slug}", "1", f"τ-bench {slug}", "percent", homepage=_HOME)
    title = f"τ²-bench {slug}" + (" before 1.0" if version == _LISTS["legacy_submissions"] else "")
    return Benchmark(f"tau2/{slug}", version, title, "percent", items=items, homepage=_HOME)


def _reporter(document: dict[str, Any], run: dict[str, Any], custom: bool, url: str) -> str:
    signed, lab = _folded(document.get("submitting_organization")), _folded(document.get("model_organization"))
    if signed == _OWN_TEAM and not custom and not _doubts(run):
        return "independent"
    place = _SIGNED.search(url)
    return "vendor" if lab and lab in (signed, _folded(place[1]) if place else "") else "submitter"


def _signed(document: dict[str, Any]) -> str:
    signed = optional_name(document.get("submitting_organization"))
    return "" if _folded(signed) == _OWN_TEAM else signed


def _folded(stated: object) -> str:
    return "".join(c for c in stated.casefold() if c.isalnum()) if isinstance(stated, str) else ""


def _doubts(run: dict[str, Any]) -> list[str]:
    """What keeps a run from being a standard one; a flag that is null was never looked at."""
    stated = run.get("verification")
    flags: dict[str, Any] = stated if isinstance(stated, dict) else {}
    modified, omitted = flags.get("modified_prompts"), flags.get("omitted_questions")
    doubts = ["prompts modified"] if modified is True else []
    doubts += ["questions left out"] if omitted is True else []
    return doubts if doubts or modified is omitted is False else ["not verified"]


def _note(run: dict[str, Any], version: str) -> str:
    customer = optional_name(run.get("user_simulator"))
    other = [f"customer played by {customer}"] if customer and customer != _CUSTOMER[version] else []
    return ", ".join(_doubts(run) + other)


def _day(stated: object) -> date | None:
    try:
        return date.fromisoformat(stated) if isinstance(stated, str) and stated else None
    except ValueError:
        raise RowError(f"no date: {printable(str(stated), 40)!r}") from None
