"""How often a model's name is understood, and how often misunderstood.

    .venv/bin/python benchmarks/identity.py

Reads the names judged by hand in ``identity_labels.csv`` and, where the captured replies are at hand, the judged pairs.
Resolves them against the shipped seeds with the rules as they stand, without any evidence beside the name; then, where
captured listings are at hand, once more with what these state of a name: its weights and its permanent slug. Prints per
split: n, precision (of the names given a model, how many rightly), recall (of the names whose model is in the catalog,
how many are given it), each with its 95 % Wilson interval, and every miss.

A split says something about unread names once only: when it is first asked, before its misses are looked at. Those
figures stand in ``identity_measured.csv`` and are never written again; a split that is not in it yet is measured now.
Leaves with 1 when the newest draw of unread names, as first measured, or the pairs fall short of the target: what the
rules make of names that they were mended on decides nothing.
"""

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from intel.identity.resolver import RULES, AliasIndex, AliasName, ModelName, Resolution, Resolver
from intel.records import Evidence

ROOT = Path(__file__).parents[1]
LABELS = Path(__file__).with_name("identity_labels.csv")
MEASURED = Path(__file__).with_name("identity_measured.csv")
CAPTURES = ROOT.parent / "shared" / "upstream"
PAIRS = CAPTURES / "identity" / "hard_pairs.csv"
LISTINGS = {
    "openrouter": ("2026-07-17.models.json", "2026-08-08.models.json"),
    "kilo": ("2026-08-16.json",),
}
"""Captured listings that state a permanent slug and the weights of each id."""
PRECISION, RECALL, SURE_PAIRS = 0.995, 0.97, 0.90
SPLITS = (
    "build",
    "held-out",
    "held-out-2",
    "held-out-3",
    "unread-build",
    "held-out-4",
    "unread-build-2",
    "held-out-5",
    "unread-build-3",
    "unread-build-4",
)
"""The second was read after rules 2 were measured on it; the third was drawn and judged then, before rules 3. The
next two were drawn and judged before rules 7: names of sources that no rule came from, and later names of those that
did. Held-out-4 and unread-build-2 were drawn, judged and measured in the same way before rules 8, which were made after
reading them. Held-out-5 and unread-build-3 were drawn before rules 9 and looked at, judged and measured after them;
what was left of the captured names was read for those rules. Unread-build-4 are names that only packages of other days
carried, drawn, judged and committed after rules 10, and then measured."""
SOURCE_IDS = {
    "arena": "lmarena",
    "rankings": "openrouter-rankings",
    "openrouter-titles": "openrouter",
    "aa": "artificial-analysis",
}
"""What labels and pairs call a source, by the id under which the catalog has it, where they differ."""
READ = {"build"}
"""Splits that rules were made from before they were ever measured."""
NONE = "none"


class Judged(NamedTuple):
    """A name, what it means by hand and what it means by the rules; NONE is no model of the catalog."""

    split: str
    source: str
    name: str
    truth: str
    found: str
    why: str

    @property
    def right(self) -> bool:
        """Whether a model was named, and the right one."""
        return self.found == self.truth != NONE


class Score(NamedTuple):
    """``hits`` of ``n``."""

    hits: int
    n: int

    @property
    def share(self) -> float:
        """1 where nothing was asked: nothing was got wrong."""
        return self.hits / self.n if self.n else 1.0

    def __str__(self) -> str:
        low, high = wilson(self.hits, self.n)
        return f"{self.share:7.2%} ({self.hits} of {self.n}; {low:.2%} to {high:.2%})"


def wilson(hits: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """Bounds of a share at 95 %; (0, 1) where nothing was counted."""
    if n == 0:
        return 0.0, 1.0
    share, spread = hits / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / n + spread / (4 * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def precision(judged: Iterable[Judged]) -> Score:
    """Right ones among the names that were given a model."""
    named = [one for one in judged if one.found != NONE]
    return Score(sum(one.right for one in named), len(named))


def recall(judged: Iterable[Judged]) -> Score:
    """Right ones among the names whose model is in the catalog."""
    known = [one for one in judged if one.truth != NONE]
    return Score(sum(one.right for one in known), len(known))


def rows(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shipped() -> Resolver:
    """The rules over the shipped seeds."""
    models = (
        ModelName(
            row["id"],
            row["title"],
            weights=row["huggingface"],
            released_on=date.fromisoformat(row["released_on"]) if row["released_on"] else None,
        )
        for row in rows(ROOT / "seeds" / "models.csv")
    )
    aliases = (
        AliasName(row["source"], row["name"], row["model"], row["how"], row["floating"] == "yes")
        for row in rows(ROOT / "seeds" / "aliases.csv")
    )
    return Resolver(AliasIndex(models, aliases))


Stated = dict[tuple[str, str], tuple[Evidence, ...]]
"""What captured listings say beside a name, by source and name."""


def stated() -> Stated:
    """What the captured listings state; a slug of the rankings means the ids that the gateway lists under it."""
    found: dict[tuple[str, str], set[Evidence]] = defaultdict(set)
    for source, files in LISTINGS.items():
        for path in (CAPTURES / "prices" / source / file for file in files):
            document = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
            for row in document if isinstance(document, list) else document["data"]:
                slug, weights = row.get("canonical_slug"), row.get("hugging_face_id")
                if weights:
                    found[source, row["id"]].add(Evidence("huggingface", weights))
                if slug:
                    found[source, row["id"]].add(Evidence("canonical_slug", slug))
                    for variant in (slug, f"{slug}:free") if source == "openrouter" else ():
                        found["rankings", variant].add(Evidence("model", row["id"]))
    return {name: tuple(sorted(facts, key=lambda fact: (fact.kind, fact.value))) for name, facts in found.items()}


def ask(resolver: Resolver, source: str, name: str, evidence: Sequence[Evidence] = ()) -> Resolution:
    """What a name means in the words of the source that labels and pairs call ``source``."""
    return resolver.resolve(SOURCE_IDS.get(source, source), name, evidence)


def judge(resolver: Resolver, beside: Stated | None = None) -> list[Judged]:
    """Every labelled name with what the rules make of it; titles are read in the words of their source."""
    judged = []
    for row in rows(LABELS):
        found = ask(resolver, row["source"], row["name"], (beside or {}).get((row["source"], row["name"]), ()))
        why = f"{found.method}: {found.evidence or ', '.join(found.candidates) or 'nothing alike'}"
        judged.append(Judged(row["split"], row["source"], row["name"], row["model"], found.model or NONE, why))
    return judged


def show(split: str, judged: Sequence[Judged]) -> None:
    """The figures of one split and its misses, wrong ones first."""
    print(f"\n{split}: n = {len(judged)}")
    print(f"  precision {precision(judged)}")
    print(f"  recall    {recall(judged)}")
    for one in sorted(judged, key=lambda one: (one.found == NONE, one.source, one.name)):
        if one.found != one.truth:
            word = "MISSED" if one.found == NONE else "WRONG "
            print(f"  {word} {one.source}: {one.name!r} is {one.truth}, found {one.found} ({one.why})")


def pairs(resolver: Resolver, path: Path) -> bool:
    """Print the judged pairs; whether no two models were merged and enough sure pairs are right."""
    print(f"\npairs judged by hand: {path.name}")
    sure, wrong = [], 0
    for row in rows(path):
        one = ask(resolver, row["source_a"], row["name_a"]).model
        other = ask(resolver, row["source_b"], row["name_b"]).model
        merged, same = one is not None and one == other, row["same_model"] == "yes"
        wrong += merged and not same
        if row["certainty"] == "sure":
            sure.append(merged == same)
        if merged != same:
            print(f"  {'WRONG ' if merged else 'MISSED'} {row['name_a']!r} ({one}), {row['name_b']!r} ({other})")
    score = Score(sum(sure), len(sure))
    print(f"  sure pairs right {score}; wrong merges {wrong}")
    return wrong == 0 and score.share >= SURE_PAIRS


def compare(alone: Sequence[Judged], beside: Sequence[Judged]) -> None:
    """Print today's figures of all but the build names by name alone and with what captured listings state of them."""
    print("\nall names but build's, read by now")
    for how, judged in (("by name alone", alone), ("with what captured listings state", beside)):
        ours = [one for one in judged if one.split not in READ]
        print(f"  {how}: precision {precision(ours)}, recall {recall(ours)}")
    for one, other in zip(alone, beside, strict=True):
        if one.found != other.found:
            print(f"  {one.source}: {one.name!r} is {one.truth}, found {one.found}, then {other.found} ({other.why})")


class Measured(NamedTuple):
    """What a draw of names gave when it was first asked, by the rules of that day; nobody had read its misses."""

    draw: int
    split: str
    rules: str
    precision: Score
    recall: Score
    note: str


def first_measured(path: Path = MEASURED) -> list[Measured]:
    """Every measurement of names that were unread at the time, in the order in which they were made."""
    return [
        Measured(
            int(row["draw"]),
            row["split"],
            row["rules"],
            Score(int(row["named_right"]), int(row["named"])),
            Score(int(row["known_right"]), int(row["known"])),
            row["note"],
        )
        for row in rows(path)
        if row["read"] == "no"
    ]


def together(scores: Iterable[Score]) -> Score:
    """All of them as one."""
    parts = list(scores)
    return Score(sum(one.hits for one in parts), sum(one.n for one in parts))


def unread(judged: Sequence[Judged], measured: Sequence[Measured]) -> bool:
    """Print what unread names gave, each draw as first measured; whether the newest draw kept the target."""
    known = {one.split for one in measured}
    newest = [
        Measured(
            measured[-1].draw + 1, split, RULES, precision(ours), recall(ours), "measured now: not in the record yet"
        )
        for split in SPLITS
        if split not in known | READ and (ours := [one for one in judged if one.split == split])
    ]
    print("\nunread names, as first measured")
    for one in (*measured, *newest):
        print(f"  draw {one.draw}, {one.split}, rules {one.rules}{'; ' if one.note else ''}{one.note}")
        print(f"    precision {one.precision}, recall {one.recall}")
    last = max(one.draw for one in (*measured, *newest))
    deciding = [one for one in (*measured, *newest) if one.draw == last]
    exact, found = together(one.precision for one in deciding), together(one.recall for one in deciding)
    kept = exact.share >= PRECISION and found.share >= RECALL
    print(f"  draw {last} decides: precision {exact}, recall {found};")
    print(f"  aimed at {PRECISION:.1%} and {RECALL:.0%}: {'kept' if kept else 'MISSED'}")
    return kept


def main() -> int:
    """1 when a promise is not kept."""
    resolver = shipped()
    judged = judge(resolver)
    print(f"rules {RULES}, {len(judged)} names; all but the newest draw have been read since they were measured")
    for split in SPLITS:
        show(split, [one for one in judged if one.split == split])
    compare(judged, judge(resolver, stated()))
    kept = unread(judged, first_measured())
    if PAIRS.is_file():
        kept = pairs(resolver, PAIRS) and kept
    else:
        print("\npairs: the captured replies are not here")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
