"""Publishing what follows from the catalog: a fit where scores have moved, and the routing table."""

from threading import Lock

from sqlalchemy import Engine, func, select

from intel import actions
from intel.catalog.tables import RunRow
from intel.cli import compose
from intel.cli.estimate import Fits
from intel.errors import IntelError


def unwritten(error: Exception) -> str:
    """A sentence; where a file could not be written, which one and why."""
    if isinstance(error, OSError):
        return f"{error.filename or 'a file'} cannot be written: {error.strerror}."
    return str(error)


class Publisher:
    """Publishes whenever some worker has run a source since the last time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._published = -1
        self._unfitted = False
        self._said = ""
        self.amiss = False
        """Whether the last call could not publish what it should; the next one tries again."""
        self._turn = Lock()
        self.fits = Fits(engine)

    def publish(self, *, fit: bool = True) -> str:
        """What has changed, in sentences; '' where nothing has, or for an error that was told the last time.

        Without ``fit``, in the midst of a round, scores that have moved are left to the next call with it.
        """
        with self._turn:
            said = self._publish(fit)
            told, self._said = "" if said == self._said else said, said
            return told

    def _publish(self, fit: bool) -> str:
        try:
            newest = self._newest_run()
            if newest == self._published and not (fit and self._unfitted):
                return ""
            told = self.fits.told() if fit else ""
            path, tasks = compose.settings().routing_path, compose.tasks()
            published = actions.publish_routing_table(
                compose.overridden(self._engine), path, now=compose.now(), policy=compose.policy(), tasks=tasks,
                observers=compose.observers(),
            )  # fmt: skip
        except (IntelError, OSError) as error:
            self.amiss = True
            return f"routing table: {unwritten(error)}"
        self.amiss, self._published, self._unfitted = False, newest, not fit
        return " ".join(filter(None, (told, f"Routing table: {published.path}" if published.changed else "")))

    def _newest_run(self) -> int:
        with self._engine.connect() as connection:
            return connection.scalar(select(func.max(RunRow.id)).where(RunRow.healthy)) or 0  # type: ignore[arg-type]
