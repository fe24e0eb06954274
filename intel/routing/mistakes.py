"""Mistakes in a policy's file, each with its line and its key, and the error that carries all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intel.errors import UsageError

Path = tuple[str | int, ...]
Lines = Mapping[Path, int]
"""The line, from 1, of every key and entry of a file."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that a file says and cannot mean, or that a reader should look at."""

    line: int | None
    """None: nowhere in particular, or the file is not at hand."""
    key: str
    """With its parents, "tasks.coding.at_least"; '' for the whole file."""
    said: str

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else ""
        return f"{', '.join(filter(None, (place, self.key)))}: {self.said}{'' if self.said[-1] in '.?' else '.'}"


class PolicyError(UsageError):
    """A policy's file has mistakes. As one sentence it names the first, and how many more there are."""

    def __init__(self, where: str, mistakes: Iterable[Mistake]) -> None:
        self.where, self.mistakes = where, tuple(mistakes)
        super().__init__(f"{self.told(self.mistakes[0])}{self._more(len(self.mistakes) - 1)}")

    def told(self, one: Mistake) -> str:
        """One of its mistakes with the name of the file."""
        return f"{self.where}{', ' if one.line or one.key else ''}{one}"

    def lines(self, most: int) -> list[str]:
        """The first ``most`` mistakes, and in a last line how many more there are."""
        more = self._more(len(self.mistakes) - most).strip()
        return [*map(self.told, self.mistakes[:most]), *([more] if more else [])]

    @staticmethod
    def _more(count: int) -> str:
        return f" ({count} more mistake{'s' if count > 1 else ''}.)" if count > 0 else ""


def placed(found: Iterable[tuple[Path, str]], lines: Lines) -> list[Mistake]:
    """By line; a key of one task that stands above all tasks is named there, once."""
    unique = dict.fromkeys(_placed(path, lines, said) for path, said in found)
    return sorted(unique, key=lambda one: (one.line or 0, one.key))


def _placed(path: Path, lines: Lines, said: str) -> Mistake:
    places = [path, path[2:]] if path[:1] == ("tasks",) and len(path) > 2 else [path]
    for place in places:
        for end in range(len(place), 0, -1):
            if place[:end] in lines and (place is not path or end > 2 or len(path) <= 2):
                return Mistake(lines[place[:end]], ".".join(map(str, place)), said)
    return Mistake(None, ".".join(map(str, places[-1])), said)
