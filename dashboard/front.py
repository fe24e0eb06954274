"""What readers are shown while something newer is being prepared for them. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

Shown = TypeVar("Shown")
PATIENCE = timedelta(minutes=2)
"""How long it may stand without a word that it is still the newest that is ready."""


@dataclass(slots=True)
class Front(Generic[Shown]):
    """One place, set by one thread and read by all."""

    cleared: int = 0
    """How often it was cleared: what was read before the last time is not to be shown after it."""
    _shown: Shown | None = None
    _at: datetime = datetime(1, 1, 1, tzinfo=UTC)

    def show(self, ready: Shown, at: datetime) -> None:
        """From now on readers see this."""
        self._at = at
        self._shown = ready

    def vouch(self, at: datetime) -> None:
        """What is shown, if anything, may stand for a while longer."""
        self._at = at

    def clear(self) -> None:
        """Readers look for themselves until something is shown again."""
        self.cleared += 1
        self._shown = None

    def shown(self, at: datetime) -> Shown | None:
        """What is ready; None where there is nothing, or nobody has confirmed it for longer than ``PATIENCE``."""
        return self._shown if at - self._at <= PATIENCE else None
