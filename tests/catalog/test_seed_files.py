"""The form of seed files."""

import csv
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from intel.catalog.seed_facts import evidence_text, read_evidence
from intel.catalog.seed_files import LARGEST, read_table, time, time_text, truth, write_table, yes_no

COLUMNS = ("a", "b")


def test_tables_are_sorted_with_a_header_and_plain_line_ends(tmp_path: Path) -> None:
    write_table(tmp_path, "t", COLUMNS, [("b", "2"), ("a", 'x,"y"'), ("a", "")])

    assert (tmp_path / "t.csv").read_bytes() == b'a,b\na,\na,"x,""y"""\nb,2\n'


def test_a_long_table_goes_on_in_further_files_and_is_read_as_one(tmp_path: Path) -> None:
    rows = [(f"{n:06}", "x" * 200_000) for n in range(25)]
    write_table(tmp_path, "t", COLUMNS, rows)

    files = sorted(p.name for p in tmp_path.iterdir())
    assert files == ["t-1.csv", "t-2.csv", "t-3.csv"]
    assert all(p.stat().st_size <= LARGEST for p in tmp_path.iterdir())
    csv.field_size_limit(300_000)
    assert [(r["a"], r["b"]) for r in read_table(tmp_path, "t", COLUMNS)] == rows


def test_a_table_that_became_shorter_leaves_no_old_part_behind(tmp_path: Path) -> None:
    write_table(tmp_path, "t", COLUMNS, [(f"{n}", "x" * 200_000) for n in range(25)])
    write_table(tmp_path, "t", COLUMNS, [("1", "2")])

    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]


def test_a_missing_table_has_no_rows(tmp_path: Path) -> None:
    assert list(read_table(tmp_path, "t", COLUMNS)) == []


def test_unknown_is_neither_yes_nor_no() -> None:
    assert [truth(yes_no(value)) for value in (True, False, None)] == [True, False, None]


@given(st.datetimes(timezones=st.just(UTC)))
def test_times_keep_every_digit(moment: datetime) -> None:
    assert time(time_text(moment)) == moment


@given(st.lists(st.tuples(st.sampled_from(["weights", "huggingface", "model"]), st.text(max_size=40))))
def test_evidence_keeps_every_character(pairs: list[tuple[str, str]]) -> None:
    read = read_evidence(evidence_text([list(pair) for pair in pairs]))

    assert [(fact.kind, fact.value) for fact in read] == sorted(pairs)
