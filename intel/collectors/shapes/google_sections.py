"""Sections of Google's price page: whose prices the tables below a heading are, and of which service tier.

In the vendor's ``.md.txt`` the tier is a heading of its own ("### Batch"); a reader's render of the HTML shows tabs as
links above the tables, which then follow in the order of the tabs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from intel.collectors.shapes.markdown_table import Table, plain
from intel.collectors.shapes.page_periods import DAY, day
from intel.errors import RowError

_TIERS = ("standard", "batch", "flex", "priority")
_TAB = re.compile(r"\[(Standard|Batch|Flex|Priority|[A-Z][a-z]+)\]\([^)]*#(?:standard|batch|flex|priority)[\w-]*\)")
_CODE = re.compile(r"`([a-z0-9][a-z0-9.-]*)`")
_LINKED = re.compile(r"\]\([^)]*\)")
_ENDING = re.compile(rf"\b(?:shut down|retired|discontinued|turned off)(?:\s+on)?\s+(?P<day>{DAY})", re.IGNORECASE)
_DEPRECATED = re.compile(r"\bis\s+\[?deprecated", re.IGNORECASE)
_PICTURE = re.compile(r"[^\w\s()./,&+-]")


@dataclass(slots=True)
class Section:
    """One heading with its tables."""

    title: str
    prose: str
    tables: list[Table] = field(default_factory=list)

    def ids(self) -> tuple[str, ...]:
        """The model ids in the line of code under the heading; empty when the page prints none."""
        for line in self.prose.splitlines():
            bare = _LINKED.sub("]", line)
            rest = re.sub(r"[\s\[\]*_,.]|\band\b|\bor\b", "", _CODE.sub("", bare))
            if not rest and (found := _CODE.findall(bare)):
                return tuple(dict.fromkeys(found))
        return ()

    def names(self) -> tuple[str, ...]:
        """The display names in the heading: "A 1, A 2, and A 3" are three where all begin with the same word."""
        whole = " ".join(_PICTURE.sub(" ", self.title).split())
        parts = [part.strip() for part in re.split(r",\s*(?:and\s+)?|\s+and\s+", whole) if part.strip()]
        same = len({part.split()[0] for part in parts}) == 1 and all(" " in part for part in parts)
        return tuple(parts) if same else (whole,)

    def tiers(self) -> list[str]:
        """The tier of each table, in order; ``RowError`` when the page does not say which is which."""
        headed = [table.heading.lower() for table in self.tables if table.heading != self.title]
        tabs = [tab.lower() for tab in _TAB.findall(self.prose)]
        if headed and len(headed) == len(self.tables):
            named = headed
        elif not headed and not tabs and len(self.tables) == 1:
            named = ["standard"]
        else:
            named = [] if headed else tabs
        if len(named) != len(self.tables) or len(set(named)) != len(named) or any(t not in _TIERS for t in named):
            raise RowError(f"{len(self.tables)} tables for the tiers {', '.join(named) or 'nobody names'}")
        return named

    def ending(self) -> tuple[str, date | None]:
        """(status, day of the shutdown) as the section's warning states them."""
        text = plain(self.prose)
        found = _ENDING.search(text)
        status = "deprecated" if found or _DEPRECATED.search(self.prose) else ""
        return status, day(found["day"]).date() if found else None


def sections(tables: Sequence[Table]) -> list[Section]:
    """The tables by the section they stand in; one that has no heading but the page's own stands in none ('')."""
    found: list[Section] = []
    for table in tables:
        title = next((h for h in reversed(table.headings[1:]) if h and not _is_tier(h)), "")
        if not found or found[-1].title != title:
            found.append(Section(title, _own_prose(table, title)))
        found[-1].tables.append(table)
    return found


def _is_tier(heading: str) -> bool:
    return heading.lower() in _TIERS


def _own_prose(table: Table, title: str) -> str:
    """The prose below the section's own heading, without what stands above it."""
    lines = table.above.splitlines()
    starts = [at for at, line in enumerate(lines) if line.startswith("#") and plain(line.lstrip("#")) == title]
    return "\n".join([*lines[starts[-1] + 1 :], table.before] if starts else [table.before])
