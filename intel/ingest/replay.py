"""Captured replies in place of the network: one file, or a folder with ``index.json``.

The index maps URL to file and time::

    {"https://models.dev/catalog.json": {"file": "catalog.json", "at": "2026-07-02T00:00:00Z"}}

A folder without an index may hold captures of several days, named by their day ("2026-05-31.json", or a folder with an
index "2026-05-31"); ``days.in_order`` reads them oldest first.

A single file stands for the first document of its source, unless it bears the name of another that the source can read
by itself (``Source.also``): an older edition is never taken for the newest.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from intel.errors import UsageError


@dataclass(frozen=True, slots=True)
class Captured:
    """One captured reply."""

    path: Path
    at: datetime | None
    """Aware UTC; None when nobody wrote down when it was captured."""
    url: str = ""
    """Where it was found, where that is not the address that it stands for."""


@dataclass(frozen=True, slots=True)
class Replay:
    """Replies by URL; the empty URL stands for whatever document the source asks for first."""

    documents: dict[str, Captured]

    @classmethod
    def load(cls, path: Path, also: Sequence[str] = ()) -> "Replay":
        """Read a file or a folder with ``index.json``; ``UsageError`` when it is neither or the index is broken.

        ``also``: ``Source.also`` of the source that will be fed.
        """
        if path.is_file():
            return cls({"": Captured(path, None, next((url for url in also if _file(url) == path.name), ""))})
        index = path / "index.json"
        if not index.is_file():
            raise UsageError(
                f"{path} is neither a file nor a folder with index.json or with captures named by their day."
            )
        try:
            entries = json.loads(index.read_text("utf-8"))
            documents = {url: _captured(path, entry) for url, entry in entries.items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            why = str(error) if isinstance(error, ValueError) else "an entry is not of that form"
            raise UsageError(f'{index} must map each URL to {{"file": …, "at": …}}: {why}.') from None
        first = next((url for url in also if url in documents), "")
        return cls(documents | ({"": replace(documents[first], url=first)} if first else {}))

    def get(self, url: str, *, first: bool = False) -> Captured | None:
        """The reply for ``url``; None when it was not captured. ``first``: the single file stands for any URL."""
        return self.documents.get(url) or (self.documents.get("") if first else None)

    def read(self, captured: Captured) -> bytes:
        """The bytes; ``UsageError`` when the file is not there."""
        try:
            return captured.path.read_bytes()
        except OSError as error:
            raise UsageError(f"Cannot read {captured.path}: {error.strerror or error}.") from None


def _file(url: str) -> str:
    return url.rpartition("/")[2]


def _captured(folder: Path, entry: dict[str, str]) -> Captured:
    stated = entry.get("at")
    at = datetime.fromisoformat(stated) if stated else None
    if at is not None:
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return Captured(folder / entry["file"], at)
