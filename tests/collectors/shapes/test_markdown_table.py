"""Tables of Markdown pages: what a cell keeps, where a table stands, and a page that was cut."""

import pytest

from intel.collectors.shapes.markdown_table import Table, plain, tables
from intel.errors import RowError, SourceError
from intel.source import Snapshot
from tests.collectors.golden import SEEN_AT


def read(text: str) -> list[Table]:
    return tables(Snapshot("https://example.com/pricing.md", text.encode(), SEEN_AT))


PAGE = """# Prices

## One

Standard

### Data

Words before.

| Model | [Price](/p) |
| :--- | ---: |
| [`a-1`](https://example.com/models/a-1 "A") | \\$1.00<sup>2</sup> |
| **b** | a \\| b |

```
| Model | Price |
| --- | --- |
| c | $9 |
```

## Two
  | Model | Price |
  |---|---|
  | d | ~~$2~~ $1 |
"""


def test_a_table_knows_its_headings_the_prose_around_them_and_its_links() -> None:
    first, second = read(PAGE)
    assert (first.headings, first.heading, first.before) == (("Prices", "One", "Data"), "Data", "Words before.")
    assert first.above.splitlines()[-3:] == ["Standard", "", "### Data"]
    assert first.links == (("a-1", "https://example.com/models/a-1"),)
    assert (second.headings, second.rows) == (("Prices", "Two"), (("d", "~~$2~~ $1"),))


def test_cells_are_plain_text_and_tables_in_code_are_none() -> None:
    (first, _) = read(PAGE)
    assert first.headers == ("Model", "Price")
    assert first.rows == (("a-1", "$1.00<sup>2</sup>"), ("b", "a | b"))


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("_`id-1` and `id-2`_", "id-1 and id-2"),
        ("prompts \\<= 200k", "prompts <= 200k"),
        ("$17.50 (video)^\\*^", "$17.50 (video)<sup>*</sup>"),
        ("Text\u200b\u00a0Models&amp;more", "Text Models&more"),
        ("[![Image 1: x](https://e.com/a.png)](https://e.com) b", "Image 1: x b"),
        ("<b>bold</b><br/>next", "bold next"),
        ("*same*, $0.05 per image* and image**", "same, $0.05 per image* and image**"),
        ("gemini_2_flash", "gemini_2_flash"),
        ("(<272K context)", "(<272K context)"),
    ],
)
def test_markup_goes_and_what_prices_depend_on_stays(markdown: str, words: str) -> None:
    assert plain(markdown) == words


def test_a_row_of_another_length_is_an_error_of_the_row() -> None:
    (table,) = read("| a | b |\n|---|---|\n| 1 |\n| 2 | 3 |\n")
    assert table.cells(table.rows[1]) == {"a": "2", "b": "3"}
    with pytest.raises(RowError, match="1 cells under 2 headers"):
        table.cells(table.rows[0])


def test_a_repeated_header_is_an_error_of_the_row() -> None:
    (table,) = read("| a | a |\n|---|---|\n| 1 | 2 |\n")
    with pytest.raises(RowError, match="repeated"):
        table.cells(table.rows[0])


@pytest.mark.parametrize(
    "cut", ["| a | b |\n|---|---|\n| 1 | $12.", "| a | b |\n|---|---|\n| 1 | 2 |\n\n| c |", "| a | b |\n|---|--"]
)
def test_a_page_that_ends_inside_a_table_is_cut_short(cut: str) -> None:
    with pytest.raises(SourceError, match="cut short"):
        read(cut)


@pytest.mark.parametrize("body", ["", "  \n", "<!DOCTYPE html><html></html>", "<html>"])
def test_what_is_no_markdown_fails_the_run(body: str) -> None:
    with pytest.raises(SourceError, match="expected Markdown"):
        read(body)
