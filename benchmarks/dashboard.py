"""How long a person waits for the dashboard: a real browser, a warm server, the full catalog with two years of prices.

    python -m benchmarks.dashboard [--only first|switch|control|ten|floor] [--page NAME …] [--repeats N] [--minutes N]

Prints each figure as soon as it is measured, with the processor time that the server spent on it and the load of the
machine, and leaves with 1 when a median is over its budget. A visit ends when every chart and table is drawn; what
there is no time for is left out and said. Ten people at once are measured twice: as ten sockets that get all that a new
reader is sent, which is the server's part, and as ten private windows, which draw it on the same cores as the server.
The floor is what the same machine takes in the same minutes for a page that says and draws next to nothing.
"""

import argparse
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.dashboard_catalog import made, size
from benchmarks.dashboard_crowd import PEOPLE, answered, drawn, launched
from intel.cli.serve import Server, command
from tests.dashboard.served import ADDRESSES, DESKTOP, Visit, visit

FIRST, SWITCH, CONTROL, CROWD = 2.0, 0.6, 0.4, 3.0
"""Budgets in seconds, of medians."""
KINDS = ("first", "switch", "control", "ten", "floor")
TITLES = {"open-vs-closed": "Open vs closed"}
CONTROLS = {
    "hosts": ("radio", "RAG", "**workload=rag*"),
    "open-vs-closed": ("radio", "RAG", "**workload=rag*"),
    "history": ("radio", "RAG", "**workload=rag*"),
    "leaders": ("radio", "Math", "**task=math*"),
    "frontier": ("radio", "Math", "**task=math*"),
    "today": ("radio", "A day before", "**since=day*"),
    "routing": ("radio", "Frugal", "**policy=frugal*"),
    "sources": ("radio", "Disputes", "**show=disputes*"),
    "alerts": ("radio", "Rules", "**show=rules*"),
}
"""A control of each page: its role, its name, and the address that it leads to."""


@dataclass
class Bench:
    """A server under test and what was found."""

    address: str
    pid: int
    until: float
    """By ``time.monotonic``: nothing begins after it."""
    over: int = 0
    left: list[str] = field(default_factory=list)

    def late(self, what: str) -> bool:
        """Whether there is no time left for it; it is told in the end."""
        if time.monotonic() < self.until:
            return False
        self.left.append(what)
        return True

    def measured(self, action: Callable[[], object]) -> tuple[float, float]:
        """Seconds that passed, and those that the server's processor spent."""
        spent, start = busy(self.pid), time.perf_counter()
        action()
        return time.perf_counter() - start, busy(self.pid) - spent

    def tell(self, what: str, name: str, taken: Sequence[tuple[float, float]], budget: float) -> None:
        """One line of the figures."""
        if not taken:
            return
        walls = [wall for wall, _ in taken]
        typical = median(walls)
        self.over += typical > budget
        word = "over" if typical > budget else "ok"
        print(
            f"{what:9} {name:15} median {typical:5.2f} s ({min(walls):.2f} to {max(walls):.2f}), at most {budget} s: "
            f"{word:4} | server {1000 * median(spent for _, spent in taken):4.0f} ms, load {os.getloadavg()[0]:.1f}",
            flush=True,
        )


def busy(pid: int) -> float:
    """Processor seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Memory of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


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


def warm(bench: Bench, browser: Browser, names: Sequence[str]) -> None:
    """Every page once, so that the server has what it keeps."""
    for name in names:
        with visit(browser, **DESKTOP) as seen:
            wall, spent = bench.measured(lambda: seen.open(bench.address + ADDRESSES[name]))  # noqa: B023
            print(f"warming   {name:15} {wall:12.2f} s {'':32} | server {1000 * spent:4.0f} ms", flush=True)


def rest(bench: Bench) -> None:
    """Wait, a minute at most, until the server has prepared what it prepares by itself."""
    for _ in range(30):
        spent = busy(bench.pid)
        time.sleep(2)
        if busy(bench.pid) - spent < 0.1:
            return


def first(bench: Bench, browser: Browser, names: Sequence[str], repeats: int) -> None:
    """A new reader, whose browser knows nothing, opens the page."""
    for name in names:
        taken = []
        for _ in range(repeats):
            if not bench.late(f"first {name}"):
                with visit(browser, **DESKTOP) as seen:
                    taken.append(bench.measured(lambda: seen.open(bench.address + ADDRESSES[name])))  # noqa: B023
        bench.tell("first", name, taken, FIRST)


def switches(bench: Bench, browser: Browser, names: Sequence[str], repeats: int) -> None:
    """A reader who is there goes to the page, from Method or to Method from Hosts."""
    with visit(browser, **DESKTOP) as seen:
        for name in names:
            taken = []
            for turn in range(repeats + 1):
                if not bench.late(f"switch {name}"):
                    seen.open(bench.address + ADDRESSES["hosts" if name == "method" else "method"])
                    found = bench.measured(lambda: switch(seen, name))  # noqa: B023
                    taken += [found] if turn else []
            bench.tell("switch", name, taken, SWITCH)


def chosen(bench: Bench, browser: Browser, names: Sequence[str], repeats: int) -> None:
    """A reader who is there uses a control."""
    with visit(browser, **DESKTOP) as seen:
        for name in (name for name in names if name in CONTROLS):
            taken = []
            for turn in range(repeats + 1):
                if not bench.late(f"control {name}"):
                    seen.open(bench.address + ADDRESSES[name])
                    found = bench.measured(lambda: choose(seen, *CONTROLS[name]))  # noqa: B023
                    taken += [found] if turn else []
            bench.tell("control", name, taken, CONTROL)


def ten(bench: Bench, names: Sequence[str]) -> None:
    """Ten people come in the same moment."""
    addresses = [bench.address + ADDRESSES[names[place % len(names)]] for place in range(PEOPLE)]
    before = memory_mb(bench.pid)
    for what, come in (("answered", answered), ("drawn", drawn)):
        if not bench.late(f"ten {what}"):
            spent = busy(bench.pid)
            found = come(addresses)
            each = (busy(bench.pid) - spent) / PEOPLE
            bench.tell("ten", what, [(one, each) for one in found], CROWD)
    after = memory_mb(bench.pid)
    print(f"memory    {before:.0f} MB before, {after:.0f} MB after, {(after - before) / PEOPLE / 2:.1f} MB a reader")


def floor(browser: Browser, until: float, repeats: int) -> None:
    """The same visits to a page that holds next to nothing."""
    script = Path(__file__).with_name("dashboard_floor.py")
    with serving(lambda port: command(script, port)) as server:
        bench = Bench(server.address, server.process.pid, until)
        taken = []
        for turn in range(repeats + 1):
            with visit(browser, **DESKTOP) as seen:
                found = bench.measured(lambda: seen.open(bench.address))
                taken += [found] if turn else []
        bench.tell("first", "the floor", taken, FIRST)


def floor_of_ten(until: float) -> None:
    """Ten windows at once on a page that holds next to nothing."""
    script = Path(__file__).with_name("dashboard_floor.py")
    with serving(lambda port: command(script, port)) as server:
        bench = Bench(server.address, server.process.pid, until)
        if not bench.late("ten on the floor"):
            bench.tell("ten", "the floor", [(one, 0.0) for one in drawn([bench.address] * PEOPLE)], CROWD)


@contextmanager
def serving(call: Callable[[int], list[str]] | None = None) -> Iterator[Server]:
    """The dashboard, or what ``call`` starts at a port."""
    server = Server(call=call)
    try:
        server.wait_until_it_answers(threading.Event())
        yield server
    finally:
        server.stop()


def asked(arguments: Sequence[str]) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="benchmarks.dashboard", description="How long a person waits for a page.")
    parser.add_argument("--only", choices=KINDS, action="append", help="measure this kind of waiting alone")
    parser.add_argument("--page", choices=list(ADDRESSES), action="append", help="measure this page alone")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=4.0, help="begin nothing after so long")
    kept = Path(".data/benchmarks/dashboard")
    parser.add_argument("--catalog", type=Path, default=kept, help=f"where the catalog is kept; {kept}")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Measure and compare; 1 when a median is over its budget."""
    options = asked(arguments)
    place = made(options.catalog.resolve())
    kinds, names = options.only or KINDS, options.page or list(ADDRESSES)
    os.environ |= {"INTEL_DATA_DIR": str(place), "INTEL_OFFLINE": "1", "INTEL_DATABASE_URL": ""}
    print(f"{size(place)}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    with serving() as server:
        bench = Bench(server.address, server.process.pid, time.monotonic() + 60 * options.minutes)
        with sync_playwright() as playwright:
            browser = launched(playwright.chromium)
            warm(bench, browser, names)
            rest(bench)
            for kind, measure in (("first", first), ("switch", switches), ("control", chosen)):
                if kind in kinds:
                    measure(bench, browser, names, options.repeats)
            if "floor" in kinds:
                floor(browser, bench.until, options.repeats)
            browser.close()
        if "ten" in kinds:
            ten(bench, names)
        if "floor" in kinds and "ten" in kinds:
            floor_of_ten(bench.until)
    for what in dict.fromkeys(bench.left):
        print(f"left out for want of time: {what}")
    return int(bench.over > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
