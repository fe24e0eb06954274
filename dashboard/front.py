"""What readers are shown while something newer is being prepared for them. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

Shown = TypeVar("Shown")
PATIENCE = timedelta(minutes=2)
"""How long it may stand without a word that it is still the newest that is ready."""


@dataclass(slots=True)
class Front(Generic[Shown]):
    """One place, set by one thread and read by all."""

    _shown: tuple[Shown, datetime] | None = None

    def show(self, ready: Shown, at: datetime) -> None:
        """Said every few seconds, of the same one too."""
        self._shown = ready, at

    def clear(self) -> None:
        """Readers look for themselves until something is shown again."""
        self._shown = None

    def shown(self, at: datetime) -> Shown | None:
        """What is ready; None where there is nothing, or nobody has confirmed it for longer than ``PATIENCE``."""
        found = self._shown
        return found[0] if found and at - found[1] <= PATIENCE else None
