"""Ten people who open ten addresses in the same moment: ten private windows of one browser."""

import asyncio
import shutil
import time
from collections.abc import Sequence
from typing import Any

from playwright.async_api import async_playwright

from tests.dashboard.served import DESKTOP, DRAWN

PEOPLE = 10
_PATIENCE_MS = 60_000
_DONE = "[data-testid=stApp][data-test-script-state=notRunning]"


def launched(chromium: Any) -> Any:
    """The Chromium of this machine, by either kind of Playwright; the asynchronous one has it awaited."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    return chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"])


def crowd(addresses: Sequence[str]) -> tuple[list[float], list[float]]:
    """Seconds until each sees a whole page, and until each has all that the server had to send."""
    return asyncio.run(_crowd(addresses))


async def _crowd(addresses: Sequence[str]) -> tuple[list[float], list[float]]:
    async with async_playwright() as playwright:
        browser = await launched(playwright.chromium)
        pages = [await (await browser.new_context(**DESKTOP)).new_page() for _ in addresses]
        found = await asyncio.gather(*(_visit(page, where) for page, where in zip(pages, addresses, strict=True)))
        await browser.close()
    return [drawn for drawn, _ in found], [sent for _, sent in found]


async def _visit(page: Any, address: str) -> tuple[float, float]:
    page.set_default_timeout(_PATIENCE_MS)
    start, last = time.perf_counter(), [0.0]

    def heard(_: object) -> None:
        last[0] = time.perf_counter() - start

    page.on("websocket", lambda socket: socket.on("framereceived", heard))
    await page.goto(address)
    await page.wait_for_selector(_DONE)
    await page.wait_for_function(DRAWN)
    return time.perf_counter() - start, last[0]
