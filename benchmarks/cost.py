"""Pricing one request and a log of a million, beside genai-prices, litellm and model-prices in one run.

    .venv/bin/python benchmarks/cost.py

All price the same requests: first-party models, prompts on both sides of the context tiers, cached parts, times of
eleven months. Where a rival has the same rates (each rate of each request is asked for alone), the totals must be the
same to the cent. Leaves with 1 when we are slower than the fastest of them, or in bulk not 50 times genai-prices.
"""

import csv
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection

from intel.catalog.engine import migrate, open_engine
from intel.catalog.past import boundaries
from intel.catalog.queries import find_model, offers
from intel.catalog.seeds import load, seeds_folder
from intel.cli.priced import fitting
from intel.errors import UsageError
from intel.market.bulk import Requests, groups, price, stretches, total
from intel.market.pricer import Pricer, amount
from intel.rates import Meter, RateCard

ROOT = Path(__file__).parents[1]
PYTHON = ROOT / ".tools/validators/bin/python"
NOW = datetime(2026, 11, 18, tzinfo=UTC)
START = NOW - timedelta(days=330)
MODELS = (
    ("gpt-5.4", "openai"), ("gpt-5-mini", "openai"), ("claude-sonnet-4-5", "anthropic"),
    ("claude-opus-4-5", "anthropic"),
    ("gemini-2.5-pro", "google"), ("gemini-2.5-flash", "google"), ("grok-4.3", "xai"), ("gpt-4.1-mini", "openai"),
    ("gpt-4.1", "openai"), ("gpt-4o", "openai"),
)  # fmt: skip
ROWS, SAMPLE = 1_000_000, 5_000
BULK_TIMES = 50
Row = tuple[str, str, datetime, int, int, int]


class Book:
    """Every price of some models over the year: what a program that prices its own requests keeps in memory."""

    def __init__(self, connection: Connection) -> None:
        self.cards: dict[tuple[str, str], tuple[list[datetime], list[RateCard]]] = {}
        for name, provider in MODELS:
            model = find_model(connection, name).id
            moments = [START, *boundaries(connection, [model], START, NOW)]
            dated = [(at, self._card(connection, model, provider, at)) for at in moments]
            known = [(at, card) for at, card in dated if card is not None]
            self.cards[name, provider] = [START, *(at for at, _ in known[1:])], [card for _, card in known]
        self.pricers = {key: (since, list(map(Pricer, cards))) for key, (since, cards) in self.cards.items()}

    @staticmethod
    def _card(connection: Connection, model: str, provider: str, at: datetime) -> RateCard | None:
        try:
            found = fitting(model, offers(connection, model, now=NOW, as_of=at), at, provider, "standard")
        except UsageError:  # nobody sold it yet; its first price stands for that time, as the rivals have it
            return None
        cards = (offer.usd for offer, _ in found if offer.usd)
        return next((card for card in cards if card.amount(Meter.CACHE_READ) is not None), None)

    def units(self, row: Row) -> int:
        """One request at the price of its time, in 10⁻¹⁵ USD."""
        model, provider, at, fresh, cached, output = row
        since, pricers = self.pricers[model, provider]
        pricer = pricers[bisect_right(since, at) - 1]
        return pricer.units({Meter.INPUT: fresh, Meter.CACHE_READ: cached, Meter.OUTPUT: output}, at)

    def bulk(self, columns: Sequence[Any]) -> int:
        """A whole log at the prices of its times."""
        model, at, fresh, cached, output = columns
        requests = Requests({Meter.INPUT: fresh, Meter.CACHE_READ: cached, Meter.OUTPUT: output}, at)
        spent = 0
        for (place,), rows in groups([model]):
            since, cards = self.cards[MODELS[place]]
            mine = requests.take(rows)
            for (stretch,), part in groups([stretches(mine.at, since)]):
                spent += total(price(cards[stretch - 1], mine.take(part)).units)
        return spent


def made_log(rows: int) -> list[np.ndarray[Any, Any]]:
    """Columns model, at, fresh, cached, output; one prompt in twelve is longer than any tier begins."""
    dice = np.random.default_rng(7)
    model = dice.integers(0, len(MODELS), rows)
    at = dice.integers(int(START.timestamp()), int(NOW.timestamp()), rows)
    prompt = np.where(
        dice.random(rows) < 1 / 12, dice.integers(280_000, 400_000, rows), dice.integers(100, 90_000, rows)
    )
    cached = (prompt * dice.random(rows) * 0.9).astype(np.int64)
    return [model, at, prompt - cached, cached, dice.integers(1, 4_000, rows)]


def as_rows(columns: Sequence[np.ndarray[Any, Any]], rows: int) -> list[Row]:
    """The first rows, one by one."""
    head = zip(*(column[:rows].tolist() for column in columns), strict=True)
    return [(*MODELS[m], datetime.fromtimestamp(at, UTC), f, c, o) for m, at, f, c, o in head]


def probes(row: Row) -> list[Row]:
    """The rates that the row is priced by, each alone: fresh prompt, cached prompt, answer; same time, same tier."""
    model, provider, at, fresh, cached, output = row
    prompt = fresh + cached
    return [(model, provider, at, *used) for used in ((prompt, 0, 0), (0, prompt, 0), (prompt, 0, output))]


def asked(name: str, rows: Sequence[Row], timed: int) -> Mapping[str, Any]:
    """What a rival makes of the rows, and its speed on the first ``timed`` of them."""
    text = json.dumps([(m, p, at.isoformat(), *used) for m, p, at, *used in rows])
    command = [str(PYTHON), str(ROOT / "benchmarks/cost_rivals.py"), name, str(timed)]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    answer: Mapping[str, Any] = json.loads(done.stdout)
    return answer


def best(work: Callable[[], object], rows: int) -> float:
    """Rows a second of the fastest of three runs."""
    spent = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return rows / min(spent)


@dataclass
class Agreement:
    """How a rival's prices of the sample lie beside ours."""

    version: str
    per_second: float
    shared: int = 0
    """Rows whose every rate it has as we have it."""
    ours: Decimal = Decimal(0)
    theirs: Decimal = Decimal(0)
    """Totals of those rows."""
    others: Counter[str] = field(default_factory=Counter)
    """The other rows by model."""


def agreement(book: Book, name: str, sample: Sequence[Row]) -> Agreement:
    """Ask a rival for every row of the sample, and for each rate behind it."""
    probing = [probe for row in sample for probe in probes(row)]
    answer = asked(name, [*sample, *probing], len(sample))
    prices = answer["prices"][: len(sample)]
    alike = [same(book.units(row), usd) for row, usd in zip(probing, answer["prices"][len(sample) :], strict=True)]
    found = Agreement(answer["version"], answer["per_second"])
    for place, (row, usd) in enumerate(zip(sample, prices, strict=True)):
        if all(alike[3 * place : 3 * place + 3]):
            found.shared += 1
            found.ours += amount(book.units(row))
            found.theirs += Decimal(usd)
        else:
            found.others[row[0]] += 1
    return found


def same(ours: int, theirs: float | None) -> bool:
    """Whether two prices are one, but for the noise of a float."""
    usd = float(amount(ours))
    return theirs is not None and abs(theirs - usd) <= 1e-9 * max(usd, 1e-6)


def from_a_file(folder: Path, columns: Sequence[np.ndarray[Any, Any]]) -> float:
    """Seconds of ``intel cost --usage`` for the whole log as a CSV file, start of the program included."""
    path = folder / "log.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["model", "provider", "at", "input", "cached", "output"])
        for model, provider, at, fresh, cached, output in as_rows(columns, ROWS):
            out.writerow([model, provider, at.isoformat(), fresh + cached, cached, output])
    start = time.perf_counter()
    command = [str(Path(sys.executable).with_name("intel")), "cost", "--usage", str(path), "--json"]
    subprocess.run(command, check=False, capture_output=True, env={"INTEL_DATA_DIR": str(folder), "INTEL_OFFLINE": "1"})
    return time.perf_counter() - start


def main() -> int:
    """Print each figure; 1 when a promise is broken."""
    if not PYTHON.exists():
        print("The rivals are not here: run deploy/validators.sh first.")
        return 1
    columns = made_log(ROWS)
    sample = as_rows(columns, SAMPLE)
    random.Random(7).shuffle(sample)
    with tempfile.TemporaryDirectory() as name:
        engine = open_engine(f"sqlite:///{Path(name) / 'catalog.db'}", must_exist=False)
        migrate(engine)
        load(engine, seeds_folder())
        with engine.connect() as connection:
            book = Book(connection)
        engine.dispose()
        file = from_a_file(Path(name), columns)
        shutil.rmtree(Path(name), ignore_errors=True)
    single = best(lambda: [book.units(row) for row in sample], SAMPLE)
    bulk = best(lambda: book.bulk(columns), ROWS)
    assert book.bulk([c[:SAMPLE] for c in columns]) == sum(map(book.units, as_rows(columns, SAMPLE)))
    print(f"{ROWS:,} requests to {len(MODELS)} models, {sum(len(c) for _, c in book.cards.values())} dated rate cards")
    print(f"  {'intel, one by one':<22} {single:12,.0f} requests/s")
    print(f"  {'intel, as arrays':<22} {bulk:12,.0f} requests/s")
    print(f"  {'intel cost --usage':<22} {ROWS / file:12,.0f} requests/s  (a CSV of {ROWS:,} rows: {file:.1f} s)")
    return int(not beside(book, sample, single, bulk))


def beside(book: Book, sample: Sequence[Row], single: float, bulk: float) -> bool:
    """Print the rivals and the verdicts; whether every promise is kept."""
    speeds, kept = {}, True
    for name in ("genai-prices", "litellm", "model-prices"):
        found = agreement(book, name, sample)
        speeds[name] = found.per_second
        equal = round(found.ours, 2) == round(found.theirs, 2)
        kept &= equal
        print(f"  {name + ' ' + found.version:<22} {found.per_second:12,.0f} requests/s  one by one")
        word = "equal" if equal else "DIFFERENT"
        totals = f"${found.ours:,.2f} and ${found.theirs:,.2f}"
        print(f"    same rates for {found.shared:,} of {len(sample):,}; totals {word}: {totals}")
        print(f"    other or no rates: {', '.join(f'{m} {n}' for m, n in found.others.most_common()) or 'none'}")
    fastest, times = max(speeds.values()), bulk / speeds["genai-prices"]
    print(f"  one by one {single / fastest:.1f} times the fastest (at least 1)")
    print(f"  as arrays {times:,.0f} times genai-prices (at least {BULK_TIMES})")
    return kept and single >= fastest and times >= BULK_TIMES


if __name__ == "__main__":
    raise SystemExit(main())
