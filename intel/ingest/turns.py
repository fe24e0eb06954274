"""Turns at hosts that all workers of one catalog share: together they send what one polite client would."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Engine, select

from intel.catalog import write_rows as rows
from intel.catalog.engine import writing
from intel.errors import CatalogError
from intel.ingest.lease import database_now
from intel.ingest.politeness import INTERVAL, Pace


class SharedPace:
    """Spaces the requests to each host over every process that collects into this catalog.

    ``own`` paces this process alone while the catalog cannot be asked. ``told`` hears how many seconds were waited.
    """

    def __init__(
        self,
        engine: Engine,
        sleep: Callable[[float], None],
        own: Pace,
        told: Callable[[str, float], None] | None = None,
    ) -> None:
        self._engine = engine
        self._sleep = sleep
        self._own = own
        self._told = told

    def wait(self, host: str, interval: timedelta = INTERVAL) -> None:
        """Return when the next request to ``host`` may be sent."""
        try:
            seconds = self._take(host, interval)
        except CatalogError:
            self._own.wait(host, interval)
            return
        if self._told is not None:
            self._told(host, seconds)
        if seconds > 0:
            self._sleep(seconds)

    def _take(self, host: str, interval: timedelta) -> float:
        """Take the next turn and return the seconds until then."""
        turn = rows.table("host_turn")
        with writing(self._engine) as conn:
            now = database_now(conn)
            rows.add_once(conn, "host_turn", {"host": host, "free_at": now})
            free = conn.execute(select(turn.c.free_at).where(turn.c.host == host).with_for_update()).scalar_one()
            at = max(free, now)
            rows.change(conn, "host_turn", ("host",), [{"host": host, "free_at": at + interval}])
        return float((at - now).total_seconds())
