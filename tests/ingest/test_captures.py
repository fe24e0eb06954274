"""The real sources of two days, from an empty catalog: what was stated is what is answered, for either day."""

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, or_, select
from sqlmodel import SQLModel

from intel.catalog import write_rows as rows
from intel.catalog.cards import rate_cards
from intel.catalog.identity_store import load_provider_names
from intel.catalog.write_offers import Keys
from intel.collectors import genai_prices, litellm, models_dev, openrouter
from intel.ingest.archive import Archive
from intel.ingest.fetch import Fetcher
from intel.ingest.replay import Replay
from intel.ingest.runner import Runner, RunResult
from intel.market.changes import subject
from intel.records import Offer, OfferKey
from intel.source import Collector, Snapshot
from tests.ingest.held import HELD

pytestmark = pytest.mark.captures

State = dict[OfferKey, list[tuple[datetime, datetime | None, str]]]
"""Prices of every priced offer: (effective_from, effective_to, currency and rate card)."""


@dataclass(frozen=True)
class Pair:
    """Two captures of one source."""

    collector: Collector
    folder: str
    files: tuple[str, str]
    days: tuple[datetime, datetime]
    outcome: str = "done"


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


PAIRS = [
    Pair(
        models_dev, "models.dev", ("2026-06-10.api.json", "2026-07-02.catalog.json"),
        (at(2026, 6, 10), at(2026, 7, 2)),
    ),
    Pair(litellm, "litellm", ("2026-05-31.json", "2026-11-12.json"), (at(2026, 5, 31), at(2026, 11, 12))),
    Pair(
        openrouter, "openrouter", ("2026-07-17.models.json", "2026-08-08.models.json"),
        (at(2026, 7, 17), at(2026, 8, 8)), "partial",
    ),
    Pair(
        genai_prices, "genai-prices", ("2026-01-28.data.json", "2026-08-21.data.json"),
        (at(2026, 1, 28), at(2026, 8, 21)),
    ),
]  # fmt: skip

ON_SQLITE_AND_ONE_ON_POSTGRES = pytest.mark.parametrize(
    ("engine", "pair"),
    [
        *(pytest.param("sqlite", pair, id=f"{pair.folder}-sqlite") for pair in PAIRS),
        pytest.param("postgres", PAIRS[0], id="models.dev-postgres", marks=pytest.mark.postgres),
    ],
    indirect=["engine"],
)
"""The smaller tests run on both engines; a whole source of two days takes its time on a real server."""


@dataclass
class Replayed:
    """One source on an empty catalog."""

    engine: Engine
    folder: Path
    pair: Pair

    def run(self, body: bytes, when: datetime) -> RunResult:
        path = self.folder / "reply.json"
        path.write_bytes(body)
        runner = Runner(
            self.engine,
            Fetcher(lambda: when, lambda s: None, offline=True),
            Archive(self.folder / "archive"),
            lambda: when,
        )
        return runner.run(self.pair.collector, replay=Replay.load(path), at=when)

    def stated(self, body: bytes, when: datetime) -> State:
        """What a reply states, under our keys."""
        facts = self.pair.collector.parse(Snapshot(self.pair.collector.SOURCE.url, body, when))
        with self.engine.connect() as conn:
            keys = Keys(load_provider_names(conn), self.pair.collector.SOURCE.id)
        found: State = {}
        for fact in facts:
            if isinstance(fact, Offer):
                found.setdefault(keys.ours(fact.key), sorted(
                    (p.effective_from, p.effective_to, f"{p.card.currency} {p.card.text()}") for p in fact.prices
                ))  # fmt: skip
        return found

    def believed(self, when: datetime) -> State:
        """What the catalog answers as of a moment."""
        price, offer = rows.table("price"), rows.table("offer")
        columns = (
            offer.c.provider_id, offer.c.sku, offer.c.via, offer.c.region, offer.c.quantization, offer.c.service_tier,
            offer.c.tag, price.c.effective_from, price.c.effective_to, price.c.rate_card_id,
        )  # fmt: skip
        query = (
            select(*columns)
            .join(price, price.c.offer_id == offer.c.id)
            .where(price.c.seen_from <= when, or_(price.c.seen_to.is_(None), price.c.seen_to > when))
        )
        found: State = {}
        with self.engine.connect() as conn:
            answered = conn.execute(query).all()
            cards = rate_cards(conn, {row[-1] for row in answered})
        texts = {i: f"{card.currency} {card.text()}" for i, card in cards.items()}
        for row in answered:
            found.setdefault(OfferKey(*row[:7]), []).append((row[7], row[8], texts[row[9]]))
        return {key: sorted(prices) for key, prices in found.items()}

    def held(self) -> dict[OfferKey, str]:
        """Offers whose new price waits, with the reason."""
        waiting, offer = rows.table("quarantined"), rows.table("offer")
        key = (
            offer.c.provider_id, offer.c.sku, offer.c.via, offer.c.region, offer.c.quantization, offer.c.service_tier,
            offer.c.tag,
        )  # fmt: skip
        query = select(*key, waiting.c.reason).join(waiting, waiting.c.offer_id == offer.c.id)
        with self.engine.connect() as conn:
            found = conn.execute(query.where(waiting.c.outcome == "held")).all()
        return {OfferKey(*row[:7]): row[7] for row in found}

    def counts(self) -> dict[str, int]:
        with self.engine.connect() as conn:
            tables = SQLModel.metadata.tables.items()
            return {name: conn.execute(select(func.count()).select_from(t)).scalar_one() for name, t in tables}


def wrapped(pair: Pair, captures: Path) -> list[bytes]:
    """The captures as the source serves them: those of OpenRouter hold the bare list."""
    bodies = [(captures / "prices" / pair.folder / file).read_bytes() for file in pair.files]
    return [b'{"data": %s}' % body if pair.collector is openrouter else body for body in bodies]


def shuffled(value: Any, dice: random.Random) -> Any:
    """The same JSON with the members of every object in another order."""
    if isinstance(value, dict):
        members = list(value.items())
        dice.shuffle(members)
        return {key: shuffled(member, dice) for key, member in members}
    return [shuffled(item, dice) for item in value] if isinstance(value, list) else value


def only(state: State, keys: Iterable[OfferKey]) -> State:
    """The priced offers among ``keys``."""
    return {key: state[key] for key in keys if state.get(key)}


@pytest.mark.slow
@ON_SQLITE_AND_ONE_ON_POSTGRES
def test_either_day_is_answered_as_it_was_stated_but_for_what_waits(
    engine: Engine, tmp_path: Path, captures: Path, pair: Pair
) -> None:
    there = Replayed(engine, tmp_path, pair)
    (first, second), (monday, later) = wrapped(pair, captures), pair.days
    assert there.run(first, monday).outcome == pair.outcome
    stated, restated = there.stated(first, monday), there.stated(second, later)
    assert there.believed(monday) == only(stated, stated)
    result = there.run(second, later)
    held = there.held()
    assert {f"{subject(key)}: {reason}" for key, reason in held.items()} == set(HELD[pair.folder])
    assert (result.outcome, result.quarantined) == (pair.outcome, len(held))
    answered = there.believed(later)
    assert only(answered, restated.keys() - held.keys()) == only(restated, restated.keys() - held.keys())
    assert only(answered, held) == only(stated, held)
    assert there.believed(monday) == only(stated, stated)
    released = there.run(second, later + pair.collector.SOURCE.cadence)
    assert (released.quarantined, released.changed) == (0, len(held))
    assert there.held() == {}
    now = there.believed(later + pair.collector.SOURCE.cadence)
    assert only(now, restated) == only(restated, restated)


@pytest.mark.slow
@ON_SQLITE_AND_ONE_ON_POSTGRES
def test_the_same_facts_in_other_bytes_write_a_run_and_nothing_else(
    engine: Engine, tmp_path: Path, captures: Path, pair: Pair
) -> None:
    there = Replayed(engine, tmp_path, pair)
    body, when = wrapped(pair, captures)[1], pair.days[1]
    there.run(body, when)
    before = there.counts()
    other = json.dumps(shuffled(json.loads(body), random.Random(5))).encode()
    result = there.run(other, when + pair.collector.SOURCE.cadence)
    assert (result.added, result.changed) == (0, 0)
    assert there.counts() == before | {"run": before["run"] + 1}
