"""A local HTTP server that behaves as badly as the real ones: paths → scripted behaviours, one per request.

    with ReplayServer({"/a": [ok(b"{}", etag='"1"'), not_modified()]}) as server:
        fetcher.fetch("source", server.url("/a"))

The last behaviour of a path repeats. Every request is kept in ``server.requests``.
"""

import gzip
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SO_LINGER, SOL_SOCKET
from struct import pack
from threading import Event, Lock, Thread
from types import TracebackType

Behaviour = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """One request, and the means to answer it."""

    handler: BaseHTTPRequestHandler
    server: "ReplayServer"

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send a whole answer; header names are written with underscores."""
        self.begin(status, **{"content_length": str(len(body)), **headers})
        self.handler.wfile.write(body)

    def begin(self, status: int, **headers: str) -> None:
        """Send status and headers alone."""
        self.handler.send_response(status)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()

    def hang_up(self) -> None:
        """Close the connection in the middle of things."""
        self.handler.close_connection = True
        self.handler.wfile.flush()
        self.handler.connection.close()


@dataclass(frozen=True)
class Request:
    """What a client sent."""

    path: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass
class ReplayServer:
    """Serves ``script`` on a free port of 127.0.0.1; paths that it does not name answer 404."""

    script: Mapping[str, Sequence[Behaviour]]
    requests: list[Request] = field(default_factory=list)
    released: Event = field(default_factory=Event)
    """Set when the server stops: what hangs lets go."""

    def __post_init__(self) -> None:
        self._taken: dict[str, int] = {}
        self._lock = Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._thread = Thread(target=lambda: self._http.serve_forever(poll_interval=0.01), daemon=True)

    def __enter__(self) -> "ReplayServer":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def url(self, path: str) -> str:
        """Address of a path."""
        return f"http://127.0.0.1:{self._http.server_address[1]}{path}"

    def paths(self) -> list[str]:
        """Paths that were asked for, robots.txt left out."""
        return [request.path for request in self.requests if request.path != "/robots.txt"]

    def forget(self, path: str) -> None:
        """Begin the behaviours of a path anew."""
        with self._lock:
            self._taken.pop(path, None)

    def _next(self, path: str) -> Behaviour:
        with self._lock:
            place = self._taken.get(path, 0)
            self._taken[path] = place + 1
        behaviours = self.script.get(path, (status(404),))
        return behaviours[min(place, len(behaviours) - 1)]

    def _handler(server: "ReplayServer") -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                server.requests.append(Request(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                try:
                    server._next(self.path)(Exchange(self, server))
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            do_POST = do_GET

            def log_message(self, format: str, *args: object) -> None:
                """Keep the terminal quiet."""

        return Handler


def ok(body: bytes, media_type: str = "application/json", **headers: str) -> Behaviour:
    """200 with a body."""
    return lambda exchange: exchange.reply(200, body, content_type=media_type, **headers)


def packed(body: bytes, encoding: str = "gzip") -> Behaviour:
    """200 with a compressed body: gzip, deflate, or deflate without its header ("raw")."""
    if encoding == "gzip":
        sent = gzip.compress(body)
    elif encoding == "deflate":
        sent = zlib.compress(body)
    else:
        squeeze = zlib.compressobj(wbits=-15)
        sent = squeeze.compress(body) + squeeze.flush()
    name = "gzip" if encoding == "gzip" else "deflate"
    return lambda exchange: exchange.reply(200, sent, content_type="application/json", content_encoding=name)


def status(code: int, body: bytes = b"", **headers: str) -> Behaviour:
    """Any answer."""
    return lambda exchange: exchange.reply(code, body, **headers)


def not_modified() -> Behaviour:
    """304."""
    return lambda exchange: exchange.begin(304)


def redirect(location: str, code: int = 302) -> Behaviour:
    """A redirect to a path or an address."""
    return lambda exchange: exchange.reply(code, b"", location=location)


def challenge() -> Behaviour:
    """The page that asks a browser to prove itself."""
    page = b"<!DOCTYPE html><html><title>Just a moment...</title></html>"
    return lambda exchange: exchange.reply(403, page, content_type="text/html", cf_mitigated="challenge")


def truncated(body: bytes, keep: int) -> Behaviour:
    """A body that ends before its Content-Length."""

    def behave(exchange: Exchange) -> None:
        exchange.begin(200, content_length=str(len(body)), content_type="application/json")
        exchange.handler.wfile.write(body[:keep])
        exchange.hang_up()

    return behave


def reset() -> Behaviour:
    """The connection is torn down without an answer."""

    def behave(exchange: Exchange) -> None:
        exchange.handler.connection.setsockopt(SOL_SOCKET, SO_LINGER, pack("ii", 1, 0))
        exchange.hang_up()

    return behave


def silence() -> Behaviour:
    """No answer at all until the server stops."""

    def behave(exchange: Exchange) -> None:
        exchange.server.released.wait(30)
        exchange.hang_up()

    return behave


def drip(body: bytes) -> Behaviour:
    """One byte after the other, without end in sight."""

    def behave(exchange: Exchange) -> None:
        exchange.begin(200, content_length=str(len(body)), content_type="application/json")
        for place in range(len(body)):
            exchange.handler.wfile.write(body[place : place + 1])
            exchange.handler.wfile.flush()
            if exchange.server.released.wait(0.002):
                return

    return behave


def bomb(size: int) -> Behaviour:
    """A small gzip body that unpacks to ``size`` zeros."""
    squeeze = zlib.compressobj(9, wbits=31)
    block = bytes(2**20)
    first, again = (squeeze.compress(block) + squeeze.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    sent = first + again * (size // len(block) - 1) + squeeze.flush()
    return lambda exchange: exchange.reply(200, sent, content_type="application/json", content_encoding="gzip")
