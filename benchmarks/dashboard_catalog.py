"""The catalog of ``benchmarks/dashboard.py``: the seeds, and before them two years of a market that never was.

Every offer of the seeds gets closed intervals before the first that its source has, as many as a power law says: most
offers hardly ever changed, the busiest every other week. Prices are those of rate cards that cost about as much. Every
source gets a run every six hours, and the alerts page as many events as it shows. Made once and kept in the folder for
as long as seeds and tables are the same.
"""

import hashlib
import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from intel.catalog import migrations

INTERVALS = 100_000
DAYS = 730
EVENTS = 400
_SEEDS = Path(__file__).parent.parent / "seeds"
_FORM = "%Y-%m-%d %H:%M:%S.%f"
_BUSIEST = DAYS // 14


def made(folder: Path) -> Path:
    """The data folder with that catalog, inside ``folder``; made when it is not there yet (about a minute)."""
    place = folder / _digest()[:12]
    if not (place / "catalog.db").is_file():
        print(f"Making a catalog with {DAYS} days in {place}: about a minute, once.", flush=True)
        rough = folder / f"making-{os.getpid()}"
        rough.mkdir(parents=True)
        asked = os.environ | {"INTEL_DATA_DIR": str(rough), "INTEL_OFFLINE": "1", "INTEL_DATABASE_URL": ""}
        subprocess.run([Path(sys.executable).with_name("intel"), "init"], env=asked, check=True, timeout=300)
        _fill(rough / "catalog.db")
        rough.rename(place)
    return place


def size(place: Path) -> str:
    """What the catalog holds, in words."""
    with sqlite3.connect(place / "catalog.db") as raw:
        (prices, first), (runs,) = (
            raw.execute(query).fetchone()
            for query in ("SELECT count(*), min(seen_from) FROM price", "SELECT count(*) FROM run")
        )
    return f"{prices:,} price intervals since {first[:10]}, {runs:,} runs"


def _digest() -> str:
    """Of all that the catalog is made of."""
    found = hashlib.sha256()
    parts = [Path(__file__), *_SEEDS.rglob("*"), *Path(migrations.__file__).parent.rglob("*.py")]
    for path in sorted(path for path in parts if path.is_file()):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def _fill(path: Path) -> None:
    dice = random.Random(6)
    with sqlite3.connect(path) as raw:
        end = _moment(raw.execute("SELECT max(seen_from) FROM price").fetchone()[0])
        begin = end - timedelta(days=DAYS)
        raw.executemany(
            "INSERT INTO price (offer_id, source_id, rate_card_id, effective_from, basis, seen_from, seen_to, rounded, "
            "snapshot_id) VALUES (?, ?, ?, '0001-01-01 00:00:00.000000', 'observed', ?, ?, 0, ?)",
            list(_past(raw, begin, dice)),
        )
        raw.executemany(
            "INSERT INTO run (source_id, at, started_at, finished_at, outcome, healthy, sha256, documents, records, "
            "offers, added, changed, rejected, quarantined, unresolved, message) "
            "VALUES (?, ?, ?, ?, 'done', 1, '', 1, 3000, 3000, 0, 0, 0, 0, 0, '')",
            list(_runs(raw, begin)),
        )
        raw.executemany(
            "INSERT INTO event (kind, subject, at, source_id, evidence) VALUES ('price_changed', ?, ?, ?, ?)",
            list(_events(raw, end, dice)),
        )
        raw.execute("ANALYZE")


def _past(raw: sqlite3.Connection, begin: datetime, dice: random.Random) -> Iterator[tuple[Any, ...]]:
    """Closed intervals from ``begin`` to the first one that is known of each offer and source."""
    cards = [row[0] for row in raw.execute(
        "SELECT rate_card_id FROM rate WHERE condition = '' AND meter IN ('input', 'output') "
        "GROUP BY rate_card_id ORDER BY sum(amount_nano), rate_card_id"
    )]  # fmt: skip
    places = {card: place for place, card in enumerate(cards)}
    known = raw.execute(
        "SELECT offer_id, source_id, min(seen_from), rate_card_id, snapshot_id FROM price "
        "WHERE effective_from LIKE '0001-%' GROUP BY offer_id, source_id ORDER BY offer_id, source_id"
    ).fetchall()
    have = raw.execute("SELECT count(*) FROM price").fetchone()[0]
    weights = [min(dice.paretovariate(0.9), 200.0) for _ in known]
    scale = (INTERVALS - have) / sum(weights)
    for _ in range(5):  # the busiest are cut off, so the others take their share
        scale *= (INTERVALS - have) / sum(min(_BUSIEST, weight * scale) for weight in weights)
    for weight, (offer, source, first, card, snapshot) in zip(weights, known, strict=True):
        until, place = _moment(first), places.get(card, 0)
        count = min(_BUSIEST, int(weight * scale + dice.random()))
        days = (until - begin).days
        cuts = [begin + timedelta(days=day) for day in sorted(dice.sample(range(days), min(count, days)))]
        for since, end in pairwise([*cuts, until]):
            near = cards[max(0, min(len(cards) - 1, place + dice.randint(-40, 40)))]
            yield offer, source, near, since.strftime(_FORM), end.strftime(_FORM), snapshot


def _runs(raw: sqlite3.Connection, begin: datetime) -> Iterator[tuple[Any, ...]]:
    """One every six hours of each source, up to its first one that is known."""
    for source, first in raw.execute("SELECT source_id, min(at) FROM run GROUP BY source_id").fetchall():
        at, until = begin, _moment(first)
        while at < until:
            yield source, *[at.strftime(_FORM)] * 3
            at += timedelta(hours=6)


def _events(raw: sqlite3.Connection, end: datetime, dice: random.Random) -> Iterator[tuple[Any, ...]]:
    """Prices that moved, one an hour."""
    offers = raw.execute("SELECT provider_id, sku FROM offer ORDER BY id").fetchall()
    sources = [row[0] for row in raw.execute("SELECT DISTINCT source_id FROM run ORDER BY source_id")]
    for place in range(EVENTS):
        at = (end - timedelta(hours=EVENTS - place)).strftime(_FORM)
        before, after = ({"input": str(dice.randint(1, 400) / 100)} for _ in range(2))
        moved = {"before": before, "after": after, "ratio": "1.5", "meter": "input"}
        yield f"price {' '.join(dice.choice(offers))}", at, dice.choice(sources), json.dumps({"moved": moved})


def _moment(stored: str) -> datetime:
    return datetime.strptime(stored, _FORM).replace(tzinfo=UTC)
