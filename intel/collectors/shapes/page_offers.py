"""From the lines of a price page to offers: all that the page's tables say about one SKU and tier goes together."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from intel.collectors.shapes.page_money import Cell, price_cell
from intel.collectors.shapes.page_periods import OPEN, Dated, Period, dated_prices
from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter
from intel.records import Deprecation, Evidence, Fact, Offer, OfferKey, Rejected, name
from intel.source import printable

DISPLAY_NAME = "display_name"
"""Kind of ``Evidence`` that says: the SKU is the name printed on a page, not an id that a caller could send."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one row of one table states about one SKU."""

    sku: str
    rates: tuple[Dated, ...]
    tier: str = "standard"
    tag: str = ""
    status: str = ""
    title: str = ""
    printed_id: bool = True
    """False where the page prints a display name and no id."""
    sunset_on: date | None = None
    replacement: str = ""
    api_id: str = ""
    """The id that a caller sends, where the page links to it under a display name."""


@dataclass(slots=True)
class Reading:
    """What has been read off a page so far."""

    lines: list[Line] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    def read(self, key: str, row: object, build: Callable[[], Iterable[Line]]) -> None:
        """Add what ``build`` makes of a row; its ``RowError`` becomes one ``Rejected``."""
        try:
            self.lines.extend(list(build()))
        except RowError as error:
            self.reject(key, str(error), row)

    def reject(self, key: str, reason: str, row: object = "") -> None:
        """Count a row that was not understood."""
        self.rejected.append(Rejected(printable(key), reason, printable(str(row))))

    def facts(self, provider: str) -> Iterator[Fact]:
        """One offer per SKU and tier in the order of the page, withdrawals behind them, then what was rejected."""
        sold: dict[tuple[str, str, str], list[Line]] = {}
        for line in self.lines:
            sold.setdefault((line.sku, line.tier, line.tag), []).append(line)
        for (sku, tier, tag), lines in sold.items():
            try:
                yield from _facts(OfferKey(provider, name(sku), service_tier=tier, tag=tag), lines)
            except RowError as error:
                self.reject(f"{sku} {tier}", str(error), lines)
        yield from self.rejected


def _facts(key: OfferKey, lines: list[Line]) -> list[Fact]:
    status = next((line.status for line in lines if line.status), "")
    evidence = [] if lines[0].printed_id else [Evidence(DISPLAY_NAME, key.sku)]
    evidence += [Evidence("model", line.api_id) for line in lines[:1] if line.api_id]
    prices = dated_prices([rate for line in lines for rate in line.rates])
    title = next((line.title for line in lines if line.title), "")
    facts: list[Fact] = [Offer(key, key.sku, prices, tuple(evidence), title, status=status)]
    ending = next((line for line in lines if line.sunset_on or line.replacement), None)
    if ending or status in ("deprecated", "retired"):
        sunset, replacement = (ending.sunset_on, ending.replacement) if ending else (None, "")
        facts.append(Deprecation(key, sunset_on=sunset, replacement=replacement))
    return facts


def stated(
    cell: Cell | str, meter: Meter, *conditions: Condition, period: Period = OPEN, currency: str = "USD"
) -> tuple[Dated, ...]:
    """The charged price of a cell as one rate per condition (default: always); empty where it states none.

    Raises:
        RowError: the cell is not understood, or prices another unit than ``meter`` bills.
    """
    read = price_cell(cell, currency) if isinstance(cell, str) else cell
    if read.charged is None:
        return ()
    made = [read.charged.rate(meter, condition) for condition in conditions or (ALWAYS,)]
    return tuple(Dated(rate, rounded, period, read.charged.currency) for rate, rounded in made)
