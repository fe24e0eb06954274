"""A dashboard server on a catalog from the seeds, and pages of a browser that watch what is asked for."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sqlalchemy import select

from intel.catalog import queries
from intel.catalog import write_rows as rows
from intel.catalog.engine import open_engine, writing
from intel.catalog.events import store_events
from intel.cli.serve import Server
from intel.market.host_changes import Moment, host_events
from tests.cli.catalog import Intel, intel_at

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ADDRESSES = {
    "today": "/?since=month",
    "hosts": "/hosts",
    "open-vs-closed": "/open_vs_closed",
    "leaders": "/leaders",
    "frontier": "/frontier",
    "history": "/history",
    "routing": "/routing",
    "alerts": "/alerts",
    "sources": "/sources",
    "method": "/method",
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2,
    "user_agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140 Mobile Safari/537.36",
}  # fmt: skip


IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
DRAWN = """() => document.querySelector('h2') && !document.querySelector('[data-testid=stSkeleton]') &&
  [...document.querySelectorAll('[data-testid=stDataFrame]')]
    .every(table => table.querySelector('canvas') || table.closest('details:not([open])')) &&
  [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(chart => chart.querySelector('svg.marks')) &&
  [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')]
    .every(copied => copied.shadowRoot?.querySelector('pre')?.textContent)"""


def a_week_of_events(data_dir: Path, intel: Intel) -> None:
    """What the last week of the seeds' prices would have told, and what `intel alerts check` finds today.

    The facts are those of the seeds: their market before and after that week, compared as a collection compares them.
    """
    (data_dir / "alerts.yaml").write_text(intel("alerts", "example").stdout)
    engine = open_engine(f"sqlite:///{data_dir / 'catalog.db'}")
    until = datetime(2026, 11, 17, 22, 30, tzinfo=UTC)
    with engine.connect() as conn:
        judged = {one.model_id for one in conn.execute(select(rows.table("estimate").c.model_id).distinct())}
        before, after = (
            queries.offers_by_model(conn, now=until, as_of=at, models=judged)
            for at in (until - timedelta(days=7), until)
        )
    with writing(engine) as conn:
        store_events(conn, host_events(before, after, Moment(until, "litellm")))
    engine.dispose()
    assert intel("alerts", "check").exit_code == 0


@dataclass(frozen=True)
class Served:
    """A dashboard that answers, and the command line on the same catalog."""

    address: str
    intel: Intel

    def told(self, *words: str) -> str:
        """What the command line says."""
        done = self.intel(*words)
        assert done.exit_code == 0, done.stderr
        return done.stdout


@contextmanager
def served(data_dir: Path) -> Iterator[Served]:
    """Serve the catalog of ``data_dir``, with a week of events."""
    before, intel = dict(os.environ), intel_at(data_dir)
    a_week_of_events(data_dir, intel)
    os.environ |= {"INTEL_DATA_DIR": str(data_dir), "INTEL_OFFLINE": "1", "INTEL_DATABASE_URL": ""}
    try:
        server = Server()
        try:
            server.wait_until_it_answers(threading.Event())
            yield Served(server.address, intel)
        finally:
            server.stop()
    finally:
        os.environ.clear()
        os.environ |= before


@dataclass
class Visit:
    """One browser page and every address that it asked for."""

    page: "Page"
    asked: list[str] = field(default_factory=list)

    def open(self, address: str) -> "Page":
        """Go there and wait until the page is drawn: nothing runs, its chart and tables are there."""
        self.page.goto(address)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the script has run and the last chart and table stand: both at one look.

        Before its first run a page says that nothing runs, too.
        """
        self.page.wait_for_function(f"() => document.querySelector({IDLE!r}) && ({DRAWN})()", polling=50)

    @property
    def foreign(self) -> list[str]:
        """What was asked of another host than this machine."""
        local = ("127.0.0.1", None)
        return [one for one in self.asked if urlsplit(one).hostname not in local]


@contextmanager
def visit(browser: "Browser", **options: Any) -> Iterator[Visit]:
    """A private window."""
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(45_000)
    seen = Visit(page)
    page.on("request", lambda request: seen.asked.append(request.url))
    try:
        yield seen
    finally:
        context.close()
