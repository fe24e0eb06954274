"""The three places documents come from. Every body is archived before anybody reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.errors import CatalogError
from intel.ingest.archive import Archive
from intel.ingest.documents import Gathered, Reply
from intel.ingest.fetch import Fetcher
from intel.ingest.replay import Replay
from intel.source import Source


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a conditional request needs to know of a URL."""

    etag: str
    last_modified: str
    sha256: str
    fetched_at: datetime


def remembered(conn: Connection, source: str) -> dict[str, Remembered]:
    """Documents of a source by URL."""
    known = rows.table("document")
    columns = (known.c.url, known.c.etag, known.c.last_modified, known.c.sha256, known.c.fetched_at)
    return {row[0]: Remembered(*row[1:]) for row in conn.execute(select(*columns).where(known.c.source_id == source))}


def remember(conn: Connection, source: str, known: Mapping[str, Remembered], gathered: Gathered) -> None:
    """Store what the next conditional requests need."""
    stated = [
        {
            "source_id": source, "url": reply.url, "etag": reply.etag, "last_modified": reply.last_modified,
            "sha256": reply.sha256, "fetched_at": reply.at,
        }
        for reply in gathered.replies
    ]  # fmt: skip
    rows.add(conn, "document", [row for row in stated if row["url"] not in known])
    rows.change(conn, "document", ("source_id", "url"), [row for row in stated if row["url"] in known])


@dataclass(frozen=True, slots=True)
class Network:
    """Live documents; an unchanged one is read again from the archive, so that held states can be settled by it."""

    source: Source
    fetcher: Fetcher
    archive: Archive
    clock: Callable[[], datetime]
    known: Mapping[str, Remembered]
    secret: tuple[str, str] = ("", "")
    """Header and value of the source's key; two '' without one."""

    def get(self, url: str, *, first: bool) -> Reply:
        """Fetch and archive one document."""
        del first
        before = self.known.get(url)
        body = self._archived(before)
        asked = before if before is not None and body is not None else None
        fetched = self.fetcher.fetch(
            self.source.id, url, etag=asked.etag if asked else "", last_modified=asked.last_modified if asked else "",
            secret=self.secret,
        )  # fmt: skip
        if fetched.status == "unchanged" and before is not None and body is not None:
            kept = (fetched.etag or before.etag, fetched.last_modified or before.last_modified)
            return Reply(url, body, before.sha256, self.clock(), True, fetched.media_type, *kept)
        sha256 = self.archive.put(fetched.body)
        same = before is not None and before.sha256 == sha256
        return Reply(
            url, fetched.body, sha256, self.clock(), same, fetched.media_type, fetched.etag, fetched.last_modified
        )

    def fetched_at(self, url: str) -> datetime | None:
        """When the document was fetched last."""
        before = self.known.get(url)
        return before.fetched_at if before else None

    def _archived(self, before: Remembered | None) -> bytes | None:
        if before is None or before.sha256 not in self.archive:
            return None
        try:
            return self.archive.read(before.sha256)
        except CatalogError:
            return None  # a damaged copy is fetched anew


@dataclass(frozen=True, slots=True)
class Captures:
    """Captured replies, each at its own time unless one is given for all."""

    replay: Replay
    archive: Archive
    at: datetime | None
    now: datetime
    last_sha256: str

    def get(self, url: str, *, first: bool) -> Reply | None:
        """The capture, archived like any reply; None when there is none."""
        captured = self.replay.get(url, first=first)
        if captured is None:
            return None
        body = self.replay.read(captured)
        sha256 = self.archive.put(body)
        at = self.at or captured.at or self.now
        return Reply(captured.url or url, body, sha256, at, first and sha256 == self.last_sha256)

    def fetched_at(self, url: str) -> datetime | None:
        """Never: captures are read in the collector's order."""
        del url
        return None


@dataclass(frozen=True, slots=True)
class Packaged:
    """The one document that an installed package stands in for."""

    body: bytes
    archive: Archive
    at: datetime
    last_sha256: str

    def get(self, url: str, *, first: bool) -> Reply | None:
        """The packaged facts for the first document, nothing for others."""
        if not first:
            return None
        sha256 = self.archive.put(self.body)
        return Reply(url, self.body, sha256, self.at, sha256 == self.last_sha256)

    def fetched_at(self, url: str) -> datetime | None:
        """Never: there is only one document."""
        del url
        return None
