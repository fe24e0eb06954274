"""A scripted source and a look at what its runs leave behind."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, literal, select, text, union_all
from sqlmodel import SQLModel

from intel.catalog.cards import rate_cards
from intel.ingest.archive import Archive
from intel.ingest.fetch import Fetcher
from intel.ingest.replay import Captured, Replay
from intel.ingest.runner import Runner, RunResult
from intel.rates import RateCard, parse_rate_card
from intel.records import (
    UNKNOWN_START,
    Alias,
    Benchmark,
    Demand,
    Deprecation,
    Evidence,
    ExchangeRate,
    Fact,
    Follow,
    Limits,
    Model,
    Offer,
    OfferKey,
    Performance,
    Price,
    Provider,
    Rejected,
    Score,
    name,
)
from intel.source import Authority, Observer, Parsed, Snapshot, Source, each
from intel.units import Scale, amount

DAY = timedelta(days=1)
START = datetime(2026, 6, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    """Midnight of a day, counted from START."""
    return START + number * DAY


@dataclass
class Scripted:
    """A collector whose documents are JSON objects of ready-made facts: a source under the test's control.

    {"offers": [{"provider", "sku", "price": "input=1;output=2" | [[from, to, card], …] | null, …}], "follow": [url], …}
    """

    SOURCE: Source

    def parse(self, snapshot: Snapshot) -> Parsed:
        stated = snapshot.json()
        for kind, build in _KINDS.items():
            rows = [(str(row), row) for row in stated.get(kind, ())]
            yield from each(rows, lambda _, row, build=build: [build(row)])  # type: ignore[misc]


def _offer(row: dict[str, Any]) -> Fact:
    price = row.get("price")
    periods = price if isinstance(price, list) else [] if price is None else [[None, None, price]]
    prices = tuple(
        Price(
            parse_rate_card(card, row.get("currency", "USD")), _time(start) or UNKNOWN_START, _time(end),
            "stated" if start else "observed",
        )
        for start, end, card in periods
    )  # fmt: skip
    if "input" in row:
        from intel.rates import Meter, Rate, rate_card

        prices = (Price(rate_card([Rate(Meter.INPUT, amount(row["input"], Scale.PER_MILLION))])),)
    key = OfferKey(row["provider"], name(row["sku"]), **row.get("key", {}))
    evidence = tuple(Evidence(*pair) for pair in row.get("evidence", ()))
    limits = Limits(context_tokens=row.get("context"))
    return Offer(key, row.get("name", row["sku"]), prices, evidence, row.get("title", ""), limits)


def _score(*, name: str, benchmark: str, value: str, version: str = "1", **said: Any) -> Score:
    for key in said.keys() & {"lower", "upper", "interval_ratio", "cost_usd"}:
        said[key] = Decimal(said[key])
    if "on" in said:
        said["stated_on"] = _day(said.pop("on"))
    return Score(name, benchmark, version, Decimal(value), **said)


def _day(stated: str) -> date:
    return date.fromisoformat(stated)


def _time(stated: str | None) -> datetime | None:
    return datetime.fromisoformat(stated).replace(tzinfo=UTC) if stated else None


_KINDS: dict[str, Callable[[Any], Fact]] = {
    "providers": lambda row: Provider(**row),
    "models": lambda row: Model(**row),
    "aliases": lambda row: Alias(**row),
    "offers": _offer,
    "readings": lambda row: Performance(OfferKey(*row[:2]), 30, amount(row[2], Scale.PER_MILLION)),
    "withdrawn": lambda row: Deprecation(OfferKey(*row[:2]), sunset_on=_day(row[2])),
    "exchange": lambda row: ExchangeRate(row[0], _day(row[1]), amount(row[2], Scale.PER_MILLION)),
    "benchmarks": lambda row: Benchmark(**{"title": row["name"], "scale": "percent", "version": "1"} | row),
    "scores": lambda row: _score(**row),
    "demand": lambda row: Demand(row[0], _day(row[1]), row[2]),
    "rejected": lambda row: Rejected(*row),
    "follow": lambda row: Follow(row),
}  # fmt: skip


def a_source(source: str = "here", **changed: Any) -> Source:
    """A source that is collected daily and expected to state at least one offer."""
    facts: dict[str, Any] = {
        "id": source, "title": source, "url": f"https://{source}.example/all", "cadence": DAY,
        "authority": Authority.COMMUNITY, "licence": "MIT", "redistributable": True, "min_records": 1,
    }  # fmt: skip
    return Source(**(facts | changed))


@cache
def unused_network() -> Fetcher:
    """One for all: making one reads all certificates of the system."""
    return Fetcher(lambda: day(1000), lambda _: None, offline=True)


@dataclass
class Bench:
    """A catalog with one scripted source on it."""

    engine: Engine
    folder: Path
    source: Source = field(default_factory=a_source)
    observers: Sequence[Observer] = ()

    def run(self, stated: object, at: datetime, *, salt: int = 0, source: Source | None = None) -> RunResult:
        """One run over one document; ``salt`` changes the bytes and nothing else."""
        return self.run_bytes(_bytes(stated, salt), at, source=source)

    def run_bytes(self, body: bytes, at: datetime, *, source: Source | None = None) -> RunResult:
        """One run over the given bytes."""
        return self.run_all({"": body}, at, source=source)

    def run_all(self, documents: dict[str, bytes], at: datetime, *, source: Source | None = None) -> RunResult:
        """One run over several documents by URL; '' is the first."""
        self.folder.mkdir(exist_ok=True)
        captured = {}
        for place, (url, body) in enumerate(documents.items()):
            path = self.folder / f"{place}.json"
            path.write_bytes(body)
            captured[url] = Captured(path, None)
        collector = Scripted(source or self.source)
        return self.runner().run(collector, replay=Replay(captured), at=at)

    def runner(self) -> Runner:
        """A runner without network."""

        archive = Archive(self.folder / "archive")
        return Runner(self.engine, unused_network(), archive, lambda: day(1000), self.observers)

    def prices(self, at: datetime | None = None, *, source: str = "here") -> dict[str, str]:
        """What ``source`` was believed to state at ``at`` (default: now): "provider/sku" and date → rate card text."""
        chosen: dict[str, int] = {}
        with self.engine.connect() as conn:
            for row in conn.execute(text(_BELIEVED), {"source": source}).mappings():
                begun = at is None or _aware(row["seen_from"]) <= at
                ended = row["seen_to"] is not None and (at is None or _aware(row["seen_to"]) <= at)
                if begun and not ended:
                    chosen[_label(row)] = row["rate_card_id"]
            cards = rate_cards(conn, chosen.values())
        return {label: _text(cards[card]) for label, card in chosen.items()}

    def counts(self) -> dict[str, int]:
        """Rows of every table."""
        with self.engine.connect() as conn:
            return {row[0]: row[1] for row in conn.execute(_COUNTS)}

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """Chosen columns of a table, sorted."""
        target = SQLModel.metadata.tables[table]
        with self.engine.connect() as conn:
            return sorted(map(tuple, conn.execute(select(*(target.c[c] for c in columns)))), key=repr)


_COUNTS = union_all(
    *(select(literal(name), func.count()).select_from(t) for name, t in SQLModel.metadata.tables.items())
)
_BELIEVED = """
    SELECT offer.provider_id, offer.sku, offer.region, offer.service_tier, price.rate_card_id, price.seen_from,
           price.seen_to, price.effective_from, price.effective_to
    FROM price JOIN offer ON offer.id = price.offer_id WHERE price.source_id = :source
"""


def _label(row: Any) -> str:
    parts = [f"{row['provider_id']}/{row['sku']}"] + [row["region"]] * bool(row["region"])
    start = _aware(row["effective_from"])
    return " ".join(parts + ([f"{start:%Y-%m-%d}"] if start > UNKNOWN_START else []))


def _aware(value: Any) -> datetime:
    made = datetime.fromisoformat(value) if isinstance(value, str) else value
    return made.replace(tzinfo=UTC) if made.tzinfo is None else made.astimezone(UTC)


def _text(card: RateCard) -> str:
    return card.text() if card.currency == "USD" else f"{card.currency} {card.text()}"


def _bytes(stated: object, salt: int) -> bytes:
    return json.dumps(stated).encode() + b" " * salt


def offers(prices: dict[str, str | None], provider: str = "a") -> dict[str, Any]:
    """A document of offers of one provider: sku → price."""
    return {"offers": [{"provider": provider, "sku": sku, "price": price} for sku, price in prices.items()]}


def many(count: int, price: str = "input=1;output=2") -> dict[str, str | None]:
    """So many offers at one price."""
    return {f"m{i}": price for i in range(count)}


def outcomes(results: Iterable[RunResult]) -> list[str]:
    """Their outcomes."""
    return [result.outcome for result in results]
