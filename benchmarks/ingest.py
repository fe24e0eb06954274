"""Seconds and memory for collecting the whole models.dev catalog: first, and again with the same facts in other bytes.

    python benchmarks/ingest.py [CATALOG.json]

Without a file, the captured catalog beside the checkout is taken, else one is made up in the same shape and size.
"""

import json
import random
import resource
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

from intel.catalog.engine import migrate, open_engine
from intel.collectors import models_dev
from intel.ingest.archive import Archive
from intel.ingest.documents import parse
from intel.ingest.fetch import Fetcher
from intel.ingest.replay import Replay
from intel.ingest.runner import Runner, RunResult
from intel.source import Snapshot

CAPTURE = Path(__file__).parents[2] / "shared/upstream/prices/models.dev/2026-07-02.catalog.json"
FIRST_SECONDS, UNCHANGED_SECONDS, MEMORY_MB = 4.0, 0.6, 250
REPEATS = 5
START = datetime(2026, 7, 2, tzinfo=UTC)
Collect = Callable[[bytes, int], RunResult]


def main(arguments: list[str]) -> None:
    """Print each figure beside its budget."""
    path = Path(arguments[0]) if arguments else CAPTURE
    catalog = json.loads(path.read_bytes()) if path.is_file() else made_up()
    origin = path.name if path.is_file() else "a made-up catalog"
    with tempfile.TemporaryDirectory() as folder, collecting(Path(folder)) as collect:
        body = json.dumps(catalog).encode()
        parsing = best([partial(parse, models_dev, Snapshot(models_dev.SOURCE.url, body, START))] * REPEATS)
        first, result = timed(partial(collect, body, 0))
        others = [json.dumps(shuffled(catalog, random.Random(i))).encode() for i in range(REPEATS)]
        unchanged = best([partial(again, collect, body, day) for day, body in enumerate(others, start=1)])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(f"{origin}: {result.offers:,} offers, {len(body) / 2**20:.1f} MiB of JSON, SQLite in a file")
    report("first collection", first, f"budget {FIRST_SECONDS:g} s")
    report("unchanged, other bytes", unchanged, f"budget {UNCHANGED_SECONDS:g} s")
    report("of which parsing", parsing, f"{parsing.cpu / unchanged.cpu:.0%} of an unchanged run")
    print(f"  {'memory at most':<24} {memory:6.0f} MB {'':18} budget {MEMORY_MB} MB")


def again(collect: Collect, body: bytes, day: int) -> None:
    """Collect facts that the catalog holds already; anything written would make the figure worthless."""
    run = collect(body, day)
    assert (run.outcome, run.added, run.changed) == ("done", 0, 0), run


def report(what: str, spent: "Spent", beside: str) -> None:
    """One figure, and what to hold it against."""
    print(f"  {what:<24} {spent.wall:6.2f} s  ({spent.cpu:5.2f} s of CPU)  {beside}")


@contextmanager
def collecting(folder: Path) -> Iterator[Collect]:
    """Collect a body as if seen on a day, into one catalog."""
    engine = open_engine(f"sqlite:///{folder / 'catalog.db'}", must_exist=False)
    migrate(engine)

    def collect(body: bytes, day: int) -> RunResult:
        path = folder / "catalog.json"
        path.write_bytes(body)
        return runner.run(models_dev, replay=Replay.load(path), at=START + timedelta(days=day))

    def clock() -> datetime:
        return START

    with Fetcher(clock, print, offline=True) as fetcher:
        runner = Runner(engine, fetcher, Archive(folder / "archive"), clock)
        yield collect
    engine.dispose()


class Spent(NamedTuple):
    """Seconds on the wall, and of one processor: on a busy machine only the second says something of the code."""

    wall: float
    cpu: float


def timed(work: Callable[[], Any]) -> tuple[Spent, Any]:
    """Seconds of one call, and what it gave."""
    wall, cpu = perf_counter(), process_time()
    found = work()
    return Spent(perf_counter() - wall, process_time() - cpu), found


def best(works: Iterable[Callable[[], Any]]) -> Spent:
    """Seconds of the fastest of several calls."""
    return min((timed(work)[0] for work in works), key=lambda spent: spent.cpu)


def shuffled(value: Any, dice: random.Random) -> Any:
    """The same JSON with the members of every object in another order."""
    if isinstance(value, dict):
        members = list(value.items())
        dice.shuffle(members)
        return {key: shuffled(member, dice) for key, member in members}
    return [shuffled(item, dice) for item in value] if isinstance(value, list) else value


def made_up(providers: int = 140, offers: int = 38) -> dict[str, Any]:
    """A catalog of the shape and size of the real one."""
    dice = random.Random(7)
    models = {f"lab{i % 20}/model-{i}": {"id": f"lab{i % 20}/model-{i}", **about(i)} for i in range(230)}
    return {
        "models": models,
        "providers": {
            f"provider{p}": {
                "id": f"provider{p}", "name": f"Provider {p}", "env": [], "npm": "", "doc": "https://p.example",
                "models": {f"model-{i}": offer(i, dice) for i in dice.sample(range(230), offers)},
            }
            for p in range(providers)
        },
    }  # fmt: skip


def about(number: int) -> dict[str, Any]:
    """What is said of a model."""
    return {
        "name": f"Model {number}", "family": f"family-{number % 40}", "attachment": True, "reasoning": number % 2 == 0,
        "tool_call": True, "temperature": True, "release_date": "2026-05-01", "last_updated": "2026-06-01",
        "modalities": {"input": ["text", "image"], "output": ["text"]}, "open_weights": number % 2 == 0,
        "limit": {"context": 200000, "output": 32000},
    }  # fmt: skip


def offer(number: int, dice: random.Random) -> dict[str, Any]:
    """What is said of an offer."""
    cost = {"input": dice.randint(1, 500) / 100, "output": dice.randint(1, 3000) / 100, "cache_read": 0.01}
    return {"id": f"model-{number}", **about(number), "cost": cost}


if __name__ == "__main__":
    main(sys.argv[1:])
