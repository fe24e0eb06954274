"""Tables of a vendor's deprecation page: which model ends on which day, and what is to be used instead.

OpenAI's, Anthropic's and Google's pages agree in shape: one table per announcement or family, with a column each for
the day, the model and the replacement, often under a heading that begins with the day of the announcement.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from intel.collectors.shapes.markdown_table import Table
from intel.collectors.shapes.page_tables import page_tables
from intel.errors import RowError, SourceError
from intel.records import Deprecation, OfferKey, Rejected
from intel.source import Snapshot, printable

_DAY = re.compile(r"^(?:shutdown|retirement) date$", re.IGNORECASE)
_MODEL = re.compile(
    r"^(?:(?:deprecated |legacy )?model(?: snapshot| family / snapshot| / system)?|agent)$", re.IGNORECASE
)
_INSTEAD = re.compile(r"^(?:recommended replacement(?: base model)?|substitute model)$", re.IGNORECASE)
_ANNOUNCED = re.compile(r"^(\d{4}-\d\d-\d\d)\s*:")
_NO_DAY = re.compile(r"^(?:$|-+$|—|n/a|no |not |tbd|to be |at earliest|earliest|unknown)", re.IGNORECASE)
_NAME = re.compile(r"(?=.*[-\d])[a-z][a-z0-9]*(?:[-.][a-z0-9]+)*")
_BETWEEN = re.compile(r"\s*(?:\\?\||,|\bor\b|\band\b)\s*")
_POINTS_HERE = re.compile(r"\(including (.*), which point to this snapshot\)")
_ASIDE = re.compile(r"\([^()]*\)|\*+|<sup>.*?</sup>")
_SPELT = ("%Y-%m-%d", "%B %d, %Y", "%b %d, %Y")
_HYPHENS = str.maketrans("\u2010\u2011", "--")


def endings(snapshot: Snapshot, provider: str) -> Iterator[Deprecation | Rejected]:
    """One word per model id, in the order of the page; of two on one id the first, which is the later announcement.

    A row without a day ("No shutdown date announced") counts where it names a replacement. Rows about anything but
    models (endpoints, products, "New fine-tuning training on …") say nothing here.

    Raises:
        SourceError: the page has no such table.
    """
    read = [(table, columns) for table in page_tables(snapshot)[0] if (columns := _columns(table))]
    if not read:
        raise SourceError(f"{snapshot.url}: no table of models with their last days; the page has changed")
    told: set[str] = set()
    for table, columns in read:
        announced = _ANNOUNCED.match(table.heading)
        since = date.fromisoformat(announced[1]) if announced else None
        for row in table.rows:
            try:
                names, ends_on, instead = _row(table, row, columns)
            except RowError as error:
                yield Rejected(printable(" ".join(row)), str(error), printable(str(row)))
                continue
            new = [name for name in names if name not in told] if ends_on or instead else []
            told.update(new)
            yield from (Deprecation(OfferKey(provider, name), since, ends_on, instead) for name in new)


def _columns(table: Table) -> Mapping[str, str]:
    """The headers of day, model and replacement; empty for a table of something else."""
    asked = {"day": _DAY, "model": _MODEL, "instead": _INSTEAD}
    found = {
        what: header for what, pattern in asked.items() for header in table.headers if pattern.match(_bare(header))
    }
    return found if len(found) == len(asked) else {}


def _row(table: Table, row: tuple[str, ...], columns: Mapping[str, str]) -> tuple[list[str], date | None, str]:
    if len([cell for cell in row if cell]) == 1:
        return [], None, ""  # a row such as "Preview models" parts the table
    cells = table.cells(row)
    names = _names(_POINTS_HERE.sub(r", \1", cells[columns["model"]]))
    if not names:
        return [], None, ""
    return names, _day(cells[columns["day"]]), " or ".join(_instead(cells[columns["instead"]]))


def _names(cell: str) -> list[str]:
    """The ids of a cell that holds nothing else; none of any other."""
    parts = [part for part in _BETWEEN.split(cell.strip()) if part]
    return parts if all(_NAME.fullmatch(part) for part in parts) else []


def _instead(cell: str) -> list[str]:
    """The ids with which a cell begins; none where it begins with prose."""
    found: list[str] = []
    for part in _BETWEEN.split(_ASIDE.sub("", cell).strip()):
        if not part:
            continue
        if not _NAME.fullmatch(part):
            break
        found.append(part)
    return found


def _day(cell: str) -> date | None:
    text = _bare(cell).translate(_HYPHENS)
    if _NO_DAY.match(text):
        return None
    for spelling in _SPELT:
        try:
            return datetime.strptime(text, spelling).date()  # noqa: DTZ007 - a day without a time
        except ValueError:
            continue
    raise RowError(f"a day that is not understood: {text[:40]!r}")


def _bare(text: str) -> str:
    return _ASIDE.sub("", text).strip()
