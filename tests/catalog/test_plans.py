"""How SQLite reads: history may grow without the present becoming slower."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Select

from intel.catalog import source_state, statements
from tests.factories import a_catalog, an_offer

_KEY = r"USING COVERING INDEX \w+ \(offer_id=\?"


@pytest.mark.parametrize(
    ("query", "through"),
    [
        (statements._query("all", False), r"SCAN price USING INDEX price_(source_)?open"),
        (statements._query("named", False), r"SCAN price USING INDEX price_(source_)?open"),
        (statements._query("model", False), r"SEARCH price USING INDEX price_open \(offer_id=\?\)"),
        (
            statements._newest_until("model"),
            rf"SEARCH then {_KEY} AND source_id=\? AND effective_from=\? AND seen_from<\?\)",
        ),
        (statements._newest_until("model"), rf"SEARCH after {_KEY} AND \(source_id,effective_from\)>\(\?,\?\)\)"),
        (source_state._sources(), r"SEARCH run USING INDEX run_source_at \(source_id=\? AND at<\?\)"),
    ],
    ids=["all", "named", "model", "past", "keys of the past", "runs"],
)
def test_what_holds_now_is_found_through_an_index(tmp_path: Path, query: Select[tuple[object]], through: str) -> None:
    engine = a_catalog(tmp_path, [an_offer()])
    compiled = str(query.compile(engine))

    with engine.connect() as conn:
        plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", ("",) * compiled.count("?")).all()

    assert re.search(through, "\n".join(row.detail for row in plan))
