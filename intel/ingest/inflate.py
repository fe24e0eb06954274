"""Decompression with a ceiling: 300 kB of gzip can become 300 MB, and a client that inflates by itself lets it."""

import zlib

from intel.errors import SourceError

ACCEPT = "gzip, deflate"
"""Encodings that are offered; nothing else is accepted back."""

_WINDOW = {"gzip": 31, "x-gzip": 31, "deflate": 15}
_STEP = 1 << 18


class Inflator:
    """Takes raw bytes as they arrive and keeps the plain ones, never more than ``ceiling`` of them."""

    def __init__(self, encoding: str, ceiling: int) -> None:
        """``encoding`` is the Content-Encoding; ``SourceError`` for one that was not offered."""
        name = encoding.strip().lower()
        if name not in ("", "identity", *_WINDOW):
            raise SourceError(f"sent in the encoding {name[:40]!r}, which was not asked for")
        self._window = _WINDOW.get(name)
        self._inflate = zlib.decompressobj(self._window) if self._window else None
        self._ceiling = ceiling
        self._plain = bytearray()
        self._begun = False

    def feed(self, raw: bytes) -> None:
        """Take more bytes; ``SourceError`` when they are damaged or the plain text passes the ceiling."""
        self._begun = self._begun or bool(raw)
        if self._inflate is None:
            self._keep(raw)
            return
        try:
            while raw:
                raw = self._some(raw)
        except zlib.error as error:
            raise SourceError(f"damaged compressed bytes ({error})") from None

    def finish(self) -> bytes:
        """The plain body; ``SourceError`` when the compressed stream has no end."""
        if self._inflate is not None and self._begun and not self._inflate.eof:
            raise SourceError("compressed bytes cut short")
        return bytes(self._plain)

    def _some(self, raw: bytes) -> bytes:
        """Inflate one bounded step; returns what is left of ``raw``."""
        assert self._inflate is not None
        assert self._window is not None
        if self._inflate.eof:
            if not raw.strip(b"\0"):
                return b""
            self._inflate = zlib.decompressobj(self._window)  # a gzip file may have several members
        try:
            self._keep(self._inflate.decompress(raw, _STEP))
        except zlib.error:
            if self._window != 15 or self._plain:
                raise
            self._window = -15  # "deflate" without its header, as some servers send it
            self._inflate = zlib.decompressobj(self._window)
            self._keep(self._inflate.decompress(raw, _STEP))
        return self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail

    def _keep(self, plain: bytes) -> None:
        if len(self._plain) + len(plain) > self._ceiling:
            raise SourceError(f"larger than {self._ceiling / 2**20:,.0f} MiB when unpacked")
        self._plain += plain
