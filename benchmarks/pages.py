"""How long a person waits for the dashboard, in a real browser on the seeded catalog, server warm.

    .venv/bin/python benchmarks/pages.py

Prints one line per budget and leaves with 1 when one is exceeded. A visit ends when chart and table are drawn.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from tests.dashboard.served import ADDRESSES, DESKTOP, Visit, served, visit

REPEATS = 5
BUDGETS = {"first visit": 2.0, "page switch": 0.6, "control": 0.4}


def seconds(action: Callable[[], object]) -> float:
    """Wall time of ``action``."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def switch(seen: Visit, name: str, path: str) -> None:
    """Go to the other page by its link and wait for its chart."""
    seen.page.get_by_role("link", name=name).click()
    seen.page.wait_for_url(f"**{path}*")
    seen.page.get_by_role("heading", level=1, name=name).wait_for()
    seen.settle()


def choose(seen: Visit, workload: str) -> None:
    """Use the workload control and wait for the numbers that it leads to."""
    seen.page.get_by_role("radio", name=workload).click()
    seen.page.get_by_text(f"Cheapest, {workload} mix").wait_for()
    seen.settle()


def measured(address: str) -> dict[str, list[float]]:
    """Seconds of each action, ``REPEATS`` times after one that warms the server."""
    taken: dict[str, list[float]] = {name: [] for name in BUDGETS}
    found = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for _ in range(REPEATS + 1):
            with visit(browser, **DESKTOP) as seen:
                taken["first visit"].append(seconds(lambda: seen.open(address + ADDRESSES["hosts"])))
                for workload in ("Agentic", "Chat"):
                    taken["control"].append(seconds(lambda: choose(seen, workload)))  # noqa: B023
                for name, path in (("Open vs closed", ADDRESSES["open-vs-closed"]), ("Hosts", ADDRESSES["hosts"])):
                    taken["page switch"].append(seconds(lambda: switch(seen, name, path)))  # noqa: B023
        browser.close()
    return {name: values[len(values) // (REPEATS + 1) :] for name, values in taken.items()}


def main() -> int:
    """Measure and compare; 1 when a median is over its budget."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address:
        taken = measured(address)
    over = 0
    for name, budget in BUDGETS.items():
        typical = median(taken[name])
        over += typical > budget
        print(f"{name:12} median {typical:.2f} s, worst {max(taken[name]):.2f} s (at most {budget} s)")
    return int(over > 0)


if __name__ == "__main__":
    raise SystemExit(main())
