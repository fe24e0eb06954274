"""Raw replies by content: ``<data_dir>/archive/ab/cdef….gz``, written before anything is parsed."""

import gzip
import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from intel.errors import CatalogError

_LEVEL = 2
"""Of gzip: 2.6 MB of JSON become 0.3 MB in 18 ms; level 9 takes 110 ms to save another 80 kB."""


_TIGHT = b"\x02"
"""What gzip's header says of level 9."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One file of the archive."""

    path: Path
    sha256: str
    """'' for the part of a body that was never finished."""
    size: int
    """Packed, in bytes."""


class Archive:
    """Immutable bodies under one folder. Two processes may write the same body at once: the name is the content."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, body: bytes) -> str:
        """Keep ``body`` and return its sha256. After return it survives a power cut; a half-written file never shows.

        Raises ``CatalogError`` when the folder cannot be written.
        """
        digest = sha256(body).hexdigest()
        path = self._path(digest)
        try:
            if path.exists():
                os.utime(path)  # seen again: the age that retention goes by
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                _write(path, gzip.compress(body, _LEVEL, mtime=0))
        except OSError as error:
            raise CatalogError(f"Cannot write the archive {self.folder}: {error.strerror or error}.") from None
        return digest

    def read(self, digest: str) -> bytes:
        """The body of that sha256; ``CatalogError`` when it is not there or no longer what it was."""
        try:
            body = gzip.decompress(self._path(digest).read_bytes())
        except FileNotFoundError:
            raise CatalogError(f"The archive {self.folder} does not hold {digest[:12]}….") from None
        except (OSError, EOFError, zlib.error) as error:
            raise CatalogError(f"The archive {self.folder} cannot give {digest[:12]}…: {error}.") from None
        if sha256(body).hexdigest() != digest:
            raise CatalogError(f"The archive {self.folder} holds other bytes under {digest[:12]}….")
        return body

    def bodies(self, *, older_than: datetime) -> Iterator[Stored]:
        """What was seen last before ``older_than``, and parts that a killed process has left, in no order."""
        for path in self.folder.glob("*/*"):
            with suppress(FileNotFoundError):
                stat = path.stat()
                if stat.st_mtime < older_than.timestamp() and path.suffix in (".gz", ".part"):
                    digest = path.parent.name + path.stem if path.suffix == ".gz" else ""
                    yield Stored(path, digest, stat.st_size)

    def remove(self, body: Stored) -> None:
        """Forget a body."""
        body.path.unlink(missing_ok=True)

    def pack(self, body: Stored, *, dry: bool = False) -> int:
        """Pack a body as tight as gzip can and return the bytes that this saves; 0 when it is so already."""
        packed = body.path.read_bytes()
        if packed[8:9] == _TIGHT:
            return 0
        with suppress(OSError, EOFError, zlib.error):  # a damaged one is left for ``read`` to tell of
            tight = gzip.compress(gzip.decompress(packed), 9, mtime=0)
            saved = max(0, len(packed) - len(tight))
            if saved and not dry:
                stat = body.path.stat()
                _write(body.path, tight)
                os.utime(body.path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
            return saved
        return 0

    def __contains__(self, digest: str) -> bool:
        return bool(digest) and self._path(digest).exists()

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / f"{digest[2:]}.gz"


def _write(path: Path, packed: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as part:
        try:
            part.write(packed)
            part.flush()
            os.fsync(part.fileno())
        except BaseException:
            with suppress(OSError):
                os.unlink(part.name)
            raise
    os.replace(part.name, path)
