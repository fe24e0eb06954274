"""How long a person waits for the dashboard, in a real browser on the seeded catalog, server warm.

    .venv/bin/python benchmarks/dashboard.py

Prints one line per page and budget and leaves with 1 when a median is over it. A visit ends when every chart and table
is drawn. Ten people at once are ten private windows that open ten addresses in the same moment.
"""

import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.dashboard.served import ADDRESSES, DESKTOP, Visit, served, visit

sys.path[:] = [folder for folder in sys.path if Path(folder).resolve() != Path(__file__).resolve().parent]
"""Without this file's folder, where it would stand for the package that it measures."""
REPEATS = 3
PEOPLE = 10
FIRST, SWITCH, CONTROL, CROWD = 2.0, 0.6, 0.4, 3.0
"""Budgets in seconds, of medians."""
TITLES = {"open-vs-closed": "Open vs closed"}
CONTROLS = {
    "hosts": ("radio", "RAG", "**workload=rag*"),
    "open-vs-closed": ("radio", "RAG", "**workload=rag*"),
    "leaders": ("radio", "Math", "**task=math*"),
    "frontier": ("radio", "Math", "**task=math*"),
    "today": ("radio", "A day before", "**since=day*"),
    "routing": ("radio", "Frugal", "**policy=frugal*"),
    "sources": ("radio", "Disputes", "**show=disputes*"),
    "alerts": ("radio", "Rules", "**show=rules*"),
}
"""A control of each page: its role, its name, and the address that it leads to."""


def seconds(action: Callable[[], object]) -> float:
    """Wall time of ``action``."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def switch(seen: Visit, name: str) -> None:
    """Go to another page by its link and wait until it is drawn."""
    title = TITLES.get(name, name.capitalize())
    seen.page.get_by_role("link", name=title, exact=True).click()
    seen.page.get_by_role("heading", level=1, name=title).wait_for()
    seen.settle()


def choose(seen: Visit, role: Any, label: str, address: str) -> None:
    """Use a control and wait for what it leads to."""
    seen.page.get_by_role(role, name=label, exact=True).first.click()
    seen.page.wait_for_url(address)
    seen.settle()


def visits(browser: Browser, address: str) -> dict[tuple[str, str, float], list[float]]:
    """Seconds by (what, page, budget); the first round warms the server and counts for nothing."""
    taken: dict[tuple[str, str, float], list[float]] = {}
    for turn in range(REPEATS + 1):
        for name, path in ADDRESSES.items():
            with visit(browser, **DESKTOP) as seen:
                found = {("first visit", name, FIRST): seconds(lambda: seen.open(address + path))}  # noqa: B023
                if name in CONTROLS:
                    found["control", name, CONTROL] = seconds(lambda: choose(seen, *CONTROLS[name]))  # noqa: B023
            if turn:
                for key, value in found.items():
                    taken.setdefault(key, []).append(value)
        with visit(browser, **DESKTOP) as seen:
            seen.open(address + ADDRESSES["hosts"])
            for name in [name for name in ADDRESSES if name != "hosts"]:
                value = seconds(lambda: switch(seen, name))  # noqa: B023
                if turn:
                    taken.setdefault(("switch", name, SWITCH), []).append(value)
    return taken


def crowd(address: str) -> list[float]:
    """Seconds until each of ten people who come at once sees a whole page; each has a browser of their own."""
    taken: list[float] = []
    gate = threading.Barrier(PEOPLE)
    paths = list(ADDRESSES.values())

    def one(place: int) -> None:
        with sync_playwright() as playwright:
            browser = launched(playwright)
            with visit(browser, **DESKTOP) as seen:
                gate.wait()
                taken.append(seconds(lambda: seen.open(address + paths[place % len(paths)])))
            browser.close()

    people = [threading.Thread(target=one, args=(place,)) for place in range(PEOPLE)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return taken


def launched(playwright: Any) -> Browser:
    """The Chromium of this machine."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    browser: Browser = playwright.chromium.launch(
        executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"]
    )
    return browser


def resident_mb() -> float:
    """Memory of the largest Python process that this one started: the server."""
    mine, found = os.getpid(), [0.0]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line)
        except OSError:
            continue
        if int(status["PPid"]) == mine and "python" in status["Name"].lower() + (folder / "cmdline").read_text():
            found.append(int(status.get("VmRSS", "0 kB").split()[0]) / 1024)
    return max(found)


def main() -> int:
    """Measure and compare; 1 when a median is over its budget."""
    over = 0
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address:
        with sync_playwright() as playwright:
            browser = launched(playwright)
            taken = visits(browser, address)
            browser.close()
        before = resident_mb()
        taken["ten at once", "all pages", CROWD] = crowd(address)
        after = resident_mb()
    for (what, name, budget), values in sorted(taken.items()):
        typical = median(values)
        over += typical > budget
        word = "over" if typical > budget else "ok"
        print(f"{what:12} {name:15} median {typical:5.2f} s, worst {max(values):5.2f} s, at most {budget} s: {word}")
    each = (after - before) / PEOPLE
    print(f"memory: {before:.0f} MB warm, {after:.0f} MB after {PEOPLE} more readers, {each:.1f} MB each")
    return int(over > 0)


if __name__ == "__main__":
    raise SystemExit(main())
