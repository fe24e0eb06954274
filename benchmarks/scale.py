"""Ten million price intervals beside ten thousand: the same questions, on SQLite and on PostgreSQL.

    python benchmarks/scale.py [INTERVALS]        (10,000,000 by default; about ten minutes and 5 GB of disk)

Both catalogs hold the same 5,300 offers of one source, collected by the real runner. The larger one also holds sixty
thousand offers of twenty others, five years of closed intervals, and a run every six hours. How often an offer's price
changed follows a power law: half of them hardly ever, the busiest in every other run. Each figure is the fastest of
fifteen calls in one warm process, the two catalogs asked by turns; the last column is how many times longer the large
one takes, 2 at most. PostgreSQL is TEST_DATABASE_URL, else a server of the benchmark's own.
"""

import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import Connection, Engine, select, text

from benchmarks.scale_catalog import NOW, SMALL, SOURCE, Collect, catalog, fill, settle
from intel.catalog import write_rows as rows
from intel.catalog.offers import offers
from intel.catalog.past import history

LARGE = 10_000_000
MOST = 2.0
AS_OF = NOW - timedelta(days=365)
REPEATS = 15


def main(arguments: list[str]) -> int:
    """1 when a question takes more than twice as long on the large catalog."""
    large = int(arguments[0]) if arguments else LARGE
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("SQLite", "PostgreSQL"):
            with _made(kind, SMALL, Path(folder)) as few, _made(kind, large, Path(folder)) as many:
                print(f"{kind}: {few.intervals:,} and {many.intervals:,} price intervals", flush=True)
                print(f"  {'':44} {'ms':>8} {'ms':>8}  times")
                for what in few.questions:
                    first, second = _fastest(few.questions[what], many.questions[what])
                    worst = max(worst, second / first)
                    print(f"  {what:44} {first:8.1f} {second:8.1f} {second / first:6.2f}", flush=True)
                print(f"  {'on disk':44} {few.megabytes:5.0f} MB {many.megabytes:5.0f} MB", flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(
        f"Memory of the whole benchmark at most {memory:.0f} MB; the slowest grew {worst:.2f} times, at most {MOST:g}."
    )
    return 1 if worst > MOST else 0


@dataclass(frozen=True)
class Question:
    """What is timed, and what is done before each time."""

    ask: Callable[[], object]
    prepare: Callable[[int], object] = lambda _: None


@dataclass(frozen=True)
class Made:
    """One catalog, ready to be asked."""

    intervals: int
    megabytes: float
    questions: dict[str, Question]


@contextmanager
def _made(kind: str, size: int, folder: Path) -> Iterator[Made]:
    with catalog(kind, size, folder) as engine:
        collect = Collect(engine, folder / f"{kind}-{size}")
        begun = perf_counter()
        collect.prepare(0)
        collect()
        fill(engine, size)
        settle(engine)
        print(f"  {kind} with {size:,}: made in {perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
        questions = _questions(engine)
        questions["unchanged re-ingest of 5,300 offers"] = Question(collect, collect.prepare)
        with engine.connect() as conn:
            intervals, megabytes = _count(conn), _bytes(conn) / 2**20
        yield Made(intervals, megabytes, questions)


def _questions(engine: Engine) -> dict[str, Question]:
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

    def ask(work: Callable[[Connection], object]) -> Question:
        def asked() -> object:
            with engine.connect() as conn:
                return work(conn)

        return Question(asked)

    return {
        "current prices of a model, its hosts": ask(lambda conn: offers(conn, model, now=NOW)),
        "the same with --as-of a year ago": ask(lambda conn: offers(conn, model, now=NOW, as_of=AS_OF)),
        "history of one offer": ask(lambda conn: history(conn, its_model, now=NOW, provider=provider)),
    }


def _fastest(*questions: Question) -> list[float]:
    """Milliseconds of each: asked by turns, so that what else the machine does falls on all of them."""
    taken: list[list[float]] = [[] for _ in questions]
    for turn in range(1, REPEATS + 2):
        for question, times in zip(questions, taken, strict=True):
            question.prepare(turn)
            begun = perf_counter()
            question.ask()
            times.append(1000 * (perf_counter() - begun))
    return [min(times[1:]) for times in taken]


def _count(conn: Connection) -> int:
    return int(conn.execute(text("SELECT count(*) FROM price")).scalar_one())


def _bytes(conn: Connection) -> int:
    on_postgres = conn.dialect.name == "postgresql"
    size = "pg_database_size(current_database())" if on_postgres else "page_count * page_size"
    source = "" if on_postgres else " FROM pragma_page_count(), pragma_page_size()"
    return int(conn.execute(text(f"SELECT {size}{source}")).scalar_one())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
