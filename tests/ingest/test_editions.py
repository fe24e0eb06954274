"""LiveBench's real releases one after the other: a new edition is a change of method, a new model on top is news."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

pytest.importorskip("scipy")

from intel.catalog import curated
from intel.catalog.engine import migrate, open_engine
from intel.catalog.seeds import load, seeds_folder
from intel.collectors import livebench
from intel.ingest.archive import Archive
from intel.ingest.estimate import Estimated, estimate
from intel.ingest.fetch import Fetcher
from intel.ingest.replay import Replay
from intel.ingest.runner import Runner
from intel.market.tasks import Tasks

pytestmark = [pytest.mark.captures, pytest.mark.slow]
KNOWN = "glm-5.3"
"""On the votes of the seeds, and on no release of LiveBench that was captured."""


class Board:
    """LiveBench on a catalog of the seeds' models and votes, and the task *coding*."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.day = folder, 22
        self.engine: Engine = open_engine(f"sqlite:///{folder / 'catalog.db'}", must_exist=False)
        migrate(self.engine)
        load(self.engine, _seeds_of("lmarena", folder / "seeds"))
        self.tasks = Tasks((curated.tasks().get("coding"),))

    def fit(self) -> Estimated:
        return estimate(self.engine, self.tasks, self._now)

    def after(self, file: Path) -> list[tuple[str, str]]:
        """Kind and subject of what the fit after one more table tells."""
        self.day += 1
        with Fetcher(self._now, lambda _: None, offline=True) as fetcher:
            runner = Runner(self.engine, fetcher, Archive(self.folder / "archive"), self._now)
            runner.run(livebench, replay=Replay.load(file, livebench.SOURCE.also), at=self._now())
        return sorted((event.kind, event.subject) for event in self.fit().events)

    def _now(self) -> datetime:
        return datetime(2026, 8, self.day, tzinfo=UTC)


def _seeds_of(board: str, folder: Path) -> Path:
    """The curated tables, and one board's scores."""
    (folder / "scores").mkdir(parents=True)
    for file in (*seeds_folder().glob("*.csv"), *seeds_folder().glob("*.toml")):
        (folder / file.name).write_bytes(file.read_bytes())
    for file in (seeds_folder() / "scores").glob("*.csv"):
        head, *lines = file.read_text("utf-8").splitlines(keepends=True)
        if file.stem in ("editions", "runs", "snapshots"):
            lines = [line for line in lines if line.startswith(f"{board},")]
        if file.stem in (board, "editions", "runs", "snapshots"):
            (folder / "scores" / file.name).write_text(head + "".join(lines), "utf-8")
    return folder


def _with_one_more(table: Path, folder: Path, share: float) -> Path:
    """The table with a model that solves ``share`` % of everything, in a file of the same name."""
    header = next(csv.reader(table.read_text("utf-8").splitlines()))
    more = ",".join([KNOWN, *[str(share)] * (len(header) - 1)])
    folder.mkdir()
    file = folder / table.name
    file.write_text(f"{table.read_text('utf-8').rstrip()}\n{more}\n", "utf-8")
    return file


def test_releases_change_the_method_and_a_new_model_on_top_is_told_of_once(captures: Path, tmp_path: Path) -> None:
    older, newer = (captures / "bench" / "livebench" / f"table_{day}.csv" for day in ("2026_01_08", "2026_06_25"))
    board = Board(tmp_path)
    board.after(older)
    assert board.after(newer) == [("method_changed", "estimates")]
    third = _with_one_more(newer, tmp_path / "third", 99)
    assert board.after(third) == [("new_leader", "task coding"), ("new_model", "model zai/glm-5.3")]
    head, *lines = third.read_text("utf-8").splitlines()
    third.write_text("\r\n".join([head, *reversed(lines)]) + "\r\n", "utf-8")
    assert board.after(third) == []
    assert board.after(older) == []
    assert board.fit().outcome == "unchanged"
