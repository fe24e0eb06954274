"""Make ``seeds/scores`` anew: captured boards, replayed in the order of their days over the seeded catalog.

python deploy/make_score_seeds.py CAPTURES

CAPTURES holds captured replies in the places that ``CAPTURED`` names.
"""

import argparse
import io
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from intel.catalog.engine import migrate, open_engine
from intel.catalog.seed_scores import export_scores
from intel.catalog.seeds import load
from intel.collectors import COLLECTORS, aider, epoch, livebench, lmarena
from intel.ingest.archive import Archive
from intel.ingest.fetch import Fetcher
from intel.ingest.replay import Captured, Replay
from intel.ingest.runner import Runner

SEEDS = Path(__file__).parents[1] / "seeds"
COLLECTED = {collector.SOURCE.id: collector for collector in COLLECTORS}
ARENA = "bench/arena/hf_leaderboard-dataset_2026-08-22"


@dataclass(frozen=True, slots=True)
class Capture:
    """A board on a day: captured files by the URL that each stands for."""

    source: str
    day: str
    files: Mapping[str, str]

    @property
    def at(self) -> datetime:
        """Midnight of the day."""
        return datetime.fromisoformat(self.day).replace(tzinfo=UTC)


CAPTURED = (
    Capture("aider", "2026-06-25", {
        aider.SOURCE.url: "bench/aider/polyglot_leaderboard.yml",
        aider.SOURCE.url.replace("polyglot", "edit"): "bench/aider/edit_leaderboard.yml",
    }),
    Capture("epoch", "2026-02-08", {epoch.SOURCE.url: "bench/epoch/eci_scores_2026-02-08.csv"}),
    Capture("tau2", "2026-08-18", {"": "bench/tau2"}),
    Capture("livebench", "2026-08-22", {
        livebench.SOURCE.url: "bench/livebench/table_2026_06_25.csv",
        "https://livebench.ai/cost_2026_06_25.csv": "bench/livebench/cost_2026_06_25.csv",
        "https://livebench.ai/table_2026_01_08.csv": "bench/livebench/table_2026_01_08.csv",
    }),
    Capture("lmarena", "2026-08-22", {
        lmarena.SOURCE.url.replace("/text/", f"/{subset}/"): f"{ARENA}/{subset}.json" for subset in lmarena.SUBSETS
    }),
)  # fmt: skip

LEFT_OUT: Mapping[str, Callable[[str], bool]] = {
    "lmarena": lambda benchmark: benchmark not in ARENA_KEPT,
}
ARENA_KEPT = frozenset(
    f"lmarena/{category}"
    for category in (
        "text/overall", "text/coding", "text/math", "text/hard-prompts", "text/longer-query", "text/creative-writing",
        "text/instruction-following", "text/multi-turn", "webdev/overall", "vision/overall", "search/overall",
        "document/overall",
    )
)  # fmt: skip
"""Of 47 categories those that somebody routes by: the others are the same votes over again."""


def replayed(runner: Runner, captures: Path, folder: Path) -> Iterator[str]:
    """Replay every capture; a line about each run."""
    for capture in sorted(CAPTURED, key=lambda c: (c.at, c.source)):
        files = {url: _served(captures / file, folder) for url, file in _files(capture, captures).items()}
        replay = Replay({url: Captured(file, capture.at, url) for url, file in files.items()})
        result = runner.run(COLLECTED[capture.source], replay=replay, at=capture.at)
        yield f"{capture.day}  {capture.source}: {result.outcome}, {result.scores:,} scores {result.message}"


def _files(capture: Capture, captures: Path) -> Mapping[str, str]:
    """The files by URL; under the URL '' a folder whose tree is that of the source's own addresses."""
    if "" not in capture.files:
        return capture.files
    home = COLLECTED[capture.source].SOURCE.url
    (first,) = (captures / capture.files[""]).rglob(home.rpartition("/")[2])
    base = home.rpartition("/")[0]
    return {
        f"{base}/{file.relative_to(first.parent).as_posix()}": str(file.relative_to(captures))
        for file in sorted(first.parent.rglob("*.json"))
    }


def _served(file: Path, folder: Path) -> Path:
    """The captured file; of the arena, whose Parquet was captured as JSON, a Parquet file of the same rows."""
    if ARENA not in str(file):
        return file
    import pyarrow
    from pyarrow.parquet import write_table

    stated = json.loads(file.read_text("utf-8"))
    day = {"leaderboard_publish_date": stated["meta"]["leaderboard_publish_date"]}
    written = io.BytesIO()
    write_table(pyarrow.Table.from_pylist([row | day for row in stated["rows"]]), written)
    made = folder / f"{file.stem}.parquet"
    made.write_bytes(written.getvalue())
    return made


def main() -> None:
    """Write ``seeds/scores``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("captures", type=Path)
    parser.add_argument("--keep", type=Path, help="Folder to keep the catalog in.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        engine = open_engine(f"sqlite:///{folder / 'catalog.db'}", must_exist=False)
        migrate(engine)
        shutil.rmtree(SEEDS / "scores", ignore_errors=True)
        load(engine, SEEDS)
        now = datetime(2026, 11, 23, tzinfo=UTC)
        with Fetcher(lambda: now, lambda _: None, offline=True) as fetcher:
            runner = Runner(engine, fetcher, Archive(folder / "archive"), lambda: now)
            for line in replayed(runner, given.captures, folder):
                sys.stderr.write(f"{line}\n")
        with engine.connect() as conn:
            export_scores(conn, SEEDS, leave_out=LEFT_OUT)
        engine.dispose()


if __name__ == "__main__":
    main()
