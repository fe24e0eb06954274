"""Delivering what is due: each channel by itself, so that a slow one holds no other, and none loses anything."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock, Thread

from sqlalchemy import Engine

from intel.alerts.claims import Claimed, claim, due_channels, settle_failed, settle_sent
from intel.alerts.happened import Surroundings, happened, surroundings
from intel.alerts.messages import Message, message
from intel.alerts.rules import Rules
from intel.alerts.webhook import Outcome
from intel.errors import IntelError
from intel.units import counted

Sender = Callable[[Message], Outcome]
"""Makes one attempt to send one message; what goes wrong is its outcome."""

PATIENCE_SECONDS = 60.0
"""How long a call waits for its slowest channel, which goes on by itself."""


@dataclass(slots=True)
class Delivered:
    """What became of the messages of one call."""

    sent: int = 0
    again: int = 0
    """To be tried again later."""
    dead: int = 0
    unknown: tuple[str, ...] = ()
    """Channels that no rule file names any more; what is for them waits."""
    trouble: dict[str, str] = field(default_factory=dict)
    """Channel → why its last message did not arrive."""

    def __str__(self) -> str:
        said = [f"{counted(self.sent, 'alert')} sent"] if self.sent else []
        said += [f"{self.again:,} to be tried again"] if self.again else []
        said += [f"{self.dead:,} given up"] if self.dead else []
        why = "; ".join(f"{channel} {error}" for channel, error in sorted(self.trouble.items()))
        return ", ".join(said) + (f" ({why})" if why else "")


class Delivery:
    """One worker's deliveries on one catalog. ``unready`` says why channels without a sender have none."""

    def __init__(
        self, engine: Engine, rules: Rules, senders: Mapping[str, Sender], clock: Callable[[], datetime], owner: str,
        unready: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self._engine = engine
        self._rules = rules
        self._senders = senders
        self._clock = clock
        self._owner = owner
        self._unready = unready or {}
        self._lock = Lock()
        self._done = Delivered()

    def run(self, patience: float = PATIENCE_SECONDS) -> Delivered:
        """Send everything that is due; a channel that fails is left alone until its next attempt is due.

        Returns after ``patience`` seconds at the latest, with what is settled by then; a slow channel goes on.
        """
        with self._engine.connect() as conn:
            due = due_channels(conn, self._clock())
        self._done.unknown = tuple(name for name in due if name not in self._rules.channels)
        self._done.trouble = {name: why for name, why in self._unready.items() if name in due}
        threads = [
            Thread(target=self._drain, args=(name,), name=f"alerts-{name}", daemon=True)
            for name in due if name in self._senders
        ]  # fmt: skip
        for thread in threads:
            thread.start()
        all_of_them = Thread(target=_join, args=(threads,), name="alerts", daemon=True)
        all_of_them.start()
        all_of_them.join(patience)
        with self._lock:
            return self._done

    def _drain(self, channel: str) -> None:
        try:
            with self._engine.connect() as conn:
                around = surroundings(conn)
            while (claimed := claim(self._engine, channel, self._owner, self._clock())) is not None:
                if not self._send(claimed, around):
                    return
        except IntelError as error:  # the catalog went away: what was claimed is free again when its claim ends
            with self._lock:
                self._done.trouble[channel] = str(error)

    def _send(self, claimed: Claimed, around: Surroundings) -> bool:
        """One attempt; False where the channel should be left alone."""
        outcome = self._attempt(claimed, around)
        channel = self._rules.channels[claimed.channel]
        if not outcome.error:
            settle_sent(self._engine, claimed, self._clock())
            self._count(claimed, outcome, dead=False)
            return True
        dead = outcome.final or claimed.attempts + 1 >= channel.attempts
        settle_failed(
            self._engine, claimed, self._owner, self._clock(), outcome.error, final=dead, after=outcome.after
        )  # fmt: skip
        self._count(claimed, outcome, dead=dead)
        return outcome.final

    def _attempt(self, claimed: Claimed, around: Surroundings) -> Outcome:
        with self._engine.connect() as conn:
            events = happened(conn, claimed.events, around)
        try:
            made = message(claimed, events, self._rules, around.table)
            return self._senders[claimed.channel](made)
        except Exception as error:  # whatever a channel's library throws must not stop the others, or say an address
            return Outcome(f"failed ({type(error).__name__})")

    def _count(self, claimed: Claimed, outcome: Outcome, *, dead: bool) -> None:
        with self._lock:
            self._done.sent += not outcome.error
            self._done.dead += dead
            self._done.again += bool(outcome.error) and not dead
            if outcome.error:
                self._done.trouble[claimed.channel] = outcome.error


def _join(threads: Sequence[Thread]) -> None:
    for thread in threads:
        thread.join()
