"""LMArena's official dataset on Hugging Face: ratings from people's blind votes, by subset and category.

Ratings are a Bradley-Terry fit on the Elo scale, refitted as votes come in: one rolling edition with dated scores. Each
subset has a scale of its own. ``rating_lower`` and ``rating_upper`` are a 95 % interval. The votes of a subset are the
same in all its categories, so that they are one witness.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from intel.collectors.shapes.parquet import parquet_rows
from intel.collectors.shapes.score_values import measured
from intel.errors import RowError, SourceError
from intel.records import Benchmark, Fact, Follow, Score, name
from intel.source import Authority, Parsed, Snapshot, Source, each

_FILES = "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset/resolve/main"
_FILE = "latest-00000-of-00001.parquet"
_HOME = "https://lmarena.ai/leaderboard"
SUBSETS: Mapping[str, str] = {
    "text": "Text", "webdev": "WebDev", "vision": "Vision", "search": "Search", "document": "Document",
}  # fmt: skip
SOURCE = Source(
    id="lmarena",
    title="LMArena",
    url=f"{_FILES}/text/{_FILE}",
    cadence=timedelta(hours=24),
    authority=Authority.COMMUNITY,
    licence="CC BY 4.0",
    redistributable=True,
    min_records=1000,
    homepage=_HOME,
    needs="pyarrow",
)

_COLUMNS = ("category", "model_name", "rating", "rating_lower", "rating_upper", "vote_count")
_PUBLISHED = "leaderboard_publish_date"
_NINETY_FIVE = Decimal("0.95")


def parse(snapshot: Snapshot) -> Parsed:
    """Yield a score per model and category of a subset; of the text subset also where the others are."""
    subset = next((subset for subset in SUBSETS if f"/{subset}/" in snapshot.url), "")
    if not subset:
        raise SourceError(f"{snapshot.url}: none of the subsets that are known ({', '.join(SUBSETS)})")
    rows = parquet_rows(snapshot, (*_COLUMNS, _PUBLISHED))
    for category in sorted({row["category"] for row in rows if isinstance(row["category"], str)}):
        yield _board(subset, category)

    def one(_: str, row: dict[str, Any]) -> Iterator[Fact]:
        yield _score(row, subset)

    yield from each(((f"{row['category']} {row['model_name']}", row) for row in rows), one)
    if subset == "text":
        yield from (Follow(f"{_FILES}/{other}/{_FILE}", other) for other in SUBSETS if other != subset)


def _board(subset: str, category: str) -> Benchmark:
    words = category.replace("_", " ").replace("-", " ")
    return Benchmark(
        f"lmarena/{subset}/{_slug(category)}", "rolling", f"LMArena {SUBSETS[subset]}: {words}", "elo", homepage=_HOME
    )


def _slug(category: str) -> str:
    return name(category).replace("_", "-").lower()


def _score(row: dict[str, Any], subset: str) -> Score:
    rating = _number(row["rating"])
    if rating is None:
        raise RowError("no rating")
    lower, upper = _number(row["rating_lower"]), _number(row["rating_upper"])
    bounds = lower is not None and upper is not None and lower <= rating <= upper
    votes = _number(row["vote_count"])
    return Score(
        name(row["model_name"]), f"lmarena/{subset}/{_slug(row['category'])}", "rolling", rating,
        lower=lower if bounds else None, upper=upper if bounds else None,
        interval_ratio=_NINETY_FIVE if bounds else None,
        n=int(votes) if votes is not None and votes >= 0 else None, stated_on=_day(row[_PUBLISHED]),
    )  # fmt: skip


def _number(value: object) -> Decimal | None:
    """A float of the file by its shortest digits: Parquet stores no others."""
    return measured(repr(value) if isinstance(value, float) else value)


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value is None:
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise RowError(f"no date: {str(value)[:40]!r}") from None
