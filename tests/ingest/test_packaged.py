"""An installed package stands in for a source without network."""

import json
from datetime import UTC, datetime

import pytest

from intel.collectors import genai_prices
from intel.errors import SourceError
from intel.ingest.packaged import packaged_at, packaged_body
from tests.ingest.written import Bench, Scripted, a_source, day

NOW = datetime(2027, 1, 1, tzinfo=UTC)


def test_the_packaged_prices_are_read_like_the_live_ones(bench: Bench) -> None:
    result = bench.runner().run(genai_prices)
    assert (result.outcome, result.healthy, result.rejected) == ("done", True, 0)
    assert result.offers > 2_000
    assert result.at == packaged_at(packaged_body(genai_prices.SOURCE) or b"", day(1000))
    assert bench.rows("run", "at") == [(result.at,)]
    assert bench.prices(source="genai-prices")["anthropic/claude-2"] == "input=8;output=24"


def test_the_same_package_gives_the_same_bytes_and_exact_numbers() -> None:
    body = packaged_body(genai_prices.SOURCE)
    assert body is not None
    assert body == packaged_body(genai_prices.SOURCE)
    assert b'"input_mtok":0.1,' in body
    assert json.loads(body)[0]["id"] == "anthropic"


@pytest.mark.parametrize(
    ("body", "at"),
    [
        (b'{"as of": "2026-10-14", "later": "2031-01-01"}', datetime(2026, 10, 14, tzinfo=UTC)),
        (b'["2026-02-30", "12026-01-01"]', None),
        (b"{}", None),
    ],
)
def test_packaged_facts_are_as_old_as_the_newest_day_they_name(body: bytes, at: datetime | None) -> None:
    assert packaged_at(body, NOW) == at


def test_a_package_that_is_not_installed_makes_the_source_skipped(bench: Bench) -> None:
    source = a_source(packaged="no_such_package.data:prices")
    assert packaged_body(source) is None
    assert bench.runner().run(Scripted(source)).outcome == "skipped"


def test_a_package_that_has_changed_its_shape_fails_the_run_in_one_sentence(bench: Bench) -> None:
    source = a_source(packaged="intel.units:NOT_THERE")
    with pytest.raises(SourceError, match="has no intel.units:NOT_THERE"):
        packaged_body(source)
    assert bench.runner().run(Scripted(source)).outcome == "failed"
