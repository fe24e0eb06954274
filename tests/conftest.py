"""What several tests need: a PostgreSQL, an empty catalog on either engine, a browser, and a count at the end."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests.databases import (  # noqa: F401 (fixtures)
    _postgres_catalogs,
    _postgres_template,
    _sqlite_template,
    engine,
    postgres_server,
    postgres_url,
    ready,
    together,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

KINDS = ("postgres", "browser", "captures", "validators", "slow", "soak")
SKIPPED_KINDS = frozenset(filter(None, os.environ.get("SKIP", "").replace(" ", "").split(",")))
CAPTURES = Path(__file__).parents[2] / "shared" / "upstream"
SOAK = int(os.environ.get("SOAK", "1"))

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""A fit is small: threads of several workers spend more on waiting for each other than they save."""

hypothesis.settings.register_profile("here", max_examples=40 * SOAK, deadline=None, derandomize=SOAK == 1)
hypothesis.settings.load_profile("here")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Honour SKIP=kind,kind; keep tests that share something dear on one worker; mark as soak what repeats itself."""
    for item in items:
        if "soak" in getattr(item, "fixturenames", ()) or getattr(getattr(item, "obj", None), "hypothesis", None):
            item.add_marker(pytest.mark.soak)
        for kind in SKIPPED_KINDS.intersection(KINDS):
            if item.get_closest_marker(kind):
                item.add_marker(pytest.mark.skip(reason=f"SKIP={kind}"))
        if item.get_closest_marker("captures") and not CAPTURES.is_dir():
            item.add_marker(pytest.mark.skip(reason="the captured replies (../shared/upstream) are not here"))
        if shared := _dear(item):
            item.add_marker(pytest.mark.xdist_group(shared))


def _dear(item: pytest.Item) -> str:
    """What the test shares with others that is dear to make; '' for nothing."""
    kinds = [kind for kind in ("browser", "validators") if item.get_closest_marker(kind)]
    kinds += ["seeded"] if "seeded" in getattr(item, "fixturenames", ()) else []
    return kinds[0] if kinds else ""


@pytest.fixture(scope="session")
def captures() -> Path:
    """Folder of captured upstream replies; mark the test ``captures`` so that it skips where there is none."""
    return CAPTURES


@pytest.fixture(scope="session")
def soak() -> int:
    """How many times over a soak test repeats itself: 1 in `make test`, 10 in `make soak`."""
    return SOAK


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Headless Chromium: the system's, else playwright's own. One per module: its event loop must not outlive it."""
    from playwright.sync_api import Error, sync_playwright

    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=found, args=[*sandbox, "--disable-dev-shm-usage"])
        except Error as error:
            pytest.fail(
                "No Chromium: `apt-get install chromium` or `.venv/bin/playwright install chromium`, "
                f"or set SKIP=browser ({str(error).splitlines()[0]})",
                pytrace=False,
            )
        yield chromium
        chromium.close()


def pytest_unconfigure(config: pytest.Config) -> None:
    """After pytest's closing line: how many tests ran and were skipped, per kind."""
    terminal: Any = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None or hasattr(config, "workerinput"):
        return
    ran, skipped = Counter[str](), Counter[str]()
    for outcome in ("passed", "failed", "xfailed", "xpassed", "skipped", "error"):
        for report in terminal.stats.get(outcome, []):
            kinds = [kind for kind in KINDS if kind in getattr(report, "keywords", ())] or ["plain"]
            (skipped if outcome == "skipped" else ran).update(kinds)
    if ran or skipped:
        counts = [f"{kind} {ran[kind]} ran, {skipped[kind]} skipped" for kind in ("plain", *KINDS)]
        terminal.write_line(f"kinds: {'; '.join(counts)}")
