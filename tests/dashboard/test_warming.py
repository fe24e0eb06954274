"""What the server does before readers ask: answers, charts and files that are ready."""

import asyncio
import gc
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event

import pytest
from sqlalchemy import text
from starlette.types import Message, Receive, Scope, Send

from dashboard import data, derived, warming
from dashboard.assets import Assets
from dashboard.front import PATIENCE, Front
from intel.catalog.engine import writing
from tests.dashboard.conftest import OpenPage, a_fit, a_market

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
LATE = """INSERT INTO provider (id, title, kind, homepage, headquarters, fee_ratio)
          VALUES ('late', 'Late', 'inference', '', '', 0)"""


class Turns(Event):
    """Is set after so many turns of the thread, without waiting for any."""

    def __init__(self, turns: int) -> None:
        super().__init__()
        self._left = turns

    def wait(self, timeout: float | None = None) -> bool:
        self._left -= 1
        if self._left <= 0:
            self.set()
        return self.is_set()


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    data.FRONT.clear()
    gc.unfreeze()


def test_readers_see_what_is_ready_for_as_long_as_somebody_vouches_for_it() -> None:
    front: Front[str] = Front()
    assert front.shown(NOON) is None
    front.show("monday", NOON)
    assert front.shown(NOON + PATIENCE) == "monday"
    assert front.shown(NOON + 1.1 * PATIENCE) is None
    front.vouch(NOON + PATIENCE)
    assert front.shown(NOON + 1.1 * PATIENCE) == "monday"
    front.clear()
    front.vouch(NOON)
    assert front.shown(NOON) is None


def test_the_newest_catalog_is_shown_once_its_answers_are_there(open_page: OpenPage) -> None:
    open_page(*a_market(), fit=a_fit())
    warming.keep(Turns(1))

    ready = data.FRONT.shown(data.now())
    assert ready is not None
    assert ready.version == data.newest().version
    found = derived.recent(ready, 7)
    assert found is derived.recent(ready, 7)  # kept, not worked out again
    assert set(ready.offers()) == {"zai/glm-5.2", "openai/gpt-5.5", "anthropic/claude-opus-4.8"}


def test_readers_keep_the_catalog_before_until_they_are_shown_the_next(open_page: OpenPage) -> None:
    open_page(*a_market())
    warming.keep(Turns(1))
    before = data.catalog()
    with writing(before.engine) as connection:
        connection.execute(text(LATE))

    assert data.newest().version != before.version
    assert data.catalog() == before
    data.FRONT.clear()  # as an owner's action does
    assert data.catalog().version == data.newest().version


def test_what_was_read_before_an_owners_action_is_not_shown_after_it(open_page: OpenPage) -> None:
    open_page(*a_market())

    class Acting(Turns):
        """The owner acts after the first turn; the second must not bring back what was ready before."""

        def wait(self, timeout: float | None = None) -> bool:
            if not super().wait(timeout):
                with writing(data.newest().engine) as connection:
                    connection.execute(text(LATE))
                data.FRONT.clear()
            return self.is_set()

    warming.keep(Acting(2))
    assert data.catalog().version == data.newest().version


def test_without_a_catalog_nothing_is_shown_and_the_page_says_why(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTEL_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    data.FRONT.show(data.Catalog("sqlite:///gone.db", "1", NOON), data.now())
    warming.keep(Turns(1))
    assert data.FRONT.shown(data.now()) is None


class Files:
    """Answers as Streamlit does, and counts."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        self.asked.append(path)
        lasting = path.startswith("/static/js/")
        headers = [(b"content-type", b"text/javascript" if lasting else b"text/html; charset=utf-8"),
                   (b"cache-control", b"public, immutable, max-age=1" if lasting else b"no-cache")]  # fmt: skip
        await send({"type": "http.response.start", "status": 404 if "missing" in path else 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"one ", "more_body": True})
        await send({"type": "http.response.body", "body": b"two"})


def answer(assets: Assets, path: str, *headers: tuple[bytes, bytes]) -> tuple[dict[bytes, bytes], bytes]:
    """Headers and body of one GET."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": list(headers)}
    asyncio.run(assets(scope, receive, send))
    return dict(sent[0]["headers"]), b"".join(one.get("body", b"") for one in sent[1:])


def test_a_file_that_lasts_is_read_once_and_a_part_of_it_is_left_to_the_server() -> None:
    files = Files()
    assets = Assets(files)
    assert [answer(assets, "/static/js/a.js")[1] for _ in range(3)] == [b"one two"] * 3
    assert files.asked == ["/static/js/a.js"]
    answer(assets, "/static/js/a.js", (b"range", b"bytes=0-1"))
    assert len(files.asked) == 2


def test_what_may_change_or_is_missing_is_asked_for_each_time() -> None:
    files = Files()
    assets = Assets(files)
    for path in ("/static/js/missing.js", "/static/index.html", "/hosts"):
        answer(assets, path)
        answer(assets, path)
    assert len(files.asked) == 6


def test_a_page_names_the_scripts_that_pages_need() -> None:
    assets = Assets(Files())
    assert b"link" not in answer(assets, "/hosts")[0]
    answer(assets, "/static/js/a.js")
    assert answer(assets, "/hosts")[0][b"link"] == b"</static/js/a.js>; rel=modulepreload"
