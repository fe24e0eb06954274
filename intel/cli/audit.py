"""``intel audit``: how right we are, and how right each database is, by the providers' own pages."""

from collections import Counter
from datetime import datetime
from typing import Any

import typer
from sqlalchemy import Connection

from intel.catalog import curated, queries
from intel.catalog.overriding import without_overrides
from intel.cli import options, out
from intel.cli.app import FOUND
from intel.cli.compose import now, reading, then
from intel.market.audit import EXCUSED, MISSING, OURS, RIGHT, UNAIDED, WRONG, Finding
from intel.market.audit import audit as judged
from intel.market.changes import subject
from intel.rates import RateCard
from intel.source import Authority

_COLUMNS = (out.Column("word of"), *(out.Column(t, number=True) for t in (RIGHT, WRONG, EXCUSED, MISSING, "right %")))


def audit(as_of: options.AsOf = "", json: options.Json = False) -> None:
    """Our prices and those of each database against the pages of the labs that sell the models.

    Each page judges what was stated on the day it was read last, so that a price that moved later is no mistake of the
    day; with --as-of every page judges that moment. Exit code 3 when a price that we believe is wrong and not excused.
    """
    moment = then(as_of)
    with reading(moment) as stated:
        connection = without_overrides(stated)
        findings = _findings(connection, moment)
    wrong = [f for f in findings if f.who == OURS and f.verdict == WRONG]
    if json:
        out.document({"words": [_score(who, count) for who, count in _counts(findings)], "wrong": _rows(findings)})
    elif not findings:
        out.line("No page of a lab has been read yet: `intel collect` reads them.")
    else:
        out.table(_COLUMNS, [_cells(who, count) for who, count in _counts(findings)])
        out.line(_when(findings, moment))
        for finding in wrong:
            _show(finding)
    if wrong:
        raise typer.Exit(FOUND)


def _findings(connection: Connection, moment: datetime | None) -> list[Finding]:
    offers = queries.all_offers(connection, now=now(), as_of=moment)
    if moment is not None:
        return judged(offers, curated.deviations())
    first = (s for offer in offers for s in offer.statements if s.authority == Authority.FIRST_PARTY)
    found: list[Finding] = []
    for day in sorted({statement.checked_at for statement in first}):
        then = queries.all_offers(connection, now=day, as_of=day)
        found += [finding for finding in judged(then, curated.deviations()) if finding.official.checked_at == day]
    return found


def _when(findings: list[Finding], moment: datetime | None) -> str:
    """On which days the pages were held against what was believed."""
    if moment is not None:
        return f"Every page judges what was believed at {moment:%Y-%m-%d %H:%M} UTC, however old the page was by then."
    days = sorted({f"{finding.official.checked_at:%Y-%m-%d}" for finding in findings})
    between = " to ".join(dict.fromkeys((days[0], days[-1])))
    return (
        f"Each page judges the day on which it was read last ({between}), not today:"
        " `--as-of` with today's date does that."
    )


def _counts(findings: list[Finding]) -> list[tuple[str, Counter[str]]]:
    """Verdicts by speaker: ours first, then ours without the pages, then the databases by name."""
    found: dict[str, Counter[str]] = {}
    for finding in findings:
        found.setdefault(finding.who, Counter())[finding.verdict] += 1
    return sorted(found.items(), key=lambda item: (item[0] != OURS, item[0] != UNAIDED, item[0]))


def _share(count: Counter[str]) -> str | None:
    judged = count[RIGHT] + count[WRONG] + count[EXCUSED]
    return f"{100 * count[RIGHT] / judged:.1f}" if judged else None


def _cells(who: str, count: Counter[str]) -> list[str]:
    return [who, *(out.count(count[verdict]) for verdict in (RIGHT, WRONG, EXCUSED, MISSING)), _share(count) or "–"]


def _score(who: str, count: Counter[str]) -> dict[str, Any]:
    return {"word_of": who, **{v: count[v] for v in (RIGHT, WRONG, EXCUSED, MISSING)}, "right_percent": _share(count)}


def _show(finding: Finding) -> None:
    page = finding.official
    out.line(f"wrong: {subject(finding.key)}: {_text(finding.stated)} is believed")
    out.line(f"    {page.source} states {_text(page.card)}, confirmed {page.checked_at:%Y-%m-%d}, {page.url}")


def _rows(findings: list[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "word_of": f.who, "verdict": f.verdict, "model": f.model, "provider": f.key.provider, "sku": f.key.sku,
            "service_tier": f.key.service_tier, "stated": _text(f.stated), "official": _text(f.official.card),
            "official_source": f.official.source, "official_url": f.official.url,
            "official_checked_at": out.iso(f.official.checked_at), "because": f.because or None,
        }
        for f in findings
        if f.verdict in (WRONG, EXCUSED)
    ]  # fmt: skip


def _text(card: RateCard | None) -> str:
    return "no price" if card is None else f"{card.currency} {card.text()}"
