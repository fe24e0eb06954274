"""Publishing what follows from the catalog: a fit where scores have moved, and the routing table."""

from sqlalchemy import Engine, func, select

from intel import actions
from intel.catalog.tables import RunRow
from intel.cli import compose
from intel.cli.estimate import Fits
from intel.errors import IntelError


class Publisher:
    """Publishes whenever some worker has run a source since the last time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._published = -1
        self.fits = Fits(engine)

    def publish(self) -> str:
        """What has changed, in sentences; '' where nothing has."""
        try:
            newest = self._newest_run()
            if newest == self._published:
                return ""
            told = self.fits.told()
            path, tasks = compose.settings().routing_path, compose.tasks()
            published = actions.publish_routing_table(
                self._engine, path, now=compose.now(), policy=compose.policy(), tasks=tasks,
                observers=compose.observers(),
            )  # fmt: skip
        except IntelError as error:
            return f"routing table: {error}"
        self._published = newest
        return " ".join(filter(None, (told, f"Routing table: {published.path}" if published.changed else "")))

    def _newest_run(self) -> int:
        with self._engine.connect() as connection:
            return connection.scalar(select(func.max(RunRow.id)).where(RunRow.healthy)) or 0  # type: ignore[arg-type]
