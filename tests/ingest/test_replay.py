"""Captured replies from a file or a folder."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intel.errors import UsageError
from intel.ingest.archive import Archive
from intel.ingest.days import in_order
from intel.ingest.replay import Replay
from tests.ingest.written import Bench, Scripted, a_source, day, offers

FIRST, MORE = "https://here.example/all", "https://here.example/more"


def folder(path: Path, **entries: object) -> Path:
    """A folder of two captures with an index."""
    path.mkdir(exist_ok=True)
    (path / "all.json").write_text(json.dumps({**offers({"m": "input=1"}), "follow": [MORE]}))
    (path / "more.json").write_text(json.dumps(offers({"n": "input=2"}, "b")))
    index = {FIRST: {"file": "all.json", "at": "2026-07-02"}, MORE: {"file": "more.json", "at": "2026-07-02T01:00:00Z"}}
    (path / "index.json").write_text(json.dumps(index | entries))
    return path


def test_a_folder_is_replayed_at_the_time_it_was_captured(bench: Bench, tmp_path: Path) -> None:
    result = bench.runner().run(Scripted(a_source()), replay=Replay.load(folder(tmp_path / "day")))
    assert (result.outcome, result.at, result.documents) == ("done", datetime(2026, 7, 2, tzinfo=UTC), 2)
    assert bench.prices() == {"a/m": "input=1", "b/n": "input=2"}
    times = dict(bench.rows("snapshot", "url", "at"))
    assert times == {FIRST: datetime(2026, 7, 2, tzinfo=UTC), MORE: datetime(2026, 7, 2, 1, tzinfo=UTC)}


def test_a_time_that_is_given_holds_for_all_captures(bench: Bench, tmp_path: Path) -> None:
    replay = Replay.load(folder(tmp_path / "day"))
    assert bench.runner().run(Scripted(a_source()), replay=replay, at=day(3)).at == day(3)
    assert set(bench.rows("snapshot", "at")) == {(day(3),)}


def test_replays_leave_the_memory_of_live_requests_alone(bench: Bench) -> None:
    bench.run(offers({"m": "input=1"}), day(1))
    assert bench.counts()["document"] == 0


def test_a_folder_without_the_first_document_fails_the_run(bench: Bench, tmp_path: Path) -> None:
    replay = Replay.load(folder(tmp_path / "day"))
    result = bench.runner().run(Scripted(a_source(url="https://here.example/other")), replay=replay)
    assert (result.outcome, result.message) == ("failed", "https://here.example/other: not among the captured replies")


def test_a_capture_that_is_not_there_fails_the_run_in_one_sentence(bench: Bench, tmp_path: Path) -> None:
    path = folder(tmp_path / "day")
    (path / "all.json").unlink()
    result = bench.runner().run(Scripted(a_source()), replay=Replay.load(path))
    assert result.message == f"Cannot read {path / 'all.json'}: No such file or directory."


@pytest.mark.parametrize("index", ["{", "[]", '{"u": {}}', '{"u": {"file": "a", "at": "soon"}}', '{"u": 3}'])
def test_an_index_that_cannot_be_read_is_one_sentence(tmp_path: Path, index: str) -> None:
    (tmp_path / "index.json").write_text(index)
    with pytest.raises(UsageError, match=r"index\.json must map each URL"):
        Replay.load(tmp_path)


def test_neither_file_nor_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="neither a file nor a folder"):
        Replay.load(tmp_path / "nothing")
    with pytest.raises(UsageError, match="neither a file nor a folder"):
        Replay.load(tmp_path)


def test_what_is_replayed_is_archived_like_any_reply(bench: Bench, tmp_path: Path) -> None:
    bench.runner().run(Scripted(a_source()), replay=Replay.load(folder(tmp_path / "day")))
    archive = Archive(bench.folder / "archive")
    assert all(archive.read(sha256) for (sha256,) in bench.rows("snapshot", "sha256"))


OLDER = "https://here.example/all-2025.json"


def test_a_file_that_bears_the_name_of_another_document_is_read_as_that_one(bench: Bench, tmp_path: Path) -> None:
    file = tmp_path / "all-2025.json"
    file.write_text(json.dumps(offers({"m": "input=1"})))
    source = a_source(url=FIRST, also=(OLDER,))
    bench.runner().run(Scripted(source), replay=Replay.load(file, source.also), at=day(1))
    assert bench.rows("snapshot", "url") == [(OLDER,)]


def test_a_file_of_any_other_name_stands_for_the_first_document(bench: Bench, tmp_path: Path) -> None:
    file = tmp_path / "yesterday.json"
    file.write_text(json.dumps(offers({"m": "input=1"})))
    source = a_source(url=FIRST, also=(OLDER,))
    bench.runner().run(Scripted(source), replay=Replay.load(file, source.also), at=day(1))
    assert bench.rows("snapshot", "url") == [(FIRST,)]


def test_a_folder_may_hold_another_document_alone(bench: Bench, tmp_path: Path) -> None:
    path = folder(tmp_path / "day")
    (path / "index.json").write_text(json.dumps({OLDER: {"file": "more.json", "at": "2026-07-02"}}))
    source = a_source(url=FIRST, also=(OLDER,))
    bench.runner().run(Scripted(source), replay=Replay.load(path, source.also))
    assert bench.rows("snapshot", "url") == [(OLDER,)]


def test_captures_named_by_their_day_are_in_order_whatever_else_lies_there(tmp_path: Path) -> None:
    for name in ("2026-07-02.catalog.json", "2026-06-10.json", "2026-07-02T1830Z.json", "README.md"):
        (tmp_path / name).write_text("{}")
    folder(tmp_path / "2026-06-01")
    assert [f"{moment:%m-%d %H:%M}" for moment, _ in in_order(tmp_path)] == [
        "06-01 00:00", "06-10 00:00", "07-02 00:00", "07-02 18:30",
    ]  # fmt: skip
    assert in_order(tmp_path / "README.md") == []


@pytest.mark.parametrize(("name", "why"), [("2026-06-10.b.json", "two captures"), ("2026-06-31.json", "no calendar")])
def test_a_day_that_stands_twice_or_in_no_calendar_is_one_sentence(tmp_path: Path, name: str, why: str) -> None:
    for each in ("2026-06-10.a.json", name):
        (tmp_path / each).write_text("{}")
    with pytest.raises(UsageError, match=why):
        in_order(tmp_path)
