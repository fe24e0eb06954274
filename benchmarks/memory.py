"""Memory of a full collection: every source's document through one process, into an empty catalog, and the table.

    python benchmarks/memory.py

Where captures stand beside the checkout, the newest of each source is read, else the replies of the tests. Without
network this is as near as we come to a worker's first round: all that it reads is written.
"""

import resource
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from intel import actions
from intel.catalog.engine import migrate, open_engine
from intel.collectors import COLLECTORS
from intel.ingest.archive import Archive
from intel.ingest.fetch import Fetcher
from intel.ingest.replay import Captured, Replay
from intel.ingest.runner import Runner

ROOT = Path(__file__).parents[1]
CAPTURES = ROOT.parent / "shared/upstream/prices"
NOW = datetime(2026, 11, 25, tzinfo=UTC)
MOST_MB = 250


def main() -> int:
    """1 when it takes more memory than it may."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/catalog.db", must_exist=False)
        migrate(engine)
        begun = _megabytes()
        outcomes: Counter[str] = Counter()
        read = offers = 0
        with Fetcher(lambda: NOW, print, offline=True) as fetcher:
            runner = Runner(engine, fetcher, Archive(Path(folder) / "archive"), lambda: NOW)
            for collector in COLLECTORS:
                if (path := _document(collector.SOURCE.id)) is None:
                    continue
                read += path.stat().st_size
                result = runner.run(collector, replay=Replay({"": Captured(path, None)}), at=NOW)
                outcomes[result.outcome] += 1
                offers += result.offers if result.healthy else 0
        actions.publish_routing_table(engine, Path(folder) / "routing.yaml", now=NOW)
        engine.dispose()
    peak = _megabytes()
    told = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.most_common())
    print(f"{outcomes.total()} sources ({told}), {read / 2**20:.1f} MiB, {offers:,} offers written")
    print(f"  memory before {begun:.0f} MB, at most {peak:.0f} MB  (budget {MOST_MB} MB)")
    return 1 if peak > MOST_MB else 0


def _document(source: str) -> Path | None:
    """The largest single document there is of a source."""
    tests = ROOT / "tests/collectors" / source.replace("-", "_").replace(".", "_")
    found = [path for place in (CAPTURES / source, tests) for path in place.glob("*") if _is_reply(path)]
    return max(found, key=lambda path: path.stat().st_size, default=None)


def _is_reply(path: Path) -> bool:
    return path.suffix in (".json", ".html", ".md", ".csv", ".xml", ".toml") and "lossy" not in path.name


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    sys.exit(main())
