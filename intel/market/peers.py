"""Which closed models an open model is set against where no task is chosen: a curated list."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from intel.errors import UsageError


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """Models that people choose between, by hand: what is open is compared with what is closed."""

    name: str
    title: str
    closed: tuple[str, ...]
    """Model ids, the one to show first in front."""
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Peers:
    """The groups in the order of the file. An open model stands in at most one."""

    groups: tuple[PeerGroup, ...]

    def of(self, model: str) -> tuple[str, ...]:
        """Ids of the closed peers of ``model``; empty when nobody has listed it (it is compared with nothing)."""
        group = self.group(model)
        return group.closed if group else ()

    def group(self, model: str) -> PeerGroup | None:
        """The group that lists ``model`` as open, or None."""
        return next((group for group in self.groups if model in group.open), None)


def parse_peers(text: str) -> Peers:
    """Read the TOML text; ``UsageError`` when it is not of that form or lists an open model twice."""
    try:
        groups = tuple(_group(name, fields) for name, fields in tomllib.loads(text).items())
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise UsageError(f"The peers cannot be read: {error}.") from None
    listed = [model for group in groups for model in group.open]
    twice = sorted({model for model in listed if listed.count(model) > 1})
    if twice:
        raise UsageError(f"The peers list {', '.join(twice)} more than once.")
    return Peers(groups)


def _group(name: str, fields: Mapping[str, object]) -> PeerGroup:
    closed, opened = fields["closed"], fields["open"]
    if not isinstance(closed, list) or not isinstance(opened, list):
        raise TypeError(f"group {name!r} needs lists of model ids under closed and open")
    return PeerGroup(name, str(fields["title"]), tuple(map(str, closed)), tuple(map(str, opened)))
