"""Make ``seeds/facts`` anew: dated captures and packages that carried catalogues, replayed in the order of their days.

python deploy/make_seeds.py CAPTURES WHEELS

CAPTURES holds captured replies in the places that ``CAPTURED`` names, WHEELS what `intel backfill --list` names.
The catalog begins with the curated tables alone, so that a change of rules or collectors shows in the files.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from intel.catalog.engine import migrate, open_engine
from intel.catalog.seed_files import read_table
from intel.catalog.seeds import export_seeds, load
from intel.collectors import COLLECTORS
from intel.ingest.archive import Archive
from intel.ingest.backfill import backfill
from intel.ingest.carriers import Release, releases, wheels
from intel.ingest.fetch import Fetcher
from intel.ingest.replay import Captured, Replay
from intel.ingest.runner import Runner, RunResult

SEEDS = Path(__file__).parents[1] / "seeds"
COLLECTED = {collector.SOURCE.id: collector for collector in COLLECTORS}


def _on(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


CAPTURED = (
    ("models.dev", _on("2026-06-10"), "prices/models.dev/2026-06-10.api.json"),
    ("models.dev", _on("2026-07-02"), "prices/models.dev/2026-07-02.catalog.json"),
    ("litellm", _on("2026-05-31"), "prices/litellm/2026-05-31.json"),
    ("litellm", _on("2026-11-12"), "prices/litellm/2026-11-12.json"),
    ("genai-prices", _on("2026-01-28"), "prices/genai-prices/2026-01-28.data.json"),
    ("genai-prices", _on("2026-08-21"), "prices/genai-prices/2026-08-21.v2-data.json"),
    ("anthropic-page", _on("2026-02-08"), "pages/anthropic/2026-02-08.md"),
    ("anthropic-page", _on("2026-05-11"), "pages/anthropic/2026-05-11.md"),
    ("anthropic-page", _on("2026-08-07"), "pages/anthropic/2026-08-07.md"),
    ("cerebras-page", _on("2026-05-08"), "pages/cerebras/2026-05-08.html"),
    ("deepseek-page", _on("2026-05-08"), "pages/deepseek/2026-05-08.html"),
    ("deepseek-cn-page", _on("2026-07-17"), "pages/deepseek/2026-07-17.zh-CNY.html"),
    ("google-page", _on("2026-05-07"), "pages/google/2026-05-07.md"),
    ("minimax-page", _on("2026-10-31"), "pages/minimax/2026-10.md"),
    ("mistral-page", _on("2026-05-08"), "pages/mistral/2026-05-08.html"),
    ("moonshot-page", _on("2026-05-08"), "pages/moonshot/2026-05-08.md"),
    ("novita-page", _on("2026-05-08"), "pages/novita/2026-05-08.md"),
    ("openai-page", _on("2026-08-21"), "pages/openai/2026-08-21.html"),
    ("siliconflow-page", _on("2026-04-26"), "pages/siliconflow/2026-04-26.md"),
    ("xai-page", _on("2026-05-08"), "pages/xai/2026-05-08.md"),
    ("zai-page", _on("2026-08-18"), "pages/zai/2026-08-18.html"),
)
"""(source, day, file). A page that is only known by its month stands on the month's last day."""


def replayed(engine: Engine, runner: Runner, archive: Archive, captures: Path, past: Path) -> Iterator[str]:
    """Replay everything, the oldest first; a line about each run."""
    known = releases(read_table(SEEDS, "carriers", ("package", "version", "published_at", "sha256")))
    carried = wheels(past, known)
    steps: list[tuple[datetime, str, Sequence[tuple[Release, Path]]]] = [
        (release.published_at, "", [(release, path)]) for release, path in carried
    ]
    steps += [(at, f"{source}\n{file}", ()) for source, at, file in CAPTURED]
    for at, capture, wheel in sorted(steps, key=lambda step: step[:2]):
        if capture:
            source, file = capture.split("\n")
            yield _told(at, file, runner.run(COLLECTED[source], replay=_replay(captures / file), at=at))
        for release, result in backfill(engine, runner, archive, wheel, COLLECTED):
            yield _told(at, release.requirement, result)


def _replay(file: Path) -> Replay:
    return Replay({"": Captured(file, None)})


def _told(at: datetime, what: str, result: RunResult) -> str:
    counts = f"{result.offers:,} offers, {result.added:,} new, {result.changed:,} changed, {result.quarantined:,} held"
    return f"{at:%Y-%m-%d} {what}: {result.outcome}, {counts}{f' ({result.message})' if result.message else ''}"


def main(captures: Path, past: Path) -> None:
    """Replay into a catalog of the curated tables, and write what it holds over ``seeds/facts``."""
    with tempfile.TemporaryDirectory(prefix="intel-seeds-") as folder:
        curated = Path(folder) / "curated"
        shutil.copytree(SEEDS, curated, ignore=shutil.ignore_patterns("facts", "scores"))
        engine = open_engine(f"sqlite:///{folder}/catalog.db", must_exist=False)
        migrate(engine)
        load(engine, curated)
        archive, now = Archive(Path(folder) / "archive"), _on("2027-01-01")
        with Fetcher(lambda: now, lambda _: None, offline=True) as fetcher:
            runner = Runner(engine, fetcher, archive, lambda: now)
            for line in replayed(engine, runner, archive, captures, past):
                sys.stderr.write(f"{line}\n")
        shutil.rmtree(SEEDS / "facts", ignore_errors=True)
        with engine.connect() as conn:
            export_seeds(conn, SEEDS)
        engine.dispose()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("captures", type=Path)
    arguments.add_argument("wheels", type=Path)
    given = arguments.parse_args()
    main(given.captures, given.wheels)
