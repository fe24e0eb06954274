"""What a price page may look like on another day: its tables in another dress, or with another content.

Every change is a pure function of the page's text. ``HARMLESS`` ones say the same; ``MEANT`` ones say something else or
nothing, so that no price may come out as it was.
"""

import re
from collections.abc import Callable

from bs4 import BeautifulSoup
from bs4.element import Tag

Rows = list[list[str]]
Change = Callable[[str], str]

_RULE = re.compile(r"^\s*\|?[\s:|-]+\|[\s:|-]*$")
_PIPE = re.compile(r"(?<!\\)\|")
_AMOUNT = re.compile(r"\\?\$(\d[\d.,]*\d|\d)")
ODD = " $77.7 "
"""An amount that no page prints."""


def is_html(text: str) -> bool:
    return "<html" in text[:4000].lower()


def tables(change: Callable[[Rows], Rows]) -> Change:
    """The change of every Markdown table, as rows of cells: header, rule, body."""

    def changed(text: str) -> str:
        lines, made = text.split("\n"), []
        while lines:
            if not (lines[0].lstrip().startswith("|") and len(lines) > 1 and _RULE.match(lines[1])):
                made.append(lines.pop(0))
                continue
            end = next((at for at, line in enumerate(lines) if not line.lstrip().startswith("|")), len(lines))
            rows = change([_PIPE.split(line.strip().strip("|")) for line in lines[:end]])
            made += [f"|{'|'.join(row)}|" for row in rows]
            lines = lines[end:]
        return "\n".join(made)

    return lambda text: text if is_html(text) else changed(text)


def cells(change: Callable[[str], str]) -> Change:
    """The change of every body cell, in Markdown and in HTML tables."""

    def markup(text: str) -> str:
        page = BeautifulSoup(text, "html.parser")
        for words in [words for cell in page.find_all("td") for words in cell.find_all(string=True)]:
            words.replace_with(change(str(words)))
        return str(page)

    table = tables(lambda rows: [*rows[:2], *([change(cell) for cell in row] for row in rows[2:])])
    return lambda text: markup(text) if is_html(text) else table(text)


def markup(change: Callable[[BeautifulSoup, Tag], object]) -> Change:
    """The change of every table of an HTML page."""

    def changed(text: str) -> str:
        page = BeautifulSoup(text, "html.parser")
        for table in page.find_all("table"):
            change(page, table)
        return str(page)

    return lambda text: changed(text) if is_html(text) else text


def _wrapped(page: BeautifulSoup, table: Tag) -> None:
    for words in [words for cell in table.find_all("td") for words in cell.find_all(string=True)]:
        span = page.new_tag("span")
        words.replace_with(span)
        span.append(str(words))


def _swapped(page: BeautifulSoup, table: Tag) -> None:
    if table.select_one("[rowspan], [colspan]"):
        return
    for line in table.find_all("tr"):
        moved = [cell.extract() for cell in line.find_all(["td", "th"], recursive=False)[1:]]
        line.extend(moved[::-1])


def _new_row(rows: Rows) -> Rows:
    return [*rows, [" zz-new-9 ", *rows[-1][1:]]] if len(rows) > 2 else rows


HARMLESS: dict[str, Change] = {
    "spaces": cells(lambda cell: f"  {cell.replace(' ', chr(160), 1)} \t"),
    "headers in capitals": tables(lambda rows: [[cell.upper() for cell in rows[0]], *rows[1:]]),
    "columns in another order": tables(lambda rows: [[row[0], *row[:0:-1]] for row in rows]),
    "columns of HTML in another order": markup(_swapped),
    "other classes": lambda text: re.sub(r'class="[^"]*"', 'class="x9 y"', text) if is_html(text) else text,
    "cells wrapped": markup(_wrapped),
    "bold prices": tables(lambda rows: [*rows[:2], *([row[0], *map(_bold, row[1:])] for row in rows[2:])]),
    "a space behind the dollar": cells(lambda cell: re.sub(r"\$(?=\d)", "$ ", cell)),
    "a new model": tables(_new_row),
}

MEANT: dict[str, Change] = {
    "pounds": cells(lambda cell: cell.replace("\\$", "£").replace("$", "£")),
    "euros everywhere": lambda text: text.replace("$", "€"),
    "a second amount": cells(lambda cell: _AMOUNT.sub(rf"\g<0>{ODD}", cell)),
    "from": cells(lambda cell: _AMOUNT.sub(r"from \g<0>", cell)),
    "up to a range": cells(lambda cell: _AMOUNT.sub(r"\g<0>–$77.7", cell)),
    "no number": cells(lambda cell: _AMOUNT.sub("Contact us", cell)),
    "thousands": lambda text: re.sub(
        r"(?i)(?:1M|1,000,000|million|(?<=/)\s*M|(?<=per )M)(?= ?(?:input |output )?tok)", "1K", text
    ),
}

_dearer: Change = cells(lambda cell: _AMOUNT.sub(r"$9\1", cell))

SHAKEN: dict[str, Change] = {
    "a column of prices nobody knows": tables(
        lambda rows: [[row[0], (" Reasoning ", "---", ODD)[min(at, 2)], *row[1:]] for at, row in enumerate(rows)]
    ),
    "a column in front": tables(
        lambda rows: [[(" Tier ", "---", " A ")[min(at, 2)], *row] for at, row in enumerate(rows)]
    ),
    "short rows": tables(lambda rows: [*rows[:2], *(row[:1] + row[2:] for row in rows[2:])]),
    "a header gone": tables(lambda rows: [rows[0][:1] + rows[0][2:], *rows[1:]]),
    "decimal commas": cells(lambda cell: re.sub(r"(\$\d+)\.(\d+)", r"\1,\2", cell)),
    "cut short": lambda text: text[: int(len(text) * 0.6)],
    "old tables behind": lambda text: text if is_html(text) else f"{text}\n\n## Archive\n\n{_dearer(text)}",
}
"""Whatever becomes of the page: no price comes out that was not on it."""


def untouched(before: str, after: str) -> bool:
    """Whether a change found nothing to change: the prices of the page stand in no table."""
    return after in (before, str(BeautifulSoup(before, "html.parser")) if is_html(before) else before)


def _bold(cell: str) -> str:
    return f" **{cell.strip()}** " if _AMOUNT.fullmatch(cell.strip()) else cell
