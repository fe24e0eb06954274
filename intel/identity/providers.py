"""Which provider a source's word for one means. Companies are joined by curated aliases, never by likeness alone."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_NOT_WORDS = re.compile(r"[\s_.]+")
_EDGE = re.compile(r"[^a-z0-9&+-]+")
_FOLDED = re.compile(r"[^a-z0-9]+")
_ENDINGS = ("ai", "inc", "cloud")


@dataclass(frozen=True, slots=True)
class ProviderAlias:
    """``source`` calls ``provider`` by ``name``, since ``valid_from``; source '' holds for all."""

    source: str
    name: str
    provider: str
    region: str = ""
    valid_from: date = date.min


class ProviderNames:
    """Looks up providers by the names that sources use."""

    def __init__(self, aliases: Iterable[ProviderAlias], known: Iterable[str] = ()) -> None:
        self._exact: dict[tuple[str, str], list[ProviderAlias]] = defaultdict(list)
        self._folded: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._known = {provider.lower(): provider for provider in known}
        for provider in self._known.values():
            self._folded[fold(provider)].add((provider, ""))
        for alias in sorted(aliases, key=lambda a: a.valid_from):
            self._exact[alias.source, alias.name.lower()].append(alias)
            self._folded[fold(alias.name)].add((alias.provider, alias.region))

    def match(self, source: str, name: str, on: date = date.max) -> tuple[str, str]:
        """(provider id, region) of a source's name as of a day; the region is '' unless the name implies one.

        An alias of the source, an alias of all, a known id, then the name without case, punctuation and a trailing
        "ai", "inc" or "cloud" where that is unambiguous. An unknown name is its own id, and so is one whose merge
        into another provider lies ahead of ``on``.
        """
        written = name.strip().lower()
        later = False
        for scope in (source, ""):
            valid = [alias for alias in self._exact.get((scope, written), ()) if alias.valid_from <= on]
            if valid:
                return valid[-1].provider, valid[-1].region
            later = later or (scope, written) in self._exact
        if written in self._known:
            return self._known[written], ""
        alike = () if later else self._folded.get(fold(name), ())
        if len(alike) == 1:
            (found,) = alike
            return found
        return plain(name), ""


def fold(name: str) -> str:
    """A name reduced to letters and digits, without a trailing company word: "Together AI" is "together"."""
    text = _FOLDED.sub("", name.lower())
    for ending in _ENDINGS:
        if text.endswith(ending) and len(text) > len(ending) + 2:
            return text.removesuffix(ending)
    return text


def plain(name: str) -> str:
    """A name as an id: lower case, "-" for blanks, points and underscores."""
    return _EDGE.sub("", _NOT_WORDS.sub("-", name.strip().lower())).strip("-") or "unnamed"
