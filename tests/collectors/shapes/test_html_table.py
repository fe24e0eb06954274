"""Tables of HTML pages as full grids."""

import pytest

from intel.collectors.shapes.html_table import document, grids, words
from intel.errors import SourceError
from intel.source import Snapshot
from tests.collectors.golden import SEEN_AT


def page(body: str) -> list[list[list[str]]]:
    text = f"<!DOCTYPE html><html><body>{body}</body></html>"
    return grids(document(Snapshot("https://example.com", text.encode(), SEEN_AT)))


def test_a_cell_stands_in_every_place_that_it_spans() -> None:
    (grid,) = page(
        "<table><tr><td colspan=2>M</td><td>a</td></tr>"
        "<tr><td rowspan=2>P</td><td>in</td><td>1</td></tr><tr><td>out</td><td rowspan=2>2</td></tr>"
        "<tr><td>x</td><td>y</td></tr></table>"
    )
    assert grid == [["M", "M", "a"], ["P", "in", "1"], ["P", "out", "2"], ["x", "y", "2"]]


def test_struck_prices_and_footnotes_stay_marked_and_scripts_and_comments_go() -> None:
    (grid,) = page(
        "<table><tr><td>$1 (75% off<sup>(3)</sup>)<del>$4</del><!-- $9 --><script>$8</script></td></tr></table>"
    )
    assert grid == [["$1 (75% off<sup>(3)</sup>) ~~$4~~"]]


def test_a_table_around_another_is_not_read_itself() -> None:
    assert page("<table><tr><td><table><tr><td>in</td></tr></table></td></tr></table>") == [[["in"]]]


def test_a_senseless_span_is_one_and_a_huge_one_is_cut() -> None:
    (grid,) = page("<table><tr><td colspan=0>a</td><td colspan=x>b</td><td colspan=99999>c</td></tr></table>")
    assert (grid[0][:3], len(grid[0])) == (["a", "b", "c"], 202)
    ((cells,),) = page(f"<table><tr><td colspan={'9' * 5000}>c</td></tr></table>")
    assert len(cells) == 200


def test_words_are_in_single_spaces_and_lines_do_not_run_together() -> None:
    found = document(Snapshot("https://example.com", b"<html><p>a<br>b</p><p>c\xc2\xa0d</p></html>", SEEN_AT))
    assert words(found) == "a b c d"


@pytest.mark.parametrize("body", ["", "# Markdown", "<html><table>", "{}", "<p>no page</p>"])
def test_what_is_no_whole_page_fails_the_run(body: str) -> None:
    with pytest.raises(SourceError):
        document(Snapshot("https://example.com", body.encode(), SEEN_AT))
