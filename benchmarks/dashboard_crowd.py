"""Ten people who open ten addresses in the same moment: as browsers, and as sockets that want all and draw nothing."""

import asyncio
import shutil
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import async_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

from tests.dashboard.served import DESKTOP, DRAWN

PEOPLE = 10
_PATIENCE_MS = 60_000
_DONE = "[data-testid=stApp][data-test-script-state=notRunning]"


def launched(chromium: Any) -> Any:
    """The Chromium of this machine, by either kind of Playwright; the asynchronous one has it awaited."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    return chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"])


def drawn(addresses: Sequence[str]) -> list[float]:
    """Seconds until each of as many private windows has a whole page."""
    return asyncio.run(_drawn(addresses))


async def _drawn(addresses: Sequence[str]) -> list[float]:
    async with async_playwright() as playwright:
        browser = await launched(playwright.chromium)
        pages = [await (await browser.new_context(**DESKTOP)).new_page() for _ in addresses]
        found = await asyncio.gather(*(_visit(page, where) for page, where in zip(pages, addresses, strict=True)))
        await browser.close()
    return found


async def _visit(page: Any, address: str) -> float:
    page.set_default_timeout(_PATIENCE_MS)
    start = time.perf_counter()
    await page.goto(address)
    await page.wait_for_selector(_DONE)
    await page.wait_for_function(DRAWN)
    return time.perf_counter() - start


def answered(addresses: Sequence[str]) -> list[float]:
    """Seconds until each of as many sockets has got every message of a new reader's first run."""
    return asyncio.run(_answered(addresses))


async def _answered(addresses: Sequence[str]) -> list[float]:
    return await asyncio.gather(*map(_read, addresses))


async def _read(address: str) -> float:
    parts, start = urlsplit(address), time.perf_counter()
    asked = BackMsg()
    asked.rerun_script.query_string, asked.rerun_script.page_name = parts.query, parts.path.strip("/")
    stream = f"ws://{parts.netloc}/_stcore/stream"
    origin, streamlit = Origin(f"http://{parts.netloc}"), [Subprotocol("streamlit")]
    async with connect(stream, origin=origin, subprotocols=streamlit, max_size=None) as socket:
        await socket.send(asked.SerializeToString())
        async for message in socket:
            if ForwardMsg.FromString(message).WhichOneof("type") == "script_finished":
                break
    return time.perf_counter() - start
