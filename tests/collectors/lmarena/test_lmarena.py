"""LMArena: ratings of a dataset in Parquet, one scale per subset, one rolling edition."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from intel.collectors import lmarena
from intel.records import Benchmark, Fact, Follow, Rejected
from intel.source import Snapshot
from tests.collectors.golden import check, reply
from tests.collectors.scored import score, scores

pa = pytest.importorskip("pyarrow")
HERE = Path(__file__).parent


def listed() -> list[Fact]:
    return reply(lmarena, HERE)


def test_the_recorded_subset_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_each_category_is_a_benchmark_on_the_scale_of_its_subset() -> None:
    boards = {fact.name: fact for fact in listed() if isinstance(fact, Benchmark)}
    assert set(boards) == {"lmarena/text/overall", "lmarena/text/coding", "lmarena/text/industry-mathematical"}
    assert {board.scale for board in boards.values()} == {"elo"}
    url = lmarena.SOURCE.url.replace("/text/", "/webdev/")
    assert {s.benchmark for s in scores(reply(lmarena, HERE, "webdev.parquet.csv", url))} == {
        "lmarena/webdev/overall", "lmarena/webdev/webdev-html",
    }  # fmt: skip


def test_a_rating_has_its_bounds_votes_and_day() -> None:
    found = score(listed(), "plume-3-high", "lmarena/text/overall")
    assert (found.value, found.lower, found.upper) == (
        Decimal("1512.26067"),
        Decimal("1506.9554"),
        Decimal("1517.5659"),
    )
    assert (found.n, found.stated_on, found.interval_ratio) == (9220, date(2026, 8, 19), Decimal("0.95"))
    assert score(listed(), "plume-3-high", "lmarena/text/coding").lower is None


def test_what_has_no_rating_or_no_name_is_rejected() -> None:
    assert [fact.reason for fact in listed() if isinstance(fact, Rejected)] == ["no rating", "no name"]


def test_the_text_subset_leads_to_the_others() -> None:
    assert [fact.key for fact in listed() if isinstance(fact, Follow)] == ["webdev", "vision", "search", "document"]


@pytest.mark.captures
def test_the_captured_subsets_hold_what_was_counted_by_hand(captures: Path) -> None:
    # n_rows of the files' own heads: text 10,359 in 29 categories, webdev 493 in 5; values read off the rows.
    text, webdev = _captured(captures, "text"), _captured(captures, "webdev")
    assert (len(scores(text)), len({s.benchmark for s in scores(text)})) == (10359, 29)
    assert (len(scores(webdev)), len({s.benchmark for s in scores(webdev)})) == (493, 5)
    found = score(webdev, "claude-opus-5-max", "lmarena/webdev/image-to-webdev")
    assert (found.value, found.lower, found.n) == (Decimal("1670.26067"), Decimal("1648.95542"), 922)
    assert score(webdev, "qwen3.8-max", "lmarena/webdev/image-to-webdev").value == Decimal("1631.34719")
    assert score(webdev, "claude-fable-5", "lmarena/webdev/image-to-webdev").value == Decimal("1625.8962")
    assert not [fact for fact in (*text, *webdev) if isinstance(fact, Rejected)]


def _captured(captures: Path, subset: str) -> list[Fact]:
    """The capture is a JSON rendering of the Parquet file, which is made of it again."""
    from pyarrow.parquet import write_table

    (file,) = (captures / "bench" / "arena").glob(f"*/{subset}.json")
    stated: dict[str, Any] = json.loads(file.read_text("utf-8"))
    day = {"leaderboard_publish_date": stated["meta"]["leaderboard_publish_date"]}
    sink = pa.BufferOutputStream()
    write_table(pa.Table.from_pylist([row | day for row in stated["rows"]]), sink)
    url = lmarena.SOURCE.url.replace("/text/", f"/{subset}/")
    return list(lmarena.parse(Snapshot(url, bytes(sink.getvalue()), datetime(2026, 8, 22, tzinfo=UTC))))
