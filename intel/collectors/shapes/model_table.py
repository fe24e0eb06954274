"""Tables with a model in each row and a meter in each column."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from intel.collectors.shapes.markdown_table import Row, Table
from intel.collectors.shapes.page_money import notes, price_cell
from intel.collectors.shapes.page_offers import Line, Reading, stated
from intel.collectors.shapes.page_periods import Dated
from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter

Columns = Mapping[str, tuple[Meter, tuple[Condition, ...]]]
"""Header → meter, and the conditions under which the price of the column holds (none: always)."""

Cells = dict[str, str]
"""Cell by header; headers as ``header`` gives them."""

LIST_PRICE = "list price"
"""``Condition.unknown`` of a struck price: it is not charged, and when it returns nobody says."""

PER_MILLION = re.compile(r"(?:\bper|/)\s*(?:1\s?m|1\s?million|million|1,000,000|m)\s*tok", re.IGNORECASE)
"""How pages say that prices are per million tokens."""


def header(text: str) -> str:
    """A header without what drifts: case, spaces, footnotes."""
    return " ".join(notes(text)[0].lower().rstrip("* ").split())


@dataclass(frozen=True, slots=True)
class Layout:
    """The headers of a price table that are understood."""

    model: frozenset[str]
    """What the first column may be called."""
    columns: Columns
    ignored: frozenset[str] = frozenset()

    def headers(self, table: Table) -> list[str] | None:
        """The headers of a table of model prices; None when the table is none.

        Raises:
            RowError: beside the prices stands a column that is not known, or two bill the same.
        """
        found = [header(text) for text in table.headers]
        priced = [text for text in found[1:] if text in self.columns]
        if found[0] not in self.model or not priced:
            return None
        if set(found[1:]) - self.columns.keys() - self.ignored or len({self.columns[h] for h in priced}) < len(priced):
            raise RowError(f"a price table of unknown columns: {' | '.join(table.headers)}"[:300])
        return found

    def read(self, reading: Reading, table: Table, build: Callable[[str, Cells], Iterable[Line]]) -> bool:
        """Add what ``build`` makes of each row's (first cell, price cells by header); False for no price table."""
        try:
            headers = self.headers(table)
        except RowError as error:
            reading.reject(table.heading or table.headers[0], str(error), table.rows[:1])
            return True
        if headers is None:
            return False
        for row in table.rows:
            reading.read(row[0], row, partial(self._row, headers, row, build))
        return True

    def _row(self, headers: list[str], row: Row, build: Callable[[str, Cells], Iterable[Line]]) -> Iterable[Line]:
        if len(row) != len(headers):
            raise RowError(f"{len(row)} cells under {len(headers)} headers")
        cells = dict(zip(headers, row, strict=True))
        return build(row[0], {name: cell for name, cell in cells.items() if name in self.columns})

    def rates(self, cells: Cells, condition: Condition = ALWAYS, *, in_cell: bool = False) -> tuple[Dated, ...]:
        """The rates of a row: charged prices, and struck ones under an unknown condition.

        Args:
            cells: price cells by header.
            condition: of the whole row, such as the length of its prompts.
            in_cell: the table states no unit, so that each price must print its own.

        Raises:
            RowError: a cell is not understood, or is of another unit.
        """
        made: list[Dated] = []
        for name, text in cells.items():
            meter, conditions = self.columns[name]
            held = tuple(replace(condition, cache_ttl=each.cache_ttl) for each in conditions) or (condition,)
            made += price(text, meter, *held, in_cell=in_cell)
        return tuple(made)


def price(text: str, meter: Meter, *held: Condition, in_cell: bool = False, currency: str = "USD") -> list[Dated]:
    """The charged price of a cell under each condition, and its struck price under the unknown one.

    Raises:
        RowError: not understood, another unit, or ``in_cell`` and no unit beside an amount above zero.
    """
    cell = price_cell(text, currency)
    if in_cell and cell.charged and not cell.charged.unit and cell.charged.digits != "0":
        raise RowError(f"a price without a unit: {text[:60]!r}")
    made = list(stated(cell, meter, *held, currency=currency))
    if cell.listed:
        unused = tuple(replace(condition, unknown=LIST_PRICE) for condition in held or (ALWAYS,))
        made += stated(replace(cell, charged=cell.listed), meter, *unused, currency=currency)
    return made


_SIZE = re.compile(r"(?P<sign>[<>]=|[<>≤≥])\s*(?P<count>\d+(?:\.\d+)?)\s?(?P<unit>[kKM])\b")


def prompt_length(text: str) -> Condition:
    """The one boundary of a text such as "≥ 200k prompt tokens"; the side below it is the base price, hence always.

    Raises:
        RowError: no boundary, or more than one.
    """
    found = list(_SIZE.finditer(text))
    if len(found) != 1:
        raise RowError(f"not a length of prompts: {text[:60]!r}")
    sign = found[0]["sign"]
    if sign in ("<", "<=", "≤"):
        return ALWAYS
    tokens = float(found[0]["count"]) * (1000 if found[0]["unit"] in "kK" else 10**6)
    return Condition(over_tokens=int(tokens), inclusive=sign in (">=", "≥"))
