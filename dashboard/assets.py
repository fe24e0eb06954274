"""The files of Streamlit's own page, of which a first visit asks for more than a hundred: kept in memory, named early.

Streamlit opens, checks and reads each file in a thread for each request. Its names hold a hash and its answers say
that they never change; so the first answer is the answer. A page then names all of them in its head, and a browser
asks for what draws charts and tables at once instead of when the first one has to be drawn.
"""

from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOLDER = "/static/"
_LASTING = b"immutable"
_START, _BODY = "http.response.start", "http.response.body"


class Assets:
    """ASGI middleware; it holds what has been asked for once, a few megabytes."""

    def __init__(self, app: ASGIApp) -> None:
        """``app`` is whoever answers what is not kept."""
        self._app = app
        self._kept: dict[str, tuple[Message, Message]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer out of memory, or let the application answer and keep that."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
        elif not scope["path"].startswith(FOLDER) or _is_partial(scope):
            await self._app(scope, receive, self._naming(send))
        elif scope["path"] in self._kept:
            for message in self._kept[scope["path"]]:
                await send(message)
        else:
            await self._app(scope, receive, self._keeping(scope["path"], send))

    def _keeping(self, path: str, send: Send) -> Send:
        """Send on, and keep the answer when it is whole and lasts."""
        seen: list[Message] = []

        async def kept(message: Message) -> None:
            seen.append(message)
            await send(message)
            if not message.get("more_body") and message["type"] == _BODY and _lasts(seen):
                body = b"".join(one.get("body", b"") for one in seen[1:])
                self._kept[path] = seen[0], {"type": _BODY, "body": body}

        return kept

    def _naming(self, send: Send) -> Send:
        """Send on; the head of a page names the scripts that pages have needed so far."""

        async def named(message: Message) -> None:
            if message["type"] == _START and _header(message, b"content-type").startswith(b"text/html"):
                links = ", ".join(f"<{path}>; rel=modulepreload" for path in self._kept if path.endswith(".js"))
                extra = [(b"link", links.encode("latin-1"))] if links else []
                message = {**message, "headers": [*message["headers"], *extra]}
            await send(message)

        return named


def _is_partial(scope: Scope) -> bool:
    """Whether a part is asked for, or only what is newer."""
    return any(name in (b"range", b"if-none-match", b"if-modified-since") for name, _ in scope["headers"])


def _lasts(seen: list[Message]) -> bool:
    whole = seen[0]["type"] == _START and all(one["type"] == _BODY for one in seen[1:])
    return whole and seen[0]["status"] == 200 and _LASTING in _header(seen[0], b"cache-control")


def _header(message: Message, wanted: bytes) -> bytes:
    found: Any = (value for name, value in message["headers"] if name.lower() == wanted)
    return bytes(next(found, b""))
