"""A process that collects one file into a catalog: what a test kills.

python -m tests.ingest.collecting DATABASE_URL FOLDER FILE AT
"""

import sys
from datetime import datetime
from pathlib import Path

from intel.catalog.engine import open_engine
from intel.ingest.archive import Archive
from intel.ingest.fetch import Fetcher
from intel.ingest.replay import Replay
from intel.ingest.runner import Runner
from tests.ingest.written import Scripted, a_source


def main(url: str, folder: str, file: str, at: str) -> None:
    """Collect once; says "begun" on stdout when everything is loaded and the run begins."""
    engine = open_engine(url)
    when = datetime.fromisoformat(at)
    runner = Runner(
        engine, Fetcher(lambda: when, lambda seconds: None, offline=True), Archive(Path(folder)), lambda: when
    )
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    result = runner.run(Scripted(a_source()), replay=Replay.load(Path(file)), at=when)
    sys.stdout.write(f"{result.outcome}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
